import type { Insertable } from 'kysely';
import type { DB, Db, Tx } from '#server/platform/index.ts';

/** Keeps what a caller was told, once for each queue and language. */
export async function insertNotice(tx: Tx, row: Insertable<DB['recordings.notice']>): Promise<void> {
  await tx
    .insertInto('recordings.notice')
    .values(row)
    .onConflict((conflict) => conflict.columns(['callId', 'queueId', 'language', 'saidBy']).doNothing())
    .execute();
}

/** What the caller of a call was told, in order. */
export const noticesOf = (db: Db | Tx, callId: string) =>
  db.selectFrom('recordings.notice').selectAll().where('callId', '=', callId).orderBy('at').execute();

/** Keeps that a caller said no; the first time counts. */
export async function insertRefusal(tx: Tx, row: Insertable<DB['recordings.refusal']>): Promise<void> {
  await tx
    .insertInto('recordings.refusal')
    .values(row)
    .onConflict((conflict) => conflict.column('callId').doNothing())
    .execute();
}

export async function refusalOf(db: Db | Tx, callId: string) {
  const row = await db
    .selectFrom('recordings.refusal')
    .selectAll()
    .where('callId', '=', callId)
    .executeTakeFirst();
  return row ?? null;
}
