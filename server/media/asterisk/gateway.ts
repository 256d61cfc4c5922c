import type { Calls, Dialled } from '../calls/calls.ts';
import type { Leg } from '../core/leg.ts';
import type { Say } from '../link.ts';
import type { TrunkHealth, TrunkSettings } from './trunk.ts';
import { AsteriskTrunk } from './trunk.ts';

/** The telephone lines of an Asterisk, as the calls of this gateway see them. */
export class AsteriskGateway {
  /** Lines came, or went. */
  onChange: () => void = () => undefined;
  readonly #calls: Calls;
  readonly #trunk: AsteriskTrunk;

  constructor(calls: Calls, settings: TrunkSettings, say: Say) {
    this.#calls = calls;
    this.#trunk = new AsteriskTrunk(settings, (_level, message, detail = {}) => {
      const more = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`);
      say([message, ...more].join(', '));
    });
    this.#trunk.onIncoming = (leg) => {
      void calls
        .arrive(leg, {
          ref: leg.id,
          from: leg.from,
          to: leg.to,
          language: null,
          name: leg.name?.slice(0, 120) ?? '',
        })
        .catch((error: unknown) => say(`a call was not taken: ${(error as Error).message}`));
    };
    this.#trunk.onChange = () => {
      // Nothing is dialled while there is no line: it would fail.
      calls.dial = this.#trunk.ready ? (number, tell) => this.#dial(number, tell) : null;
      this.onChange();
    };
  }

  async #dial(number: Dialled, tell: (kind: 'ringing' | 'answered') => void): Promise<Leg> {
    const leg = this.#trunk.dial(number);
    leg.onRinging = () => tell('ringing');
    leg.onUp = ({ machine }) => {
      if (machine === true) void leg.hangup('machine');
      else tell('answered');
    };
    return leg;
  }

  get ready(): boolean {
    return this.#trunk.ready;
  }

  health(): TrunkHealth {
    return this.#trunk.health();
  }

  start(): void {
    this.#trunk.start();
  }

  async stop(): Promise<void> {
    this.#calls.dial = null;
    await this.#trunk.stop();
  }
}
