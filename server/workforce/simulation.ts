import {
  createState,
  nextWakeAt,
  stepAll,
  type Effect,
  type RoutingEvent,
  type RoutingState,
} from '#server/routing/index.ts';
import { castOf, needsMeasuring, openingOf, type Agent, type Cast, type Group, type Stream } from './cast.ts';
import { EventHeap } from './event-heap.ts';
import { Measured } from './measured.ts';
import { Meter, type Batch, type OpenStay } from './meter.ts';
import { Replies } from './replies.ts';
import type { Scenario } from './scenario.ts';
import type { HalfHours } from './tally.ts';

// What happens by itself as time goes on; the numbers stand in the heap.
const ARRIVAL = 0;
const PATIENCE = 1;
const REPLY = 2;
const HANDLED = 3;
const WRAPPED = 4;
const SHIFT = 5;
const BACK = 6;
const BORDER = 7;
const MEASURE = 8;

/** How often the core is told what it cannot measure itself, where a rule asks. */
const MEASURE_EVERY = 10_000;

/** One contact and its stay in a queue; the object and its id serve again when it is over. */
interface Contact extends OpenStay {
  id: string;
  slot: number;
  /** Grows with each use: an event of an earlier use is stale. */
  stamp: number;
  stage: 'free' | 'waiting' | 'active' | 'wrap_up';
  stream: Stream;
  /** ms, drawn when it came, so that other agents meet the same customers. */
  handling: number;
  wrapUp: number;
  /** Since when it is active or wrapped up, ms. */
  startedAt: number;
  answeredAt: number;
  agent: Agent | null;
}

/** What one run gives. */
export interface Run {
  batches: Batch[];
  /** Per queue, in the order of the scenario. */
  halfHours: HalfHours[];
  /** Contacts that came, warm-up included. */
  contacts: number;
  /** Calls for a supervisor by the core: queue, reason and how many contacts. */
  attention: { queue: string; reason: string; contacts: number }[];
}

/**
 * One run of a scenario through the routing core itself: the simulator makes customers and agents act, the core decides.
 * The same scenario, seed and number give the same run on every machine.
 *
 * @param replication numbers independent runs of one seed
 * @param onProgress hears at least once per half hour of the scenario which share of it is done
 */
