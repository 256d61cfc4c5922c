import type { Key } from './leg.ts';

// Keys of a telephone as events of RTP (RFC 4733): many packets tell of one press, with the same time stamp.

const names: readonly Key[] = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  '*',
  '#',
  'A',
  'B',
  'C',
  'D',
];
export const isKey = (text: string): text is Key => (names as readonly string[]).includes(text);

/** So many keys a second are pressed by people; the rest of a flood is counted and forgotten. */
const perSecond = 12;
const burst = 40;

/** Lets a leg's keys through at the pace of people, whichever way they come. */
export class KeyGate {
  dropped = 0;
  readonly #now: () => number;
  #tokens = burst;
  #at: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#at = now();
  }

  pass(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    if (this.#tokens < 1) {
      this.dropped += 1;
      return false;
    }
    this.#tokens -= 1;
    return true;
  }
}

/** Reads the events of one leg: each press is told once, with its first packet that arrives, lost ones or not. */
export class KeyReader {
  readonly #gate: KeyGate;
  #last: number | null = null;

  constructor(gate = new KeyGate()) {
    this.#gate = gate;
  }

  get dropped(): number {
    return this.#gate.dropped;
  }

  /** @returns the key that this packet tells of for the first time; null: none, or told before, or no key at all */
  packet(timestamp: number, payload: Uint8Array): Key | null {
    if (payload.length < 4) return null;
    const key = names[payload[0]!];
    if (key === undefined || timestamp === this.#last) return null;
    // What comes again after a later one is a straggler of the press before.
    if (this.#last !== null && ((timestamp - this.#last) | 0) < 0 && ((this.#last - timestamp) | 0) < 80_000)
      return null;
    this.#last = timestamp;
    return this.#gate.pass() ? key : null;
  }
}

export interface KeyPacket {
  /** Of the press, the same in all its packets; relative to the first packet sent. */
  elapsed: number;
  marker: boolean;
  payload: Uint8Array;
}

/** The packets that press a key for 160 ms: one each 20 ms, the last one three times. */
export function pressPackets(key: Key, milliseconds = 160): KeyPacket[] {
  const steps = Math.max(2, Math.round(milliseconds / 20));
  const packets: KeyPacket[] = [];
  for (let step = 1; step <= steps + 2; step += 1) {
    const end = step >= steps;
    const duration = Math.min(step, steps) * 160;
    packets.push({
      elapsed: step - 1,
      marker: step === 1,
      payload: Uint8Array.of(names.indexOf(key), (end ? 0x80 : 0) | 10, duration >> 8, duration & 0xff),
    });
  }
  return packets;
}
