/**
 * Types of the pure routing core. Times are ms since the epoch (fields `…At`, `…Since`, `…Until`),
 * durations are seconds (fields `…Seconds`), so a unit can never be guessed wrong.
 * R-numbers refer to the routing rules; README.md beside this file lists those that are built.
 */
import type { AgentConfig, Channel, Measure, Need, Plan, QueueConfig } from './rule-types.ts';

export type * from './rule-types.ts';

export type Presence = 'offline' | 'available' | 'not_ready';

/** An agent as the database knows them: configuration plus the declared and observed facts. */
export interface AgentRecord extends AgentConfig {
  presence: Presence;
  /** Reason of not_ready; null otherwise. */
  reason: string | null;
  /** At least one live desk. The shell decides the grace before it says false. */
  connected: boolean;
  /** R13: set by a missed offer, cleared when the agent declares a presence again. */
  notRespondingSince: number | null;
  /** When the last accepted item left the agent (R3); null = never. */
  lastHandledAt: number | null;
  /** Since when available without a break (R3); null while not available. */
  availableSince: number | null;
}

/** What an agent has open. Offers, active items and wrap-ups take a slot; parked items do not. */
export interface OpenItem {
  item: string;
  channel: Channel;
  state: 'offered' | 'active' | 'wrap_up' | 'parked';
}

export interface AgentState extends AgentRecord {
  /** Derived from items and offers; never supplied by the shell. Sorted by item id. */
  open: OpenItem[];
  /** An offer was rejected by the store and the truth about this agent has not come yet. */
  suspended: boolean;
}

/** Computed, never stored (the declared presence is another fact). */
export type RoutingStatus = 'off_queue' | 'idle' | 'offered' | 'interacting' | 'wrap_up' | 'not_responding';

/** The plain form of a need. */
export interface Requirement {
  skill: string;
  /** Least level, 1-5. */
  level: number;
}

export interface Refusal {
  agent: string;
  until: number;
}

/**
 * A `consult` (R19) is a question from one agent to another beside a contact: it passes the same gates as everything,
 * but is no customer. It counts apart from what a queue is offered, takes none of its limited places, does not flow
 * over, is not handed on, and has no wrap-up. With a preferred agent it is for them alone, and over when they will not.
 */
export type WorkItemKind = 'contact' | 'case_step' | 'callback' | 'desk_visit' | 'consult';
export type WorkItemState = 'waiting' | 'offered' | 'active' | 'parked' | 'wrap_up';

/** Why a person must look at an item that routing cannot place. */
export type AttentionReason = 'refusals' | 'no_agents' | 'skill_nobody_has' | 'unknown_queue' | 'overdue';

/** A work item as the database knows it. An item that is done is simply absent. */
export interface WorkItem {
  id: string;
  kind: WorkItemKind;
  channel: Channel;
  queue: string;
  /** R5: seconds of seniority added; negative pushes back. */
  boostSeconds: number;
  /** When the customer arrived: the customer's wait. Routing never changes it. */
  arrivedAt: number;
  /** Routing arrival: the place in the queue. Kept on a decline, a miss or a rescinded offer (R13). */
  queuedAt: number;
  /** Start of the present stretch without an agent; R20 counts from it. */
  waitingSince: number;
  /** All must be met (AND). */
  requires: Need[];
  /** R9: only this agent, whatever their profile and skills, until `preferredUntil` (null = no limit). */
  preferredAgent: string | null;
  preferredUntil: number | null;
  state: WorkItemState;
  /** Who holds it in active, parked, wrap_up; null otherwise. */
  agent: string | null;
  /** Ids of open offers. */
  offers: string[];
  /** Offers made so far; numbers the next offer id `<item>#<n>`. Must not go back when an item is replaced. */
  offerSeq: number;
  refusals: Refusal[];
  refusalCount: number;
  missedCount: number;
  /** End of a timed wrap-up; null otherwise. */
  wrapUpUntil: number | null;
  /** Attention already raised, so that it is raised once. */
  attention: AttentionReason[];
  /** R7: id of a plan that the item brings; beats the queue's. An unknown one is passed over. Default null. */
  plan?: string | null;
  /** R8: entry into this queue, from which steps and overflow count. Default `queuedAt`. */
  enteredAt?: number;
  /** R18: nobody is asked before; until then it is not counted as offered nor as waiting. Default null. */
  notBefore?: number | null;
  /** Queues left by overflow, to which it does not overflow again. Default none. */
  overflowed?: string[];
  /**
   * Step of the plan, from 0. Derived: the core keeps its own, whatever a record says. At a take-over it is told
   * (`item.step`) when it is another than the one given here, and not when none is given.
   */
  step?: number;
  /** R19: who asks in a consult; they are never asked themselves. Default null. */
  asker?: string | null;
  /** R20: an end of its own; with the queue's time to live the first one counts. Default null. */
  expiresAt?: number | null;
}

/** An item with nothing left open, as the state keeps it. */
export type Item = Required<WorkItem>;

