/** Builders for the tests of the core and of those who use it: a queue, an agent, an item in one line each. */
import { createState, step } from './index.ts';
import type {
  AgentConfig,
  Effect,
  NewItem,
  Presence,
  ProfileEntry,
  QueueConfig,
  RoutingEvent,
  RoutingState,
} from './index.ts';

/** A queue with plain settings: 20 s offers, 60 s refusal memory, three refusals, no limits. */
export function aQueue(id: string, over: Partial<QueueConfig> = {}): QueueConfig {
  return {
    id,
    priority: 5,
    offerSeconds: { phone: 20, chat: 20, email: 20 },
    idleClock: 'last_handled',
    refusalSeconds: 60,
    refusalsBeforeAlert: 3,
    ttlSeconds: null,
    wrapUp: { mode: 'none', seconds: 0 },
    parallelOffers: 1,
    open: true,
    ...over,
  };
}

export function anEntry(queue: string, over: Partial<ProfileEntry> = {}): ProfileEntry {
  return { queue, channel: 'email', priority: 1, delaySeconds: 0, ...over };
}

/** One mail at a time from queue 'q', unless said otherwise. */
export function anAgent(id: string, over: Partial<AgentConfig> = {}): AgentConfig {
  return {
    id,
    profile: [anEntry('q')],
    capacity: { email: { max: 1, interruptedBy: [] } },
    skills: {},
    ...over,
  };
}

export function anItem(id: string, over: Partial<NewItem> = {}): NewItem {
  return { id, kind: 'contact', channel: 'email', queue: 'q', arrivedAt: 0, ...over };
}

/** Events without their time. */
type Timeless<T> = T extends { at: number } ? Omit<T, 'at'> : never;

export interface Bench {
  state: RoutingState;
  /** Carries out an event at a time in seconds. */
  at(seconds: number, event: Timeless<RoutingEvent>): Effect[];
  queue(config: QueueConfig): Effect[];
  /** Enters an agent, connected and with a presence, at time 0. */
  agent(config: AgentConfig, presence?: Presence): Effect[];
  /** Who has an open offer of the item. */
  offeredTo(item: string): string[];
  /** The newest open offer of an item. */
  offerOf(item: string): string;
}

/** A fresh state with queue 'q'. */
export function aBench(queue: Partial<QueueConfig> = {}): Bench {
  const state = createState();
  const bench: Bench = {
    state,
    at: (seconds, event) => step(state, { ...event, at: seconds * 1000 } as RoutingEvent),
    queue: (config) => bench.at(0, { type: 'queue.upserted', queue: config }),
    agent: (config, presence = 'available') => [
      ...bench.at(0, { type: 'agent.upserted', agent: config }),
      ...bench.at(0, { type: 'agent.connected', agent: config.id, connected: true }),
      ...bench.at(0, { type: 'agent.presence', agent: config.id, presence }),
    ],
    offeredTo: (item) =>
      (state.items.get(item)?.offers ?? []).map((offer) => state.offers.get(offer)?.agent ?? '?'),
    offerOf: (item) => state.items.get(item)?.offers.at(-1) ?? 'none',
  };
  bench.queue(aQueue('q', queue));
  return bench;
}

export const types = (fx: Effect[]): Effect['type'][] => fx.map((one) => one.type);

/** An item enters at a time in seconds. */
export const queued = (bench: Bench, at: number, id: string, over: Partial<NewItem> = {}): Effect[] =>
  bench.at(at, { type: 'item.queued', item: anItem(id, over) });

/** The newest open offer of an item is accepted. */
export const accept = (bench: Bench, at: number, item: string): Effect[] => {
  const offer = bench.offerOf(item);
  return bench.at(at, { type: 'offer.accepted', offer, agent: bench.offeredTo(item).at(-1) ?? 'nobody' });
};

/** The newest open offer of an item is declined. */
export const decline = (bench: Bench, at: number, item: string): Effect[] => {
  const offer = bench.offerOf(item);
  const agent = bench.offeredTo(item).at(-1) ?? 'nobody';
  return bench.at(at, { type: 'offer.declined', offer, agent, reason: 'busy' });
};

export const come = (bench: Bench, at: number, agent: string): Effect[] =>
  bench.at(at, { type: 'agent.presence', agent, presence: 'available' });
