import { readDefinition } from './definition.rules.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface TypeRow {
  code: string;
  active: boolean;
  draft: unknown;
  draftRevision: number;
  draftBase: number | null;
  draftAt: Date | null;
  draftBy: string | null;
}
export interface VersionRow {
  number: number;
  note: string;
  shipped: boolean;
  publishedAt: Date;
  publishedBy: string;
}

/** What a version holds; every version was checked before it was kept. */
function definitionIn(stored: unknown): CaseTypeDefinition {
  const read = readDefinition(stored);
  if ('findings' in read)
    throw new Error(`a kept definition is not one: ${read.findings[0]!.place}: ${read.findings[0]!.message}`);
  return read.definition;
}

const newest = sql`(select max(w.number) from cases.type_version as w where w.type = v.type)`;

/** The newest definition of a type, which new cases begin with; null where there is no such type or it is out of use. */
export async function currentType(
  db: Db | Tx,
  code: string,
): Promise<{ version: number; definition: CaseTypeDefinition } | null> {
  const row = await db
    .selectFrom('cases.typeVersion as v')
    .innerJoin('cases.type as t', 't.code', 'v.type')
    .select(['v.number', 'v.definition'])
    .where('t.code', '=', code)
    .where('t.active', '=', true)
    .where('v.number', '=', newest as never)
    .executeTakeFirst();
  return row === undefined ? null : { version: row.number, definition: definitionIn(row.definition) };
}

/** All types with their newest definitions, by code. */
export async function currentTypes(
  db: Db | Tx,
  { inactiveToo = false } = {},
): Promise<(TypeRow & { version: VersionRow; definition: CaseTypeDefinition })[]> {
  const rows = await db
    .selectFrom('cases.typeVersion as v')
    .innerJoin('cases.type as t', 't.code', 'v.type')
    .selectAll('t')
    .select(['v.number', 'v.note', 'v.shipped', 'v.publishedAt', 'v.publishedBy', 'v.definition'])
    .where('v.number', '=', newest as never)
    .$if(!inactiveToo, (query) => query.where('t.active', '=', true))
    .orderBy('t.code')
    .execute();
  return rows.map(({ number, note, shipped, publishedAt, publishedBy, definition, ...type }) => ({
    ...type,
    version: { number, note, shipped, publishedAt, publishedBy },
    definition: definitionIn(definition),
  }));
}

/** Definitions by `code@version`, of cases in a list. */
export async function definitionsOf(
  db: Db | Tx,
  wanted: readonly { type: string; typeVersion: number }[],
): Promise<Map<string, CaseTypeDefinition>> {
  const keys = [...new Set(wanted.map(({ type, typeVersion }) => definitionKey(type, typeVersion)))];
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; definition: unknown }>`
    select v.type || '@' || v.number as key, v.definition from cases.type_version as v
    where v.type || '@' || v.number = any (${keys}::text[])`.execute(db);
  return new Map(rows.map(({ key, definition }) => [key, definitionIn(definition)]));
}
export const definitionKey = (type: string, version: number): string => `${type}@${version}`;

/** The definition that a case goes by. */
export async function definitionOf(
  db: Db | Tx,
  one: { type: string; typeVersion: number },
): Promise<CaseTypeDefinition> {
  const found = (await definitionsOf(db, [one])).get(definitionKey(one.type, one.typeVersion));
  if (found === undefined) throw new Error(`no version ${one.typeVersion} of the type ${one.type}`);
  return found;
}

export async function insertType(tx: Tx, code: string): Promise<boolean> {
  const made = await tx
    .insertInto('cases.type')
    .values({ code })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}

/** Keeps a definition as the next version of its type. The type is locked. */
export async function insertVersion(
  tx: Tx,
  version: Omit<VersionRow, 'number'> & { definition: CaseTypeDefinition },
): Promise<number> {
  const { definition, note, shipped, publishedAt, publishedBy } = version;
  const { rows } = await sql<{ number: number }>`
    insert into cases.type_version (type, number, definition, note, shipped, published_at, published_by)
    select ${definition.code}, coalesce(max(number), 0) + 1, ${JSON.stringify(definition)}::jsonb, ${note}, ${shipped},
      ${publishedAt}, ${publishedBy}
    from cases.type_version where type = ${definition.code} returning number`.execute(tx);
  return rows[0]!.number;
}
