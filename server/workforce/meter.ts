import type { Stay } from '#server/routing/index.ts';
import { expectedBetween } from './arrivals.rules.ts';
import { HALF_HOUR, type Scenario } from './scenario.ts';
import { emptyTally, HalfHours, tallyStay, type Column, type QueueTally } from './tally.ts';

const STEP = HALF_HOUR * 1000;
/** Half hours kept apart; longer runs are folded into a week. */
const WEEK = 336;

interface QueueMeter {
  waiting: number;
  /** Since when `waiting` is what it is; what lay before is in `area`, counted since the last border. */
  since: number;
  area: number;
  longest: number;
  tally: QueueTally;
  halfHours: HalfHours;
}

/** Agent seconds of a group during one stretch. */
export interface GroupTally {
  staffed: number;
  busy: number;
}

interface GroupMeter {
  /** How many are there, and how many of them have something open. */
  staffed: number;
  busy: number;
  since: number;
  staffedArea: number;
  busyArea: number;
  tally: GroupTally;
  /** Indexes of the queues they serve. */
  queues: number[];
}

/** A stay in a queue: which, since when (ms), and what is promised there. */
export interface OpenStay {
  queue: number;
  enteredAt: number;
  threshold: number | null;
  shortAbandonSeconds: number;
}

/** One batch: tallies in the order of the scenario's queues and groups. */
export interface Batch {
  queues: QueueTally[];
  groups: GroupTally[];
}

/**
 * What is measured during one run. The time is cut at borders: each half hour, the end of the warm-up, the end of each
 * batch. A stretch is the warm-up (which is thrown away) or a batch.
 */
export class Meter {
  /** The time of the run, ms; whoever drives the meter sets it. */
  now = 0;
  readonly batches: Batch[] = [];
  readonly queues: QueueMeter[];
  readonly #groups: GroupMeter[];
  readonly #streams: { queue: number; config: Scenario['arrivals'][number] }[];
  readonly #warm: number;
  readonly #batch: number;
  readonly #count: number;
  #measuring: boolean;
  #stretch = 0;
  #border = 0;
  #flushed = 0;

