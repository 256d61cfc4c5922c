import type { SmsState } from '#contract/sms.ts';
import { newId, sql, type Db, type Tx } from '#server/platform/index.ts';
import type { Reported } from './reports.rules.ts';

export interface Carried {
  id: string;
  state: SmsState;
  messageId: string | null;
  providerRef: string | null;
}
/**
 * The message that a report is about, locked.
 * @param own the number whose provider tells; null: one that carries messages of all numbers
 */
export async function lockCarried(
  tx: Tx,
  own: string | null,
  by: { message: string | null; ref: string | null },
): Promise<Carried | null> {
  const row = await tx
    .selectFrom('sms.message')
    .select(['id', 'state', 'messageId', 'providerRef'])
    .where('direction', '=', 'out')
    // What no number of ours is named for is sent by whichever provider takes it.
    .$if(own !== null, (query) =>
      query.where((where) => where.or([where('ownNumber', '=', own), where('ownNumber', 'is', null)])),
    )
    .$if(by.message !== null, (query) => query.where('id', '=', by.message!))
    .$if(by.message === null, (query) => query.where('providerRef', '=', by.ref))
    .orderBy('at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return (row as Carried | undefined) ?? null;
}

/** Writes a report down; false where the same was told before. */
export async function insertReport(
  tx: Tx,
  row: { smsId: string; state: Reported; at: Date; why: string; receivedAt: Date },
): Promise<boolean> {
  const done = await tx
    .insertInto('sms.report')
    .values({ id: newId(), ...row })
    .onConflict((conflict) => conflict.columns(['smsId', 'state']).doNothing())
    .executeTakeFirst();
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function changeCarried(
  tx: Tx,
  id: string,
  change: { state?: SmsState; stateAt?: Date; why?: string | null; providerRef?: string },
): Promise<void> {
  if (Object.keys(change).length > 0)
    await tx.updateTable('sms.message').set(change).where('id', '=', id).execute();
}

/** Whether a message was handed to the provider once more after this. */
export async function wasSentAgain(tx: Tx, messageId: string, smsId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('sms.message')
    .select('id')
    .where('messageId', '=', messageId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id !== smsId;
}

export interface HookRow {
  id: string;
  entryPointId: string;
  madeAt: Date;
  usedAt: Date | null;
}
export async function hookOf(db: Db, entryPointId: string): Promise<HookRow | null> {
  const row = await db
    .selectFrom('sms.hook')
    .select(['id', 'entryPointId', 'madeAt', 'usedAt'])
    .where('entryPointId', '=', entryPointId)
    .executeTakeFirst();
  return row ?? null;
}
/** One address for each number: the one before goes. */
export async function replaceHook(
  tx: Tx,
  row: { id: string; entryPointId: string; keyHash: string; madeAt: Date; madeBy: string },
): Promise<void> {
  await dropHook(tx, row.entryPointId);
  await tx.insertInto('sms.hook').values(row).execute();
}
export async function dropHook(tx: Tx, entryPointId: string): Promise<boolean> {
  const done = await tx.deleteFrom('sms.hook').where('entryPointId', '=', entryPointId).executeTakeFirst();
  return done.numDeletedRows > 0n;
}
export async function hookByKey(
  db: Db,
  keyHash: string,
): Promise<{ id: string; entryPointId: string } | null> {
  const row = await db
    .selectFrom('sms.hook')
    .select(['id', 'entryPointId'])
    .where('keyHash', '=', keyHash)
    .executeTakeFirst();
  return row ?? null;
}
/** Notes that an address was used; to the minute, so that a busy provider is no burden. */
export async function touchHook(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('sms.hook')
    .set({ usedAt: now })
    .where('id', '=', id)
    .where((where) =>
      where.or([where('usedAt', 'is', null), where('usedAt', '<', new Date(now.getTime() - 60_000))]),
    )
    .execute();
}

/** How the messages of a number fare. */
export async function faring(db: Db, ownNumber: string, since: Date) {
  const { rows } = await sql<{
    waiting: number;
    waitingSince: Date | null;
    sent: number;
    delivered: number;
    rejected: number;
  }>`
    select count(*) filter (where state = 'waiting')::int as waiting, min(at) filter (where state = 'waiting') as waiting_since,
      count(*) filter (where state = 'sent' and at >= ${since})::int as sent,
      count(*) filter (where state = 'delivered' and at >= ${since})::int as delivered,
      count(*) filter (where state = 'rejected' and at >= ${since})::int as rejected
    from sms.message where direction = 'out' and own_number = ${ownNumber} and (at >= ${since} or state = 'waiting')`.execute(
    db,
  );
  const lastRejected = await db
    .selectFrom('sms.message')
    .select(['stateAt as at', 'number', 'why'])
    .where('state', '=', 'rejected')
    .where('ownNumber', '=', ownNumber)
    .where('at', '>=', since)
    .orderBy('stateAt', 'desc')
    .limit(5)
    .execute();
  return {
    ...rows[0]!,
    lastRejected: lastRejected.map(({ at, number, why }) => ({ at: at!, number, why: why ?? '' })),
  };
}
