import { Temporal } from 'temporal-polyfill';

/** One stretch of opening on a day, wall-clock times HH:MM; `to` may be 24:00. */
export interface OpeningBand {
  from: string;
  to: string;
}

/** A day that does not follow the week: no bands means closed all day. */
export interface CalendarException {
  /** Day, YYYY-MM-DD. */
  date: string;
  name: string;
  bands: readonly OpeningBand[];
}

/** Opening hours: seven weekdays from Monday, exceptions that win over them, and the zone the times are told in. */
export interface HoursCalendar {
  timeZone: string;
  week: readonly (readonly OpeningBand[])[];
  exceptions: readonly CalendarException[];
}

/** What is wrong with a calendar: the field as a path, and a sentence. */
export interface CalendarProblem {
  field: string;
  message: string;
}

type Interval = readonly [start: number, end: number];

interface Compiled {
  exceptions: Map<string, readonly OpeningBand[]>;
  days: Map<string, readonly Interval[]>;
}

/** How far ahead a search for the next opening looks before it answers "never": two years and a leap day. */
const HORIZON_DAYS = 731;
const CACHED_DAYS = 4000;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

// A calendar object is never changed in place, so what is worked out of it may be kept for as long as it lives.
const compiled = new WeakMap<HoursCalendar, Compiled>();

/** Every fault of a calendar, empty when it is sound: zone, seven days, times, order, overlaps, doubled exceptions. */
export function calendarProblems(calendar: HoursCalendar): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(calendar.timeZone);
  } catch {
    problems.push({
      field: 'timeZone',
      message: `"${calendar.timeZone}" is not a known time zone`,
    });
  }
  if (calendar.week.length !== 7) {
    problems.push({ field: 'week', message: 'must have seven days, Monday first' });
  }
  calendar.week.forEach((bands, i) => problems.push(...bandProblems(`week[${i}]`, bands)));
  const seen = new Set<string>();
  calendar.exceptions.forEach((exception, i) => {
    const field = `exceptions[${i}]`;
    if (!isRealDay(exception.date)) {
      problems.push({
        field: `${field}.date`,
        message: `"${exception.date}" is not a day written YYYY-MM-DD`,
      });
    } else if (seen.has(exception.date)) {
      problems.push({ field: `${field}.date`, message: `${exception.date} is there twice` });
    }
    seen.add(exception.date);
    problems.push(...bandProblems(`${field}.bands`, exception.bands));
  });
  return problems;
}

/** Whether the calendar is open at an instant. An opening includes its first instant and excludes its last. */
export function isOpen(calendar: HoursCalendar, at: Date): boolean {
  const ms = at.getTime();
  return intervalsOf(calendar, dayOf(calendar, ms)).some(([start, end]) => start <= ms && ms < end);
}

/** The first instant at or after `at` at which the calendar is open (`at` itself when it is); null when none in two years. */
export function nextOpening(calendar: HoursCalendar, at: Date): Date | null {
  for (const [start] of openingsFrom(calendar, at.getTime())) return new Date(start);
  return null;
}

/**
 * The end of the opening that holds `at`, or of the next one when closed at `at`. Openings that touch, also across
 * midnight, are one. Null when there is no opening, or no end to it, within two years.
 */
export function nextClosing(calendar: HoursCalendar, at: Date): Date | null {
  let closing: number | null = null;
  for (const [start, end] of openingsFrom(calendar, at.getTime())) {
    if (closing !== null && start > closing) return new Date(closing);
    closing = end;
  }
  if (closing === null) return null;
  const horizon = at.getTime() + (HORIZON_DAYS - 2) * 86_400_000;
  return closing < horizon ? new Date(closing) : null;
}

/** Open time from `from` to `to` in seconds, to the millisecond; 0 when `to` is not after `from`. */
export function workingSecondsBetween(calendar: HoursCalendar, from: Date, to: Date): number {
  const first = from.getTime();
  const last = to.getTime();
  if (!(last > first)) return 0;
  let sum = 0;
  const lastDay = dayOf(calendar, last);
  for (let day = dayOf(calendar, first); day <= lastDay; day = shiftDay(day, 1)) {
    for (const [start, end] of intervalsOf(calendar, day)) {
      sum += Math.max(0, Math.min(end, last) - Math.max(start, first));
    }
  }
  return sum / 1000;
}

