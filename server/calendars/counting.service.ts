import type { Db } from '#server/platform/index.ts';
import { hoursOf, type CalendarInput } from './calendar.rules.ts';
import { readCalendars } from './calendars.store.ts';
import type { CountingCalendar } from './counting.rules.ts';

const kept = new Map<string, { source: string; calendar: CountingCalendar }>();
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
/** Where time is counted for a service that has no calendar: the national holidays, in Italy's time. */
const national = {
  name: '',
  timeZone: 'Europe/Rome',
  italianHolidays: true,
  patronDay: null,
  patronName: null,
  openings: everyDay,
  exceptions: [],
};

/**
 * A calendar to count time limits by; without one (or one that is gone) national holidays in Italy's time, and offices
 * that never close. The same object is given as long as the calendar is the same, with all that was worked out of it.
 */
export async function loadCounting(db: Db, id: string | null): Promise<CountingCalendar> {
  const [found] = id === null ? [] : await readCalendars(db, id);
  const row = found ?? national;
  const year = new Date().getUTCFullYear();
  const source = `${year} ${JSON.stringify(row)}`;
  const key = found === undefined ? '' : id!;
  const known = kept.get(key);
  if (known?.source === source) return known.calendar;
  const calendar = countingOf(row, year);
  kept.set(key, { source, calendar });
  return calendar;
}

/** A calendar to count by, of hours as they are or would be. */
export const countingOf = (
  row: Omit<CalendarInput, 'name'>,
  year: number = new Date().getUTCFullYear(),
): CountingCalendar => ({
  hours: hoursOf({ name: '', ...row }, year),
  holidays: row.italianHolidays,
  patronDay: row.patronDay,
  ...(row.patronName === null ? {} : { patronName: row.patronName }),
});