export function simulate(
  scenario: Scenario,
  replication: number,
  onProgress: (share: number) => void = () => undefined,
): Run {
  return new Simulation(scenario, replication).run(onProgress);
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #end: number;
  readonly #state: RoutingState = createState();
  readonly #heap = new EventHeap();
  readonly #meter: Meter;
  readonly #queueOf: Map<string, number>;
  readonly #cast: Cast;
  readonly #agentOf: Map<string, Agent>;
  readonly #contacts: Contact[] = [];
  readonly #free: Contact[] = [];
  readonly #replies = new Replies();
  readonly #attention = new Map<string, Run['attention'][number]>();
  readonly #measured: Measured | null;
  #came = 0;
  /** The longest queue before the last arrival, in case that one is turned away. */
  #longest = 0;
  /** ms since the start of the scenario. */
  #now = 0;

  constructor(scenario: Scenario, replication: number) {
    this.#scenario = scenario;
    this.#end = scenario.hours * 3_600_000;
    this.#meter = new Meter(scenario);
    this.#queueOf = new Map(scenario.queues.map((queue, index) => [queue.id, index]));
    this.#cast = castOf(scenario, replication);
    this.#measured = needsMeasuring(scenario) ? new Measured(scenario.queues.map((queue) => queue.id)) : null;
    this.#agentOf = new Map(this.#cast.agents.map((agent) => [agent.id, agent]));
  }

  run(onProgress: (share: number) => void): Run {
    this.#open();
    const heap = this.#heap;
    for (;;) {
      const wake = nextWakeAt(this.#state) ?? Infinity;
      if (wake < heap.next) {
        if (wake >= this.#end) break;
        // What was due before is due now.
        this.#goTo(Math.max(this.#now, wake));
        this.#send({ type: 'tick', at: this.#now });
      } else {
        if (heap.next >= this.#end || !heap.pop()) break;
        this.#goTo(heap.at);
        const { kind } = heap;
        this.#happen(kind, heap.subject, heap.stamp);
        if (kind === BORDER) onProgress(this.#now / this.#end);
      }
    }
    this.#meter.finish(this.#end, this.#waiting());
    return {
      batches: this.#meter.batches,
      halfHours: this.#meter.queues.map((queue) => queue.halfHours),
      contacts: this.#came,
      attention: [...this.#attention.values()],
    };
  }

  #goTo(at: number): void {
    this.#now = at;
    this.#meter.now = at;
  }

  #later(at: number, kind: number, subject: number, stamp: number): void {
    if (at < this.#end) this.#heap.push(at, kind, subject, stamp);
  }

  /** Queues, agents and the first events. */
  #open(): void {
    this.#sendAll(openingOf(this.#scenario, this.#cast));
    for (const group of this.#cast.groups) {
      this.#meter.staffed(group.index, group.here ? group.agents.length : 0);
      this.#later(group.presence.next(0), SHIFT, group.index, 0);
    }
    for (const stream of this.#cast.streams) this.#later(stream.next(0), ARRIVAL, stream.index, 0);
    this.#later(this.#meter.nextBorder(), BORDER, 0, 0);
    if (this.#measured !== null) this.#later(MEASURE_EVERY, MEASURE, 0, 0);
  }

  #happen(kind: number, subject: number, stamp: number): void {
    switch (kind) {
      case ARRIVAL:
        return this.#arrive(this.#cast.streams[subject]!);
      case PATIENCE: {
        const contact = this.#contacts[subject]!;
        if (contact.stamp !== stamp || contact.stage !== 'waiting') return;
        this.#leave(contact, 'abandoned');
        // Until the core knows, the contact counts as one that waits for nobody.
        contact.stage = 'free';
        this.#send({ type: 'item.removed', at: this.#now, item: contact.id, reason: 'abandoned' });
        return this.#release(contact);
      }
      case REPLY:
        return this.#reply(subject);
      case HANDLED: {
        const contact = this.#contacts[subject]!;
        if (contact.stamp !== stamp || contact.stage !== 'active') return;
        const wrapUp = contact.wrapUp > 0;
        return this.#send({ type: 'item.handled', at: this.#now, item: contact.id, wrapUp });
      }
      case WRAPPED: {
        const contact = this.#contacts[subject]!;
        if (contact.stamp !== stamp || contact.stage !== 'wrap_up') return;
        return this.#send({ type: 'wrapup.done', at: this.#now, item: contact.id });
      }
      case SHIFT:
        return this.#changeShift(this.#cast.groups[subject]!);
      case BACK: {
        const { group, id } = this.#cast.agents[subject]!;
        if (!group.here) return;
        return this.#send({ type: 'agent.presence', at: this.#now, agent: id, presence: 'available' });
      }
      case MEASURE:
        this.#later(this.#now + MEASURE_EVERY, MEASURE, 0, 0);
        return this.#sendAll(this.#measured!.events(this.#now));
      default:
        this.#meter.pass(() => this.#waiting());
        return this.#later(this.#meter.nextBorder(), BORDER, 0, 0);
    }
  }

  // --- customers -----------------------------------------------------------------------------------

  #arrive(stream: Stream): void {
    this.#later(stream.next(this.#now), ARRIVAL, stream.index, 0);
    this.#came += 1;
    const contact = this.#takeContact(stream);
    const { stamp } = contact;
    const { channel, requires, boostSeconds, queue } = stream.config;
    const handling = stream.handling();
    this.#meter.came(stream.queue, handling - stream.meanHandling);
    contact.handling = handling * 1000;
    contact.wrapUp = stream.wrapUp() * 1000;
    const patience = stream.patience === null ? Infinity : stream.patience() * 1000;
    const { longest } = this.#meter.queues[stream.queue]!;
    this.#enter(contact, stream.queue);
    this.#longest = longest;
    this.#send({
      type: 'item.queued',
      at: this.#now,
      item: { id: contact.id, kind: 'contact', channel, queue, arrivedAt: this.#now, requires, boostSeconds },
    });
    if (contact.stage === 'waiting') this.#later(this.#now + patience, PATIENCE, contact.slot, stamp);
  }

  #takeContact(stream: Stream): Contact {
    const known = this.#free.pop();
    if (known !== undefined) {
      known.stream = stream;
      return known;
    }
    const slot = this.#contacts.length;
    const contact: Contact = {
      id: `c${slot}`,
      slot,
      stamp: 0,
      stage: 'free',
      stream,
      queue: stream.queue,
      enteredAt: 0,
      threshold: null,
      shortAbandonSeconds: 0,
      handling: 0,
      wrapUp: 0,
      startedAt: 0,
      answeredAt: 0,
      agent: null,
    };
    this.#contacts.push(contact);
    return contact;
  }

  #release(contact: Contact): void {
    contact.stage = 'free';
    contact.agent = null;
    contact.stamp = (contact.stamp + 1) | 0;
    this.#free.push(contact);
  }

  #enter(contact: Contact, queue: number): void {
    const { serviceLevel, shortAbandonSeconds } = this.#scenario.queues[queue]!;
    contact.stage = 'waiting';
    contact.queue = queue;
    contact.enteredAt = this.#now;
    contact.threshold = serviceLevel.threshold[contact.stream.config.channel] ?? null;
    contact.shortAbandonSeconds = shortAbandonSeconds;
    this.#meter.entered(queue);
  }

  #leave(contact: Contact, fate: Parameters<Meter['left']>[1]): void {
    this.#meter.left(contact, fate);
    const { threshold, shortAbandonSeconds, queue } = contact;
    if (this.#measured === null || threshold === null || fate === 'flowed_out') return;
    const wait = (this.#now - contact.enteredAt) / 1000;
    if (fate === 'abandoned' && wait < shortAbandonSeconds) return;
    this.#measured.ended(queue, this.#now, fate === 'answered' && wait <= threshold);
  }

  *#waiting(): Iterable<OpenStay> {
    for (const contact of this.#contacts) if (contact.stage === 'waiting') yield contact;
  }

  // --- agents --------------------------------------------------------------------------------------

  #changeShift(group: Group): void {
    this.#later(group.presence.next(this.#now), SHIFT, group.index, 0);
    group.here = group.presence.here(this.#now);
    const stillBusy = group.agents.filter((agent) => agent.open > 0).length;
    this.#meter.staffed(group.index, group.here ? group.agents.length : stillBusy);
    const presence = group.here ? 'available' : 'offline';
    this.#sendAll(
      group.agents.map(({ id }) => ({ type: 'agent.presence', at: this.#now, agent: id, presence })),
    );
  }

  #occupy(agent: Agent, change: 1 | -1): void {
    agent.open += change;
    if (agent.open === (change === 1 ? 1 : 0)) this.#meter.busy(agent.group.index, change, !agent.group.here);
  }

  #offered(offer: string, agent: Agent): void {
    const planned = this.#replies.plan(offer, agent);
    // Kept even if it lies beyond the end: its number comes back only when it is taken.
    if (planned !== null) this.#heap.push(this.#now + planned.delay, REPLY, planned.slot, 0);
  }

  #reply(slot: number): void {
    const reply = this.#replies.take(slot);
    if (reply === null) return;
    const { offer, agent, answer } = reply;
    const at = this.#now;
    if (answer === 'accept') this.#send({ type: 'offer.accepted', at, offer, agent: agent.id });
    else this.#send({ type: 'offer.declined', at, offer, agent: agent.id, reason: 'busy' });
  }

  // --- the core ------------------------------------------------------------------------------------

  #send(event: RoutingEvent): void {
    this.#sendAll([event]);
  }

  /** Lets the core decide and carries out what follows; agents who accept at once do so before time goes on. */
  #sendAll(events: readonly RoutingEvent[]): void {
    for (const effect of stepAll(this.#state, events)) this.#apply(effect);
    for (let reply = this.#replies.ready(); reply !== null; reply = this.#replies.ready()) {
      const { offer, agent } = reply;
      const accepted: RoutingEvent = { type: 'offer.accepted', at: this.#now, offer, agent: agent.id };
      for (const effect of stepAll(this.#state, [accepted])) this.#apply(effect);
    }
  }

  #apply(effect: Effect): void {
    switch (effect.type) {
      case 'offer.made':
        return this.#offered(effect.offer.id, this.#agentOf.get(effect.offer.agent)!);
      case 'offer.rescinded':
        return this.#replies.forget(effect.offer);
      case 'offer.expired':
      case 'offer.declined':
        this.#meter.notTaken(
          this.#contactOf(effect.item).queue,
          effect.type === 'offer.expired' ? 'missed' : 'declined',
        );
        return this.#replies.forget(effect.offer);
      case 'agent.not_responding': {
        const { group, index } = this.#agentOf.get(effect.agent)!;
        return this.#later(this.#now + group.config.backAfterMissSeconds * 1000, BACK, index, 0);
      }
      case 'item.assigned': {
        if (effect.offer !== null) this.#replies.forget(effect.offer);
        const contact = this.#contactOf(effect.item);
        this.#leave(contact, 'answered');
        contact.stage = 'active';
        contact.startedAt = this.#now;
        contact.answeredAt = this.#now;
        contact.agent = this.#agentOf.get(effect.agent)!;
        this.#occupy(contact.agent, 1);
        return this.#later(this.#now + contact.handling, HANDLED, contact.slot, contact.stamp);
      }
      case 'wrapup.started': {
        const contact = this.#contactOf(effect.item);
        this.#meter.handled(contact.queue, contact.startedAt);
        contact.stage = 'wrap_up';
        contact.startedAt = this.#now;
        // A forced wrap-up ends by the core's own clock.
        if (this.#cast.wrapUp[contact.queue]!.mode === 'forced_timed' && effect.until !== null) return;
        return this.#later(this.#now + contact.wrapUp, WRAPPED, contact.slot, contact.stamp);
      }
      case 'item.released': {
        const contact = this.#contactOf(effect.item);
        this.#meter.handled(contact.queue, contact.startedAt);
        return this.#finish(contact);
      }
      case 'wrapup.ended': {
        const contact = this.#contactOf(effect.item);
        this.#meter.wrappedUp(contact.queue, contact.startedAt);
        return this.#finish(contact);
      }
      case 'item.overflowed':
      case 'item.requeued': {
        const contact = this.#contactOf(effect.item);
        this.#leave(contact, 'flowed_out');
        return this.#enter(contact, this.#queueOf.get(effect.queue)!);
      }
      case 'item.expired': {
        const contact = this.#contactOf(effect.item);
        this.#leave(contact, 'expired');
        return this.#release(contact);
      }
      case 'item.requires_attention':
        return this.#callFor(effect.queue, effect.reason, 1);
      case 'queue.problem':
        return effect.on ? this.#callFor(effect.queue, effect.reason, 0) : undefined;
      // Nothing a customer or an agent does because of them.
      case 'item.due':
      case 'item.step':
      case 'queue.help':
        return;
      case 'request.refused': {
        // Else the simulator asks for nothing impossible; were it refused, the figures would be worth nothing.
        const { request, reason, item, agent } = effect;
        if (request === 'item.queued' && reason === 'queue_full' && item !== null) {
          const contact = this.#contactOf(item);
          this.#meter.turnedAway(contact.queue, this.#longest);
          return this.#release(contact);
        }
        throw new Error(`the routing core refused ${request} (${reason}) for ${item ?? agent}`);
      }
    }
  }

  #callFor(queue: string, reason: string, contacts: number): void {
    const key = `${queue} ${reason}`;
    const one = this.#attention.get(key) ?? { queue, reason, contacts: 0 };
    one.contacts += contacts;
    this.#attention.set(key, one);
  }

  #finish(contact: Contact): void {
    const seconds = (this.#now - contact.answeredAt) / 1000;
    this.#measured?.handled(contact.queue, contact.stream.config.channel, this.#now, seconds);
    this.#occupy(contact.agent!, -1);
    this.#release(contact);
  }

  #contactOf(id: string): Contact {
    return this.#contacts[Number(id.slice(1))]!;
  }
}
