import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { sql, type Tx } from '#server/platform/index.ts';
import { readDefinition } from './definition.rules.ts';
import { currentTypes, insertType, insertVersion } from './types.store.ts';

const folder = path.join(import.meta.dirname, 'shipped');

/** The types that come with the program, by code. @throws Error naming the file and the place when one is not a definition */
export function shippedTypes(): CaseTypeDefinition[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const read = readDefinition(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
      if ('definition' in read && read.definition.code === path.basename(file, '.json'))
        return read.definition;
      const why =
        'findings' in read ? `${read.findings[0]!.place}: ${read.findings[0]!.message}` : 'another code';
      throw new Error(`${file}: ${why}`);
    });
}

// Several processes that start at once write them once.
const lock = 7_205_915;

/**
 * Sees that the shipped types are there. One that nobody has changed follows the program, as a new version; one that an
 * administrator has published once stays theirs. Cases in flight stay on the version they are on, either way.
 */
export async function ensureShippedTypes(tx: Tx, now: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
  const there = new Map((await currentTypes(tx, { inactiveToo: true })).map((one) => [one.code, one]));
  for (const definition of shippedTypes()) {
    const found = there.get(definition.code);
    if (found !== undefined && (!found.version.shipped || same(found.definition, definition))) continue;
    if (found === undefined) await insertType(tx, definition.code);
    await insertVersion(tx, { definition, note: '', shipped: true, publishedAt: now, publishedBy: '' });
  }
}

// A database keeps the keys of an object in an order of its own.
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;
/** Whether two documents say the same, in whatever order. */
export const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
