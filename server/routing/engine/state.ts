import { compareText } from './sorted.ts';
import { createTimers } from './timers.ts';
import type { Timers } from './timers.ts';
import type {
  AgentConfig,
  AgentState,
  Capacity,
  Channel,
  Effect,
  Offer,
  OpenItem,
  QueueConfig,
  QueueTally,
  Requirement,
  WorkItem,
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
  requires: Requirement[];
  items: WorkItem[];
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
  reserved: Map<string, WorkItem[]>;
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
  queues: Map<string, QueueConfig>;
  agents: Map<string, AgentState>;
  items: Map<string, WorkItem>;
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
const UNKNOWN_QUEUE: Omit<QueueConfig, 'id'> = {
  priority: 5,
  offerSeconds: {},
  idleClock: 'last_handled',
  refusalSeconds: 60,
  refusalsBeforeAlert: 3,
  ttlSeconds: null,
  wrapUp: { mode: 'none', seconds: 0 },
  parallelOffers: 1,
  open: true,
};

export function queueOf(state: RoutingState, id: string): QueueConfig {
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
      expired: 0,
      waiting: 0,
      missed: 0,
      declined: 0,
    };
    state.tallies.set(queue, tally);
  }
  return tally;
}

export function isUnassigned(item: WorkItem): boolean {
  return item.state === 'waiting' || item.state === 'offered';
}

/** Requirements as one text, the same for the same set in any order. */
export function signatureOf(requires: readonly Requirement[]): string {
  if (requires.length === 0) return '';
  return requires
    .map((need) => `${need.skill}>=${need.level}`)
    .sort(compareText)
    .join(',');
}

export function meets(agent: AgentState, requires: readonly Requirement[]): boolean {
  for (const need of requires) if ((agent.skills[need.skill] ?? 0) < need.level) return false;
  return true;
}

/** R5: the smaller, the earlier it is served. */
export function scoreOf(item: WorkItem): number {
  return item.queuedAt - item.boostSeconds * 1000;
}

export function compareScore(a: WorkItem, b: WorkItem): number {
  return scoreOf(a) - scoreOf(b) || compareText(a.id, b.id);
}

export function compareArrival(a: WorkItem, b: WorkItem): number {
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

// Copies by hand: structuredClone costs ten times as much, and a take-over copies everything at once.

export function copyRequires(requires: readonly Requirement[]): Requirement[] {
  return requires.map((need) => ({ ...need }));
}

export function copyItem(item: WorkItem): WorkItem {
  return {
    ...item,
    requires: copyRequires(item.requires),
    offers: item.offers.slice(),
    refusals: item.refusals.map((refusal) => ({ ...refusal })),
    attention: item.attention.slice(),
  };
}

/** Profile, capacity and skills, free of the caller's objects. */
export function copyConfig(config: AgentConfig): Required<AgentConfig> {
  const capacity: Capacity = {};
  for (const [channel, { max, interruptedBy }] of Object.entries(config.capacity)) {
    capacity[channel] = { max, interruptedBy: interruptedBy.slice() };
  }
  return {
    id: config.id,
    profile: config.profile.map((entry) => ({ ...entry })),
    capacity,
    skills: { ...config.skills },
    offersAtOnce: config.offersAtOnce ?? 1,
  };
}
