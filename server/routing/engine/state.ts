import { compareText } from './sorted.ts';
import { createTimers } from './timers.ts';
import type { Timers } from './timers.ts';
import type { Effect } from './event-types.ts';
import type {
  AgentState,
  Channel,
  Item,
  Measured,
  Need,
  Offer,
  OpenItem,
  Plan,
  Queue,
  QueueConfig,
  QueueTally,
} from './types.ts';

/** R12, where a queue names no time for a channel. */
export const DEFAULT_OFFER_SECONDS = 30;

/** A profile entry with its priority resolved. */
export interface Entry {
  lane: Lane;
  channel: Channel;
  priority: number;
  delayMs: number;
}

/** An agent with what the index keeps about them. Sort keys are frozen while the slot stands in a lane. */
export interface AgentSlot {
  agent: AgentState;
  /** By priority, then queue and channel. */
  entries: Entry[];
  byLane: Map<string, Entry>;
  /** Channels on which an offer could be made now. */
  free: Set<Channel>;
  signedIn: boolean;
  /** Taken slots. R3 sends an item to those who have least open first, then by the idle clock. */
  load: number;
  lastKey: number;
  availableKey: number;
}

/** Waiting items of one lane with the same requirements and the same boost: order of arrival is order of score. */
export interface Group {
  key: string;
  signature: string;
  requires: readonly Need[];
  items: Item[];
}

/** Where items of one queue and channel meet the agents who serve them. */
export interface Lane {
  key: string;
  queue: string;
  channel: Channel;
  groups: Map<string, Group>;
  members: Map<string, AgentSlot>;
  /** Members that are free on this channel, longest idle first. */
  idle: AgentSlot[];
  clock: QueueConfig['idleClock'];
  signedIn: number;
  /** Distinct delays (ms, above 0) of members' entries → how many members. */
  delays: Map<number, number>;
  /** Waiting items that somebody declined. */
  refused: Set<string>;
  /** Requirement signature → can anybody here ever serve it. Emptied when members change. */
  servable: Map<string, boolean>;
  /** Some item here was found unplaceable. */
  hadProblem: boolean;
}

type Place = { lane: Lane; group: Group } | { reservedFor: string };

/** Private to the engine; built from the rest of the state. */
export interface RoutingIndex {
  slots: Map<string, AgentSlot>;
  lanes: Map<string, Lane>;
  placed: Map<string, Place>;
  reserved: Map<string, Item[]>;
  held: Map<string, OpenItem[]>;
  timers: Timers;
  dirtyItems: Set<string>;
  dirtyAgents: Set<string>;
  /** Found while loading; given out with the next step. */
  pending: Effect[];
}

/** All the core knows. Read it freely; only `step` and `load` change it. */
export interface RoutingState {
  now: number;
  queues: Map<string, Queue>;
  /** Plans that items bring, by id. */
  plans: Map<string, Plan>;
  measured: Map<string, Measured>;
  agents: Map<string, AgentState>;
  items: Map<string, Item>;
  offers: Map<string, Offer>;
  tallies: Map<string, QueueTally>;
  /** Items that wait for the truth from the store. */
  suspended: Set<string>;
  index: RoutingIndex;
}

export function createState(): RoutingState {
  return {
    now: 0,
    queues: new Map(),
    plans: new Map(),
    measured: new Map(),
    agents: new Map(),
    items: new Map(),
    offers: new Map(),
    tallies: new Map(),
    suspended: new Set(),
    index: {
      slots: new Map(),
      lanes: new Map(),
      placed: new Map(),
      reserved: new Map(),
      held: new Map(),
      timers: createTimers(),
      dirtyItems: new Set(),
      dirtyAgents: new Set(),
      pending: [],
    },
  };
}

/** A queue nobody described yet: safe values, so that its items wait and are not lost. */
const UNKNOWN_QUEUE: Omit<Queue, 'id'> = {
  priority: 5,
  offerSeconds: {},
  idleClock: 'last_handled',
  refusalSeconds: 60,
  refusalsBeforeAlert: 3,
  ttlSeconds: null,
  wrapUp: { mode: 'none', seconds: 0 },
  parallelOffers: 1,
  open: true,
  plan: null,
  help: [],
  overflow: [],
  limit: null,
  preferred: null,
};

export function queueOf(state: RoutingState, id: string): Queue {
  return state.queues.get(id) ?? { id, ...UNKNOWN_QUEUE };
}

export function tallyOf(state: RoutingState, queue: string): QueueTally {
  let tally = state.tallies.get(queue);
  if (!tally) {
    tally = {
      offered: 0,
      answered: 0,
      abandoned: 0,
      flowedOut: 0,
      callback: 0,
      expired: 0,
      waiting: 0,
      missed: 0,
      declined: 0,
    };
    state.tallies.set(queue, tally);
  }
  return tally;
}

export function isUnassigned(item: Item): boolean {
  return item.state === 'waiting' || item.state === 'offered';
}

/** R5: the smaller, the earlier it is served. */
export function scoreOf(item: Item): number {
  return item.queuedAt - item.boostSeconds * 1000;
}

export function compareScore(a: Item, b: Item): number {
  return scoreOf(a) - scoreOf(b) || compareText(a.id, b.id);
}

export function compareArrival(a: Item, b: Item): number {
  return a.queuedAt - b.queuedAt || compareText(a.id, b.id);
}

/** R3: least open first, so that nobody is filled while another is idle; then the idle clock; then the id. */
export function compareIdle(clock: QueueConfig['idleClock']) {
  return clock === 'available_since' ? compareAvailable : compareLast;
}

export function compareLast(a: AgentSlot, b: AgentSlot): number {
  return a.load - b.load || a.lastKey - b.lastKey || compareText(a.agent.id, b.agent.id);
}

function compareAvailable(a: AgentSlot, b: AgentSlot): number {
  return a.load - b.load || a.availableKey - b.availableKey || compareText(a.agent.id, b.agent.id);
}
