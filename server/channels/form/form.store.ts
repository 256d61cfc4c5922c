import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

/** An earlier sending of the same filling-in, if there was one. */
export async function submissionByKey(
  db: Db | Tx,
  entryPointId: string,
  clientKey: string,
): Promise<{ number: string | null } | null> {
  const row = await db
    .selectFrom('form.submission')
    .select('number')
    .where('entryPointId', '=', entryPointId)
    .where('clientKey', '=', clientKey)
    .executeTakeFirst();
  return row ?? null;
}

/** @throws a unique violation of `submission_once` when the same key is being sent at this very moment */
export async function insertSubmission(
  tx: Tx,
  row: {
    id: string;
    entryPointId: string;
    clientKey: string | null;
    fields: Record<string, unknown>;
    ipHash: string;
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('form.submission')
    .values({ ...row, fields: JSON.stringify(row.fields) })
    .execute();
}

export async function fileSubmission(
  tx: Tx,
  id: string,
  filed: { contactId: string | null; conversationId: string; number: string | null },
): Promise<void> {
  await tx.updateTable('form.submission').set(filed).where('id', '=', id).execute();
}

/** Uses a nonce up; false when it was used before. Forgets those that have long run out. */
export async function useNonce(tx: Tx, nonce: string, at: Date, forgetBefore: Date): Promise<boolean> {
  await sql`delete from form.challenge_used where nonce in
    (select nonce from form.challenge_used where at < ${forgetBefore} limit 100 for update skip locked)`.execute(
    tx,
  );
  const inserted = await tx
    .insertInto('form.challengeUsed')
    .values({ nonce, at })
    .onConflict((conflict) => conflict.column('nonce').doNothing())
    .returning('nonce')
    .executeTakeFirst();
  return inserted !== undefined;
}
