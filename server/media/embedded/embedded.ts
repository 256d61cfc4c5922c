import type { LegOffer, LegOrder } from '#contract/media.ts';
import type { Calls } from '../calls/calls.ts';
import { KeyGate, isKey } from '../core/dtmf.ts';
import { Refused, SetUps } from '../offers.ts';
import { Refusal, type BrowserLeg, type Driver, type WebSettings } from './browser-leg.ts';

const statusOf = { offer: 422, full: 503 } as const;

/** The embedded gateway: browsers that call, and browsers that are the agents' telephones. */
export class EmbeddedGateway {
  readonly #calls: Calls;
  readonly #settings: WebSettings;
  readonly #driver: Driver;
  readonly #setUps: SetUps;
  readonly #legs = new Map<string, { leg: BrowserLeg; gate: KeyGate }>();

  constructor(calls: Calls, settings: WebSettings, driver: Driver, setUps = new SetUps()) {
    this.#calls = calls;
    this.#settings = settings;
    this.#driver = driver;
    this.#setUps = setUps;
  }

  get legs(): number {
    return this.#legs.size;
  }

  get freePorts(): number {
    return this.#settings.ports.free;
  }

  /** Answers an offer: a caller's arrives as a call when it stands, an agent's is their telephone then. */
  async accept({ id, kind, offer, staff, to, language, name }: LegOffer): Promise<string> {
    if (this.#legs.has(id)) throw new Refused(409, 'this leg is there already');
    await this.#setUps.turn();
    const { leg, answer } = await this.#driver({ id, kind, offer }, this.#settings).catch(
      (error: unknown) => {
        throw error instanceof Refusal ? new Refused(statusOf[error.code], error.message) : error;
      },
    );
    this.#legs.set(id, { leg, gate: new KeyGate() });
    leg.onClosed = () => this.#legs.delete(id);
    leg.onUp = () => {
      if (kind === 'agent' && staff !== null) this.#calls.phones.put(staff, leg);
      else if (to !== null) void this.#calls.arrive(leg, { ref: id, from: null, to, language, name });
    };
    return answer;
  }

  async order(id: string, order: LegOrder): Promise<boolean> {
    const found = this.#legs.get(id);
    if (found === undefined) return false;
    const { leg, gate } = found;
    if ('hangUp' in order) await leg.hangup();
    else if ('press' in order) await leg.sendKeys(order.press);
    else for (const key of order.keys) if (isKey(key) && gate.pass()) leg.onKey?.(key);
    return true;
  }
}
