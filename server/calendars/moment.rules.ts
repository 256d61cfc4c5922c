import { Temporal } from 'temporal-polyfill';
import { dayOf, isOpen, type HoursCalendar } from './hours.rules.ts';

/** An instant as people tell it: weekday (1 is Monday), minutes of the wall clock, and what the calendar says of it. */
export interface CalendarMoment {
  weekday: number;
  minutes: number;
  open: boolean;
  /** The day is closed out of the ordinary: a holiday, or an exception without hours. */
  holiday: boolean;
}

const closedDays = new WeakMap<HoursCalendar, ReadonlySet<string>>();

/** How an instant stands in a calendar. */
export function momentIn(calendar: HoursCalendar, at: Date): CalendarMoment {
  let closed = closedDays.get(calendar);
  if (closed === undefined) {
    closed = new Set(calendar.exceptions.filter(({ bands }) => bands.length === 0).map(({ date }) => date));
    closedDays.set(calendar, closed);
  }
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(calendar.timeZone);
  return {
    weekday: local.dayOfWeek,
    minutes: local.hour * 60 + local.minute,
    open: isOpen(calendar, at),
    holiday: closed.has(dayOf(calendar, at.getTime())),
  };
}