/** What the shell must say of a new item; the rest has a default. */
export interface NewItem {
  id: string;
  kind: WorkItemKind;
  channel: Channel;
  queue: string;
  arrivedAt: number;
  /** Default: the event's `at`. Earlier for a callback that keeps the caller's place. */
  queuedAt?: number;
  boostSeconds?: number;
  requires?: Need[];
  preferredAgent?: string | null;
  /** null = no limit; absent = as the queue says. */
  preferredUntil?: number | null;
  plan?: string | null;
  /** Default: the event's `at`. */
  enteredAt?: number;
  notBefore?: number | null;
  asker?: string | null;
  expiresAt?: number | null;
}

export interface Offer {
  /** `<item>#<n>`: the same events always give the same ids. */
  id: string;
  item: string;
  agent: string;
  queue: string;
  channel: Channel;
  offeredAt: number;
  expiresAt: number;
}

/** Per queue: offered = answered + abandoned + flowedOut + callback + expired + waiting, after every event. */
export interface QueueTally {
  offered: number;
  answered: number;
  abandoned: number;
  /** Left neither answered nor abandoned: moved to another queue, closed or cancelled unanswered. */
  flowedOut: number;
  /** Left for a callback. */
  callback: number;
  expired: number;
  /** Now waiting or offered. What is scheduled for later counts only when its time has come (R18). */
  waiting: number;
  /** Misses and declines count offers to agents, outside the identity above. */
  missed: number;
  declined: number;
  /** Consults asked of the queue = answered + over without an answer + now waiting or offered. */
  consults: number;
  consultsAnswered: number;
  consultsOver: number;
  consultsWaiting: number;
}

type ConsultCount = 'consults' | 'consultsAnswered' | 'consultsOver' | 'consultsWaiting';

/** What a rule was decided by. `value` null: without end, as nobody is there. */
export interface Because {
  measure: Measure;
  value: number | null;
}

/** What is wrong with a queue as it is set up, for a supervisor. */
export type QueueProblemReason =
  /** Nobody's profile holds it, and nothing in it can flow over after a time. */
  | 'no_agents'
  /** A step of its plan asks for what nobody has; `detail` = the need as text. */
  | 'need_nobody_meets'
  /** Overflow after a time leads back to it; `detail` = the way, 'a>b>a'. */
  | 'rules_loop'
  /** A rule or its plan names a queue that is not there; `detail` = its id. */
  | 'unknown_queue';

export interface QueueProblem {
  queue: string;
  reason: QueueProblemReason;
  detail: string | null;
}

/** What the shell measured last (`queue.measured`). */
export interface Measured {
  queue: string;
  handlingSeconds: Record<Channel, number | null>;
  serviceLevel: number | null;
}

/** A look at all conditions that is made in several decisions. */
export interface Checking {
  /** When it began. */
  since: number;
  /** The queue that comes next. */
  queue: string;
}

/** How a rule of help stands. */
export interface HelpState {
  queue: string;
  from: string;
  on: boolean;
  /** Since when its condition has been false while it is on. */
  falseSince: number | null;
  /** Not on again before: the helping queue was in need itself. */
  notBefore: number | null;
}

/**
 * Why an item still waits. Several may hold; the most telling comes first. Times are ms, `agents` counts agents.
 */
export type WaitReason =
  | { reason: 'scheduled'; until: number }
  | { reason: 'unknown_queue' }
  /** An offer was not committed; the truth about the item is being read. */
  | { reason: 'being_read_again' }
  | { reason: 'kept_for_agent'; agent: string; until: number | null; busy: boolean }
  /** Nobody's profile holds the queue and channel. */
  | { reason: 'no_agents' }
  /** Nobody who serves the queue has what the item, or its step, asks for. `needs` as text. */
  | { reason: 'need_nobody_has'; needs: string }
  /** So many could serve it, and none of them is signed in. */
  | { reason: 'nobody_signed_in'; agents: number }
  /** So many may take it only when it has waited longer. */
  | { reason: 'too_young'; agents: number; until: number }
  | { reason: 'declined'; agents: number; until: number }
  | { reason: 'busy'; agents: number }
  /** An answer is awaited from so many. */
  | { reason: 'offered'; agents: number }
  /** The plan asks only some agents yet; more from then on. null = to the end. */
  | { reason: 'step'; step: number; steps: number; until: number | null }
  | { reason: 'behind_others'; items: number };

/** Everything needed to go on elsewhere: plain JSON, sorted by id. */
export interface Snapshot {
  now: number;
  queues: QueueConfig[];
  agents: (AgentRecord & { suspended?: boolean })[];
  items: (WorkItem & { suspended?: boolean })[];
  offers: Offer[];
  plans?: Plan[];
  measured?: Measured[];
  help?: HelpState[];
  problems?: QueueProblem[];
  /** When conditions are looked at next; null = no queue has any. */
  checkAt?: number | null;
  checking?: Checking | null;
  /**
   * True in a snapshot of a state that has matched everything: it is not matched again at the first step, which
   * could make the same offers in another order. Absent when read from a database.
   */
  settled?: boolean;
  /** Absent or partial when read from a database: then counting starts with what waits now. */
  tallies?: Record<string, Omit<QueueTally, ConsultCount> & Partial<Pick<QueueTally, ConsultCount>>>;
}
