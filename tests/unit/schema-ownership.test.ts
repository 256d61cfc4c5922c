import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// A module owns the PostgreSQL schema of its name: nobody else writes its tables, and only readings may look at them.
const root = path.resolve(import.meta.dirname, '../..');
const files = globSync('server/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));

const schemas = [
  'platform',
  'access',
  'calendars',
  'customers',
  'knowledge',
  'routing',
  'speech',
  'contacts',
  'email',
  'form',
  'chat',
  'voice',
  'sms',
  'flows',
  'recordings',
  'cases',
  'clocks',
  'offices',
  'rooms',
  'automation',
  'insight',
];
const names = schemas.join('|');
const writes = new RegExp(
  `(?:insertInto|updateTable|deleteFrom|mergeInto)\\(\\s*['"\`](${names})\\.|\\b(?:insert into|update|delete from|truncate)\\s+(${names})\\.`,
  'gi',
);
const reads = new RegExp(
  `(?:selectFrom|innerJoin|leftJoin)\\(\\s*['"\`](${names})\\.|\\b(?:from|join)\\s+(${names})\\.`,
  'gi',
);

/** The schema a file's module owns; null for the composition root, which puts modules together and loads the demo. */
function ownerOf(file: string): string | null {
  const [, module, adapter] = file.split(path.sep);
  if (module === 'channels') return adapter ?? '';
  return module === 'app' || module?.endsWith('.ts') ? null : (module ?? '');
}

const found = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map((match) => (match[1] ?? match[2])!.toLowerCase());

test('no module writes the tables of another', () => {
  const strangers = files.flatMap((file) => {
    const owner = ownerOf(file);
    if (owner === null) return [];
    return found(writes, readFileSync(path.join(root, file), 'utf8'))
      .filter((schema) => schema !== owner)
      .map((schema) => `${file} writes ${schema}`);
  });
  expect(strangers).toEqual([]);
});

test('tables of another module are read in readings only', () => {
  const strangers = files.flatMap((file) => {
    const owner = ownerOf(file);
    if (owner === null || owner === 'insight' || file.endsWith('.read.ts')) return [];
    return found(reads, readFileSync(path.join(root, file), 'utf8'))
      .filter((schema) => schema !== owner && schema !== 'platform')
      .map((schema) => `${file} reads ${schema}`);
  });
  expect(strangers).toEqual([]);
});

test('statements stand in stores and readings only', () => {
  const loose = files.filter((file) => {
    const owner = ownerOf(file);
    if (owner === null || owner === 'platform' || /\.(store|read)\.ts$/.test(file)) return false;
    const text = readFileSync(path.join(root, file), 'utf8');
    return found(writes, text).length + found(reads, text).length > 0;
  });
  expect(loose).toEqual([]);
});
