// One line of a call: a browser's, an agent's phone, a trunk's. The call logic and the rooms know nothing else of it.

/** Why a leg is over. `lost`: nothing was heard of its far end any more. */
export type LegEnd = 'hung_up' | 'busy' | 'no_answer' | 'machine' | 'wrong_number' | 'failed' | 'lost';

/** A key of a telephone. */
export type Key =
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '*'
  | '#'
  | 'A'
  | 'B'
  | 'C'
  | 'D';

export interface LegStats {
  /** Frames that came, and that were sent. */
  received: number;
  sent: number;
  /** Frames that should have come and did not. */
  lost: number;
  /** Mean difference between when frames came and when they should have, in ms; null where it is not known. */
  jitter: number | null;
}

/**
 * A leg. Its owner (a room, the call logic) sets the three handlers; setting one replaces the one before. Frames are
 * 160 bytes of A-law, 20 ms; whoever gets one neither changes nor keeps it beyond the tick.
 */
export interface Leg {
  readonly id: string;
  readonly kind: 'web' | 'phone' | 'agent' | 'fake';
  readonly state: 'ringing' | 'up' | 'ended';
  /** A frame came; with its number where the way it came by may lose or turn frames (RTP: 16 bits, wraps). */
  onAudio: ((frame: Uint8Array, sequence?: number) => void) | null;
  /** A key was pressed, once for each time. */
  onKey: ((key: Key) => void) | null;
  /** The leg is over, whoever ended it; called once, nothing comes after it. */
  onEnd: ((cause: LegEnd) => void) | null;
  /** Every 20 ms while the leg is in a room, silence included. Never throws; after the end it does nothing. */
  sendAudio(frame: Uint8Array): void;
  /** Takes an incoming call. Nothing when it is up. */
  answer(): Promise<void>;
  /** Presses keys towards the far end. */
  sendKeys(keys: string): Promise<void>;
  /** Ends it; nothing when it has ended. `cause` is what `onEnd` tells. */
  hangup(cause?: LegEnd): Promise<void>;
  stats(): LegStats;
}

/** Parts of any size made into frames: what a trunk sends does not come in steps of 20 ms. */
export class Framer {
  readonly #pending: Uint8Array;
  #length = 0;
  readonly #size: number;

  constructor(size = 160) {
    this.#size = size;
    this.#pending = new Uint8Array(size);
  }

  /** Takes a part and gives the frames that are whole. */
  push(part: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = 0;
    if (this.#length > 0) {
      at = Math.min(part.length, this.#size - this.#length);
      this.#pending.set(part.subarray(0, at), this.#length);
      this.#length += at;
      if (this.#length < this.#size) return frames;
      frames.push(this.#pending.slice());
      this.#length = 0;
    }
    for (; at + this.#size <= part.length; at += this.#size) frames.push(part.subarray(at, at + this.#size));
    this.#pending.set(part.subarray(at));
    this.#length = part.length - at;
    return frames;
  }
}
