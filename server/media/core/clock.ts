import { frameMilliseconds } from './alaw.ts';

export interface ClockFigures {
  ticks: number;
  /** Ticks that came more than a frame late. */
  late: number;
  /** Ticks left out, because the process had stood still. */
  skipped: number;
}

/**
 * The one 20 ms clock of the process. Timers are late, each by a little, and that must not add up: the clock counts
 * ticks from its start and makes up for those it is behind. After a standstill it does not: nobody wants to hear a
 * second of sound at once.
 */
export class FrameClock {
  readonly figures: ClockFigures = { ticks: 0, late: 0, skipped: 0 };
  readonly #tick: () => void;
  readonly #now: () => number;
  readonly #patience: number;
  #next: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(tick: () => void, { now = () => performance.now(), patience = 160 } = {}) {
    this.#tick = tick;
    this.#now = now;
    this.#patience = patience;
    this.#next = now() + frameMilliseconds;
  }

  start(): this {
    this.#next = this.#now() + frameMilliseconds;
    this.#timer ??= setInterval(() => this.turn(), frameMilliseconds / 4);
    return this;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Does the ticks that are due. */
  turn(): void {
    const now = this.#now();
    const behind = now - this.#next;
    if (behind > this.#patience) {
      const missed = Math.floor(behind / frameMilliseconds);
      this.figures.skipped += missed;
      this.#next += missed * frameMilliseconds;
    }
    while (this.#next <= now) {
      if (now - this.#next >= frameMilliseconds) this.figures.late += 1;
      this.#next += frameMilliseconds;
      this.figures.ticks += 1;
      this.#tick();
    }
  }
}
