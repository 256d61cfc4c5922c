import { setTimeout as sleep } from 'node:timers/promises';
import * as voice from '#contract/voice.ts';
import type { Call } from '#contract/voice.ts';
import type { Leg } from '../core/leg.ts';
import type { Room } from '../core/room.ts';
import { eventName, ServerSaysNo, type Say, type ServerLink } from '../link.ts';
import type { Speech } from '../speech.ts';
import { tellOfRecording } from './answered.ts';
import { LiveCall, type Told } from './live-call.ts';
import type { OutsideTold } from './outside.ts';
import { callRecording } from './recording.ts';
import { Phones } from './phones.ts';
import { takeTurns } from './turns.ts';

export interface Arrival {
  /** The gateway's own name of the call. */
  ref: string;
  from: string | null;
  to: string;
  /** null: as the number that was dialled. */
  language: string | null;
  name: string;
}

/** A number to dial. */
export interface Dialled {
  to: string;
  /** The number that it is shown; null: the line's own. */
  from: string | null;
  ringSeconds: number;
  /** A machine that answers is to be found out, and hung up on with this cause. */
  machine: boolean;
}
/** Dials a number; where there is none, nothing can be dialled. Resolves with a leg that rings, or says why not. */
export type Dial = (number: Dialled, tell: (kind: 'ringing' | 'answered') => void) => Promise<Leg>;

/**
 * All calls of this gateway. What is wanted of each is read from the server whenever it says that something is; what
 * happens is told until the server has heard it.
 */
export class Calls {
  readonly phones = new Phones();
  readonly #gateway: string;
  readonly #link: ServerLink;
  readonly #speech: Speech;
  readonly #say: Say;
  readonly #live = new Map<string, LiveCall>();
  /** Rooms of calls that are over, in which somebody still hears so. */
  readonly #lingering = new Set<Room>();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  /** Calls that are being told of to the server for the first time. */
  #arriving = 0;
  /** Something was wanted of a call that may be one of those. */
  #unknown = false;
  dial: Dial | null = null;

  constructor(means: { gateway: string; link: ServerLink; speech: Speech; say: Say }) {
    this.#gateway = means.gateway;
    this.#link = means.link;
    this.#speech = means.speech;
    this.#say = means.say;
    this.phones.onChange = (staff) => {
      for (const call of this.#live.values()) if (call.concerns(staff)) call.arrange();
    };
    this.phones.onTaken = (staff) => {
      for (const call of this.#live.values()) if (call.isFollowedBy(staff)) call.arrange();
    };
    means.link.onOrder = (call) => void this.read(call);
    means.link.onGap = () => void this.readAll();
  }

  get size(): number {
    return this.#live.size;
  }

  get(id: string): LiveCall | undefined {
    return this.#live.get(id);
  }

  byLeg(leg: string): LiveCall | undefined {
    return [...this.#live.values()].find((call) => call.customerLeg.id === leg);
  }

  /** The next 20 ms of every call. */
  tick(): void {
    for (const call of this.#live.values()) call.room.tick();
    for (const room of this.#lingering) room.tick();
  }

  /** A call has come in on a leg that is up: the server says who takes it, and until then it rings. */
  async arrive(leg: Leg, { ref, from, to, language, name }: Arrival): Promise<void> {
    this.#arriving += 1;
    try {
      await leg.answer();
      const view = await this.#link.insist(voice.arriveCall, {
        body: {
          gateway: this.#gateway,
          ref,
          from,
          to,
          ...(language === null ? {} : { language }),
          ...(name === '' ? {} : { name }),
        },
      });
      if (view === null) {
        await leg.hangup('failed');
        return;
      }
      const call = this.#take(view, leg, language ?? 'it');
      if (leg.state === 'ended') {
        // Hung up while the server was told that they called.
        leg.onEnd?.('hung_up');
        return;
      }
      // Whom no queue took waits too: the turns say why, and what they may choose.
      call.apply(view);
      // Ordered meanwhile, when nobody here knew the call yet.
      void this.read(view.id);
    } finally {
      this.#arriving -= 1;
      if (this.#arriving === 0 && this.#unknown) {
        this.#unknown = false;
        void this.readAll();
      }
    }
  }

  #take(view: Call, leg: Leg, language: string): LiveCall {
    const turns = { link: this.#link, speech: this.#speech, say: this.#say };
    const call = new LiveCall(
      view,
      leg,
      {
        phones: this.phones,
        tell: (told) => this.#tell(view.id, told),
        recording: (one) => callRecording(this.#link, view.id, one.room, leg.id),
        dial: async ({ number, shown, ringSeconds }, tell) => {
          if (this.dial === null) throw new Error('no telephone line is there');
          return this.dial({ to: number, from: shown, ringSeconds, machine: false }, tell);
        },
        tellOutside: (number, told) => this.#tellOutside(view.id, number, told),
        turns: (one) => takeTurns(one, turns),
        answered: (one) => {
          // A notice that cannot be fetched is one that was not said: nothing is recorded, and the two speak.
          tellOfRecording(one, this.#link, this.#speech).catch((error: unknown) =>
            this.#say(`a call was not told that it may be recorded: ${(error as Error).message}`),
          );
        },
        linger: (room, until) => {
          this.#lingering.add(room);
          void until.finally(() => this.#lingering.delete(room));
        },
      },
      language,
    );
    this.#live.set(view.id, call);
    return call;
  }

  #tell(id: string, { kind, ...how }: Told): void {
    if (kind === 'ended') this.#live.delete(id);
    const at = new Date().toISOString();
    void this.#link
      .insist(voice.tellCall, { params: { id }, body: { event: eventName(), kind, at, ...how } })
      .then((view) => {
        // What is wanted follows from what was told, and is known at once.
        if (view !== null) this.#live.get(id)?.apply(view);
      });
  }

  #tellOutside(id: string, outside: string, told: OutsideTold): void {
    void this.#link.insist(voice.tellOutside, { params: { id, outside }, body: told }).then((view) => {
      if (view !== null) this.#live.get(id)?.apply(view);
    });
  }

  /** Reads what is wanted of a call and does it. One after the other, and once more when it was asked for meanwhile. */
  read(id: string): Promise<void> {
    const running = this.#reading.get(id);
    if (running !== undefined) {
      this.#again.add(id);
      return running;
    }
    const reading = this.#readOnce(id).finally(() => {
      this.#reading.delete(id);
      if (this.#again.delete(id)) void this.read(id);
    });
    this.#reading.set(id, reading);
    return reading;
  }

