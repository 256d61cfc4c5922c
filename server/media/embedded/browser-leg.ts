import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { frameMilliseconds, frameSamples, silentFrame } from '../core/alaw.ts';
import { KeyReader } from '../core/dtmf.ts';
import { Framer, type Leg, type LegEnd, type LegStats } from '../core/leg.ts';
import { lookEvery, Silence } from '../core/silence.ts';
import type { Ports } from './ports.ts';

/** A request that cannot be met, in words for whoever made it. */
export class Refusal extends Error {
  readonly code: 'offer' | 'full';

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface WebSettings {
  ports: Ports;
  /** Only this address is listened on; null: all of this machine. */
  host: string | null;
  /** The address under which people outside reach this machine, behind a translation of addresses; null: its own. */
  publicAddress: string | null;
}

export interface LineOffer {
  id: string;
  kind: 'web' | 'agent';
  offer: string;
}

/** What makes legs of browsers' offers: a library for WebRTC. @throws Refusal when it cannot, or no port is left */
export type Driver = (
  offer: LineOffer,
  settings: WebSettings,
) => Promise<{ leg: BrowserLeg; answer: string }>;

/** The addresses of this machine that browsers are told, the one reached from furthest first. */
export function addressesOf({ host, publicAddress }: WebSettings): {
  bind: string;
  one: string;
  all: string[];
} {
  const outer = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [address] : [],
    ),
  );
  const own = host === null ? [...outer, '127.0.0.1'] : [host];
  const all = [...new Set([...(publicAddress === null ? [] : [publicAddress]), ...own])];
  return { bind: host ?? '0.0.0.0', one: own[0]!, all };
}

/** An offer that was answered becomes a connection within this time (ms), or never. */
const setUpLimit = 15_000;

/** A packet on its way to a browser. */
export interface SoundPacket {
  sequence: number;
  timestamp: number;
  /** Sound begins anew after a pause. */
  marker: boolean;
  payload: Uint8Array;
}

/**
 * A leg to a browser: G.711 A-law, a packet each 20 ms. What carries the packets is for those who extend it: they say when
 * the connection stands, hand over what comes, send and close.
 */
export abstract class BrowserLeg implements Leg {
  readonly id: string;
  readonly kind: 'web' | 'agent';
  state: Leg['state'] = 'ringing';
  onAudio: Leg['onAudio'] = null;
  onKey: Leg['onKey'] = null;
  onEnd: Leg['onEnd'] = null;
  /** The connection stands, sound can flow; called once. */
  onUp: (() => void) | null = null;
  /** It is over, for whoever keeps a list of legs; beside `onEnd`. */
  onClosed: (() => void) | null = null;

  readonly #keys = new KeyReader();
  readonly #framer = new Framer();
  readonly #release: () => void;
  readonly #watch: NodeJS.Timeout;
  #sequence = randomInt(0x8000);
  #timestamp = randomInt(0x7fff_ffff);
  #sentAt = 0;
  readonly #silence = new Silence();
  readonly #began = performance.now();
  readonly #figures = { received: 0, sent: 0, lost: 0, jitter: 0 };
  #last: { sequence: number; transit: number } | null = null;

  /** @param release called when what carries it is closed: its port is free */
  protected constructor({ id, kind }: Omit<LineOffer, 'offer'>, release: () => void) {
    this.id = id;
    this.kind = kind;
    this.#release = release;
    this.#watch = setInterval(() => this.#look(), lookEvery);
  }

  /** Sends a packet; what cannot be sent is told by `end`. */
  protected abstract write(packet: SoundPacket): void;
  protected abstract close(): Promise<void>;

  /** The connection stands. */
  protected stands(): void {
    if (this.state !== 'ringing') return;
    this.state = 'up';
    this.#silence.heard();
    this.onUp?.();
  }

  /** A packet came. */
  protected hear(payloadType: number, sequence: number, timestamp: number, payload: Uint8Array): void {
    if (this.state === 'ended') return;
    const now = performance.now();
    this.#silence.heard();
    if (payloadType !== 8) {
      const key = this.#keys.packet(timestamp, payload);
      if (key !== null) this.onKey?.(key);
      return;
    }
    this.#figures.received += 1;
    this.#measure(sequence, now - timestamp / 8);
    if (payload.length === frameSamples) this.onAudio?.(payload, sequence);
    else for (const frame of this.#framer.push(payload)) this.onAudio?.(frame);
  }

  // Interarrival jitter as RFC 3550 has it, in ms; and how many numbers were left out.
  #measure(sequence: number, transit: number): void {
    if (this.#last !== null) {
      const step = (sequence - this.#last.sequence) & 0xffff;
      if (step > 1 && step < 500) this.#figures.lost += step - 1;
      const difference = Math.abs(transit - this.#last.transit);
      // A new beginning of the sender's time is no jitter.
      if (difference < 5000) this.#figures.jitter += (difference - this.#figures.jitter) / 16;
    }
    this.#last = { sequence, transit };
  }

  #look(): void {
    if (this.state === 'ringing' && performance.now() - this.#began > setUpLimit) this.end('failed');
    if (this.state === 'up' && this.#silence.look()) this.end('lost');
  }

  sendAudio(frame: Uint8Array): void {
    if (this.state !== 'up') return;
    const now = performance.now();
    // Outside of any room nothing is sent; the time of the stream goes on.
    const frames = this.#sentAt === 0 ? 1 : Math.round((now - this.#sentAt) / frameMilliseconds);
    const paused = frames > 10;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + (paused ? frames : 1) * frameSamples) >>> 0;
    const marker = paused || this.#sentAt === 0;
    this.#sentAt = now;
    this.#figures.sent += 1;
    this.write({ sequence: this.#sequence, timestamp: this.#timestamp, marker, payload: frame });
  }

  async answer(): Promise<void> {
    this.sendAudio(silentFrame);
  }

  async sendKeys(_keys: string): Promise<void> {
    // A browser has nothing that would hear them.
  }

  async hangup(cause: LegEnd = 'hung_up'): Promise<void> {
    this.end(cause);
  }

  stats(): LegStats {
    return { ...this.#figures };
  }

  protected end(cause: LegEnd): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearInterval(this.#watch);
    this.onEnd?.(cause);
    this.onClosed?.();
    this.onAudio = null;
    // The port is free for others when it is closed, however that went.
    this.close()
      .catch(() => undefined)
      .finally(() => this.#release());
  }
}
