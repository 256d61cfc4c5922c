import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Names } from '#contract/route.ts';
import { newId, sql, type Db, type DB, type Tx } from '#server/platform/index.ts';
import type { NoticeChannel } from './telling.rules.ts';

export type NoticeRow = Selectable<DB['cases.notice']>;
type NewNotice = Omit<Insertable<DB['cases.notice']>, 'id' | 'tried' | 'facts'> & { facts: object };

/** What a notice says, as it was when it happened. */
export interface Facts {
  number: string;
  subject: string;
  /** The code of the case's type, and its names. */
  type: string;
  typeNames: Names;
  /** Where the case had come: a state of its type, and what that is for the customer. */
  to: string;
  status: string;
  stateNames: Names;
  resolution: string | null;
  /** What fields hold that everybody may see, in words. */
  fields: Record<'it' | 'en', Record<string, string>>;
  /** The words of the case's type, by language. */
  words: Record<string, NoticeWords>;
}
interface NoticeWords {
  subject?: string | undefined;
  text: string;
  line?: string | undefined;
}
export interface Tried {
  channel: NoticeChannel;
  address: string | null;
  why: string;
  /** The message that did not arrive. */
  message?: string;
}
export const factsOf = (row: Pick<NoticeRow, 'facts'>): Facts => row.facts as unknown as Facts;
export const triedOf = (row: Pick<NoticeRow, 'tried'>): Tried[] => row.tried as unknown as Tried[];

