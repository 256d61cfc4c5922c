import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Held while cases are put under each other, so that no circle is made by two at once. Before any case is locked. */
export const lockTree = (tx: Tx): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended('cases.subcase', 0))`.execute(tx);

export async function parentOf(db: Db | Tx, caseId: string): Promise<string | null> {
  const row = await db
    .selectFrom('cases.subcase')
    .select('parentId')
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  return row?.parentId ?? null;
}

/** The ids of the cases that lie right under one, in the order in which they came. */
export async function childrenOf(db: Db | Tx, caseId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('cases.subcase')
    .select('caseId')
    .where('parentId', '=', caseId)
    .orderBy('joinedAt')
    .orderBy('caseId')
    .execute();
  return rows.map((row) => row.caseId);
}

/** The cases above one, the nearest first. */
export async function aboveOf(db: Db | Tx, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select s.parent_id as id, 1 as level from cases.subcase as s where s.case_id = ${caseId}::uuid
      union all select s.parent_id, up.level + 1 from cases.subcase as s join up on s.case_id = up.id where up.level < 20)
    select id from up order by level`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many levels hang from a case, itself counted. */
export async function levelsBelow(db: Db | Tx, caseId: string): Promise<number> {
  const { rows } = await sql<{ levels: number }>`
    with recursive down as (
      select ${caseId}::uuid as id, 1 as level
      union all select s.case_id, down.level + 1 from cases.subcase as s join down on s.parent_id = down.id where down.level < 20)
    select max(level)::int as levels from down`.execute(db);
  return rows[0]!.levels;
}

export async function putUnder(
  tx: Tx,
  row: { caseId: string; parentId: string; joinedAt: Date; joinedByName: string },
): Promise<void> {
  await tx
    .insertInto('cases.subcase')
    .values(row)
    .onConflict((conflict) => conflict.column('caseId').doUpdateSet(row))
    .execute();
}

export async function takeFrom(tx: Tx, caseId: string): Promise<void> {
  await tx.deleteFrom('cases.subcase').where('caseId', '=', caseId).execute();
}

/** How many of the cases right under one are not closed, whoever may see them. */
export async function openBelow(db: Db | Tx, caseId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.subcase as s join cases.case as k on k.id = s.case_id
    where s.parent_id = ${caseId}::uuid and k.closed_at is null`.execute(db);
  return rows[0]!.n;
}

export interface RelationRow {
  id: string;
  caseId: string;
  otherId: string;
  kind: 'see_also' | 'duplicate_of';
  madeAt: Date;
  madeByName: string;
}

/** What a case is tied to, from either side. */
export const relationsOf = async (db: Db | Tx, caseId: string): Promise<RelationRow[]> =>
  (await db
    .selectFrom('cases.relation')
    .selectAll()
    .where((eb) => eb.or([eb('caseId', '=', caseId), eb('otherId', '=', caseId)]))
    .orderBy('madeAt')
    .orderBy('id')
    .execute()) as RelationRow[];

/** Ties two cases; false where they are tied so already. */
export async function insertRelation(tx: Tx, row: RelationRow): Promise<boolean> {
  const made = await tx
    .insertInto('cases.relation')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function deleteRelation(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cases.relation').where('id', '=', id).execute();
}
