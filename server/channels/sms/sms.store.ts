import type { SmsState } from '#contract/sms.ts';
import { newId, type Db, type Tx } from '#server/platform/index.ts';

export interface SmsRow {
  direction: 'in' | 'out';
  ownNumber: string | null;
  number: string;
  text: string;
  at: Date;
  ref?: string | null;
  sessionId?: string | null;
  conversationId?: string | null;
  messageId?: string | null;
  /** The case of which it tells somebody who has no conversation. */
  caseId?: string | null;
}
/** Writes a message down. @returns its id; null where one with the same `ref` is there */
export async function insertSms(tx: Tx, row: SmsRow): Promise<string | null> {
  const id = newId();
  const done = await tx
    .insertInto('sms.message')
    // What goes out waits for whoever carries it.
    .values({
      id,
      ...row,
      ...(row.direction === 'out' ? { state: 'waiting', stateAt: row.at } : {}),
    })
    .onConflict((conflict) => conflict.column('ref').doNothing())
    .executeTakeFirst();
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n ? id : null;
}
/** Messages as whoever carries them sees them: the last, newest first; those of a state oldest first. */
export async function messagesFor(db: Db, state: SmsState | null) {
  const order = state === null ? 'desc' : 'asc';
  const rows = await db
    .selectFrom('sms.message')
    .select([
      'id',
      'direction',
      'ownNumber',
      'number',
      'text',
      'at',
      'state',
      'stateAt',
      'why',
      'providerRef',
    ])
    .$if(state !== null, (query) => query.where('state', '=', state))
    .orderBy('at', order)
    .orderBy('id', order)
    .limit(200)
    .execute();
  return rows as ((typeof rows)[number] & { direction: 'in' | 'out'; state: SmsState | null })[];
}
/** The exchange that a number has with one of ours: its flow, and its conversation. */
export async function lastExchange(
  db: Db | Tx,
  number: string,
  ownNumber: string,
  since: Date,
): Promise<{ sessionId: string | null; conversationId: string | null } | null> {
  const row = await db
    .selectFrom('sms.message')
    .select(['sessionId', 'conversationId'])
    .where('number', '=', number)
    .where('ownNumber', '=', ownNumber)
    .where('at', '>', since)
    .where((eb) => eb.or([eb('sessionId', 'is not', null), eb('conversationId', 'is not', null)]))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** A message that came in under this id before; null when it has not. */
export async function smsByRef(db: Db | Tx, ref: string): Promise<{ sessionId: string | null } | null> {
  const row = await db
    .selectFrom('sms.message')
    .select('sessionId')
    .where('ref', '=', ref)
    .executeTakeFirst();
  return row ?? null;
}

/** How many messages went to a number since an instant. */
export async function smsSentSince(db: Db | Tx, number: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('sms.message')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('direction', '=', 'out')
    .where('number', '=', number)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}
