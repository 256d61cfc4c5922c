import { Temporal } from 'temporal-polyfill';
import type { TellingSettings } from '#contract/telling.ts';

// How many messages a day a customer gets: pure decisions about instants in the organisation's time zone.

export interface Pace extends Pick<TellingSettings, 'pace' | 'dayAt'> {
  timeZone: string;
}
/** When what moved after the day's joint message leaves. */
const morning = '08:30';

const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
const clockOn = (at: Date, time: string, timeZone: string, days = 0): Date =>
  new Date(
    zoned(at, timeZone)
      .toPlainDate()
      .add({ days })
      .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds,
  );

/** The first instant of a day. */
export const dayBegins = (at: Date, timeZone: string): Date =>
  new Date(zoned(at, timeZone).startOfDay().epochMilliseconds);

/**
 * When news may leave that could leave at `earliest`. Once a day: at that hour. Otherwise the first message of a day
 * leaves, and what moves in other cases after it is joined into one later message of that day; after that hour, in the
 * first of the next.
 * @param toldToday whether the customer has had a message about another case on this channel since the day began
 */
export function pacedAt(earliest: Date, { pace, dayAt, timeZone }: Pace, toldToday: boolean): Date {
  if (pace === 'at_once' || (pace === 'window' && !toldToday)) return earliest;
  const joint = clockOn(earliest, dayAt, timeZone);
  if (earliest <= joint) return joint;
  return clockOn(earliest, pace === 'daily' ? dayAt : morning, timeZone, 1);
}

/** The same when it is about to leave: only what was told meanwhile can hold it, and no later than the joint message. */
export function heldUntil(now: Date, { pace, dayAt, timeZone }: Pace, toldToday: boolean): Date {
  if (pace !== 'window' || !toldToday) return now;
  const joint = clockOn(now, dayAt, timeZone);
  return now < joint ? joint : now;
}
