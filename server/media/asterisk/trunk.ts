import { randomUUID } from 'node:crypto';
import type { LegEnd } from '../core/leg.ts';
import { readChannel, readEndpoints, type AriChannel, type AriEvent } from './ari-words.ts';
import {
  AriClient,
  AriError,
  type AriLog,
  type AriTrouble,
  type AriPatience,
  type AriSettings,
} from './ari.ts';
import { registrations, type Registration } from './manager.ts';
import { Sound } from './sound.ts';
import { TrunkLeg, type LegHands } from './trunk-leg.ts';
import { callerOf, causeOf, endOf, endpointOf, international, isMachine } from './words.rules.ts';

export interface TrunkSettings extends Omit<AriSettings, 'app'> {
  /** Where calls go out: `PJSIP/{number}@trunk`. */
  dial: string;
}

/** How the lines stand, for the page that shows gateways. */
export interface TrunkHealth {
  state: 'up' | 'down';
  since: Date;
  version: string | null;
  trouble: { kind: AriTrouble; message: string } | null;
  /** Lines of Asterisk, and whether the other end answers. */
  lines: { name: string; state: 'online' | 'offline' | 'unknown' }[];
  /** Where Asterisk registers itself; null: it does not say. */
  registrations: Registration[] | null;
  calls: number;
}

export interface Placed {
  to: string;
  /** The number that is shown; null: the line's own. */
  from: string | null;
  ringSeconds: number;
  /** Whether it is to be found out if a machine answers. Costs up to four seconds. */
  machine: boolean;
}

const app = 'filodiretto';
const mark = 'filo-';
/** How long (ms) calls may go on without Asterisk being heard of. Agents are free again soon after. */
const grace = 3000;

interface Pacing {
  /** Between two looks at the lines and at the figures of calls, in ms. */
  look: number;
  grace: number;
}

/** A sound that is being set up: resolved when its channel is in our hands. */
type Waiting = Map<string, () => void>;

/**
 * The telephone lines of one Asterisk: calls that come in and calls that are placed, as legs. It finds Asterisk again by
 * itself; calls that were lost meanwhile are over, and what was left behind there is tidied up.
 */
export class AsteriskTrunk {
  /** A call comes in. It rings until it is answered. */
  onIncoming: ((leg: TrunkLeg) => void) | null = null;
  /** Asterisk came, or went. */
  onChange: (() => void) | null = null;
  readonly #settings: TrunkSettings;
  readonly #log: AriLog;
  readonly #ari: AriClient;
  readonly #legs = new Map<string, TrunkLeg>();
  readonly #placing = new Map<string, Placed & { at: number; detecting: boolean; timer: NodeJS.Timeout }>();
  readonly #causes = new Map<string, number>();
  readonly #waiting: Waiting = new Map();
  /** Channels that are to be hung up, until they are. */
  readonly #unwanted = new Map<string, number>();
  readonly #pacing: Pacing;
  #timers: NodeJS.Timeout[] = [];
  #lossTimer: NodeJS.Timeout | null = null;
  #lines: TrunkHealth['lines'] = [];
  #registrations: Registration[] | null = null;

