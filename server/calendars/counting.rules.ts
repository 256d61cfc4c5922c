import { Temporal } from 'temporal-polyfill';
import { addWorkingSeconds, dayOf, workingSecondsBetween, type HoursCalendar } from './hours.rules.ts';
import { italianHolidays } from './italian-holidays.rules.ts';

/**
 * What a time limit is counted in: all days; Monday to Friday without holidays; Monday to Saturday without holidays;
 * minutes in which an office is open; minutes of day and night.
 */
export const clockUnits = ['calendar', 'working', 'mon_sat', 'business_minutes', 'minutes'] as const;
export type ClockUnit = (typeof clockUnits)[number];
const dayUnits: readonly ClockUnit[] = ['calendar', 'working', 'mon_sat'];
/** Whether a unit is counted in whole days. */
export const countsDays = (unit: ClockUnit): boolean => dayUnits.includes(unit);

/**
 * Where time is counted. Whole days know the law's holidays and the patron's day only: an office that closes for itself
 * gains no time by it. Business minutes follow the office's hours, exceptions included.
 */
export interface CountingCalendar {
  hours: HoursCalendar;
  holidays: boolean;
  /** MM-DD. */
  patronDay: string | null;
  patronName?: string;
}

/** A stretch in which a clock runs, in milliseconds; `to` is null while it lasts. */
export interface Stretch {
  from: number;
  to: number | null;
}

/** Why a day counts or does not. */
export type DayReason = 'start' | 'counted' | 'saturday' | 'sunday' | 'holiday' | 'paused' | 'closed';
/** One day of a count. */
export interface CountedDay {
  /** YYYY-MM-DD. */
  day: string;
  reason: DayReason;
  /** Names of the holiday. */
  names: { it: string; en: string } | null;
  /** What the day adds: 1 or 0 days, or minutes. */
  adds: number;
  /** The count at the end of the day. */
  total: number;
  /** The last day of the standard (1), of its double (2), of its triple (3). */
  mark: 1 | 2 | 3 | null;
}

/** Longer than any time limit with its holidays: a walk past it has lost its way. */
const mostDays = 8000;

interface Known {
  starts: Map<string, number>;
  holidays: Map<number, Map<string, { it: string; en: string }>>;
}
// A calendar object is never changed in place: what is worked out of it is kept as long as it lives.
const known = new WeakMap<CountingCalendar, Known>();
const knownOf = (calendar: CountingCalendar): Known => {
  let entry = known.get(calendar);
  if (entry === undefined) known.set(calendar, (entry = { starts: new Map(), holidays: new Map() }));
  return entry;
};

/** The first instant of a day where the calendar is; days of 23 and 25 hours begin and end where they do. */
export function startOfDay(calendar: CountingCalendar, day: string): number {
  const { starts } = knownOf(calendar);
  let ms = starts.get(day);
  if (ms === undefined) {
    ms = Temporal.PlainDate.from(day).toZonedDateTime({
      timeZone: calendar.hours.timeZone,
    }).epochMilliseconds;
    if (starts.size > 20_000) starts.clear();
    starts.set(day, ms);
  }
  return ms;
}

/** The day after one, or some days after it. */
export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const endOfDay = (calendar: CountingCalendar, day: string) => startOfDay(calendar, dayAfter(day));

/** The holiday on a day, of the law or of the patron; null on any other. */
export function holidayNames(calendar: CountingCalendar, day: string): { it: string; en: string } | null {
  const { holidays } = knownOf(calendar);
  const year = Number(day.slice(0, 4));
  let days = holidays.get(year);
  if (days === undefined) {
    days = new Map();
    if (calendar.holidays && year >= 2001 && year <= 2199)
      for (const one of italianHolidays(year)) days.set(one.date, one.name);
    const patron = calendar.patronDay === null ? null : `${year}-${calendar.patronDay}`;
    if (patron !== null && !days.has(patron))
      days.set(patron, {
        it: calendar.patronName ?? 'Santo patrono',
        en: calendar.patronName ?? 'Patron saint',
      });
    holidays.set(year, days);
  }
  return days.get(day) ?? null;
}

/** Whether a day counts in a unit of days, and if not, why. */
export function judgeDay(
  calendar: CountingCalendar,
  unit: ClockUnit,
  day: string,
): { reason: 'counted' | 'saturday' | 'sunday' | 'holiday'; names: { it: string; en: string } | null } {
  if (unit === 'calendar') return { reason: 'counted', names: null };
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const names = holidayNames(calendar, day);
  if (names !== null) return { reason: 'holiday', names };
  if (weekday === 0) return { reason: 'sunday', names: null };
  if (weekday === 6 && unit === 'working') return { reason: 'saturday', names: null };
  return { reason: 'counted', names: null };
}

