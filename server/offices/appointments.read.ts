import type { z } from 'zod';
import type { appointment, AppointmentState } from '#contract/appointments.ts';
import { scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';
import { sees } from './offices.read.ts';
import type { Stretch } from './slots.rules.ts';

export type AppointmentView = z.input<typeof appointment> & { start: Date; end: Date };

const columns = sql`a.id, a.number, a.state, a.office_id as office, o.name as office_name, o.address, cal.time_zone,
  a.bookable_id as bookable, b.name as bookable_name, a.customer_id as customer, a.name, a.starts_at as start,
  a.ends_at as "end", a.via, a.online, a.language, a.note, a.booked_at, a.booked_by_name, a.first_free_at, a.ended_by,
  a.ended_by_name, a.ended_at, a.reason, a.visit_id as visit, v.ticket,
  (select n.by from offices.appointment_notice as n where n.appointment_id = a.id order by n.at desc limit 1) as told`;
const joins = sql`join offices.office as o on o.id = a.office_id join offices.bookable as b on b.id = a.bookable_id
  join calendars.calendar as cal on cal.id = o.calendar_id join routing.queue as q on q.id = o.queue_id
  left join offices.visit as v on v.id = a.visit_id`;
const seen = (actor: Actor, permission: readonly string[]) =>
  scopeFilter(scopeOf(actor, permission), sql.ref('q.serviceId'), sql.ref('q.teamId'));

/** Appointments that the actor may see, by their begin. */
export async function readAppointments(
  db: Db,
  actor: Actor,
  only: {
    id?: string | undefined;
    office?: string | undefined;
    customer?: string | undefined;
    state?: AppointmentState | undefined;
    number?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
  },
  permission: readonly string[] = sees,
): Promise<AppointmentView[]> {
  const tests = [seen(actor, permission)];
  if (only.id !== undefined) tests.push(sql<boolean>`a.id = ${only.id}::uuid`);
  if (only.office !== undefined) tests.push(sql<boolean>`a.office_id = ${only.office}::uuid`);
  if (only.customer !== undefined) tests.push(sql<boolean>`a.customer_id = ${only.customer}::uuid`);
  if (only.state !== undefined) tests.push(sql<boolean>`a.state = ${only.state}`);
  if (only.number !== undefined) tests.push(sql<boolean>`a.number = ${only.number}`);
  if (only.from !== undefined)
    tests.push(sql<boolean>`a.starts_at >= ${only.from}::date::timestamp at time zone cal.time_zone`);
  if (only.to !== undefined)
    tests.push(sql<boolean>`a.starts_at < (${only.to}::date + 1)::timestamp at time zone cal.time_zone`);
  // Of a customer or a number the newest are wanted where there are too many.
  const order = only.from === undefined ? sql`desc` : sql``;
  const { rows } = await sql<AppointmentView>`
    select * from (select ${columns} from offices.appointment as a ${joins}
      where ${sql.join(tests, sql` and `)} order by a.starts_at ${order}, a.id limit 500) as found
    order by start, id`.execute(db);
  return rows;
}

/** Where an appointment belongs, for scope and events. */
export async function appointmentPlace(
  db: Db,
  id: string,
): Promise<{
  serviceId: string;
  teamId: string | null;
  queueId: string;
  graceMinutes: number;
  zone: string;
} | null> {
  const { rows } = await sql<{
    serviceId: string;
    teamId: string | null;
    queueId: string;
    graceMinutes: number;
    zone: string;
  }>`
    select q.service_id, q.team_id, o.queue_id, o.grace_minutes, cal.time_zone as zone
    from offices.appointment as a join offices.office as o on o.id = a.office_id
      join calendars.calendar as cal on cal.id = o.calendar_id join routing.queue as q on q.id = o.queue_id
    where a.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** What takes room between two instants at an office: of whatever subject, and which of it is of one. */
export async function takenAt(
  db: Db,
  officeId: string,
  from: Date,
  to: Date,
  except: string | null,
): Promise<(Stretch & { bookableId: string })[]> {
  const { rows } = await sql<{ bookableId: string; startsAt: Date; endsAt: Date }>`
    select bookable_id, starts_at, ends_at from offices.appointment
    where office_id = ${officeId}::uuid and state in ('booked', 'arrived', 'served')
      and starts_at < ${to}::timestamptz and starts_at > ${from}::timestamptz - interval '8 hours'
      and ends_at > ${from}::timestamptz and id is distinct from ${except}::uuid`.execute(db);
  return rows.map(({ bookableId, startsAt, endsAt }) => ({
    bookableId,
    from: startsAt.getTime(),
    to: endsAt.getTime(),
  }));
}

/** Appointments to come of a customer, the next one first. */
export async function comingOf(
  db: Db,
  customerId: string,
  now: Date,
): Promise<{ id: string; startsAt: Date; endsAt: Date; online: boolean }[]> {
  return db
    .selectFrom('offices.appointment')
    .select(['id', 'startsAt', 'endsAt', 'online'])
    .where('customerId', '=', customerId)
    .where('state', '=', 'booked')
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .execute();
}

/** Booked ones whose grace is over, and those whose reminder is due. */
export async function missedNow(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from offices.appointment as a join offices.office as o on o.id = a.office_id
    where a.state = 'booked' and a.starts_at + make_interval(mins => o.grace_minutes) <= ${now}::timestamptz
    order by a.starts_at limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
export async function remindNow(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('offices.appointment')
    .select('id')
    .where('remindAt', '<=', now)
    .orderBy('remindAt')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The appointment whose visit a contact is. */
export async function appointmentOfVisit(db: Db, visitId: string): Promise<string | null> {
  const row = await db
    .selectFrom('offices.appointment')
    .select('id')
    .where('visitId', '=', visitId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/**
 * When to remind of an appointment: the day before at ten, where the office is; null where that is over or nearly so,
 * since the confirmation has only just come.
 */
export async function reminderOf(db: Db, zone: string, startsAt: Date, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select (((${startsAt}::timestamptz at time zone ${zone})::date - 1) + time '10:00') at time zone ${zone} as at`.execute(
    db,
  );
  const { at } = rows[0]!;
  return at.getTime() > now.getTime() + 3 * 3_600_000 ? at : null;
}

/** The day of an instant in a zone. */
export async function dayIn(db: Db, zone: string, at: Date): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select to_char(${at}::timestamptz at time zone ${zone}, 'YYYY-MM-DD') as day`.execute(db);
  return rows[0]!.day;
}
