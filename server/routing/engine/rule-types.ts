/** What administration decides: queues, plans, rules, agents. Units as in types.ts. */

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

/**
 * Who may take an item: a skill of a least level, a team, an agent by name, joined by AND and OR. `all` of nothing is
 * met by everybody, `any` of nothing by nobody.
 */
export type Need =
  | { skill: string; level: number }
  | { team: string }
  | { agent: string }
  | { all: readonly Need[] }
  | { any: readonly Need[] };

/** R7: one step of a routing plan. */
export interface PlanStep {
  /** null = any agent of the pool. */
  need: Need | null;
  /** false: the item's own requirements are given up from this step on. */
  keepRequires: boolean;
  /** Further queues whose agents are added from this step on; cumulative. Their profile entry gives priority and delay. */
  queues: string[];
  /** anyone: agents and teams that the need names are asked too when their profile lacks the queue. */
  pool: 'members' | 'anyone';
  /** How long the step lasts; counted cumulatively from the item's entry into the queue (R8); null = to the end. */
  seconds: number | null;
  /** R8: passed over at once when nobody who is signed in meets it. */
  skipIfNobody: boolean;
}

/** Ordered steps; after the last one any agent of the queue, with all earlier widening kept. */
export interface Plan {
  id: string;
  steps: PlanStep[];
}

/** What is compared, over all channels of a queue. Waits in seconds, the level a share 0-1, the rest counts. */
export type Measure = 'estimated_wait' | 'service_level' | 'idle_agents' | 'waiting' | 'longest_wait';

export interface Condition {
  measure: Measure;
  is: 'above' | 'below';
  value: number;
}

/** R10: agents of another queue are asked too while the condition holds and their own queue is not in need. */
export interface HelpRule {
  from: string;
  when: Condition;
  /** About the helping queue: while this holds its agents do not help. */
  unlessDonor: Condition | null;
  /** Of the help in the order of the helping agents; null = after all their own queues. */
  priority: number | null;
  /** An item must have waited this long before helping agents are asked. */
  delaySeconds: number;
}

/** What waits goes to another queue after a time, on a condition, or on both. With neither it never does. */
export interface OverflowRule {
  toQueue: string;
  /** Since the entry into the queue. */
  afterSeconds: number | null;
  when: Condition | null;
  /** The routing arrival is kept; the entry into the queue is new. */
  keepPlace: boolean;
}

/** R16. Callbacks and transfers may exceed `max` by the share. `channels` absent: all are counted and turned away. */
export interface QueueLimit {
  max: number;
  bufferShare: number;
  channels?: Channel[];
}

/** R9. How a wish for an agent that comes with a new item (`item.queued`) is taken. */
export interface PreferredRule {
  /** off: not at all. members: only when their profile holds the queue and channel. */
  mode: 'off' | 'members' | 'anyone';
  /** How long an item is kept for them, when it does not say itself. */
  seconds: number;
  /** As many items at most wait for one agent; who comes then is for all. */
  personalLimit: number;
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
  /** R7. Default null: any agent of the queue. An item may bring another. */
  plan?: Plan | null;
  help?: HelpRule[];
  overflow?: OverflowRule[];
  /** R16. Default null: no limit. */
  limit?: QueueLimit | null;
  /** R9. Default null: a wish is taken as it comes. */
  preferred?: PreferredRule | null;
}

/** A queue with nothing left open, as the state keeps it. */
export type Queue = Required<QueueConfig>;

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
  /** For needs that name a team. Default null. */
  team?: string | null;
}
