import type { HoursCalendar } from '#server/calendars/hours.rules.ts';
import { dayOf, openingsOn } from '#server/calendars/hours.rules.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The last instant not after `at` at which the calendar is open or just closed. */
export function lastWorkingInstant(calendar: HoursCalendar, at: number): number {
  for (let day = dayOf(calendar, at), i = 0; i < 60; day = addDays(day, -1), i += 1) {
    for (const open of openingsOn(calendar, day).toReversed()) {
      if (open.from.getTime() < at) return Math.min(open.to.getTime(), at);
    }
  }
  return at;
}

/** The instant at which a day (YYYY-MM-DD) begins in the calendar's zone. */
export function midnightOf(calendar: HoursCalendar, day: string): number {
  const whole: HoursCalendar = {
    timeZone: calendar.timeZone,
    week: [],
    exceptions: [{ date: day, name: '', bands: [{ from: '00:00', to: '24:00' }] }],
  };
  return openingsOn(whole, day)[0]!.from.getTime();
}

/** The day of the month at an instant, by Italian winter time. */
export function dayOfMonth(ms: number): number {
  return new Date(ms + HOUR).getUTCDate();
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
