import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

/** What is kept of a form, beside its contact. */
export interface KeptFields {
  name: string;
  email: string;
  message: string;
  language: string;
  /** The name of the subject in that language, and fingerprints of files: not kept by forms of before. */
  subjectName?: string;
  files: { name: string; type: string; size: number; sha256?: string }[];
  /** Of a form that opened a case: the name of its type, and what it holds in words. */
  online?: { name: string; answers: { label: string; value: string }[] };
}

export interface Submission {
  id: string;
  number: string | null;
  at: Date;
}
/** A submission of a form by its id. */
export async function submissionById(
  db: Db | Tx,
  entryPointId: string,
  id: string,
): Promise<(Submission & { fields: KeptFields }) | null> {
  const row = await db
    .selectFrom('form.submission')
    .select(['id', 'number', 'at', 'fields'])
    .where('entryPointId', '=', entryPointId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, fields: row.fields as unknown as KeptFields };
}

/** An earlier sending of the same filling-in, if there was one. */
export async function submissionByKey(
  db: Db | Tx,
  entryPointId: string,
  clientKey: string,
): Promise<Submission | null> {
  const row = await db
    .selectFrom('form.submission')
    .select(['id', 'number', 'at'])
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
