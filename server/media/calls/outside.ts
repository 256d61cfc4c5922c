import type { CallOutside } from '#contract/voice.ts';
import type { Leg, LegEnd } from '../core/leg.ts';

/** What the line of a number outside tells of itself; the names are those of the contract. */
export type OutsideTold = { kind: 'ringing' | 'answered' } | { kind: 'ended'; cause: LegEnd };

interface OutsideMeans {
  /** Dials a number; the leg it gives rings until it is up. */
  dial: (number: CallOutside, tell: (kind: 'ringing' | 'answered') => void) => Promise<Leg>;
  tell: (number: string, told: OutsideTold) => void;
  /** The line came up, or went. */
  changed: () => void;
}

/** The line of a number outside that is wanted on a call: dialled once, hung up when it is wanted no more. */
export class OutsideLine {
  readonly #means: OutsideMeans;
  #id: string | null = null;
  #leg: Leg | null = null;
  #over = false;

  constructor(means: OutsideMeans) {
    this.#means = means;
  }

  /** The leg, once it is up. */
  get up(): Leg | null {
    return this.#leg?.state === 'up' ? this.#leg : null;
  }

  /** Brings it in line with what is wanted: the same number again is the same line. */
  apply(number: CallOutside | null): void {
    if (this.#over) return;
    const wanted = number !== null && number.state !== 'ended' ? number : null;
    if (this.#id !== null && this.#id !== wanted?.id) this.#drop();
    if (wanted === null || this.#id === wanted.id) return;
    this.#id = wanted.id;
    void this.#place(wanted);
  }

  async #place(number: CallOutside): Promise<void> {
    const isWanted = () => !this.#over && this.#id === number.id;
    try {
      const leg = await this.#means.dial(number, (kind) => {
        if (!isWanted()) return;
        this.#means.tell(number.id, { kind });
        if (kind === 'answered') this.#means.changed();
      });
      if (!isWanted()) {
        void leg.hangup();
        return;
      }
      this.#leg = leg;
      leg.onEnd = (cause) => {
        if (!isWanted()) return;
        this.#leg = null;
        this.#means.tell(number.id, { kind: 'ended', cause });
        this.#means.changed();
      };
    } catch {
      // No telephone line is there (any more).
      if (isWanted()) this.#means.tell(number.id, { kind: 'ended', cause: 'failed' });
    }
  }

  #drop(): void {
    const leg = this.#leg;
    this.#id = this.#leg = null;
    if (leg === null) return;
    leg.onEnd = null;
    void leg.hangup();
    this.#means.changed();
  }

  /** The call is over, and so is this. */
  end(): void {
    this.#over = true;
    const leg = this.#leg;
    this.#leg = null;
    if (leg !== null) leg.onEnd = null;
    void leg?.hangup();
  }
}
