/** What the core knows, and the index that is built from it. */
import type { Effect } from './event-types.ts';
import { compareText } from './sorted.ts';
import { createTimers } from './timers.ts';
import type { Timers } from './timers.ts';
import type {
  AgentState,
  Channel,
  Checking,
  HelpState,
  IdleClock,
  Item,
  Measured,
  Need,
  Offer,
  OpenItem,
  Plan,
  Queue,
  QueueProblem,
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

/** Where an agent looks for items: an entry of their profile, or a queue that theirs helps. */
export interface Access extends Entry {
  help: boolean;
}

/** An agent with what the index keeps about them. Sort keys are frozen while the slot stands in a lane. */
export interface AgentSlot {
  agent: AgentState;
  /** By priority, then queue and channel. */
  entries: Entry[];
  byLane: Map<string, Entry>;
  /** The queues of the entries, each once. */
  pools: Pool[];
  /** Entries and help by priority, as they were at `accessVersion`. */
  accesses: Access[];
  accessVersion: number;
  /** Channels on which an offer could be made now. */
  free: Set<Channel>;
  signedIn: boolean;
  /** Signed in with nothing open. */
  idle: boolean;
  /** Taken slots. R3 sends an item to those who have least open first, then by the idle clock. */
  load: number;
  lastKey: number;
  availableKey: number;
}

/** One step of a plan, with what was given up and added before it. */
export interface Ring {
  /** ms since the entry into the queue. */
  untilMs: number;
  needs: readonly Need[];
  keepRequires: boolean;
  queues: string[];
  /** 'a:<agent>' and 't:<team>' of those who are asked though their profile lacks the queue. */
  names: string[];
  skipIfNobody: boolean;
}

/** Items with the same boost whom the same agents may take: order of arrival is order of score. */
export interface Group {
  key: string;
  home: Lane;
  /** Where their agents stand: the home lane, then those the plan has added. */
  lanes: Lane[];
  signature: string;
  needs: readonly Need[];
  names: string[];
  skipIfNobody: boolean;
  /** They stay as they are until somebody takes them: no step ends, no overflow comes by time. */
  lasting: boolean;
  /** Some item here was found unplaceable. */
  hadProblem: boolean;
  items: Item[];
}

/** Where items of one queue and channel meet the agents who serve them. */
export interface Lane {
  key: string;
  queue: string;
  channel: Channel;
  pool: Pool;
  /** Groups at home here, and guests from queues whose plan has added this one. */
  groups: Map<string, Group>;
  members: Map<string, AgentSlot>;
  /** Members that are free on this channel, longest idle first. */
  idle: AgentSlot[];
  clock: IdleClock;
  signedIn: number;
  /** Signed-in members by the number of queues they serve (R21). */
  breadths: Map<number, number>;
  /** Distinct delays (ms, above 0) of members' entries → how many members. */
  delays: Map<number, number>;
  /** Waiting items that somebody declined. */
  refused: Set<string>;
  /** Signature of needs → can any member ever meet them. Emptied when members change. */
  servable: Map<string, boolean>;
  /** Signature of needs → does a signed-in member meet them. Emptied when that may change. */
  manned: Map<string, boolean>;
}

/** Help that is being given (R10). */
export interface HelpLink {
  pool: Pool;
  priority: number;
  delayMs: number;
}

/** What the index keeps about a queue as a whole. */
export interface Pool {
  queue: string;
  lanes: Map<Channel, Lane>;
  /** Counted as waiting or offered, by arrival. */
  inside: Item[];
  counts: Map<Channel, number>;
  /** Consults that wait or are offered; they are not among those inside. */
  consults: Set<Item>;
  members: Set<AgentSlot>;
  /** Members that are signed in with nothing open. */
  idle: number;
  /** Queues whose agents help here now, and queues that are helped from here; both by queue. */
  helpers: HelpLink[];
  helps: HelpLink[];
}

type Place = { group: Group } | { reservedFor: string };

/** Private to the engine; built from the rest of the state. */
export interface RoutingIndex {
  slots: Map<string, AgentSlot>;
  teams: Map<string, Map<string, AgentSlot>>;
  pools: Map<string, Pool>;
  lanes: Map<string, Lane>;
  placed: Map<string, Place>;
  reserved: Map<string, Item[]>;
  /** Groups by who is asked by name. */
  named: Map<string, Set<Group>>;
  /** Of queues ('q:<id>') and of plans that items bring ('p:<id>'). */
  rings: Map<string, Ring[]>;
  held: Map<string, OpenItem[]>;
  timers: Timers;
  /** Grows when what an agent has access to may have changed. */
  accessVersion: number;
  dirtyItems: Set<string>;
  dirtyAgents: Set<string>;
  /** Groups in a step that is passed over when nobody is there, and somebody has left. */
  deserted: Set<Group>;
  /** Queues whose set-up must be looked at again; null = all. */
  unchecked: Set<string> | null;
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
  /** How each rule of help stands, by queue and helping queue. */
  help: Map<string, HelpState>;
  problems: Map<string, QueueProblem>;
  /** When conditions are looked at next; null = no queue has any. */
  checkAt: number | null;
  /** A look that goes on, so that no decision takes long: its beginning, and the queue it has come to. */
  checking: Checking | null;
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
    help: new Map(),
    problems: new Map(),
    checkAt: null,
    checking: null,
    agents: new Map(),
    items: new Map(),
    offers: new Map(),
    tallies: new Map(),
    suspended: new Set(),
    index: {
      slots: new Map(),
      teams: new Map(),
      pools: new Map(),
      lanes: new Map(),
      placed: new Map(),
      reserved: new Map(),
      named: new Map(),
      rings: new Map(),
      held: new Map(),
      timers: createTimers(),
      accessVersion: 0,
      dirtyItems: new Set(),
      dirtyAgents: new Set(),
      deserted: new Set(),
      unchecked: new Set(),
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

export function poolOf(state: RoutingState, queue: string): Pool {
  let pool = state.index.pools.get(queue);
  if (!pool) {
    pool = {
      queue,
      lanes: new Map(),
      inside: [],
      counts: new Map(),
      consults: new Set(),
      members: new Set(),
      idle: 0,
      helpers: [],
      helps: [],
    };
    state.index.pools.set(queue, pool);
  }
  return pool;
}

export function laneKey(queue: string, channel: Channel): string {
  return `${queue}\u0000${channel}`;
}

export function laneOf(state: RoutingState, queue: string, channel: Channel): Lane {
  const key = laneKey(queue, channel);
  let lane = state.index.lanes.get(key);
  if (!lane) {
    const pool = poolOf(state, queue);
    lane = {
      key,
      queue,
      channel,
      pool,
      groups: new Map(),
      members: new Map(),
      idle: [],
      clock: queueOf(state, queue).idleClock,
      signedIn: 0,
      breadths: new Map(),
      delays: new Map(),
      refused: new Set(),
      servable: new Map(),
      manned: new Map(),
    };
    state.index.lanes.set(key, lane);
    pool.lanes.set(channel, lane);
    // Help may lead to it.
    state.index.accessVersion++;
  }
  return lane;
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
      consults: 0,
      consultsAnswered: 0,
      consultsOver: 0,
      consultsWaiting: 0,
    };
    state.tallies.set(queue, tally);
  }
  return tally;
}

export function isUnassigned(item: Item): boolean {
  return item.state === 'waiting' || item.state === 'offered';
}

/** Waiting or offered, and not scheduled for later: it counts in its queue, or as a consult beside it. */
export function isInside(item: Item): boolean {
  return isUnassigned(item) && item.notBefore === null;
}

export function isConsult(item: Item): boolean {
  return item.kind === 'consult';
}

/** R5: the smaller, the earlier it is served. */
function scoreOf(item: Item): number {
  return item.queuedAt - item.boostSeconds * 1000;
}

export function compareScore(a: Item, b: Item): number {
  return scoreOf(a) - scoreOf(b) || compareText(a.id, b.id);
}

export function compareArrival(a: Item, b: Item): number {
  return a.queuedAt - b.queuedAt || compareText(a.id, b.id);
}

/** R3: least open first, so that nobody is filled while another is idle; then the idle clock; then the id. */
export function compareIdle(clock: IdleClock) {
  return clock === 'available_since' ? compareAvailable : compareLast;
}

export function compareLast(a: AgentSlot, b: AgentSlot): number {
  return a.load - b.load || a.lastKey - b.lastKey || compareText(a.agent.id, b.agent.id);
}

function compareAvailable(a: AgentSlot, b: AgentSlot): number {
  return a.load - b.load || a.availableKey - b.availableKey || compareText(a.agent.id, b.agent.id);
}
