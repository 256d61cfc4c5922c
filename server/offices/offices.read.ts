import type { z } from 'zod';
import type { bookable, office } from '#contract/appointments.ts';
import { scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';

type OfficeView = z.input<typeof office>;
export type BookableView = z.output<typeof bookable>;

/** What an actor must be allowed, one of these, to see offices and appointments of a place, and to book there. */
export const sees = ['desk.receive', 'contact.read'] as const;
export const books = ['desk.receive', 'contact.handle'] as const;

interface OfficeRow extends Omit<OfficeView, 'bookables'> {
  serviceId: string;
  teamId: string | null;
  bookables: BookableView[];
}

const bookablesOf = sql`coalesce((select json_agg(json_build_object('id', b.id, 'name', b.name, 'bring', b.bring,
    'minutes', b.minutes, 'capacity', b.capacity, 'daysAhead', b.days_ahead, 'noticeMinutes', b.notice_minutes,
    'calendar', b.calendar_id, 'online', b.online) order by b.place, b.id)
  from offices.bookable as b where b.office_id = o.id and b.active), '[]'::json)`;

/** Offices with what can be booked there. @param only of these; all of them without */
export async function readOffices(
  db: Db,
  actor: Actor,
  permission: string | readonly string[],
  only: { id?: string; active?: boolean } = {},
): Promise<OfficeRow[]> {
  const tests = [scopeFilter(scopeOf(actor, permission), sql.ref('q.serviceId'), sql.ref('q.teamId'))];
  if (only.id !== undefined) tests.push(sql<boolean>`o.id = ${only.id}::uuid`);
  if (only.active === true) tests.push(sql<boolean>`o.active`);
  const { rows } = await sql<OfficeRow>`
    select o.id, o.code, o.name, o.address, o.calendar_id as calendar, o.queue_id as queue, o.counters,
      o.grace_minutes, o.active, q.name as queue_name, q.service_id, q.team_id, c.name as calendar_name,
      c.time_zone, ${bookablesOf} as bookables
    from offices.office as o join routing.queue as q on q.id = o.queue_id
      join calendars.calendar as c on c.id = o.calendar_id
    where ${sql.join(tests, sql` and `)} order by o.active desc, o.name, o.id`.execute(db);
  return rows;
}

/** Something bookable with all that decides when it is free, whoever asks; null when it is gone or out of use. */
export interface Offer {
  id: string;
  officeId: string;
  officeName: string;
  address: string;
  name: BookableView['name'];
  bring: BookableView['bring'];
  minutes: number;
  capacity: number;
  daysAhead: number;
  noticeMinutes: number;
  online: boolean;
  calendarId: string;
  timeZone: string;
  counters: number | null;
  queueId: string;
  serviceId: string;
  teamId: string | null;
}
export async function offerOf(db: Db, bookableId: string): Promise<Offer | null> {
  const { rows } = await sql<Offer>`
    select b.id, b.office_id, o.name as office_name, o.address, b.name, b.bring, b.minutes, b.capacity, b.days_ahead,
      b.notice_minutes, b.online, coalesce(b.calendar_id, o.calendar_id) as calendar_id, c.time_zone, o.counters,
      o.queue_id, q.service_id, q.team_id
    from offices.bookable as b join offices.office as o on o.id = b.office_id
      join routing.queue as q on q.id = o.queue_id join calendars.calendar as c on c.id = o.calendar_id
    where b.id = ${bookableId}::uuid and b.active and o.active`.execute(db);
  return rows[0] ?? null;
}

export async function hasOpenAppointments(db: Db, officeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('offices.appointment')
    .select('id')
    .where('officeId', '=', officeId)
    .where('state', 'in', ['booked', 'arrived'])
    .executeTakeFirst();
  return row !== undefined;
}

/** Offices where customers book on their own. */
export async function onlineOffices(db: Db): Promise<{ id: string; name: string; address: string }[]> {
  return db
    .selectFrom('offices.office as o')
    .select(['o.id', 'o.name', 'o.address'])
    .where('o.active', '=', true)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('offices.bookable as b')
          .select('b.id')
          .whereRef('b.officeId', '=', 'o.id')
          .where('b.active', '=', true)
          .where('b.online', '=', true),
      ),
    )
    .orderBy('o.name')
    .execute();
}

/** What customers book on their own at an office. */
export async function onlineBookables(
  db: Db,
  officeId: string,
): Promise<{ id: string; name: BookableView['name'] }[]> {
  const rows = await db
    .selectFrom('offices.bookable')
    .select(['id', 'name'])
    .where('officeId', '=', officeId)
    .where('active', '=', true)
    .where('online', '=', true)
    .orderBy('place')
    .execute();
  return rows.map(({ id, name }) => ({ id, name: name as BookableView['name'] }));
}

/** The name of something bookable, as the staff of an office read it. */
export async function nameOfBookable(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select name ->> 'it' as name from offices.bookable where id = ${id}::uuid`.execute(db);
  return rows[0]?.name ?? '';
}

/** What a customer is told about where and what for; also of what is out of use meanwhile. */
export async function toldOffer(
  db: Db,
  bookableId: string,
  officeId: string,
): Promise<{
  name: BookableView['name'];
  bring: BookableView['bring'];
  officeName: string;
  address: string;
}> {
  const row = await db
    .selectFrom('offices.bookable as b')
    .innerJoin('offices.office as o', (join) => join.on('o.id', '=', officeId))
    .select(['b.name', 'b.bring', 'o.name as officeName', 'o.address'])
    .where('b.id', '=', bookableId)
    .executeTakeFirstOrThrow();
  return {
    ...row,
    name: row.name as BookableView['name'],
    bring: row.bring as BookableView['bring'],
  };
}
