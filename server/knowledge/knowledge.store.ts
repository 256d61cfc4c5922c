import { sql } from 'kysely';
import type { PublicNames } from '#contract/route.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export interface ClassificationRow {
  id: string;
  parentId: string | null;
  level: number;
  code: string;
  name: PublicNames;
  serviceId: string | null;
  queueHint: string | null;
  position: number;
  active: boolean;
}

/** The whole tree, parents before children. */
export async function allClassification(db: Db): Promise<ClassificationRow[]> {
  return (await db
    .selectFrom('knowledge.classification')
    .select(['id', 'parentId', 'level', 'code', 'name', 'serviceId', 'queueHint', 'position', 'active'])
    .orderBy('level')
    .orderBy('position')
    .orderBy('code')
    .execute()) as ClassificationRow[];
}

const treeLock = 7_146_202_611;
/** One change of the tree at a time: two moves, each sound alone, must not make a circle together. */
export async function lockTree(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${treeLock})`.execute(tx);
}

export async function saveClassification(tx: Tx, row: ClassificationRow): Promise<void> {
  const { id, name, ...rest } = row;
  const fields = { ...rest, name: JSON.stringify(name) };
  await tx
    .insertInto('knowledge.classification')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

/** Moves what hangs on a node with it, and switches it off with it. */
export async function followParent(
  tx: Tx,
  ids: readonly string[],
  levelsDown: number,
  switchOff: boolean,
): Promise<void> {
  if (ids.length === 0 || (levelsDown === 0 && !switchOff)) return;
  await tx
    .updateTable('knowledge.classification')
    .set((eb) => ({
      level: eb('level', '+', levelsDown),
      ...(switchOff ? { active: false } : {}),
    }))
    .where('id', 'in', ids)
    .execute();
}

/** Whether a node is there and may be chosen. */
export async function classificationExists(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge.classification')
    .select('id')
    .where('id', '=', id)
    .where('active', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a node is in use and has none in use below it: what a contact ends with says all three levels. */
export async function classificationIsLeaf(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge.classification as n')
    .select('n.id')
    .where('n.id', '=', id)
    .where('n.active', '=', true)
    .where((having) =>
      having.not(
        having.exists(
          having
            .selectFrom('knowledge.classification as below')
            .select('below.id')
            .whereRef('below.parentId', '=', 'n.id')
            .where('below.active', '=', true),
        ),
      ),
    )
    .executeTakeFirst();
  return row !== undefined;
}
