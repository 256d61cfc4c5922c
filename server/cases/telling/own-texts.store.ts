import type { Insertable, Selectable, Updateable } from 'kysely';
import type { NoticeTextChannel } from '#contract/telling-texts.ts';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';
import type { OwnVersion } from './own-texts.rules.ts';

export type NoticeTextRow = Selectable<DB['cases.noticeText']>;
export interface TextPlace {
  serviceId: string | null;
  type: string | null;
  notice: string;
  language: string;
  channel: string;
}

/** The versions in force for a service, about these notices. */
export async function textsInForce(
  db: Db | Tx,
  serviceId: string | null,
  at: Date,
  notices: readonly string[] | null,
): Promise<OwnVersion[]> {
  const rows = await db
    .selectFrom('cases.noticeText')
    .selectAll()
    .where('state', '=', 'approved')
    .where('validFrom', '<=', at)
    .where((eb) => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', at)]))
    .where((eb) => eb.or([eb('serviceId', 'is', null), eb('serviceId', '=', serviceId)]))
    .$if(notices !== null, (query) => query.where('notice', 'in', notices!))
    .execute();
  return rows.map((row) => ({ ...row, channel: row.channel as NoticeTextChannel }));
}

const uses = sql<number>`(select count(*)::int from cases.notice as n where n.text_id = t.id)`.as('uses');

export type CountedText = NoticeTextRow & { uses: number };
export const allTexts = (
  db: Db,
  filter: { type?: string | undefined; language?: string | undefined; channel?: string | undefined },
): Promise<CountedText[]> =>
  db
    .selectFrom('cases.noticeText as t')
    .selectAll('t')
    .select(uses)
    .$if(filter.type !== undefined, (query) => query.where('type', '=', filter.type!))
    .$if(filter.language !== undefined, (query) => query.where('language', '=', filter.language!))
    .$if(filter.channel !== undefined, (query) => query.where('channel', '=', filter.channel!))
    .orderBy('notice')
    .orderBy(sql`type nulls first`)
    .orderBy('language')
    .orderBy('channel')
    .orderBy('number', 'desc')
    .execute();

export async function textById(db: Db | Tx, id: string, lock = false): Promise<NoticeTextRow | null> {
  const row = await db
    .selectFrom('cases.noticeText')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export const textsByIds = async (db: Db | Tx, ids: readonly string[]): Promise<NoticeTextRow[]> =>
  ids.length === 0 ? [] : db.selectFrom('cases.noticeText').selectAll().where('id', 'in', ids).execute();

/** Every version in the place of one, newest first. */
export const versionsAt = (db: Db | Tx, place: TextPlace): Promise<CountedText[]> =>
  db
    .selectFrom('cases.noticeText as t')
    .selectAll('t')
    .select(uses)
    .where(sql<boolean>`service_id is not distinct from ${place.serviceId}::uuid`)
    .where(sql<boolean>`type is not distinct from ${place.type}`)
    .where('notice', '=', place.notice)
    .where('language', '=', place.language)
    .where('channel', '=', place.channel)
    .orderBy('number', 'desc')
    .execute();

/** Keeps a new draft; false where somebody has begun one there meanwhile. */
export async function insertText(tx: Tx, row: Insertable<DB['cases.noticeText']>): Promise<boolean> {
  const made = await tx
    .insertInto('cases.noticeText')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}
export async function changeText(
  tx: Tx,
  id: string,
  change: Updateable<DB['cases.noticeText']>,
): Promise<void> {
  await tx.updateTable('cases.noticeText').set(change).where('id', '=', id).execute();
}
export async function deleteText(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cases.noticeText').where('id', '=', id).execute();
}
