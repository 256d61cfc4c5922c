import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface Segment {
  code: string;
  name: { it: string; en: string };
  position: number;
  active: boolean;
}

/** Kinds of customers, in their order. */
export const segments = async (db: Db | Tx): Promise<Segment[]> =>
  (await db
    .selectFrom('customers.segment')
    .selectAll()
    .orderBy('position')
    .orderBy('code')
    .execute()) as Segment[];

/** Adds a kind of customer; false when the code is taken. */
export async function addSegment(tx: Tx, { name, ...row }: Segment): Promise<boolean> {
  const added = await tx
    .insertInto('customers.segment')
    .values({ ...row, name: JSON.stringify(name) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function updateSegment(tx: Tx, { code, name, ...row }: Segment): Promise<void> {
  await tx
    .updateTable('customers.segment')
    .set({ ...row, name: JSON.stringify(name) })
    .where('code', '=', code)
    .execute();
}

/** The kinds of positions there are: one step in the index for each, however many positions. */
export async function positionKinds(db: Db): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive kinds as (
      (select kind from customers.position order by kind limit 1)
      union all
      select (select p.kind from customers.position as p where p.kind > kinds.kind order by p.kind limit 1)
      from kinds where kinds.kind is not null
    )
    select kind from kinds where kind is not null limit 200`.execute(db);
  return rows.map((row) => row.kind);
}
