import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface PublicEntryPoint {
  id: string;
  channel: string;
  address: string;
  name: string;
  serviceId: string;
  queueId: string;
  language: string;
  settings: unknown;
  queueCalendarId: string | null;
  queueClosed: boolean;
  callback: boolean;
  queueText: { it: string; en: string } | null;
}

/** The first number in use that may be called from a browser; null: there is none. */
export async function webNumber(db: Db | Tx): Promise<string | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('id')
    .where('channel', '=', 'phone')
    .where('active', '=', true)
    .where(sql<boolean>`settings ->> 'web' = 'true'`)
    .orderBy('name')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** An active entry point of a channel; null when there is none, so that a wrong id tells nothing. */
export async function publicEntryPoint(
  db: Db | Tx,
  id: string,
  channel: 'chat' | 'form' | 'phone' | 'portal' | 'kiosk',
): Promise<PublicEntryPoint | null> {
  const row = await db
    .selectFrom('contacts.entryPoint as e')
    .innerJoin('routing.queue as q', 'q.id', 'e.queueId')
    .select([
      'e.id',
      'e.channel',
      'e.address',
      'e.name',
      'e.serviceId',
      'e.queueId',
      'e.language',
      'e.settings',
      'q.calendarId as queueCalendarId',
      'q.emergencyClosed as queueClosed',
      sql<boolean>`(q.callback ->> 'allowed')::boolean`.as('callback'),
      'q.emergencyText as queueText',
    ])
    .where('e.id', '=', id)
    .where('e.channel', '=', channel)
    .where('e.active', '=', true)
    .executeTakeFirst();
  return (row as PublicEntryPoint | undefined) ?? null;
}
