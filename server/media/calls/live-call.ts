import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, CallOutside } from '#contract/voice.ts';
import type { Key, Leg, LegEnd } from '../core/leg.ts';
import { loop, sequence, type Source } from '../core/player.ts';
import { Room } from '../core/room.ts';
import { builtInMusic, busy, ringback } from '../core/tones.ts';
import {
  arrangementOf,
  customer,
  outside,
  supervisorsOn,
  wantedStaff,
  type Arrangement,
} from './hearing.rules.ts';
import type { Phones } from './phones.ts';
import { OutsideLine, type OutsideTold } from './outside.ts';
import type { CallRecording } from './recording.ts';
import { longestUpload } from './voicemail.ts';

/** What a call tells of itself; the names are those of the contract. */
export type Told =
  | { kind: 'ringing' | 'answered' | 'connected' | 'agent_lost' }
  | { kind: 'party_lost'; staff: string }
  | { kind: 'ended'; by: 'customer' | 'agent' | 'gateway'; cause: LegEnd };

/** What a caller hears while no person speaks with them; stopped when something else is wanted. */
export interface Waiting {
  /** @returns what is to be told before the call's end is: a message that was being left; null: nothing */
  stop(): Promise<unknown> | null;
  key(key: Key): void;
}

export interface CallMeans {
  phones: Phones;
  tell: (told: Told) => void;
  recording: (call: LiveCall) => CallRecording;
  /** What a flow or the queue says and plays; stopped when something else is wanted. */
  turns: (call: LiveCall) => Waiting;
  /** Dials a number outside. */
  dial: (number: CallOutside, tell: (kind: 'ringing' | 'answered') => void) => Promise<Leg>;
  tellOutside: (number: string, told: OutsideTold) => void;
  /** Somebody who was called has answered, and an agent is there: they may have to be told of recording. */
  answered: (call: LiveCall) => void;
  /** Goes on with a room for as long as something is played in it. */
  linger: (room: Room, until: Promise<unknown>) => void;
}

/** How long (frames of 20 ms) whoever called hears that nobody was reached. */
const engagedFrames = 100;

/**
 * An agent whose line was never up gets so long (ms) to switch it on; one whose line went, so long to come back. Breaks of
 * the network do not come so far (see `silenceLimit`): it is for whoever loads the page again. A
 * supervisor's line, for which nobody waits, gets longer: a browser takes some seconds to open it anew.
 */
export const patience = { never: 20_000, lost: 1500, supervisor: 8000 } as const;

/** The beginning of a sound that would go on. */
function briefly(source: Source, frames: number): Source {
  let left = frames;
  return { next: () => (left-- > 0 ? source.next() : null) };
}

/** A call that is up: its customer's leg, a room, and what is wanted of it. Doing a thing twice does no harm. */
export class LiveCall {
  readonly room = new Room();
  view: Call;
  /** In which the caller is spoken to. */
  language: string;
  /** The turn that the server waits for, of those by which the caller is spoken to while no person does. */
  turn = 0;
  readonly #customer: Leg;
  readonly #means: CallMeans;
  readonly #recording: CallRecording;
  #plays: Arrangement['plays'] = null;
  /** What others than the customer are played. */
  #playsTo: Arrangement['playsTo'] = new Map();
  readonly #outside: OutsideLine;
  #outsideSeat: string | null = null;
  #waiting: Waiting | null = null;
  #joined = new Set<string>();
  /** The agent who was heard by the customer last, and whose loss is counted. */
  #talked: string | null = null;
  #patience: NodeJS.Timeout | null = null;
  /** Who is consulted and was heard of, and whose loss is counted. */
  readonly #consulted = new Set<string>();
  /** Lines that are missing, of who is consulted and of supervisors. */
  readonly #missed = new Map<string, NodeJS.Timeout>();
  #over = false;
  #ending = false;