  async #readOnce(id: string): Promise<void> {
    try {
      await this.#bring(await this.#link.call(voice.getCall, { params: { id } }));
    } catch (error) {
      if (this.#link.stopped || (error instanceof ServerSaysNo && error.status === 404)) return;
      this.#say(`what is wanted of a call could not be read: ${(error as Error).message}`);
      await sleep(1000);
      this.#again.add(id);
    }
  }

  /** Reads what is wanted of all open calls: after a pause, or at the start, when none of them is here any more. */
  async readAll(): Promise<void> {
    const open = await this.#link.insist(voice.openCalls, { params: { name: this.#gateway } });
    for (const view of open?.items ?? []) await this.#bring(view);
  }

  async #bring(view: Call): Promise<void> {
    if (view.gateway !== this.#gateway || view.endedAt !== null) return;
    const call = this.#live.get(view.id);
    if (call !== undefined) call.apply(view);
    else if (view.direction === 'out' && view.wanted === 'dial' && this.dial !== null)
      await this.#place(view, this.dial);
    // Of an earlier life of this process: its legs are gone.
    else if (this.#arriving > 0) this.#unknown = true;
    else this.#tell(view.id, { kind: 'ended', by: 'gateway', cause: 'failed' });
  }

  async #place(view: Call, dial: Dial): Promise<void> {
    try {
      if (view.customerNumber === null) throw new Error('a call without a number cannot be placed');
      const number = {
        to: view.customerNumber,
        from: view.ownNumber,
        ringSeconds: view.ringSeconds ?? 30,
        machine: view.machine,
      };
      const leg = await dial(number, (kind) => this.#tell(view.id, { kind }));
      this.#take(view, leg, 'it').apply(view);
    } catch (error) {
      this.#say(`a number could not be dialled: ${(error as Error).message}`);
      this.#tell(view.id, { kind: 'ended', by: 'gateway', cause: 'failed' });
    }
  }

  /** Ends everything, as the process stops: what can be told in time is told. */
  async stop(): Promise<void> {
    await Promise.all([...this.#live.values()].map((call) => call.end('gateway')));
    await Promise.all(this.phones.list().map(({ staff }) => this.phones.hangup(staff)));
  }
}
