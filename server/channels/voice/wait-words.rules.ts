// How long it takes, as it is said honestly: bands instead of a false precision, and what has become worse is said to be.
// Pure.

/** Something to be said: a fixed prompt, an own text, a telephone number, minutes, a number, a day, an hour. */
export type Saying =
  | { prompt: string }
  | { text: string; language: string; instead?: string; notice?: true }
  | { characters: string }
  | { minutes: number }
  | { number: number }
  | { opens: Date };

/** Seconds within which the answer comes, four times out of five. */
export interface Spread {
  low: number;
  high: number;
}

const steps = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60] as const;

/**
 * The spread of an estimate. Each place ahead is a handling of its own, whose lengths differ as much as they last; so the
 * wait of `place` people differs by the root of their number.
 * @param seconds the mean; null: nothing honest can be said
 */
export function spreadOf(
  seconds: number | null,
  secondsPerPlace: number | null,
  place: number,
): Spread | null {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return null;
  const deviation = 1.28 * Math.sqrt(Math.max(1, place)) * Math.max(0, secondsPerPlace ?? 0);
  return { low: Math.max(0, seconds - deviation), high: seconds + deviation };
}

/** A wait in minutes as it is said: `from` 0 means less than `to`; `to` null means more than `from`. */
export interface Band {
  from: number;
  to: number | null;
}

/** The band that a spread falls into; its ends are those that people use. */
export function bandOf({ low, high }: Spread): Band {
  const to = steps.find((step) => high <= step * 60) ?? null;
  const from = steps.findLast((step) => low >= step * 60) ?? 0;
  // More than an hour is all that is known of what may be longer than that.
  return to === null ? { from: Math.max(from, 30), to } : { from: from >= to ? 0 : from, to };
}

/** Whether a band promises less than another one did: it has to be said, not passed over. */
export const isWorse = (now: Band, before: Band | null): boolean =>
  before !== null && before.to !== null && (now.to === null || now.to > before.to) && now.from >= before.from;

/** The words for a wait; null: it cannot be said. */
export function waitWords(band: Band | null): Saying[] {
  if (band === null) return [{ prompt: 'wait-unknown' }];
  if (band.to === null) return [{ prompt: 'wait-over' }, { minutes: band.from }];
  if (band.to === 1) return [{ prompt: 'wait-short' }];
  if (band.from === 0) return [{ prompt: 'wait-under' }, { minutes: band.to }];
  return [{ prompt: 'wait-between' }, { number: band.from }, { prompt: 'wait-and' }, { minutes: band.to }];
}
