/**
 * Types of the pure routing core. Times are ms since the epoch (fields `…At`, `…Since`, `…Until`),
 * durations are seconds (fields `…Seconds`), so a unit can never be guessed wrong.
 * R-numbers refer to the routing rules; README.md beside this file lists those that are built.
 */

/** The kind of medium, in the words of the contract: 'email', 'chat', 'form', 'phone'… The core knows none by name. */
export type Channel = string;

/** R3: what "longest idle" counts from, per queue. */
export type IdleClock = 'last_handled' | 'available_since';

/** R15. `seconds` matters to the timed modes only; 0 = no limit. */
export interface WrapUpRule {
  /**
   * none: the slot is free at once. optional: wrap-up only when the agent asks (`item.handled.wrapUp`).
   * mandatory: until the agent ends it. mandatory_timed: until the agent ends it or the time is up.
   * forced_timed: exactly the given time; an earlier `wrapup.done` is refused.
   */
  mode: 'none' | 'optional' | 'mandatory' | 'mandatory_timed' | 'forced_timed';
  seconds: number;
}

export interface QueueConfig {
  id: string;
  /** Priority (1 first) of profile entries that leave theirs null (R4). */
  priority: number;
  /** R12: seconds an offer stays open, per channel; a channel that is missing gets DEFAULT_OFFER_SECONDS. */
  offerSeconds: Record<Channel, number>;
  idleClock: IdleClock;
  /** R14, N: seconds during which an item is not offered again to the agent who declined it. */
  refusalSeconds: number;
  /** R14, K: declines of one item after which `item.requires_attention` is raised; 0 = never. */
  refusalsBeforeAlert: number;
  /** R20: seconds unassigned after which an item expires; null = never. A case step raises attention instead. */
  ttlSeconds: number | null;
  wrapUp: WrapUpRule;
  /** R1: open offers that one item may have at a time (1-50). */
  parallelOffers: number;
  /** R17: when false, new items are turned away unless `admitWhenClosed`; those inside are still served. */
  open: boolean;
}

/** One line of a routing profile (R2, R4, R6). */
export interface ProfileEntry {
  queue: string;
  channel: Channel;
  /** 1 is served first; null = the queue's own priority. */
  priority: number | null;
  /** R6: the item must have waited this long before this agent may get it. */
  delaySeconds: number;
}

/** R11, one channel: how many at once, and which other channels may come in while one of these is open. */
export interface ChannelCapacity {
  max: number;
  interruptedBy: Channel[];
}
export type Capacity = Record<Channel, ChannelCapacity>;

/** What administration decides about an agent. */
export interface AgentConfig {
  id: string;
  profile: ProfileEntry[];
  capacity: Capacity;
  /** Skill id → level 1-5. */
  skills: Record<string, number>;
  /**
   * Open offers per channel at a time (default 1): five mails that count down together on one desk
   * would make four misses while the agent answers the first.
   */
  offersAtOnce?: number;
}

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

export interface Requirement {
  skill: string;
  /** Least level, 1-5. */
  level: number;
}

export interface Refusal {
  agent: string;
  until: number;
}

export type WorkItemKind = 'contact' | 'case_step' | 'callback' | 'desk_visit';
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
  requires: Requirement[];
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
}

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
  requires?: Requirement[];
  preferredAgent?: string | null;
  preferredUntil?: number | null;
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

/** Per queue: offered = answered + abandoned + flowedOut + expired + waiting, after every event. */
export interface QueueTally {
  offered: number;
  answered: number;
  abandoned: number;
  /** Left neither answered nor abandoned: moved to another queue, closed or cancelled unanswered. */
  flowedOut: number;
  expired: number;
  /** Now waiting or offered. */
  waiting: number;
  /** Misses and declines count offers to agents, outside the identity above. */
  missed: number;
  declined: number;
}

export type RemovalReason = 'abandoned' | 'closed' | 'cancelled';

