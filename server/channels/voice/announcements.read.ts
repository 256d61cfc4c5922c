import type { z } from 'zod';
import type { announcement } from '#contract/announcements.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

export const tellingChannels = ['phone', 'chat', 'portal', 'kiosk', 'sms'] as const;
type Channel = (typeof tellingChannels)[number];
type View = z.input<typeof announcement>;

/** Announcements with who made them and how many heard them: those that are not over, and those of the last 30 days. */
export async function readAnnouncements(db: Db | Tx, now: Date, only: string | null = null): Promise<View[]> {
  const { rows } = await sql<View>`
    select a.id, a.title, a.texts, a.service_id, a.queues, a.entry_points, a.areas, a.ends_call, a.from_at, a.until_at,
      case when a.ended_at is not null or a.until_at <= ${now} then 'over'
           when a.from_at > ${now} then 'planned' else 'running' end as state,
      m.name as made_by, a.made_at, a.ended_at, e.name as ended_by,
      (select count(*)::int from voice.announcement_heard as h where h.announcement_id = a.id) as heard,
      (select count(*)::int from voice.announcement_heard as h
        where h.announcement_id = a.id and h.answered is not null) as answered,
      (select count(*)::int from voice.announcement_shown as s where s.announcement_id = a.id) as shown
    from voice.announcement as a
      left join access.staff as m on m.id = a.made_by left join access.staff as e on e.id = a.ended_by
    where ${only === null ? sql`coalesce(a.ended_at, a.until_at, ${now}) > ${now}::timestamptz - interval '30 days'` : sql`a.id = ${only}::uuid`}
    order by coalesce(a.ended_at, a.until_at) <= ${now} nulls first, a.from_at desc, a.id`.execute(db);
  return rows;
}

/** Of these ids, those that are entry points of a service where announcements are told. */
export async function tellingOf(
  db: Db | Tx,
  ids: readonly string[],
  serviceId: string,
  channels: readonly Channel[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('contacts.entryPoint')
    .select('id')
    .where('id', 'in', ids)
    .where('channel', 'in', channels)
    .where('serviceId', '=', serviceId)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** What an announcement is bound to, by its id. */
export const entryPointOf = async (
  db: Db | Tx,
  id: string,
): Promise<{ id: string; serviceId: string; channel: string } | null> =>
  (await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'serviceId', 'channel'])
    .where('id', '=', id)
    .executeTakeFirst()) ?? null;