  constructor(view: Call, leg: Leg, means: CallMeans, language = 'it') {
    this.view = view;
    this.language = language;
    this.#customer = leg;
    this.#means = means;
    this.room.add(leg);
    this.#recording = means.recording(this);
    this.#outside = new OutsideLine({
      dial: means.dial,
      tell: means.tellOutside,
      changed: () => this.arrange(),
    });
    leg.onEnd = (cause) => this.#ended('customer', cause);
    leg.onKey = (key) => this.#waiting?.key(key);
  }

  get over(): boolean {
    return this.#over;
  }

  get id(): string {
    return this.view.id;
  }

  /** Plays something to the customer. */
  play(source: Source) {
    return this.room.play(this.#customer.id, source);
  }

  /** Plays something to the agent who is on the line. */
  playAgent(source: Source) {
    const leg = this.#agentLeg();
    return leg === null ? null : this.room.play(leg.id, source);
  }

  #agentLeg(): Leg | null {
    const { agent } = this.view;
    return agent !== null && this.#joined.has(agent) ? this.#means.phones.leg(agent) : null;
  }

  /** The customer's leg, for what is heard of it. */
  get customerLeg(): Leg {
    return this.#customer;
  }

  /** Brings it in line with what is wanted. */
  apply(view: Call): void {
    if (this.#over) return;
    const before = this.view;
    this.view = view;
    if (view.wanted === 'end') {
      const byAgent =
        ['talk', 'hold'].includes(before.wanted) || (before.wanted === 'dial' && before.agent !== null);
      void this.end(byAgent ? 'agent' : 'gateway');
      return;
    }
    this.#outside.apply(view.outside);
    this.arrange();
    this.#recording.apply(view);
    if (before.wanted === 'dial' && view.wanted === 'talk') this.#means.answered(this);
  }

  /** Whether the room depends on this member of staff. */
  concerns(staff: string): boolean {
    return this.view.agent === staff || this.isFollowedBy(staff) || wantedStaff(this.view).includes(staff);
  }

  /** Whether a member of staff is on it as a supervisor. */
  isFollowedBy(staff: string): boolean {
    return supervisorsOn(this.view).includes(staff);
  }

  /** Makes the room as it should be now. */
  arrange(): void {
    if (this.#over || this.#ending) return;
    const { phones } = this.#means;
    const line = this.#outside.up;
    // A supervisor's own call comes first: the line is not taken out of it.
    const away = supervisorsOn(this.view).filter((staff) => !phones.free(staff, this.room));
    const present = phones.present();
    for (const staff of away) present.delete(staff);
    const wanted = arrangementOf(this.view, present, line !== null);
    for (const staff of this.#joined)
      if (!wanted.staff.includes(staff)) {
        phones.leave(staff, this.room);
        this.#joined.delete(staff);
      }
    const ids = new Map([[customer, this.#customer.id]]);
    for (const staff of wanted.staff) {
      if (away.includes(staff)) continue;
      const leg = phones.join(staff, this.room);
      if (leg === null) continue;
      this.#joined.add(staff);
      ids.set(staff, leg.id);
    }
    if (this.#outsideSeat !== null && this.#outsideSeat !== line?.id) this.room.remove(this.#outsideSeat);
    this.#outsideSeat = line?.id ?? null;
    if (line !== null) {
      this.room.add(line);
      ids.set(outside, line.id);
    }
    const hearing = [...wanted.hears].flatMap(([listener, speakers]) => {
      const id = ids.get(listener);
      return id === undefined ? [] : [[id, [...speakers].flatMap((one) => ids.get(one) ?? [])] as const];
    });
    this.room.arrange(new Map(hearing));
    this.#hearWhat(wanted.plays);
    this.#playOthers(wanted.playsTo, ids);
    this.#follow(wanted);
    this.#followOthers(wanted.missed, away);
  }

  #playOthers(wanted: Arrangement['playsTo'], ids: ReadonlyMap<string, string>): void {
    for (const [who, id] of ids) {
      const [before, now] = [this.#playsTo.get(who), wanted.get(who)];
      // Whose line came anew hears it from its beginning.
      if (who === customer || (before === now && (now === undefined || this.room.plays(id)))) continue;
      this.room.stopPlaying(id);
      if (now !== undefined) this.room.play(id, now === 'music' ? loop(builtInMusic()) : ringback());
    }
    this.#playsTo = wanted;
  }

  // Tells whose line is missing for too long of those who are consulted, and of supervisors.
  #followOthers(colleagues: readonly string[], supervisors: readonly string[]): void {
    const consulted = this.view.parties.filter(({ role }) => role === 'consulted').map((one) => one.staff);
    for (const one of this.#consulted) if (!consulted.includes(one)) this.#consulted.delete(one);
    const missed = new Map([
      ...supervisors.map((one) => [one, patience.supervisor] as const),
      ...colleagues.map((one) => [one, this.#consulted.has(one) ? patience.lost : patience.never] as const),
    ]);
    for (const [one, timer] of this.#missed)
      if (!missed.has(one)) {
        clearTimeout(timer);
        this.#missed.delete(one);
      }
    for (const [staff, time] of missed)
      if (!this.#missed.has(staff))
        this.#missed.set(
          staff,
          setTimeout(() => this.#means.tell({ kind: 'party_lost', staff }), time),
        );
    for (const one of consulted) if (!colleagues.includes(one)) this.#consulted.add(one);
  }

  #hearWhat(plays: Arrangement['plays']): void {
    if (plays === this.#plays) return;
    this.#plays = plays;
    void this.#waiting?.stop();
    this.#waiting = null;
    this.room.stopPlaying(this.#customer.id);
    if (plays === 'turns') this.#waiting = this.#means.turns(this);
    else if (plays === 'music') this.play(loop(builtInMusic()));
    else if (plays === 'ringback') this.play(ringback());
  }

  // Tells when the two hear each other, and when the agent's line is missing for too long.
  #follow({ missing }: Arrangement): void {
    const { agent, wanted } = this.view;
    if (!missing) {
      this.#calm();
      if (wanted === 'talk' && this.#talked !== agent) {
        this.#talked = agent;
        this.#means.tell({ kind: 'connected' });
      }
      return;
    }
    this.#patience ??= setTimeout(
      () => {
        this.#patience = null;
        this.#talked = null;
        this.#means.tell({ kind: 'agent_lost' });
      },
      this.#talked === agent ? patience.lost : patience.never,
    );
  }

  #calm(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
  }

  #calmAll(): void {
    this.#calm();
    for (const timer of this.#missed.values()) clearTimeout(timer);
    this.#missed.clear();
  }

  /** Says something, and then ends; what cannot be said is told by a tone. Never a silent end. */
  async sayAndEnd(words: Source | null): Promise<void> {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    void this.#waiting?.stop();
    this.#waiting = null;
    const end = briefly(busy(), 150);
    const playback = this.play(words === null ? end : sequence([words, end]));
    await playback.done;
    this.#ending = false;
    await this.end('gateway');
  }

  async end(by: 'agent' | 'gateway'): Promise<void> {
    if (this.#over || this.#ending) return;
    this.#ended(by, 'hung_up');
    await this.#customer.hangup();
  }

  /** A key towards the far end. */
  press(keys: string): Promise<void> {
    return this.#customer.sendKeys(keys);
  }

  #ended(by: 'customer' | 'agent' | 'gateway', cause: LegEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#calmAll();
    const last = this.#waiting?.stop() ?? null;
    this.#waiting = null;
    this.#recording.end();
    this.#outside.end();
    const hears = this.view.wanted === 'dial' && by !== 'agent' ? this.#agentLeg() : null;
    for (const staff of this.#joined)
      if (hears === null || staff !== this.view.agent) this.#means.phones.leave(staff, this.room);
    if (this.#outsideSeat !== null) this.room.remove(this.#outsideSeat);
    this.room.remove(this.#customer.id);
    // That a machine took it is what we found out, and ended.
    const tell = () => this.#means.tell({ kind: 'ended', by: cause === 'machine' ? 'gateway' : by, cause });
    if (last === null) tell();
    else void Promise.race([last, sleep(longestUpload)]).then(tell, tell);
    if (hears !== null) this.#sayEngaged(hears, this.view.agent!);
  }

  // Whoever had somebody called hears that nobody was reached, unless their line is wanted elsewhere by then.
  #sayEngaged(leg: Leg, agent: string): void {
    this.room.arrange(new Map());
    const { done } = this.room.play(leg.id, briefly(busy(), engagedFrames));
    this.#means.linger(
      this.room,
      done.then(() => this.#means.phones.leave(agent, this.room)),
    );
  }
}