/** Events in. `at` is ms; one that is older than the last seen is read as the last seen (clock stepped back). */
export type RoutingEvent =
  | { type: 'item.queued'; at: number; item: NewItem; admitWhenClosed?: boolean }
  | {
      type: 'item.changed';
      at: number;
      item: string;
      queue?: string;
      boostSeconds?: number;
      requires?: Requirement[];
      preferredAgent?: string | null;
      preferredUntil?: number | null;
      /** With `queue`: keep the routing arrival instead of starting again (R5). */
      keepPlace?: boolean;
    }
  | { type: 'item.removed'; at: number; item: string; reason: RemovalReason }
  /** Manual pull, direct assignment, reopening. `create` for an item that is not in routing yet. */
  | { type: 'item.assigned'; at: number; item: string; agent: string; create?: NewItem }
  /** R19. To a queue: a new place, from now. To an agent: offered to them first, until `waitSeconds` are over. */
  | {
      type: 'item.transferred';
      at: number;
      item: string;
      toQueue?: string;
      toAgent?: string;
      /** With `toAgent`: after these the queue's other agents may take it; null or absent = no limit. */
      waitSeconds?: number | null;
      /** With `toQueue`. */
      requires?: Requirement[];
      keepPlace?: boolean;
      admitWhenClosed?: boolean;
    }
  | { type: 'item.parked'; at: number; item: string }
  /** Handling is over. `wrapUp` is the agent's wish and matters in mode optional only. */
  | { type: 'item.handled'; at: number; item: string; wrapUp?: boolean }
  | { type: 'wrapup.done'; at: number; item: string }
  /** The whole truth about one item from the database; `record` null = it is gone. Idempotent. */
  | { type: 'item.replaced'; at: number; item: string; record: WorkItem | null; offers: Offer[] }
  | { type: 'agent.upserted'; at: number; agent: AgentConfig }
  | { type: 'agent.removed'; at: number; agent: string }
  | { type: 'agent.presence'; at: number; agent: string; presence: Presence; reason?: string | null }
  | { type: 'agent.connected'; at: number; agent: string; connected: boolean }
  /** The whole truth about one agent from the database (what is open comes from items). Idempotent. */
  | { type: 'agent.replaced'; at: number; agent: AgentRecord }
  | { type: 'queue.upserted'; at: number; queue: QueueConfig }
  | { type: 'offer.accepted'; at: number; offer: string; agent: string }
  | { type: 'offer.declined'; at: number; offer: string; agent: string; reason: string }
  /**
   * The store would not commit `offer.made`: the offer never was. What is named stale is left out of
   * matching until `item.replaced` / `agent.replaced` (or its removal) brings the truth.
   */
  | { type: 'offer.rejected_by_store'; at: number; offer: string; stale: 'item' | 'agent' | 'both' }
  | { type: 'tick'; at: number };

export type RescindReason =
  | RemovalReason
  | 'accepted_elsewhere'
  | 'assigned'
  | 'moved'
  | 'agent_unavailable'
  | 'agent_disconnected'
  | 'agent_not_responding'
  | 'agent_removed';

export type RequeueReason = 'transferred' | 'changed' | 'agent_removed';

/** Why a request was not carried out. The first three are the capacity gate's own words. */
export type RefusalCode =
  | 'channel_not_allowed'
  | 'channel_full'
  | 'blocked_by_open_channel'
  | 'unknown_item'
  | 'unknown_agent'
  | 'unknown_queue'
  | 'unknown_offer'
  | 'already_known'
  | 'queue_closed'
  | 'wrong_state'
  | 'wrap_up_forced';

/** Effects out, in the order in which they happened. The shell commits them in that order. */
export type Effect =
  | ({ type: 'offer.made' } & { offer: Offer })
  /** A miss (R13): the item is back in its place. */
  | { type: 'offer.expired'; offer: string; item: string; agent: string }
  | { type: 'offer.declined'; offer: string; item: string; agent: string; reason: string; until: number }
  | { type: 'offer.rescinded'; offer: string; item: string; agent: string; reason: RescindReason }
  | { type: 'agent.not_responding'; agent: string; since: number; offer: string }
  /** Accepted (offer set) or assigned directly (offer null). `from` = the agent who held it before. */
  | { type: 'item.assigned'; item: string; agent: string; offer: string | null; from: string | null }
  | {
      type: 'item.requeued';
      item: string;
      fromQueue: string;
      fromAgent: string | null;
      queue: string;
      queuedAt: number;
      reason: RequeueReason;
    }
  | { type: 'item.expired'; item: string; queue: string }
  | {
      type: 'item.requires_attention';
      item: string;
      queue: string;
      reason: AttentionReason;
      /** For skill_nobody_has: the requirements as 'skill>=level', comma-separated. */
      detail: string | null;
    }
  /** Handling ended without a wrap-up: the slot is free and the item has left routing. */
  | { type: 'item.released'; item: string; agent: string }
  | { type: 'wrapup.started'; item: string; agent: string; until: number | null }
  | { type: 'wrapup.ended'; item: string; agent: string; by: 'agent' | 'timeout' | 'agent_removed' }
  /** `request` was not carried out and nothing changed because of it. */
  | {
      type: 'request.refused';
      request: RoutingEvent['type'];
      item: string | null;
      agent: string | null;
      reason: RefusalCode;
    };

/** Everything needed to go on elsewhere: plain JSON, sorted by id. */
export interface Snapshot {
  now: number;
  queues: QueueConfig[];
  agents: (AgentRecord & { suspended?: boolean })[];
  items: (WorkItem & { suspended?: boolean })[];
  offers: Offer[];
  /**
   * True in a snapshot of a state that has matched everything: it is not matched again at the first step, which
   * could make the same offers in another order. Absent when read from a database.
   */
  settled?: boolean;
  /** Absent or partial when read from a database: then counting starts with what waits now. */
  tallies?: Record<string, QueueTally>;
}
