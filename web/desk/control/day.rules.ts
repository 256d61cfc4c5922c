import type { WallboardFigures } from '#contract/wallboard.ts';

/** A day as the organisation's clock tells it: 46, 48 or 50 half hours. */
export interface Clock {
  /** Beginnings of the half hours, as instants. */
  starts: readonly string[];
  /** What the clock on the wall says then, in minutes since midnight: goes back or jumps when clocks change. */
  minutes: readonly number[];
  /** `10:30`; of an hour that comes twice, each with its zone: `02:30 CEST`. */
  names: readonly string[];
}

/** Reads half hours by the clock of a time zone. @param locale for the names of zones, `it-IT` */
export function clockOf(starts: readonly string[], timeZone: string, locale: string): Clock {
  const plain = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const zoned = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  const times = starts.map((start) => plain.format(new Date(start)));
  const zone = (start: string) =>
    zoned.formatToParts(new Date(start)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return {
    starts,
    minutes: times.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))),
    names: times.map((time, at) =>
      times.indexOf(time) === times.lastIndexOf(time) ? time : `${time} ${zone(starts[at]!)}`,
    ),
  };
}

/** What clocks do on a day: a stretch of the wall clock comes twice, or is left out; null on most days. */
export function clockChange({ minutes }: Pick<Clock, 'minutes'>): {
  kind: 'twice' | 'skipped';
  from: string;
  to: string;
} | null {
  const name = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  for (const [at, minute] of minutes.entries()) {
    const expected = at === 0 ? minute : minutes[at - 1]! + 30;
    if (minute < expected) return { kind: 'twice', from: name(minute), to: name(expected) };
    if (minute > expected) return { kind: 'skipped', from: name(expected), to: name(minute) };
  }
  return null;
}

export interface Span {
  /** Indices into the half hours: the first one shown, and the one after the last. */
  from: number;
  to: number;
}
/** The part of the day in which something came or was expected, at least from 8 to 18 by the clock of the day. */
export function busySpan({ series }: Pick<WallboardFigures, 'series'>, { minutes }: Clock): Span {
  const busy = series.offered
    .map((offered, at) => (offered > 0 || (series.forecast[at] ?? 0) >= 0.5 ? at : -1))
    .filter((at) => at >= 0);
  const morning = minutes.findIndex((minute) => minute >= 8 * 60);
  const evening = minutes.findLastIndex((minute) => minute < 18 * 60) + 1;
  return {
    from: Math.max(0, Math.min(morning, busy[0] ?? morning)),
    to: Math.min(minutes.length, Math.max(evening, (busy.at(-1) ?? 0) + 1)),
  };
}

const length = 30 * 60_000;
/** The half hour that `now` (ms) lies in; -1 before the day, the number of half hours when it is over. */
export const halfHourOf = (starts: readonly string[], now: number): number => {
  const [first] = starts;
  if (first === undefined) return -1;
  const place = Math.floor((now - Date.parse(first)) / length);
  return Math.max(-1, Math.min(starts.length, place));
};

/** What a half hour was against target and forecast. */
export interface HalfHour {
  at: number;
  name: string;
  minute: number;
  offered: number;
  answered: number;
  abandoned: number;
  forecast: number | null;
  share: number | null;
  /** The share is under the target. */
  below: boolean;
  when: 'past' | 'now' | 'ahead';
}
export function halfHoursIn(
  row: WallboardFigures,
  clock: Clock,
  { from, to }: Span,
  now: number,
): HalfHour[] {
  const current = halfHourOf(clock.starts, now);
  const { series, serviceLevel } = row;
  return clock.names.slice(from, to).map((name, place) => {
    const at = from + place;
    const denominator = series.denominator[at] ?? 0;
    const share = denominator === 0 ? null : (series.numerator[at] ?? 0) / denominator;
    return {
      at,
      name,
      minute: clock.minutes[at] ?? 0,
      offered: series.offered[at] ?? 0,
      answered: series.answered[at] ?? 0,
      abandoned: series.abandoned[at] ?? 0,
      forecast: series.forecast[at] ?? null,
      share,
      below: share !== null && serviceLevel.target !== null && share < serviceLevel.target,
      when: at < current ? 'past' : at === current ? 'now' : 'ahead',
    };
  });
}

/** What came, what was expected up to now, and how many half hours missed the target. */
export function sumUp(parts: readonly HalfHour[]): {
  offered: number;
  expected: number | null;
  below: number;
} {
  const behind = parts.filter(({ when }) => when !== 'ahead');
  const known = behind.filter(({ forecast }) => forecast !== null);
  return {
    offered: behind.reduce((sum, { offered }) => sum + offered, 0),
    expected: known.length === 0 ? null : known.reduce((sum, { forecast }) => sum + (forecast ?? 0), 0),
    below: behind.filter(({ below }) => below).length,
  };
}

/** A round top of an axis whose half is round too, never under `least`. */
export function niceTop(value: number, least = 4): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 4, 6, 8].map((step) => step * power).find((top) => top >= wanted) ?? 10 * power;
}
