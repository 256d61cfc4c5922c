import { sql, unlessAsleep, type Db, type Tx } from '#server/platform/index.ts';

/** A mail as it came, before anybody looked into it. */
export interface NewRaw {
  id: string;
  entryPointId: string;
  source: 'smtp' | 'imap' | 'api' | 'replay';
  mailboxId?: string | null;
  uidValidity?: number | null;
  uid?: number | null;
  envelopeFrom: string | null;
  envelopeTo: string[];
  size: number;
  content: Buffer | null;
  fileId: string | null;
  sha256: string;
}

export interface RawRow {
  id: string;
  entryPointId: string;
  source: string;
  envelopeFrom: string | null;
  envelopeTo: string[];
  size: number;
  content: Buffer | null;
  fileSha256: string | null;
  sha256: string;
  receivedAt: Date;
  attempts: number;
  state: string;
}

/** Keeps raw mails. One that the same IMAP folder handed over before is left out. @returns how many are new */
export async function insertRaw(tx: Tx, rows: readonly NewRaw[]): Promise<number> {
  if (rows.length === 0) return 0;
  const { length } = await tx
    .insertInto('email.raw')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['mailboxId', 'uidValidity', 'uid']).where('source', '=', 'imap').doNothing(),
    )
    .returning('id')
    .execute();
  return length;
}

// The intakes of all processes take turns, so that mails are filed in the order in which they came.
const filingLock = 7_146_202_603;

/** Whether this transaction may file mails now; another process may be at it. */
export async function mayFile(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    got: boolean;
  }>`select ${unlessAsleep(60_000)}, pg_try_advisory_xact_lock(${filingLock}) as got`.execute(tx);
  return rows[0]!.got;
}

const rawRow = (db: Db) =>
  db
    .selectFrom('email.raw as r')
    .leftJoin('platform.file as f', 'f.id', 'r.fileId')
    .select([
      'r.id',
      'r.entryPointId',
      'r.source',
      'r.envelopeFrom',
      'r.envelopeTo',
      'r.size',
      'r.content',
      'f.sha256 as fileSha256',
      'r.sha256',
      'r.receivedAt',
      'r.attempts',
      'r.state',
    ]);

/** The oldest raw mails that nobody has filed yet. */
export const newRaw = async (tx: Tx, limit: number): Promise<RawRow[]> =>
  rawRow(tx).where('r.state', '=', 'new').orderBy('r.receivedAt').limit(limit).execute();

export async function lockRaw(tx: Tx, id: string): Promise<RawRow | null> {
  return (await rawRow(tx).where('r.id', '=', id).forUpdate('r').executeTakeFirst()) ?? null;
}

/** Raw bytes by id, for a screen. */
export async function findRaw(db: Db, id: string): Promise<RawRow | null> {
  return (await rawRow(db).where('r.id', '=', id).executeTakeFirst()) ?? null;
}

/** How one mail ended. */
export interface RawEnd {
  id: string;
  state: 'filed' | 'ignored' | 'quarantined';
  reason: string | null;
  reasonCode: string | null;
  headerMessageId: string | null;
  subject: string | null;
  conversationId: string | null;
  contactId: string | null;
  messageId: string | null;
}

/** Notes how mails ended, all of a batch in one statement. */
export async function endRaw(tx: Tx, ends: readonly RawEnd[], at: Date): Promise<void> {
  if (ends.length === 0) return;
  const of = <K extends keyof RawEnd>(key: K) => ends.map((end) => end[key]);
  await sql`
    update email.raw as r set state = e.state, reason = e.reason, reason_code = e.code, header_message_id = e.header, subject = e.subject,
      conversation_id = e.conversation, contact_id = e.contact, message_id = e.message, filed_at = ${at}, attempts = attempts + 1
    from unnest(${of('id')}::uuid[], ${of('state')}::text[], ${of('reason')}::text[], ${of('reasonCode')}::text[], ${of('headerMessageId')}::text[],
      ${of('subject')}::text[], ${of('conversationId')}::uuid[], ${of('contactId')}::uuid[], ${of('messageId')}::uuid[])
      as e (id, state, reason, code, header, subject, conversation, contact, message)
    where r.id = e.id`.execute(tx);
}

/** A failed try that will be made again. */
export async function noteAttempt(tx: Tx, id: string, reason: string): Promise<void> {
  await tx
    .updateTable('email.raw')
    .set({ attempts: sql`attempts + 1`, reason })
    .where('id', '=', id)
    .execute();
}
