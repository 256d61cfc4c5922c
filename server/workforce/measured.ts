import type { RoutingEvent } from '#server/routing/index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Sum {
  seconds: number;
  count: number;
}

/**
 * What the shell of routing measures in life and tells the core every few seconds: how long contacts took in the last
 * hour (here: this clock hour and the one before), and today's service level by formula `negative`.
 */
export class Measured {
  readonly #queues: {
    id: string;
    hours: Map<string, [number, Sum, Sum]>;
    day: number;
    inTime: number;
    events: number;
  }[];

  constructor(queues: readonly string[]) {
    this.#queues = queues.map((id) => ({ id, hours: new Map(), day: 0, inTime: 0, events: 0 }));
  }

  /** A contact is done, wrap-up included. */
  handled(queue: number, channel: string, at: number, seconds: number): void {
    const { hours } = this.#queues[queue]!;
    const sums = this.#turn(hours, channel, at);
    sums[1].seconds += seconds;
    sums[1].count += 1;
  }

  /** A stay with a promise has ended. */
  ended(queue: number, at: number, inTime: boolean): void {
    const one = this.#queues[queue]!;
    this.#newDay(one, at);
    one.events += 1;
    if (inTime) one.inTime += 1;
  }

  /** What the core is told. */
  events(at: number): RoutingEvent[] {
    return this.#queues.map((one) => {
      this.#newDay(one, at);
      const handlingSeconds: Record<string, number> = {};
      for (const channel of one.hours.keys()) {
        const [, now, before] = this.#turn(one.hours, channel, at);
        const count = now.count + before.count;
        if (count > 0) handlingSeconds[channel] = (now.seconds + before.seconds) / count;
      }
      const serviceLevel = one.events === 0 ? null : one.inTime / one.events;
      return { type: 'queue.measured', at, queue: one.id, handlingSeconds, serviceLevel };
    });
  }

  #newDay(one: { day: number; inTime: number; events: number }, at: number): void {
    const day = Math.floor(at / DAY);
    if (day === one.day) return;
    Object.assign(one, { day, inTime: 0, events: 0 });
  }

  #turn(hours: Map<string, [number, Sum, Sum]>, channel: string, at: number): [number, Sum, Sum] {
    const hour = Math.floor(at / HOUR);
    const known = hours.get(channel);
    if (known !== undefined && known[0] === hour) return known;
    const before = known !== undefined && known[0] === hour - 1 ? known[1] : { seconds: 0, count: 0 };
    const made: [number, Sum, Sum] = [hour, { seconds: 0, count: 0 }, before];
    hours.set(channel, made);
    return made;
  }
}
