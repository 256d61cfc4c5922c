import { italianHolidays, type HoursCalendar } from '#server/calendars/index.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

interface Row {
  id: string;
  timeZone: string;
  italianHolidays: boolean;
  patronDay: string | null;
  openings: { weekday: number; opens: string; closes: string }[] | null;
  exceptions:
    | { day: string; name: string; closed: boolean; opens: string | null; closes: string | null }[]
    | null;
}

// 24:00 is how PostgreSQL and the calendars both write the end of a day.
const hourMinute = (time: string) => time.slice(0, 5);

/** The opening hours of calendars, by id, with the holidays of the years around `now`. */
export async function hoursOf(
  db: Db | Tx,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, HoursCalendar>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select k.id, k.time_zone, k.italian_holidays, k.patron_day,
      (select json_agg(json_build_object('weekday', o.weekday, 'opens', o.opens, 'closes', o.closes) order by o.opens)
       from calendars.opening as o where o.calendar_id = k.id) as openings,
      (select json_agg(json_build_object('day', e.day, 'name', e.name, 'closed', e.closed, 'opens', e.opens,
         'closes', e.closes) order by e.day, e.opens)
       from calendars.exception as e where e.calendar_id = k.id) as exceptions
    from calendars.calendar as k where k.id = any (${[...new Set(ids)]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, calendarOf(row, now)]));
}

function calendarOf(row: Row, now: Date): HoursCalendar {
  const own = Map.groupBy(row.exceptions ?? [], (one) => one.day);
  const exceptions = [...own].map(([date, parts]) => ({
    date,
    name: parts[0]!.name,
    bands: parts.flatMap(({ closed, opens, closes }) =>
      closed || opens === null || closes === null
        ? []
        : [{ from: hourMinute(opens), to: hourMinute(closes) }],
    ),
  }));
  const year = now.getUTCFullYear();
  const patron = row.patronDay === null ? undefined : { monthDay: row.patronDay, name: '' };
  // What somebody wrote for a day wins over the holiday that falls on it.
  const holidays = row.italianHolidays
    ? [year - 1, year, year + 1]
        .flatMap((one) => italianHolidays(one, patron))
        .filter(({ date }) => !own.has(date))
        .map(({ date, name }) => ({ date, name: name.it, bands: [] }))
    : [];
  return {
    timeZone: row.timeZone,
    week: [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
      (row.openings ?? [])
        .filter((one) => one.weekday === weekday)
        .map(({ opens, closes }) => ({ from: hourMinute(opens), to: hourMinute(closes) })),
    ),
    exceptions: [...exceptions, ...new Map(holidays.map((one) => [one.date, one])).values()],
  };
}