/** Writes down what is to be told; null where the very thing was written down before. */
export async function insertNotice(tx: Tx, { facts, ...row }: NewNotice): Promise<NoticeRow | null> {
  const made = await tx
    .insertInto('cases.notice')
    .values({ id: newId(), ...row, facts: JSON.stringify(facts) })
    .onConflict((conflict) => conflict.columns(['caseId', 'customerId', 'told']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return made ?? null;
}

export async function changeNotices(
  tx: Tx,
  ids: readonly string[],
  { tried, ...change }: Omit<Updateable<DB['cases.notice']>, 'tried'> & { tried?: readonly Tried[] },
): Promise<void> {
  if (ids.length > 0)
    await tx
      .updateTable('cases.notice')
      .set({ ...change, ...(tried === undefined ? {} : { tried: JSON.stringify(tried) }) })
      .where('id', 'in', ids)
      .execute();
}

/** The planned notices of a case, or of a customer, in the order of what happened, held until the transaction ends. */
export const lockPlanned = (tx: Tx, of: { caseId: string } | { customerId: string }): Promise<NoticeRow[]> =>
  tx
    .selectFrom('cases.notice')
    .selectAll()
    .where('state', '=', 'planned')
    .$if('caseId' in of, (query) => query.where('caseId', '=', (of as { caseId: string }).caseId))
    .$if('customerId' in of, (query) =>
      query.where('customerId', '=', (of as { customerId: string }).customerId),
    )
    .orderBy('happenedAt')
    .orderBy('id')
    .forUpdate()
    .execute();

export async function lockNotice(tx: Tx, id: string): Promise<NoticeRow | null> {
  const row = await tx
    .selectFrom('cases.notice')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function noticeById(db: Db, id: string): Promise<NoticeRow | null> {
  const row = await db.selectFrom('cases.notice').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** The cases of a customer of which something is still to be told, in the order in which they are locked. */
export async function casesWaiting(db: Db, customerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('cases.notice')
    .select('caseId')
    .distinct()
    .where('customerId', '=', customerId)
    .where('state', '=', 'planned')
    .orderBy('caseId')
    .execute();
  return rows.map(({ caseId }) => caseId);
}

/** The notices that a message told: the one that carried it and those that went along. */
export const noticesOfMessage = (db: Db, messageId: string): Promise<NoticeRow[]> =>
  db
    .selectFrom('cases.notice')
    .selectAll()
    .where('messageId', '=', messageId)
    .orderBy('happenedAt')
    .orderBy('id')
    .execute();

/** The notices that wait for another channel, because this message was said not to have arrived. */
export const noticesTriedBy = (db: Db, messageId: string): Promise<NoticeRow[]> =>
  db
    .selectFrom('cases.notice')
    .selectAll()
    .where('state', '=', 'planned')
    .where(sql<boolean>`tried @> ${JSON.stringify([{ message: messageId }])}::jsonb`)
    .execute();

/** Customers of whom something is due, whoever has waited longest first. */
export async function customersDue(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('cases.notice')
    .select('customerId')
    .where('state', '=', 'planned')
    .where('dueAt', '<=', now)
    .groupBy('customerId')
    .orderBy(sql`min(due_at)`)
    .limit(most)
    .execute();
  return rows.map((row) => row.customerId);
}

export async function nextNoticeDue(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('cases.notice')
    .select((eb) => eb.fn.min('dueAt').as('at'))
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return row?.at ?? null;
}

export type PreferenceRow = Selectable<DB['cases.preference']>;
/** What was said of a customer's cases at large, and of one of them. */
export async function preferencesOf(
  db: Db,
  customerId: string,
  caseId: string | null,
): Promise<{ all: PreferenceRow | null; own: PreferenceRow | null }> {
  const rows = await db
    .selectFrom('cases.preference')
    .selectAll()
    .where('customerId', '=', customerId)
    .where((eb) => eb.or([eb('caseId', 'is', null), eb('caseId', '=', caseId)]))
    .execute();
  return {
    all: rows.find((row) => row.caseId === null) ?? null,
    own: rows.find((row) => row.caseId !== null) ?? null,
  };
}

export async function savePreference(
  tx: Tx,
  row: Omit<Insertable<DB['cases.preference']>, 'id'>,
): Promise<void> {
  await tx
    .insertInto('cases.preference')
    .values({ id: newId(), ...row })
    .onConflict((conflict) =>
      conflict.columns(['customerId', 'caseId']).doUpdateSet({
        channel: row.channel ?? null,
        language: row.language ?? null,
        setBy: row.setBy,
        setByName: row.setByName ?? '',
        setAt: row.setAt,
      }),
    )
    .execute();
}

export type ConsentRow = Selectable<DB['cases.consent']>;
/** The last word of a customer on each channel. */
export const consentsOf = (db: Db, customerId: string): Promise<ConsentRow[]> =>
  db
    .selectFrom('cases.consent')
    .selectAll()
    .distinctOn('channel')
    .where('customerId', '=', customerId)
    .orderBy('channel')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();

export async function insertConsent(tx: Tx, row: Omit<Insertable<DB['cases.consent']>, 'id'>): Promise<void> {
  await tx
    .insertInto('cases.consent')
    .values({ id: newId(), ...row })
    .execute();
}

/** Whether somebody was told something of other cases on a channel since then: of their own, or of those they have a part in. */
export async function toldSince(
  db: Db,
  who: { customerId: string; channel: NoticeChannel; since: Date; butOf: readonly string[] },
): Promise<boolean> {
  const own = await db
    .selectFrom('cases.notice')
    .select('id')
    .where('customerId', '=', who.customerId)
    .where('state', '=', 'sent')
    .where('channel', '=', who.channel)
    .where('endedAt', '>=', who.since)
    .where('caseId', 'not in', who.butOf)
    .limit(1)
    .executeTakeFirst();
  if (own !== undefined) return true;
  const asParty = await db
    .selectFrom('cases.partyNews')
    .select('id')
    .where('recipient', '=', who.customerId)
    .where('state', '=', 'sent')
    .where('channel', '=', who.channel)
    .where('endedAt', '>=', who.since)
    .where('caseId', 'not in', who.butOf)
    .limit(1)
    .executeTakeFirst();
  return asParty !== undefined;
}
