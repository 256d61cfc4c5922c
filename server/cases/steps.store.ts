import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';

export type StepRow = Selectable<DB['cases.step']>;

export async function insertStep(tx: Tx, row: Insertable<DB['cases.step']>): Promise<void> {
  await tx.insertInto('cases.step').values(row).execute();
}

/** Changes a step that is not over. @returns whether there was one */
export async function changeOpenStep(
  tx: Tx,
  id: string,
  change: Updateable<DB['cases.step']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('cases.step')
    .set(change)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findStep(db: Db | Tx, id: string): Promise<StepRow | null> {
  const row = await db.selectFrom('cases.step').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** The step of a case that a queue was asked for and that is not over; null for none. */
export async function openStepOf(tx: Tx, caseId: string, queueId: string): Promise<StepRow | null> {
  const row = await tx
    .selectFrom('cases.step')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('queueId', '=', queueId)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Whether an entry of this kind about a step was written for an event already. */
export async function isWritten(
  tx: Tx,
  { caseId, step, about, told }: { caseId: string; step: string; about: string; told: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from cases.entry where case_id = ${caseId}::uuid and kind = 'step'
      and data ->> 'told' = ${told} and data ->> 'step' = ${step} and data ->> 'about' = ${about} limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}
