// Times that can be booked. Instants in milliseconds; hours come from calendars, so daylight saving and holidays are in
// them already.

export interface Stretch {
  from: number;
  to: number;
}
export interface Slot extends Stretch {
  /** How many more may have it. */
  free: number;
}

/** The most of these stretches that are going on at one moment within [from, to). */
export function busiest(stretches: readonly Stretch[], from: number, to: number): number {
  const steps: [at: number, by: number][] = [];
  for (const one of stretches)
    if (one.from < to && one.to > from) steps.push([Math.max(one.from, from), 1], [Math.min(one.to, to), -1]);
  // Who goes at the moment somebody comes makes room for them.
  steps.sort(([at, by], [otherAt, otherBy]) => at - otherAt || by - otherBy);
  let now = 0;
  let most = 0;
  for (const [, by] of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

export interface Offered {
  /** When it is open, in order. */
  openings: readonly Stretch[];
  minutes: number;
  /** How many at once for this subject, and at the office for all of them (null: no limit). */
  capacity: number;
  counters: number | null;
  /** What is booked for this subject, and at the office for whatever subject. */
  own: readonly Stretch[];
  all: readonly Stretch[];
  /** No time begins before or after these. */
  earliest: number;
  latest: number;
}

/** The grid of an opening: times one after the other from its begin, each wholly within it. */
export function* gridOf(openings: readonly Stretch[], minutes: number): Generator<Stretch> {
  const length = minutes * 60_000;
  for (const { from, to } of openings)
    for (let at = from; at + length <= to; at += length) yield { from: at, to: at + length };
}

/** The times that somebody may still have, in order. */
export function slotsOf(offered: Offered): Slot[] {
  const { capacity, counters, own, all, earliest, latest } = offered;
  const found: Slot[] = [];
  for (const { from, to } of gridOf(offered.openings, offered.minutes)) {
    if (from < earliest || from > latest) continue;
    const left = Math.min(
      capacity - busiest(own, from, to),
      counters === null ? Infinity : counters - busiest(all, from, to),
    );
    if (left > 0) found.push({ from, to, free: left });
  }
  return found;
}

const halfAnHour = 30 * 60_000;

/**
 * Seconds of seniority for who comes with an appointment: as if they had waited since half an hour before their time.
 * Who comes later than that time has waited half an hour, who comes hours early or has missed it goes before nobody.
 */
export function seniorityOfArrival(start: number, now: number, missed: boolean): number {
  if (missed) return 0;
  return Math.max(0, Math.round((halfAnHour - Math.max(0, start - now)) / 1000));
}

/** `482 913`: a number as it is said and read. */
export const spokenNumber = (number: string): string =>
  number.length === 6 ? `${number.slice(0, 3)} ${number.slice(3)}` : number;
/** A number as somebody types it. */
export const typedNumber = (typed: string): string => typed.replace(/\D+/g, '');