/** What moves a clock. */
export interface ClockTurn {
  kind: 'start' | 'pause' | 'resume' | 'fulfil' | 'cancel' | 'breach' | 'recompute' | 'warn';
  at: Date;
}

/**
 * The stretches in which a clock runs, from its events in order. What changes nothing (a pause of a paused clock, a
 * warning) is passed over, and nothing reaches back before what came before it.
 */
export function stretchesOf(turns: readonly ClockTurn[]): Stretch[] {
  const stretches: Stretch[] = [];
  let last = -Infinity;
  for (const { kind, at } of turns) {
    const ms = Math.max(at.getTime(), last);
    const open = stretches.at(-1);
    if (
      kind === 'start' ? stretches.length === 0 : kind === 'resume' && open !== undefined && open.to !== null
    )
      stretches.push({ from: ms, to: null });
    else if (kind === 'pause' || kind === 'fulfil' || kind === 'cancel') {
      if (open !== undefined && open.to === null) open.to = ms;
    } else continue;
    last = ms;
    if (kind === 'fulfil' || kind === 'cancel') break;
  }
  return stretches;
}

// A day counts when the clock runs as the day ends; so a pause within a day costs nothing, and no limit ends in a pause.
const runsAt = (stretches: readonly Stretch[], ms: number) =>
  stretches.some(({ from, to }) => from < ms && (to === null || to >= ms));
const lastEnd = (stretches: readonly Stretch[]) => stretches.at(-1)?.to ?? null;

/**
 * The instants at which an amount, its double and its triple are used up: the ends of these days, or the minutes. Null
 * as long as a pause leaves it open. Day 0 is the day of the start, day 1 the next.
 */
export function dueInstants(
  calendar: CountingCalendar,
  unit: ClockUnit,
  amount: number,
  stretches: readonly Stretch[],
): [Date | null, Date | null, Date | null] {
  const due: [Date | null, Date | null, Date | null] = [null, null, null];
  const first = stretches[0];
  if (first === undefined || !(amount > 0)) return due;
  if (!countsDays(unit)) {
    for (const multiple of [1, 2, 3] as const)
      due[multiple - 1] = afterMinutes(calendar, unit, amount * multiple, stretches);
    return due;
  }
  const end = lastEnd(stretches);
  let count = 0;
  let day = dayOf(calendar.hours, first.from);
  for (let i = 0; i < mostDays && count < amount * 3; i += 1) {
    day = dayAfter(day);
    const ends = endOfDay(calendar, day);
    if (end !== null && ends > end) break;
    if (judgeDay(calendar, unit, day).reason !== 'counted' || !runsAt(stretches, ends)) continue;
    count += 1;
    // The last millisecond of its last day: it is told as that day, never as the next.
    for (const multiple of [1, 2, 3] as const)
      if (count === amount * multiple) due[multiple - 1] = new Date(ends - 1);
  }
  return due;
}

function minutesIn(calendar: CountingCalendar, unit: ClockUnit, from: number, to: number): number {
  if (to <= from) return 0;
  return unit === 'minutes'
    ? (to - from) / 60_000
    : workingSecondsBetween(calendar.hours, new Date(from), new Date(to)) / 60;
}

function afterMinutes(
  calendar: CountingCalendar,
  unit: ClockUnit,
  minutes: number,
  stretches: readonly Stretch[],
): Date | null {
  let left = minutes;
  for (const { from, to } of stretches) {
    const at =
      unit === 'minutes'
        ? new Date(from + left * 60_000)
        : addWorkingSeconds(calendar.hours, new Date(from), left * 60);
    if (at !== null && (to === null || at.getTime() <= to)) return at;
    if (to === null) return null;
    left -= minutesIn(calendar, unit, from, to);
  }
  return null;
}

/** How much is used up at an instant: minutes, or days that counted and are over. It never becomes less with time. */
export function usedAt(
  calendar: CountingCalendar,
  unit: ClockUnit,
  stretches: readonly Stretch[],
  at: Date,
): number {
  return countTo(calendar, unit, stretches, at, false);
}

/** What is measured of an end: minutes, or the number of the day on which it came. On the last day that is the amount. */
export function measuredAt(
  calendar: CountingCalendar,
  unit: ClockUnit,
  stretches: readonly Stretch[],
  at: Date,
): number {
  // What happens after the instant is not known at it; an end at the instant is no pause.
  const ms = at.getTime();
  const until = stretches
    .filter(({ from }) => from <= ms)
    .map(({ from, to }) => ({ from, to: to === null || to >= ms ? null : to }));
  return countTo(calendar, unit, until, at, true);
}

