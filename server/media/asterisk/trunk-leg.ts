import { isKey, KeyGate } from '../core/dtmf.ts';
import type { Leg, LegEnd, LegStats } from '../core/leg.ts';
import type { Sound } from './sound.ts';

/** What a leg needs done at its Asterisk. */
export interface LegHands {
  /** Makes the sound of a call flow, and answers it where it was not. @throws AriError */
  connect(leg: TrunkLeg): Promise<Sound>;
  press(leg: TrunkLeg, keys: string): Promise<void>;
  /** Hangs up at Asterisk. Never fails. */
  drop(leg: TrunkLeg, cause: LegEnd): Promise<void>;
  /** The leg is over; `dropped`: Asterisk knows. */
  forget(leg: TrunkLeg, dropped: Promise<void>): void;
}

export interface LegFacts {
  id: string;
  direction: 'in' | 'out';
  /** The caller's number; null: withheld. Of a call that is placed: the number that is shown. */
  from: string | null;
  /** The number that was dialled. */
  to: string;
  /** The name that the network gives the caller; null: none. */
  name: string | null;
}

/** How a call was taken at the other end: whether by a machine; null where nobody asked. */
export interface Taken {
  machine: boolean | null;
}

/** A call over a telephone line. Its signals go by Asterisk's REST interface, its sound by a WebSocket. */
export class TrunkLeg implements Leg {
  readonly id: string;
  readonly kind = 'phone';
  readonly direction: 'in' | 'out';
  readonly from: string | null;
  readonly to: string;
  readonly name: string | null;
  state: Leg['state'] = 'ringing';
  onAudio: Leg['onAudio'] = null;
  onKey: Leg['onKey'] = null;
  onEnd: Leg['onEnd'] = null;
  /** It rings at the other end; at most once. Of calls that are placed. */
  onRinging: (() => void) | null = null;
  /** It was taken and the sound flows; once. Of calls that are placed. */
  onUp: ((taken: Taken) => void) | null = null;

  readonly #hands: LegHands;
  readonly #gate = new KeyGate();
  #sound: Sound | null = null;
  #connecting: Promise<void> | null = null;
  #line: Pick<LegStats, 'lost' | 'jitter'> = { lost: 0, jitter: null };

  constructor(facts: LegFacts, hands: LegHands) {
    this.id = facts.id;
    this.direction = facts.direction;
    this.from = facts.from;
    this.to = facts.to;
    this.name = facts.name;
    this.#hands = hands;
  }

  /** Keys beyond what people press, which were left out. */
  get keysDropped(): number {
    return this.#gate.dropped;
  }

  get sounding(): boolean {
    return this.#sound?.open ?? false;
  }

  sendAudio(frame: Uint8Array): void {
    if (this.state === 'up') this.#sound?.send(frame);
  }

  /** Takes the call: when it resolves, sound flows both ways. A call that cannot be given any ends as failed. @throws AriError */
  async answer(): Promise<void> {
    if (this.state !== 'ringing') return;
    await (this.#connecting ??= this.#connect());
  }

  async #connect(): Promise<void> {
    let sound: Sound;
    try {
      sound = await this.#hands.connect(this);
    } catch (error) {
      this.#finish('failed', true);
      throw error;
    }
    // Hung up meanwhile.
    if (this.#ended()) {
      sound.close();
      return;
    }
    this.#sound = sound;
    sound.onFrame = (frame) => this.onAudio?.(frame);
    sound.onBreak = () => this.#finish('lost', true);
    this.state = 'up';
    if (!sound.open) this.#finish('lost', true);
  }

  #ended(): boolean {
    return this.state === 'ended';
  }

  async sendKeys(keys: string): Promise<void> {
    if (this.state !== 'up') return;
    const known = [...keys.toUpperCase()].filter(isKey).join('');
    if (known !== '') await this.#hands.press(this, known);
  }

  async hangup(cause: LegEnd = 'hung_up'): Promise<void> {
    this.#finish(cause, true);
  }

  stats(): LegStats {
    const { received, sent } = this.#sound?.figures ?? { received: 0, sent: 0 };
    return { received, sent, ...this.#line };
  }

  // From here on: what its trunk tells it.

  pressed(digit: string): void {
    if (this.state !== 'up' || !isKey(digit)) return;
    if (this.#gate.pass()) this.onKey?.(digit);
  }

  measured(line: Pick<LegStats, 'lost' | 'jitter'>): void {
    this.#line = line;
  }

  /** It is over at Asterisk. */
  over(cause: LegEnd): void {
    this.#finish(cause, false);
  }

  #finish(cause: LegEnd, drop: boolean): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    // Asterisk must have been told of the end before the sound ends, or it would think that the sound was lost.
    this.#hands.forget(this, drop ? this.#hands.drop(this, cause) : Promise.resolve());
    const sound = this.#sound;
    if (sound !== null) {
      sound.onBreak = null;
      sound.onFrame = null;
    }
    const end = this.onEnd;
    this.onAudio = this.onKey = this.onEnd = this.onRinging = this.onUp = null;
    end?.(cause);
  }

  /** Lets the sound go, after the end. */
  hush(): void {
    this.#sound?.close();
  }
}