/**
 * The instant at which `seconds` of open time have passed since `from`; `from` itself for 0. A time that runs out
 * exactly at a closing is that closing, not the opening after it. Null when the calendar has not that much open time
 * before it falls silent for two years. Throws RangeError when `seconds` is negative or not a number.
 */
export function addWorkingSeconds(calendar: HoursCalendar, from: Date, seconds: number): Date | null {
  if (!(seconds >= 0) || seconds === Infinity) {
    throw new RangeError(`seconds: must be zero or more, got ${seconds}`);
  }
  let left = Math.round(seconds * 1000);
  if (left === 0) return new Date(from);
  let at = from.getTime();
  for (;;) {
    let found = false;
    for (const [start, end] of openingsFrom(calendar, at)) {
      if (left <= end - start) return new Date(start + left);
      left -= end - start;
      at = end;
      found = true;
    }
    if (!found) return null;
  }
}

/** The day (YYYY-MM-DD) that an instant falls on in the calendar's zone. */
export function dayOf(calendar: Pick<HoursCalendar, 'timeZone'>, ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(calendar.timeZone)
    .toPlainDate()
    .toString();
}

/** The openings of one day (YYYY-MM-DD), as instants in order. A day may have 23 or 25 hours. */
export function openingsOn(calendar: HoursCalendar, day: string): { from: Date; to: Date }[] {
  return intervalsOf(calendar, day).map(([start, end]) => ({
    from: new Date(start),
    to: new Date(end),
  }));
}

/** Openings from an instant on, the first one cut at it, for as long as the horizon. */
function* openingsFrom(calendar: HoursCalendar, ms: number): Generator<Interval> {
  let day = dayOf(calendar, ms);
  for (let i = 0; i < HORIZON_DAYS; i += 1, day = shiftDay(day, 1)) {
    for (const [start, end] of intervalsOf(calendar, day)) {
      if (end > ms) yield [Math.max(start, ms), end];
    }
  }
}

function intervalsOf(calendar: HoursCalendar, day: string): readonly Interval[] {
  let entry = compiled.get(calendar);
  if (!entry) {
    entry = {
      exceptions: new Map(calendar.exceptions.map((e) => [e.date, e.bands])),
      days: new Map(),
    };
    compiled.set(calendar, entry);
  }
  const known = entry.days.get(day);
  if (known) return known;
  const bands = entry.exceptions.get(day) ?? calendar.week[weekdayIndex(day)] ?? [];
  const intervals = bands
    .map((b): Interval => [instantOf(calendar, day, b.from), instantOf(calendar, day, b.to)])
    // A band inside the hour that spring skips has no length.
    .filter(([start, end]) => end > start)
    .toSorted((a, b) => a[0] - b[0]);
  if (entry.days.size > CACHED_DAYS) entry.days.clear();
  entry.days.set(day, intervals);
  return intervals;
}

/** Wall time to instant: a time that spring skips becomes the first after the gap, one that autumn repeats its first. */
function instantOf(calendar: HoursCalendar, day: string, time: string): number {
  const date = Temporal.PlainDate.from(time === '24:00' ? shiftDay(day, 1) : day);
  return date.toZonedDateTime({
    timeZone: calendar.timeZone,
    plainTime: time === '24:00' ? '00:00' : time,
  }).epochMilliseconds;
}

function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function weekdayIndex(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function isRealDay(day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

function bandProblems(field: string, bands: readonly OpeningBand[]): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  let previous: OpeningBand | null = null;
  bands.forEach((band, i) => {
    const at = `${field}[${i}]`;
    if (!TIME.test(band.from))
      problems.push({ field: `${at}.from`, message: `"${band.from}" is not a time HH:MM` });
    if (!TIME.test(band.to) && band.to !== '24:00') {
      problems.push({ field: `${at}.to`, message: `"${band.to}" is not a time HH:MM` });
    }
    if (band.to <= band.from)
      problems.push({ field: `${at}.to`, message: `${band.to} is not after ${band.from}` });
    if (previous && band.from < previous.to) {
      problems.push({
        field: `${at}.from`,
        message: `${band.from} is before the end of the band above it`,
      });
    }
    previous = band;
  });
  return problems;
}
