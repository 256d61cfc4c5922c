import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Requirement } from '#server/routing/index.ts';

type Table = Selectable<DB['contacts.callback']>;
export type CallbackRow = Omit<Table, 'state' | 'via' | 'ownRequires'> & {
  state: 'open' | 'reached' | 'unreached' | 'expired' | 'cancelled';
  via: 'phone' | 'chat' | 'page' | 'desk' | 'api';
  ownRequires: Requirement[];
};
export type AttemptRow = Selectable<DB['contacts.callbackAttempt']>;

/** Holds a number and queue until the transaction ends: of two that ask at once the second finds the first's. */
export async function lockAsking(tx: Tx, number: string, queueId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7147, hashtext(${`${number} ${queueId}`}))`.execute(tx);
}

export async function openCallbackFor(tx: Tx, number: string, queueId: string): Promise<CallbackRow | null> {
  const row = await tx
    .selectFrom('contacts.callback')
    .selectAll()
    .where('number', '=', number)
    .where('queueId', '=', queueId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return (row as unknown as CallbackRow | undefined) ?? null;
}

/** How many callbacks to a number were asked for since an instant, whatever became of them. */
export async function askedSince(tx: Tx, number: string, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('contacts.callback as b')
    .innerJoin('contacts.contact as c', 'c.id', 'b.contactId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('b.number', '=', number)
    .where('c.arrivedAt', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function findCallback(
  db: Db | Tx,
  contactId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<CallbackRow | null> {
  const row = await db
    .selectFrom('contacts.callback')
    .selectAll()
    .where('contactId', '=', contactId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return (row as unknown as CallbackRow | undefined) ?? null;
}

export async function insertCallback(
  tx: Tx,
  row: Omit<Insertable<DB['contacts.callback']>, 'ownRequires'> & { ownRequires: Requirement[] },
): Promise<void> {
  await tx
    .insertInto('contacts.callback')
    .values({ ...row, ownRequires: JSON.stringify(row.ownRequires) })
    .execute();
}

export async function changeCallback(
  tx: Tx,
  contactId: string,
  change: Updateable<DB['contacts.callback']>,
): Promise<void> {
  await tx.updateTable('contacts.callback').set(change).where('contactId', '=', contactId).execute();
}

/** Callbacks that ended with their contact, which somebody else closed (a queue's time to live, a caller who hung up). */
export async function endWith(
  tx: Tx,
  contacts: readonly string[],
  state: 'expired' | 'unreached',
  reason: string,
  at: Date,
): Promise<void> {
  if (contacts.length === 0) return;
  await tx
    .updateTable('contacts.callback')
    .set({ state, reason, endedAt: at, dueAt: null })
    .where('contactId', 'in', contacts)
    // Who was reached and hung up before an agent was there has spoken with nobody.
    .where('state', 'in', reason === 'abandoned' ? ['open', 'reached'] : ['open'])
    .execute();
}

/** Whether a contact is a callback that has not yet been settled, one way or the other. */
export async function isOpenCallback(db: Db | Tx, contactId: string): Promise<boolean> {
  return (await findCallback(db, contactId))?.state === 'open';
}

export async function openAttempt(tx: Tx, contactId: string): Promise<AttemptRow | null> {
  const row = await tx
    .selectFrom('contacts.callbackAttempt')
    .selectAll()
    .where('contactId', '=', contactId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Writes an attempt under the next number of its callback. @returns the number */
export async function insertAttempt(
  tx: Tx,
  row: Omit<Insertable<DB['contacts.callbackAttempt']>, 'number'>,
): Promise<number> {
  const { count } = await tx
    .selectFrom('contacts.callbackAttempt')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('contactId', '=', row.contactId)
    .executeTakeFirstOrThrow();
  const number = Number(count) + 1;
  await tx
    .insertInto('contacts.callbackAttempt')
    .values({ ...row, number })
    .execute();
  return number;
}

export async function endAttemptRow(
  tx: Tx,
  id: string,
  end: { result: string; note?: string; endedAt: Date },
): Promise<void> {
  await tx
    .updateTable('contacts.callbackAttempt')
    .set({ ...end, endedAt: sql<Date>`greatest(started_at, ${end.endedAt}::timestamptz)` })
    .where('id', '=', id)
    .execute();
}

/** Open callbacks whose time has come, the place in the queue first. */
export async function dueCallbacks(
  db: Db,
  now: Date,
  limit: number,
): Promise<{ contactId: string; queueId: string; placeAt: Date }[]> {
  return db
    .selectFrom('contacts.callback as b')
    .innerJoin('contacts.contact as c', 'c.id', 'b.contactId')
    .select(['b.contactId', 'b.placeAt', sql<string>`coalesce(c.queue_id, b.queue_id)`.as('queueId')])
    .where('b.state', '=', 'open')
    .where('b.dueAt', '<=', now)
    .where('c.state', '=', 'scheduled')
    .orderBy('b.placeAt')
    .orderBy('b.contactId')
    .limit(limit)
    .execute();
}

/** Open callbacks that are past their end and in nobody's hands. */
export async function overdueCallbacks(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('contacts.callback as b')
    .innerJoin('contacts.contact as c', 'c.id', 'b.contactId')
    .select('b.contactId')
    .where('b.state', '=', 'open')
    .where('b.expiresAt', '<=', now)
    .where('c.state', 'in', ['scheduled', 'queued', 'offered'])
    .orderBy('b.expiresAt')
    .limit(limit)
    .execute();
  return rows.map((row) => row.contactId);
}

/** When the clock has to look again; null when nothing is open. */
export async function nextDue(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select min(due_at) from contacts.callback where state = 'open' and due_at is not null),
      (select min(expires_at) from contacts.callback where state = 'open')) as at`.execute(db);
  return rows[0]?.at ?? null;
}
