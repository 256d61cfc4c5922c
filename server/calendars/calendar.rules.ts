import {
  calendarProblems,
  dayOf,
  isOpen,
  nextClosing,
  nextOpening,
  type CalendarException,
  type HoursCalendar,
} from './hours.rules.ts';
import { italianHolidays } from './italian-holidays.rules.ts';
import type { CalendarRow } from './calendars.store.ts';

export type CalendarInput = Omit<CalendarRow, 'id'>;

// Far enough back for the clocks of old cases, far enough ahead for any time limit.
const yearsBack = 10;
const yearsAhead = 5;
const firstYear = 2001;

/**
 * The hours to count with: weekly openings, the holidays of the years around `year` and the patron's day as closed
 * days, and the calendar's own exceptions over all of them.
 */
export function hoursOf(row: CalendarInput, year: number): HoursCalendar {
  const week = Array.from({ length: 7 }, (_, index) =>
    row.openings
      .filter((one) => one.weekday === index + 1)
      .map((one) => ({ from: one.opens, to: one.closes }))
      .toSorted((a, b) => a.from.localeCompare(b.from)),
  );
  const days = new Map<string, CalendarException>();
  for (let y = Math.max(firstYear, year - yearsBack); y <= year + yearsAhead; y += 1) {
    if (row.italianHolidays)
      for (const holiday of italianHolidays(y))
        days.set(holiday.date, { date: holiday.date, name: holiday.name.it, bands: [] });
    if (row.patronDay !== null && isRealDay(`${y}-${row.patronDay}`)) {
      const date = `${y}-${row.patronDay}`;
      if (!days.has(date)) days.set(date, { date, name: row.patronName ?? patronName, bands: [] });
    }
  }
  const own = new Map<string, CalendarException>();
  for (const one of row.exceptions) {
    const bands = own.get(one.day)?.bands ?? [];
    own.set(one.day, {
      date: one.day,
      name: one.name,
      bands:
        one.closed || one.opens === null || one.closes === null
          ? bands
          : [...bands, { from: one.opens, to: one.closes }],
    });
  }
  for (const [day, exception] of own) days.set(day, exception);
  return { timeZone: row.timeZone, week, exceptions: [...days.values()] };
}

export const patronName = 'Santo patrono';

const isRealDay = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

/** What is wrong with a calendar as sent, by the names of its fields; empty when it is sound. */
export function inputProblems(input: CalendarInput): { field: string; message: string }[] {
  const problems = calendarProblems({ timeZone: input.timeZone, week: emptyWeek, exceptions: [] });
  input.openings.forEach((one, index) => {
    if (one.closes <= one.opens)
      problems.push({ field: `openings[${index}].closes`, message: 'must be after the opening' });
    const clash = input.openings.findIndex(
      (other, at) =>
        at < index && other.weekday === one.weekday && other.opens < one.closes && one.opens < other.closes,
    );
    if (clash >= 0)
      problems.push({ field: `openings[${index}]`, message: `overlaps openings[${clash}] on the same day` });
  });
  input.exceptions.forEach((one, index) => {
    const field = `exceptions[${index}]`;
    if (!one.closed && (one.opens === null || one.closes === null))
      problems.push({ field: `${field}.opens`, message: 'a day that is not closed has opening times' });
    else if (!one.closed && one.closes! <= one.opens!)
      problems.push({ field: `${field}.closes`, message: 'must be after the opening' });
    const clash = input.exceptions.findIndex(
      (other, at) =>
        at < index &&
        other.day === one.day &&
        (other.closed ||
          one.closed ||
          ((other.opens ?? '') < (one.closes ?? '') && (one.opens ?? '') < (other.closes ?? ''))),
    );
    if (clash >= 0) problems.push({ field, message: `contradicts exceptions[${clash}] on the same day` });
  });
  // A leap year, so that 29 February may be the day of a patron.
  if (input.patronDay !== null && !isRealDay(`2024-${input.patronDay}`))
    problems.push({ field: 'patronDay', message: 'must be a day of the year, month first, as in 06-24' });
  return problems;
}
const emptyWeek = Array.from({ length: 7 }, () => []);

/** How a calendar stands at an instant: open or not, what comes next (ISO 8601, UTC), and the name of the special day. */
export function standing(hours: HoursCalendar, at: Date) {
  const today = dayOf(hours, at.getTime());
  const open = isOpen(hours, at);
  return {
    open,
    nextOpening: open ? null : (nextOpening(hours, at)?.toISOString() ?? null),
    nextClosing: open ? (nextClosing(hours, at)?.toISOString() ?? null) : null,
    holiday: hours.exceptions.find((one) => one.date === today)?.name ?? null,
  };
}
