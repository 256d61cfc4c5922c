import { countStay, noCounts, type ServiceLevelCounts, type Stay } from '#server/routing/index.ts';

/** What is counted of one queue during one stretch of a run. Times are seconds. */
export interface QueueTally {
  /** How long the stretch was. */
  seconds: number;
  /** As the live figures count: all stays that touch the stretch, so offered = answered + … + waiting. */
  counts: ServiceLevelCounts;
  offered: number;
  answered: number;
  /** Answered without any wait. */
  atOnce: number;
  abandoned: number;
  flowedOut: number;
  expired: number;
  /** Turned away because the queue was full; never offered. */
  blocked: number;
  /** Still there at the end of the stretch. */
  waiting: number;
  waitAnswered: number;
  /** Waits of all that left the queue, answered or not. */
  waitSettled: number;
  longestWait: number;
  handled: number;
  handling: number;
  wrapUp: number;
  missed: number;
  declined: number;
  /** ∫ of those who wait, in contact seconds. */
  queueArea: number;
  longestQueue: number;
  /** Contacts that came into the queue from outside, less those expected. */
  surplus: number;
  /** Handling seconds that these contacts bring, less as many means. */
  extraWork: number;
  /** Agent seconds of those who serve the queue: present, and with something open. */
  staffed: number;
  busy: number;
}

export const emptyTally = (): QueueTally => ({
  seconds: 0,
  counts: { ...noCounts },
  offered: 0,
  answered: 0,
  atOnce: 0,
  abandoned: 0,
  flowedOut: 0,
  expired: 0,
  blocked: 0,
  waiting: 0,
  waitAnswered: 0,
  waitSettled: 0,
  longestWait: 0,
  handled: 0,
  handling: 0,
  wrapUp: 0,
  missed: 0,
  declined: 0,
  queueArea: 0,
  longestQueue: 0,
  surplus: 0,
  extraWork: 0,
  staffed: 0,
  busy: 0,
});

/** A wait below this many seconds is none: sums of times are exact to less than that. */
const NOTHING = 1e-6;

const stay: Stay = { fate: 'waiting', wait: 0, before: 0, threshold: null };

/**
 * Counts the end of a stay in a queue, or with fate `waiting` that the stretch ended during it.
 * @param before how much of the wait lay before the stretch
 */
export function tallyStay(
  tally: QueueTally,
  fate: Stay['fate'],
  wait: number,
  before: number,
  rule: { threshold: number | null; shortAbandonSeconds: number },
): void {
  stay.fate = fate;
  stay.wait = wait;
  stay.before = before;
  stay.threshold = rule.threshold;
  countStay(tally.counts, stay, rule.shortAbandonSeconds);
  if (wait > tally.longestWait) tally.longestWait = wait;
  if (fate === 'waiting') {
    tally.waiting += 1;
    return;
  }
  tally.waitSettled += wait;
  if (fate === 'answered') {
    tally.answered += 1;
    tally.waitAnswered += wait;
    if (wait < NOTHING) tally.atOnce += 1;
  } else if (fate === 'abandoned') tally.abandoned += 1;
  else if (fate === 'flowed_out') tally.flowedOut += 1;
  else tally.expired += 1;
}

/** Adds a tally to another: sums are summed, what was longest stays the longest. */
export function addTally(to: QueueTally, one: QueueTally): void {
  const [longestWait, longestQueue] = [to.longestWait, to.longestQueue];
  for (const key of Object.keys(to) as (keyof QueueTally)[]) {
    if (key === 'counts') continue;
    to[key] += one[key];
  }
  for (const key of Object.keys(to.counts) as (keyof ServiceLevelCounts)[]) to.counts[key] += one.counts[key];
  to.longestWait = Math.max(longestWait, one.longestWait);
  to.longestQueue = Math.max(longestQueue, one.longestQueue);
}

/** The half-hour figures of a queue, in columns. */
const columns = {
  offered: 0,
  answered: 1,
  abandoned: 2,
  /** Service-level events, and those of them that kept the promise (formula `negative`). */
  events: 3,
  eventsInTime: 4,
  waitAnswered: 5,
  queueArea: 6,
  longestQueue: 7,
  staffed: 8,
  busy: 9,
  seconds: 10,
} as const;
export type Column = keyof typeof columns;
const WIDTH = Object.keys(columns).length;

/** Half hours of a queue; a run that is longer than they are begins again at the first, so that memory stays bounded. */
export class HalfHours {
  readonly length: number;
  readonly #values: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.#values = new Float64Array(length * WIDTH);
  }

  add(index: number, column: Column, amount: number): void {
    const at = (index % this.length) * WIDTH + columns[column];
    if (column === 'longestQueue') this.#values[at] = Math.max(this.#values[at]!, amount);
    else this.#values[at]! += amount;
  }

  get(index: number, column: Column): number {
    return this.#values[index * WIDTH + columns[column]]!;
  }

  addAll(other: HalfHours): void {
    for (let index = 0; index < this.length; index++)
      for (const column of Object.keys(columns) as Column[])
        this.add(index, column, other.get(index, column));
  }
}
