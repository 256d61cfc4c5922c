import { Temporal } from 'temporal-polyfill';
import { loadCalendar } from '#server/calendars/index.ts';
import { Problem, type Ctx, type Db } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import {
  comparableDays,
  forecastMethod,
  forecastWeeks,
  robustMean,
  wape,
  type PastDay,
} from './forecast.rules.ts';
import {
  arrivals,
  foretoldAndCame,
  foretoldBetween,
  writeForecast,
  type ForecastRow,
} from './forecast.store.ts';
import { boundsOf, dayIn, halfHoursOf, organisationTimeZone } from './time.ts';

const daysAhead = 14;
/** Over how many days the error is measured. */
const judgedDays = 28;
// Holidays are rare: a year is looked back upon for them.
const pastDays = 370;

const shifted = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by }).toString();
const weekdayOf = (day: string) => Temporal.PlainDate.from(day).dayOfWeek;

/** Closed days of a calendar; none without one, or when it is gone. */
async function holidaysOf(db: Db, calendarId: string | null): Promise<Set<string>> {
  if (calendarId === null) return new Set();
  try {
    const { exceptions } = await loadCalendar(db, calendarId);
    return new Set(exceptions.filter(({ bands }) => bands.length === 0).map(({ date }) => date));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return new Set();
    throw error;
  }
}

/**
 * Foretells the next two weeks per queue, channel and half hour, from the same weekdays of the last six weeks. Days to
 * come are written anew; today, and the days behind that nothing was foretold for, are filled from what was known before
 * them. @returns how many half hours were written
 */
export async function makeForecasts(ctx: Ctx): Promise<number> {
  const { db } = ctx;
  const timeZone = await organisationTimeZone(db);
  const now = ctx.clock.now();
  const today = dayIn(timeZone, now);
  const history = new Map<string, Map<string, number[]>>();
  const since = boundsOf(timeZone, shifted(today, -pastDays)).from;
  for (const { queueId, channel, day, slot, arrived } of await arrivals(db, since, timeZone)) {
    const key = `${queueId} ${channel}`;
    const days = history.get(key) ?? new Map<string, number[]>();
    history.set(key, days);
    const slots = days.get(day) ?? Array.from({ length: 48 }, () => 0);
    days.set(day, slots);
    slots[slot] = arrived;
  }
  const queues = await readQueues(db);
  const holidays = new Map<string, Set<string>>();
  for (const queue of queues) holidays.set(queue.id, await holidaysOf(db, queue.calendarId));
  const firstDays = new Map(
    [...history].map(([key, days]) => [key, [...days.keys()].reduce((a, b) => (a < b ? a : b))]),
  );

  let written = 0;
  for (let ahead = -judgedDays; ahead < daysAhead; ahead += 1) {
    const day = shifted(today, ahead);
    const bounds = boundsOf(timeZone, day);
    if (ahead < 0 && (await foretoldBetween(db, bounds.from, bounds.to))) continue;
    const starts = halfHoursOf(bounds);
    const rows: ForecastRow[] = [];
    for (const queue of queues.filter(({ active }) => active)) {
      const free = holidays.get(queue.id)!;
      for (const [key, days] of history) {
        if (!key.startsWith(queue.id)) continue;
        const known = pastOf(firstDays.get(key)!, day < today ? day : today, free);
        const alike = comparableDays({ weekday: weekdayOf(day), holiday: free.has(day) }, known);
        for (const start of starts) {
          const local = Temporal.Instant.fromEpochMilliseconds(start.getTime()).toZonedDateTimeISO(timeZone);
          const slot = local.hour * 2 + Math.floor(local.minute / 30);
          const offered = robustMean(alike.map((one) => days.get(one)?.[slot] ?? 0));
          if (offered !== null) rows.push({ queueId: queue.id, channel: key.slice(37), start, offered });
        }
      }
    }
    await ctx.tx((tx) => writeForecast(tx, rows, forecastMethod, now, ahead > 0));
    written += rows.length;
  }
  return written;
}

/** The days on which arrivals were counted, before `until`; holidays of a year, other days of the last weeks. */
function pastOf(first: string, until: string, holidays: ReadonlySet<string>): PastDay[] {
  const days: PastDay[] = [];
  for (let back = 1; back <= pastDays; back += 1) {
    const day = shifted(until, -back);
    if (day < first) break;
    const holiday = holidays.has(day);
    if (holiday || back <= forecastWeeks * 7 + 7) days.push({ day, weekday: weekdayOf(day), holiday });
  }
  return days;
}

const errors = new Map<string, { until: number; error: Promise<number | null> }>();
const errorKept = 10 * 60_000;

/**
 * The error of the forecasts of the four weeks before an instant, over queues; null while there is nothing to compare.
 * It changes once a day: what was worked out is kept for a while.
 */
export function forecastError(db: Db, queues: readonly string[], today: Date): Promise<number | null> {
  const now = performance.now();
  const key = `${today.getTime()} ${queues.join()}`;
  const known = errors.get(key);
  if (known !== undefined && known.until > now) return known.error;
  for (const [other, { until }] of errors) if (until <= now) errors.delete(other);
  const from = new Date(today.getTime() - judgedDays * 86_400_000);
  const error = foretoldAndCame(db, queues, from, today).then(wape);
  errors.set(key, { until: now + errorKept, error });
  error.catch(() => errors.delete(key));
  return error;
}
