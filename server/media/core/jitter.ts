export interface JitterFigures {
  received: number;
  /** Frames that never came, or came when their turn was over. */
  lost: number;
  /** Frames thrown away because too many were waiting. */
  dropped: number;
  /** Times that nothing was there although the leg was speaking. */
  dry: number;
}

/** Turns of 20 ms. */
const oneSecond = 50;
/** Of so many frames one may be left out. */
const leavingOut = 10;
const half = 0x8000;
/** How far b is after a on a circle of 16 bits: negative when it is before. */
const distance = (a: number, b: number): number => ((((b - a) & 0xffff) + half) & 0xffff) - half;

/**
 * Holds back what comes from a leg so long that it can be played evenly: it begins with three frames (60 ms), and never
 * lets more than eight wait, going back to three when more do, for what is old is worth nothing in a conversation.
 * Frames with numbers are put in order; a frame is played once, and one whose turn is over is gone.
 */
export class JitterBuffer {
  readonly figures: JitterFigures = { received: 0, lost: 0, dropped: 0, dry: 0 };
  readonly #prime: number;
  readonly #cap: number;
  #waiting: { frame: Uint8Array; sequence: number | null }[] = [];
  #primed = false;
  /** Fewest frames that waited in this second, and of how many turns that is counted. */
  #fewest = Infinity;
  #counted = 0;
  /** Frames to leave out before the delay is what it should be. */
  #excess = 0;
  /** Number of the frame whose turn is next. */
  #expected: number | null = null;

  constructor({ prime = 3, cap = 8 } = {}) {
    this.#prime = prime;
    this.#cap = cap;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  push(frame: Uint8Array, sequence?: number): void {
    this.figures.received += 1;
    if (sequence === undefined) this.#waiting.push({ frame, sequence: null });
    else if (!this.#place(frame, sequence & 0xffff)) return;
    if (this.#waiting.length <= this.#cap) return;
    const old = this.#waiting.splice(0, this.#waiting.length - this.#prime);
    this.figures.dropped += old.length;
    if (this.#expected !== null) this.#expected = this.#waiting[0]!.sequence;
  }

  // Puts a frame where its number belongs; false: it was there, or is too late.
  #place(frame: Uint8Array, sequence: number): boolean {
    if (this.#expected !== null) {
      const ahead = distance(this.#expected, sequence);
      // Far from what was expected the sender has begun anew, with other numbers.
      if (Math.abs(ahead) > 500) this.reset();
      else if (ahead < 0) return false;
    }
    let at = this.#waiting.length;
    for (; at > 0; at -= 1) {
      const before = distance(this.#waiting[at - 1]!.sequence ?? sequence, sequence);
      if (before === 0) return false;
      if (before > 0) break;
    }
    this.#waiting.splice(at, 0, { frame, sequence });
    return true;
  }

  /** The frame whose turn it is; null: there is none, be it lost, late or not spoken. */
  pull(): Uint8Array | null {
    if (!this.#primed) {
      if (this.#waiting.length < this.#prime) return null;
      this.#primed = true;
      this.#expected = this.#waiting[0]!.sequence;
    }
    this.#shrink();
    const first = this.#waiting[0];
    if (first === undefined) {
      // Held back anew, when it goes on.
      this.figures.dry += 1;
      this.#primed = false;
      this.#excess = 0;
      return null;
    }
    if (this.#expected !== null && first.sequence !== null) {
      const missing = first.sequence !== this.#expected;
      this.#expected = (this.#expected + 1) & 0xffff;
      if (missing) {
        this.figures.lost += 1;
        return null;
      }
    }
    this.#waiting.shift();
    return first.frame;
  }

  // After a standstill more wait than are needed, and everything is late from then on. What never came below the three
  // of the beginning in a second is too much: it is left out in the next one, a frame in ten at most, which an ear takes
  // for a slightly quicker speaker.
  #shrink(): void {
    this.#fewest = Math.min(this.#fewest, this.#waiting.length);
    this.#counted += 1;
    if (this.#excess > 0 && this.#counted % leavingOut === 0) this.#leaveOut();
    if (this.#counted < oneSecond) return;
    this.#excess = Math.max(0, this.#fewest - this.#prime);
    this.#fewest = Infinity;
    this.#counted = 0;
  }

  #leaveOut(): void {
    this.#excess -= 1;
    if (this.#waiting.length <= this.#prime) return;
    const left = this.#waiting.shift();
    this.figures.dropped += 1;
    if (this.#expected !== null && left?.sequence === this.#expected)
      this.#expected = (this.#expected + 1) & 0xffff;
  }

  /** Forgets what waits; what comes next is a beginning. */
  reset(): void {
    this.#waiting = [];
    this.#primed = false;
    this.#expected = null;
    this.#fewest = Infinity;
    this.#counted = 0;
    this.#excess = 0;
  }
}
