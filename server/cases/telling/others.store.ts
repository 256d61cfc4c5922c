import type { Insertable, Selectable, Updateable } from 'kysely';
import { newId, type Db, type DB, type Tx } from '#server/platform/index.ts';
import type { Tried } from './telling.store.ts';

export type PartyNewsRow = Selectable<DB['cases.partyNews']>;
export const othersTried = (row: Pick<PartyNewsRow, 'tried'>): Tried[] => row.tried as unknown as Tried[];

/** Writes down what somebody else is to be told; null where they have been told the very thing. */
export async function insertPartyNews(
  tx: Tx,
  row: Omit<Insertable<DB['cases.partyNews']>, 'id' | 'tried'>,
): Promise<PartyNewsRow | null> {
  const made = await tx
    .insertInto('cases.partyNews')
    .values({ id: newId(), ...row })
    .onConflict((conflict) => conflict.columns(['recipient', 'noticeId']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return made ?? null;
}

export async function changePartyNews(
  tx: Tx,
  ids: readonly string[],
  { tried, ...change }: Omit<Updateable<DB['cases.partyNews']>, 'tried'> & { tried?: readonly Tried[] },
): Promise<void> {
  if (ids.length > 0)
    await tx
      .updateTable('cases.partyNews')
      .set({ ...change, ...(tried === undefined ? {} : { tried: JSON.stringify(tried) }) })
      .where('id', 'in', [...ids])
      .execute();
}

/** What somebody is still to be told, held until the transaction ends. */
export const lockPartyNews = (
  tx: Tx,
  of: { recipient: string } | { message: string },
): Promise<PartyNewsRow[]> =>
  tx
    .selectFrom('cases.partyNews')
    .selectAll()
    .$if('recipient' in of, (query) =>
      query.where('state', '=', 'planned').where('recipient', '=', (of as { recipient: string }).recipient),
    )
    .$if('message' in of, (query) => query.where('messageId', '=', (of as { message: string }).message))
    .orderBy('dueAt')
    .orderBy('id')
    .forUpdate()
    .execute();

/** The cases of which somebody is still to be told, or was by a message, in the order in which they are locked. */
export async function casesOfPartyNews(
  db: Db,
  of: { recipient: string } | { message: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('cases.partyNews')
    .select('caseId')
    .distinct()
    .$if('recipient' in of, (query) =>
      query.where('state', '=', 'planned').where('recipient', '=', (of as { recipient: string }).recipient),
    )
    .$if('message' in of, (query) => query.where('messageId', '=', (of as { message: string }).message))
    .orderBy('caseId')
    .execute();
  return rows.map(({ caseId }) => caseId);
}

/** Those of whom something is due, whoever has waited longest first. */
export async function recipientsDue(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('cases.partyNews')
    .select('recipient')
    .where('state', '=', 'planned')
    .where('dueAt', '<=', now)
    .groupBy('recipient')
    .orderBy((eb) => eb.fn.min('dueAt'))
    .limit(most)
    .execute();
  return rows.map(({ recipient }) => recipient);
}

export async function nextPartyNewsDue(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('cases.partyNews')
    .select((eb) => eb.fn.min('dueAt').as('at'))
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return row?.at ?? null;
}
