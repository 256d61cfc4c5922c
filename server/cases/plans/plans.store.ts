import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, DB, Tx } from '#server/platform/index.ts';

export type PlanRow = Selectable<DB['cases.plan']>;
export type PieceRow = Selectable<DB['cases.piece']>;

export async function insertPlan(
  tx: Tx,
  plan: Insertable<DB['cases.plan']>,
  pieces: readonly Insertable<DB['cases.piece']>[],
): Promise<void> {
  await tx.insertInto('cases.plan').values(plan).execute();
  await insertPieces(tx, pieces);
}
export async function insertPieces(tx: Tx, pieces: readonly Insertable<DB['cases.piece']>[]): Promise<void> {
  if (pieces.length > 0)
    await tx
      .insertInto('cases.piece')
      .values([...pieces])
      .execute();
}

export async function changePlan(tx: Tx, id: string, change: Updateable<DB['cases.plan']>): Promise<void> {
  await tx.updateTable('cases.plan').set(change).where('id', '=', id).execute();
}
export async function changePieces(
  tx: Tx,
  ids: readonly string[],
  change: Updateable<DB['cases.piece']>,
): Promise<void> {
  if (ids.length > 0)
    await tx
      .updateTable('cases.piece')
      .set(change)
      .where('id', 'in', [...ids])
      .execute();
}
export async function deletePiece(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cases.piece').where('id', '=', id).execute();
}

/** The plans of a case, the newest first. */
export const plansOf = (db: Db | Tx, caseId: string): Promise<PlanRow[]> =>
  db
    .selectFrom('cases.plan')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('startedAt', 'desc')
    .orderBy('id')
    .execute();
export const piecesOf = (db: Db | Tx, caseId: string): Promise<PieceRow[]> =>
  db
    .selectFrom('cases.piece')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('position')
    .orderBy('id')
    .execute();

/** The piece that a step or an escalation is, if it is one and goes on. */
export async function runningPiece(
  tx: Tx,
  of: { step: string } | { escalation: string },
): Promise<PieceRow | null> {
  const row = await tx
    .selectFrom('cases.piece')
    .selectAll()
    .where('state', '=', 'running')
    .$if('step' in of, (query) => query.where('stepId', '=', (of as { step: string }).step))
    .$if('escalation' in of, (query) =>
      query.where('escalationId', '=', (of as { escalation: string }).escalation),
    )
    .executeTakeFirst();
  return row ?? null;
}

/** The competence centre of a name, whatever its capitals; null for none. */
export async function centreNamed(db: Db | Tx, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('cases.centre')
    .select('id')
    .where('name', 'ilike', name.replace(/[\\%_]/g, '\\$&'))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** An escalation was handed on: its piece follows it. */
export async function pieceFollows(tx: Tx, from: string, to: string): Promise<void> {
  await tx
    .updateTable('cases.piece')
    .set({ escalationId: to })
    .where('escalationId', '=', from)
    .where('state', '=', 'running')
    .execute();
}