  constructor(scenario: Scenario) {
    this.#warm = scenario.warmUpHours * 3_600_000;
    this.#batch = ((scenario.hours - scenario.warmUpHours) * 3_600_000) / scenario.batches;
    this.#count = scenario.batches;
    this.#measuring = this.#warm === 0;
    const intervals = Math.max(1, Math.min(WEEK, Math.ceil(scenario.hours * 2)));
    this.queues = scenario.queues.map(() => ({
      waiting: 0,
      since: 0,
      area: 0,
      longest: 0,
      tally: emptyTally(),
      halfHours: new HalfHours(intervals),
    }));
    const indexOf = new Map(scenario.queues.map((queue, index) => [queue.id, index]));
    this.#streams = scenario.arrivals.map((config) => ({ queue: indexOf.get(config.queue)!, config }));
    this.#groups = scenario.agents.map((group) => ({
      staffed: 0,
      busy: 0,
      since: 0,
      staffedArea: 0,
      busyArea: 0,
      tally: { staffed: 0, busy: 0 },
      queues: [...new Set(group.profile.map((line) => indexOf.get(line.queue)!))],
    }));
  }

  /** A contact has come from outside. @param extraWork its handling time less the mean, in seconds */
  came(queue: number, extraWork: number): void {
    const { tally } = this.queues[queue]!;
    tally.surplus += 1;
    tally.extraWork += extraWork;
  }

  entered(queue: number): void {
    const meter = this.queues[queue]!;
    this.#changeWaiting(meter, 1);
    meter.tally.offered += 1;
    this.#mark(meter, 'offered', 1);
  }

  /** Who has just entered was turned away: it never was in the queue. @param longest the longest queue before */
  turnedAway(queue: number, longest: number): void {
    const meter = this.queues[queue]!;
    this.#changeWaiting(meter, -1);
    meter.longest = longest;
    meter.tally.offered -= 1;
    meter.tally.blocked += 1;
    this.#mark(meter, 'offered', -1);
  }

  left(stay: OpenStay, fate: Exclude<Stay['fate'], 'waiting'>): void {
    const meter = this.queues[stay.queue]!;
    this.#changeWaiting(meter, -1);
    const wait = (this.now - stay.enteredAt) / 1000;
    tallyStay(meter.tally, fate, wait, this.#before(stay), stay);
    if (fate === 'answered') {
      this.#mark(meter, 'answered', 1);
      this.#mark(meter, 'waitAnswered', wait);
    } else if (fate === 'abandoned') this.#mark(meter, 'abandoned', 1);
    if (stay.threshold === null || (fate === 'abandoned' && wait < stay.shortAbandonSeconds)) return;
    this.#mark(meter, 'events', 1);
    if (fate === 'answered' && wait <= stay.threshold) this.#mark(meter, 'eventsInTime', 1);
  }

  handled(queue: number, since: number): void {
    const { tally } = this.queues[queue]!;
    tally.handled += 1;
    tally.handling += (this.now - since) / 1000;
  }

  wrappedUp(queue: number, since: number): void {
    this.queues[queue]!.tally.wrapUp += (this.now - since) / 1000;
  }

  /** Offers that were missed or declined. */
  notTaken(queue: number, how: 'missed' | 'declined'): void {
    this.queues[queue]!.tally[how] += 1;
  }

  /** How many of a group are there from now on. */
  staffed(group: number, agents: number): void {
    const meter = this.#groups[group]!;
    this.#settle(meter);
    meter.staffed = agents;
  }

  /** One more or one less of a group has something open; `overtime` when that alone keeps them there. */
  busy(group: number, change: 1 | -1, overtime: boolean): void {
    const meter = this.#groups[group]!;
    this.#settle(meter);
    meter.busy += change;
    if (overtime) meter.staffed += change;
  }

  /** The next instant at which `pass` must be called. */
  nextBorder(): number {
    const half = (Math.floor(this.now / STEP + 1e-9) + 1) * STEP;
    // The last batch ends with the run: a border there could come again and again, a rounding before the end.
    const last = this.#measuring && this.batches.length >= this.#count - 1;
    const end = !this.#measuring ? this.#warm : last ? Infinity : this.#batchEnd();
    return (this.#border = Math.min(half, end));
  }

  /** A border has come. @param open the stays that last */
  pass(open: () => Iterable<OpenStay>): void {
    this.now = this.#border;
    this.#flush();
    if (!this.#measuring) {
      if (this.now >= this.#warm) this.#begin(true);
    } else if (this.batches.length < this.#count - 1 && this.now >= this.#batchEnd()) {
      this.#close(open());
      this.#begin(true);
    }
  }

  /** The run is over. */
  finish(at: number, open: Iterable<OpenStay>): void {
    this.now = at;
    this.#flush();
    this.#close(open);
  }

  /** When the present batch ends. */
  #batchEnd(): number {
    return this.#warm + (this.batches.length + 1) * this.#batch;
  }

  #begin(measuring: boolean): void {
    this.#measuring = measuring;
    this.#stretch = this.now;
    for (const meter of this.queues) {
      meter.tally = emptyTally();
      meter.tally.offered = meter.waiting;
      meter.tally.longestQueue = meter.waiting;
    }
    for (const group of this.#groups) group.tally = { staffed: 0, busy: 0 };
  }

  #close(open: Iterable<OpenStay>): void {
    for (const stay of open) {
      const wait = (this.now - stay.enteredAt) / 1000;
      tallyStay(this.queues[stay.queue]!.tally, 'waiting', wait, this.#before(stay), stay);
    }
    for (const stream of this.#streams)
      this.queues[stream.queue]!.tally.surplus -= expectedBetween(stream.config, this.#stretch, this.now);
    for (const { tally } of this.queues) tally.seconds = (this.now - this.#stretch) / 1000;
    this.batches.push({
      queues: this.queues.map((meter) => meter.tally),
      groups: this.#groups.map((group) => group.tally),
    });
  }

  /** How much of a wait lay before the present stretch, in seconds. */
  #before(stay: OpenStay): number {
    return Math.max(0, this.#stretch - stay.enteredAt) / 1000;
  }

  #mark(meter: QueueMeter, column: Column, amount: number): void {
    if (this.#measuring) meter.halfHours.add(Math.floor(this.now / STEP), column, amount);
  }

  #changeWaiting(meter: QueueMeter, change: 1 | -1): void {
    this.#changeArea(meter);
    meter.waiting += change;
    if (meter.waiting > meter.longest) meter.longest = meter.waiting;
  }

  #settle(group: GroupMeter): void {
    const elapsed = this.now - group.since;
    group.staffedArea += group.staffed * elapsed;
    group.busyArea += group.busy * elapsed;
    group.since = this.now;
  }

  /** Puts what was measured since the last border where it belongs. */
  #flush(): void {
    // The half hour that has just ended, or is under way.
    const index = Math.max(0, Math.ceil(this.now / STEP - 1e-9) - 1);
    const seconds = (this.now - this.#flushed) / 1000;
    this.#flushed = this.now;
    const put = (meter: QueueMeter, column: Column, amount: number) => {
      if (this.#measuring) meter.halfHours.add(index, column, amount);
    };
    for (const meter of this.queues) {
      this.#changeArea(meter);
      meter.tally.queueArea += meter.area / 1000;
      meter.tally.longestQueue = Math.max(meter.tally.longestQueue, meter.longest);
      put(meter, 'queueArea', meter.area / 1000);
      put(meter, 'longestQueue', meter.longest);
      put(meter, 'seconds', seconds);
      meter.area = 0;
      meter.longest = meter.waiting;
    }
    for (const group of this.#groups) {
      this.#settle(group);
      const [staffed, busy] = [group.staffedArea / 1000, group.busyArea / 1000];
      group.tally.staffed += staffed;
      group.tally.busy += busy;
      for (const index of group.queues) {
        const meter = this.queues[index]!;
        meter.tally.staffed += staffed;
        meter.tally.busy += busy;
        put(meter, 'staffed', staffed);
        put(meter, 'busy', busy);
      }
      group.staffedArea = 0;
      group.busyArea = 0;
    }
  }

  #changeArea(meter: QueueMeter): void {
    meter.area += meter.waiting * (this.now - meter.since);
    meter.since = this.now;
  }
}