  constructor(
    settings: TrunkSettings,
    log: AriLog,
    how: { patience?: Partial<AriPatience>; pacing?: Partial<Pacing> } = {},
  ) {
    this.#settings = settings;
    this.#log = log;
    this.#pacing = { look: 10_000, grace, ...how.pacing };
    const { url, user, password } = settings;
    this.#ari = new AriClient(
      { url, user, password, app },
      {
        event: (event) => this.#event(event),
        up: () => void this.#up(),
        down: () => this.#down(),
      },
      log,
      how.patience,
    );
  }

  start(): void {
    this.#ari.start();
    this.#timers = [
      setInterval(() => void this.#look(), this.#pacing.look),
      setInterval(() => void this.#tidy(), 2000),
    ];
  }

  /** Ends its calls and goes. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#lossTimer !== null) clearTimeout(this.#lossTimer);
    for (const leg of [...this.#legs.values()]) await leg.hangup();
    // What was just asked for is let out of the door.
    const end = performance.now() + 1000;
    while (this.#unwanted.size > 0 && this.#ari.up && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    this.#ari.stop();
  }

  /** Whether calls can be placed now. */
  get ready(): boolean {
    return this.#ari.up;
  }

  health(): TrunkHealth {
    const { state, since, version, trouble } = this.#ari.standing;
    return {
      state: state === 'up' ? 'up' : 'down',
      since,
      version,
      trouble,
      lines: state === 'up' ? this.#lines : this.#lines.map(({ name }) => ({ name, state: 'unknown' })),
      registrations: state === 'up' ? this.#registrations : null,
      calls: this.#legs.size,
    };
  }

  /**
   * Places a call. What becomes of it is told by the leg: `onRinging`, `onUp`, `onEnd` (busy, no_answer, wrong_number,
   * failed); never before this has returned.
   */
  dial(call: Placed): TrunkLeg {
    const id = `${mark}${randomUUID()}`;
    const leg = new TrunkLeg({ id, direction: 'out', from: call.from, to: call.to, name: null }, this.#hands);
    this.#legs.set(id, leg);
    const timer = setTimeout(() => void leg.hangup('no_answer'), (call.ringSeconds + 1) * 1000);
    this.#placing.set(id, { ...call, at: performance.now(), detecting: false, timer });
    void this.#place(leg, call);
    return leg;
  }

  async #place(leg: TrunkLeg, call: Placed): Promise<void> {
    // Whoever dials has the leg in hand before anything of it is told.
    await new Promise((resolve) => setImmediate(resolve));
    const endpoint = endpointOf(this.#settings.dial, call.to);
    if (endpoint === null) {
      await leg.hangup('wrong_number');
      return;
    }
    try {
      await this.#ari.request('POST', `/channels/${leg.id}`, {
        query: {
          endpoint,
          app,
          appArgs: 'out',
          callerId: call.from ?? undefined,
          timeout: call.ringSeconds,
        },
      });
      // Hung up while it was asked for.
      if (leg.state === 'ended') this.#hangUp(leg.id, 16);
    } catch (error) {
      this.#log('warn', 'a call cannot be placed', { reason: (error as Error).message });
      if (error instanceof AriError && error.status === null) this.#hangUp(leg.id, 16);
      await leg.hangup('failed');
    }
  }

  readonly #hands: LegHands = {
    connect: (leg) => this.#connect(leg),
    press: async (leg, keys) => {
      await this.#ari.request('POST', `/channels/${leg.id}/dtmf`, {
        query: { dtmf: keys, between: 100, duration: 160 },
      });
    },
    drop: (leg, cause) => this.#dropLeg(leg, cause),
    forget: (leg, dropped) => {
      this.#legs.delete(leg.id);
      this.#causes.delete(leg.id);
      const placing = this.#placing.get(leg.id);
      if (placing !== undefined) clearTimeout(placing.timer);
      this.#placing.delete(leg.id);
      void dropped.then(() => {
        leg.hush();
        void this.#try('DELETE', `/bridges/${leg.id}`);
      });
    },
  };

  async #dropLeg(leg: TrunkLeg, cause: LegEnd): Promise<void> {
    // A caller whom we fail is told so by Asterisk.
    if (leg.direction === 'in' && (cause === 'failed' || cause === 'lost')) {
      try {
        await this.#ari.request('POST', `/channels/${leg.id}/continue`, {
          query: { context: 'filodiretto-sorry', extension: 's', priority: 1 },
        });
        return;
      } catch (error) {
        // Gone, or being told already.
        if (error instanceof AriError && (error.status === 404 || error.status === 409)) return;
      }
    }
    this.#unwanted.set(leg.id, causeOf(cause));
    await this.#drop(leg.id, causeOf(cause));
  }

  /** The sound first, then the answer: whoever is answered is heard at once. */
  async #connect(leg: TrunkLeg): Promise<Sound> {
    const channel = `${mark}sound-${randomUUID()}`;
    const started = Promise.withResolvers<void>();
    this.#waiting.set(channel, started.resolve);
    let sound: Sound | null = null;
    try {
      const name = await this.#ari.request('GET', `/channels/${leg.id}`);
      await this.#ari.request('POST', `/channels/${channel}`, {
        query: {
          endpoint: 'WebSocket/INCOMING/c(alaw)',
          context: 'filodiretto-sound',
          extension: 's',
          priority: 1,
          timeout: 10,
        },
        body: { variables: { FILO_CALL: leg.id, FILO_CHANNEL: readChannel(name)?.name ?? '' } },
      });
      const variable = await this.#ari.request('GET', `/channels/${channel}/variable`, {
        query: { variable: 'MEDIA_WEBSOCKET_CONNECTION_ID' },
      });
      const connection = (variable as { value?: unknown } | null)?.value;
      if (typeof connection !== 'string' || connection === '')
        throw new AriError('garbage', 'a channel of sound has no connection');
      sound = await Sound.open(this.#ari, connection);
      await within(started.promise, 4000, 'the sound of a call did not begin');
      await this.#ari.request('POST', `/bridges/${leg.id}`, { query: { type: 'mixing' } });
      await this.#ari.request('POST', `/bridges/${leg.id}/addChannel`, {
        query: { channel: `${leg.id},${channel}` },
      });
      if (leg.direction === 'in') await this.#ari.request('POST', `/channels/${leg.id}/answer`);
      return sound;
    } catch (error) {
      this.#log('warn', 'a call could not be given its sound', { reason: (error as Error).message });
      sound?.close();
      this.#hangUp(channel, 16);
      throw error;
    } finally {
      this.#waiting.delete(channel);
    }
  }

  #event(event: AriEvent): void {
    if (event.type === 'ApplicationReplaced') return;
    const { channel } = event;
    if (event.type === 'StasisStart') {
      this.#arrived(channel, event.args);
      return;
    }
    const leg = this.#legs.get(channel.id);
    // Whatever comes of a channel that nobody knows (any more) says nothing.
    if (leg === undefined) return;
    switch (event.type) {
      case 'ChannelDtmfReceived':
        leg.pressed(event.digit);
        break;
      case 'ChannelStateChange':
        if (channel.state === 'Ringing' && leg.direction === 'out') {
          const ringing = leg.onRinging;
          leg.onRinging = null;
          ringing?.();
        }
        break;
      case 'ChannelHangupRequest':
        if (event.cause !== undefined) this.#causes.set(channel.id, event.cause);
        break;
      case 'StasisEnd':
        // On its way to the detection of machines, and back.
        if (this.#placing.get(channel.id)?.detecting !== true) leg.over(this.#endOf(leg));
        break;
      case 'ChannelDestroyed':
        this.#causes.set(channel.id, event.cause);
        leg.over(this.#endOf(leg));
        break;
    }
  }

  #endOf(leg: TrunkLeg): LegEnd {
    const cause = this.#causes.get(leg.id);
    const placing = this.#placing.get(leg.id);
    if (placing === undefined) return endOf(cause, true);
    if (placing.detecting) return 'hung_up';
    const end = endOf(cause, false);
    const rangLong = performance.now() - placing.at > placing.ringSeconds * 1000 - 500;
    return end === 'failed' && rangLong ? 'no_answer' : end;
  }

  #arrived(channel: AriChannel, args: readonly string[]): void {
    const [what, first, second] = args;
    if (what === 'sound') {
      const resume = this.#waiting.get(channel.id);
      // Nobody waits for it (any more): it would sound into nothing.
      if (resume === undefined) this.#hangUp(channel.id, 16);
      else resume();
      return;
    }
    const leg = this.#legs.get(channel.id);
    if (what === 'in') {
      if (leg === undefined) this.#incoming(channel, first ?? channel.dialplan.exten, second);
      return;
    }
    if (leg === undefined) this.#hangUp(channel.id, 16);
    else if (what === 'out') void this.#taken(leg);
    else if (what === 'amd') void this.#flow(leg, { machine: isMachine(first) });
  }

  #incoming(channel: AriChannel, to: string, presentation: string | undefined): void {
    const leg = new TrunkLeg(
      {
        id: channel.id,
        direction: 'in',
        from: callerOf(channel.caller.number, presentation),
        to: international(to),
        name: channel.caller.name.trim() || null,
      },
      this.#hands,
    );
    this.#legs.set(leg.id, leg);
    void this.#try('POST', `/channels/${leg.id}/ring`);
    if (this.onIncoming === null) void leg.hangup('failed');
    else this.onIncoming(leg);
  }

  // A call that was placed has been answered.
  async #taken(leg: TrunkLeg): Promise<void> {
    const placing = this.#placing.get(leg.id);
    if (placing === undefined || placing.detecting) return;
    clearTimeout(placing.timer);
    if (!placing.machine) {
      await this.#flow(leg, { machine: null });
      return;
    }
    placing.detecting = true;
    try {
      await this.#ari.request('POST', `/applications/${app}/subscription`, {
        query: { eventSource: `channel:${leg.id}` },
      });
      await this.#ari.request('POST', `/channels/${leg.id}/continue`, {
        query: { context: 'filodiretto-machine', extension: 's', priority: 1 },
      });
    } catch (error) {
      this.#log('warn', 'whether a machine answered could not be found out', {
        reason: (error as Error).message,
      });
      await leg.hangup('failed');
    }
  }

  async #flow(leg: TrunkLeg, taken: { machine: boolean | null }): Promise<void> {
    if (!this.#placing.has(leg.id)) return;
    try {
      await leg.answer();
    } catch {
      return;
    }
    const placing = this.#placing.get(leg.id);
    if (placing !== undefined) clearTimeout(placing.timer);
    this.#placing.delete(leg.id);
    if (leg.state === 'up') leg.onUp?.(taken);
  }

  #down(): void {
    this.onChange?.();
    this.#lossTimer ??= setTimeout(() => {
      this.#lossTimer = null;
      if (this.#ari.up) return;
      for (const leg of [...this.#legs.values()]) leg.over('lost');
    }, this.#pacing.grace);
  }

  // Connected (again): what is known here and what is there are made one.
  async #up(): Promise<void> {
    this.onChange?.();
    if (this.#lossTimer !== null) clearTimeout(this.#lossTimer);
    this.#lossTimer = null;
    try {
      const known = [...this.#legs.keys()];
      const there = await this.#channels();
      const ids = new Set(there.map(({ id }) => id));
      for (const id of known) {
        const leg = this.#legs.get(id);
        if (leg === undefined) continue;
        if (!ids.has(id)) leg.over('lost');
        else void this.#try('POST', `/applications/${app}/subscription`, { eventSource: `channel:${id}` });
      }
      void this.#look().then(() => this.onChange?.());
      // A call may be in the list before it has been told of.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const channel of there) if (this.#isLeft(channel)) this.#hangUp(channel.id, 41);
    } catch (error) {
      this.#log('warn', 'the calls of Asterisk could not be read', { reason: (error as Error).message });
    }
  }

  // Ours, of a process before this one, and without anybody who would speak with it.
  #isLeft({ id, dialplan }: AriChannel): boolean {
    if (this.#legs.has(id) || this.#waiting.has(id)) return false;
    if (id.startsWith(`${mark}sound-`)) return ![...this.#legs.values()].some(({ sounding }) => sounding);
    return id.startsWith(mark) || (dialplan.app === 'Stasis' && dialplan.data.startsWith(`${app},`));
  }

  async #channels(): Promise<AriChannel[]> {
    const said = await this.#ari.request('GET', '/channels');
    return Array.isArray(said) ? said.map(readChannel).filter((one) => one !== null) : [];
  }

  #hangUp(channel: string, cause: number): void {
    this.#unwanted.set(channel, cause);
    void this.#drop(channel, cause);
  }

  async #drop(channel: string, cause: number): Promise<void> {
    try {
      await this.#ari.request('DELETE', `/channels/${channel}`, { query: { reason_code: cause } });
      this.#unwanted.delete(channel);
    } catch (error) {
      // It is gone already: that was what was wanted. Anything else is tried again.
      if (error instanceof AriError && error.status !== null) this.#unwanted.delete(channel);
    }
  }

  async #tidy(): Promise<void> {
    if (!this.#ari.up) return;
    for (const [channel, cause] of [...this.#unwanted].slice(0, 50)) await this.#drop(channel, cause);
  }

  async #look(): Promise<void> {
    if (!this.#ari.up) return;
    try {
      const endpoints = readEndpoints(await this.#ari.request('GET', '/endpoints'));
      this.#lines = endpoints.map(({ technology, resource, state }) => ({
        name: `${technology}/${resource}`,
        state,
      }));
      this.#registrations = await registrations(this.#settings).catch(() => null);
    } catch {
      // The next look will tell.
    }
    for (const leg of this.#legs.values()) if (leg.state === 'up') await this.#measure(leg);
  }

  async #measure(leg: TrunkLeg): Promise<void> {
    const said = await this.#try('GET', `/channels/${leg.id}/rtp_statistics`);
    const { rxploss, rxjitter } = (said ?? {}) as { rxploss?: unknown; rxjitter?: unknown };
    if (typeof rxploss !== 'number') return;
    // Jitter comes in seconds.
    leg.measured({ lost: rxploss, jitter: typeof rxjitter === 'number' ? rxjitter * 1000 : null });
  }

  async #try(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    query: Record<string, string> = {},
  ): Promise<unknown> {
    try {
      return await this.#ari.request(method, path, { query });
    } catch {
      return null;
    }
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AriError('slow', message)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