function countTo(
  calendar: CountingCalendar,
  unit: ClockUnit,
  stretches: readonly Stretch[],
  at: Date,
  begun: boolean,
): number {
  const first = stretches[0];
  const ms = at.getTime();
  if (first === undefined || ms <= first.from) return 0;
  if (!countsDays(unit))
    return stretches.reduce(
      (sum, { from, to }) => sum + minutesIn(calendar, unit, from, Math.min(to ?? ms, ms)),
      0,
    );
  const lastDay = dayOf(calendar.hours, ms);
  let count = 0;
  let day = dayOf(calendar.hours, first.from);
  for (let i = 0; i < mostDays && day < lastDay; i += 1) {
    day = dayAfter(day);
    const ends = endOfDay(calendar, day);
    if (!begun && ends - 1 > ms) break;
    if (judgeDay(calendar, unit, day).reason === 'counted' && runsAt(stretches, ends)) count += 1;
  }
  return count;
}

/** The most lines of a count that are told. */
export const mostLines = 500;

/**
 * The count, day by day, from the start to the end of the limit or to `until`, whichever is later (never past `stop`,
 * where the clock has ended): which day counts, which does not and why, and the sum so far.
 */
export function dayByDay(
  calendar: CountingCalendar,
  unit: ClockUnit,
  amount: number,
  stretches: readonly Stretch[],
  { until, stop }: { until: Date; stop: Date | null },
): CountedDay[] {
  const first = stretches[0];
  if (first === undefined) return [];
  // How it goes on after its end is shown as if it ran on to that day's end.
  const open = stretches.map(({ from, to }) => ({
    from,
    to: to !== null && stop !== null && to >= stop.getTime() ? null : to,
  }));
  const due = dueInstants(calendar, unit, amount, open);
  const dayOfInstant = (at: Date) => dayOf(calendar.hours, at.getTime());
  const marks = new Map(
    // Short limits end on one day: the first of them is what is looked for.
    due
      .flatMap((at, index) => (at === null ? [] : [[dayOfInstant(at), (index + 1) as 1 | 2 | 3] as const]))
      .toReversed(),
  );
  const seen = dayOfInstant(stop ?? until);
  const limit = due[0] === null ? seen : dayOfInstant(due[0]);
  const last = limit > seen ? limit : seen;
  const lines: CountedDay[] = [];
  let total = 0;
  let day = dayOf(calendar.hours, first.from);
  const startDay = day;
  for (let i = 0; i < mostLines && day <= last; i += 1, day = dayAfter(day)) {
    const line = countsDays(unit)
      ? dayLine(calendar, unit, open, day, startDay)
      : minuteLine(calendar, unit, open, day, startDay);
    total += line.adds;
    lines.push({ ...line, day, total, mark: marks.get(day) ?? null });
  }
  return lines;
}

type Line = Pick<CountedDay, 'reason' | 'names' | 'adds'>;

function dayLine(
  calendar: CountingCalendar,
  unit: ClockUnit,
  stretches: readonly Stretch[],
  day: string,
  startDay: string,
): Line {
  if (day === startDay) return { reason: 'start', names: null, adds: 0 };
  const { reason, names } = judgeDay(calendar, unit, day);
  if (reason !== 'counted') return { reason, names, adds: 0 };
  return runsAt(stretches, endOfDay(calendar, day))
    ? { reason, names, adds: 1 }
    : { reason: 'paused', names: null, adds: 0 };
}

function minuteLine(
  calendar: CountingCalendar,
  unit: ClockUnit,
  stretches: readonly Stretch[],
  day: string,
  startDay: string,
): Line {
  const begins = startOfDay(calendar, day);
  const ends = endOfDay(calendar, day);
  const adds = stretches.reduce(
    (sum, { from, to }) =>
      sum + minutesIn(calendar, unit, Math.max(from, begins), Math.min(to ?? ends, ends)),
    0,
  );
  const names = unit === 'minutes' ? null : holidayNames(calendar, day);
  if (adds > 0) return { reason: day === startDay ? 'start' : 'counted', names: null, adds };
  if (day === startDay) return { reason: 'start', names: null, adds: 0 };
  if (names !== null) return { reason: 'holiday', names, adds: 0 };
  const opens = minutesIn(calendar, unit, begins, ends) > 0;
  return { reason: opens ? 'paused' : 'closed', names: null, adds: 0 };
}

/** The first instant of the day that lies so many counted days before an instant: when somebody is warned. */
export function daysBefore(calendar: CountingCalendar, unit: ClockUnit, at: Date, days: number): Date {
  let day = dayOf(calendar.hours, at.getTime());
  const counting = countsDays(unit) ? unit : 'working';
  for (let left = days, i = 0; left > 0 && i < mostDays; i += 1) {
    day = dayAfter(day, -1);
    if (judgeDay(calendar, counting, day).reason === 'counted') left -= 1;
  }
  return new Date(startOfDay(calendar, day));
}
