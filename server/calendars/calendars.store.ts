import { newId, type Db, type Tx } from '#server/platform/index.ts';

/** A calendar as stored and as the contract shows it; times are HH:MM, days YYYY-MM-DD. */
export interface CalendarRow {
  id: string;
  name: string;
  timeZone: string;
  italianHolidays: boolean;
  patronDay: string | null;
  patronName: string | null;
  openings: { weekday: number; opens: string; closes: string }[];
  exceptions: {
    day: string;
    name: string;
    closed: boolean;
    opens: string | null;
    closes: string | null;
  }[];
}

const hourMinute = (time: string) => time.slice(0, 5);

/** Calendars with their hours, all or one, by name. */
export async function readCalendars(db: Db, id?: string): Promise<CalendarRow[]> {
  const calendars = await db
    .selectFrom('calendars.calendar')
    .select(['id', 'name', 'timeZone', 'italianHolidays', 'patronDay', 'patronName'])
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .orderBy('name')
    .execute();
  if (calendars.length === 0) return [];
  const ids = calendars.map((row) => row.id);
  const openings = await db
    .selectFrom('calendars.opening')
    .select(['calendarId', 'weekday', 'opens', 'closes'])
    .where('calendarId', 'in', ids)
    .orderBy('weekday')
    .orderBy('opens')
    .execute();
  const exceptions = await db
    .selectFrom('calendars.exception')
    .select(['calendarId', 'day', 'name', 'closed', 'opens', 'closes'])
    .where('calendarId', 'in', ids)
    .orderBy('day')
    .orderBy('opens')
    .execute();
  return calendars.map((row) => ({
    ...row,
    openings: openings
      .filter((one) => one.calendarId === row.id)
      .map(({ weekday, opens, closes }) => ({
        weekday,
        opens: hourMinute(opens),
        closes: hourMinute(closes),
      })),
    exceptions: exceptions
      .filter((one) => one.calendarId === row.id)
      .map(({ day, name, closed, opens, closes }) => ({
        day: String(day),
        name,
        closed,
        opens: opens === null ? null : hourMinute(opens),
        closes: closes === null ? null : hourMinute(closes),
      })),
  }));
}

/** Writes a calendar with exactly these hours. */
export async function saveCalendar(tx: Tx, calendar: CalendarRow): Promise<void> {
  const { id, openings, exceptions, ...fields } = calendar;
  await tx
    .insertInto('calendars.calendar')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
  await tx.deleteFrom('calendars.opening').where('calendarId', '=', id).execute();
  await tx.deleteFrom('calendars.exception').where('calendarId', '=', id).execute();
  if (openings.length > 0)
    await tx
      .insertInto('calendars.opening')
      .values(openings.map((one) => ({ id: newId(), calendarId: id, ...one })))
      .execute();
  if (exceptions.length > 0)
    await tx
      .insertInto('calendars.exception')
      .values(exceptions.map((one) => ({ id: newId(), calendarId: id, ...one })))
      .execute();
}
