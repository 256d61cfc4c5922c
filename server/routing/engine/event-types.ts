/** Events in, effects out. */
import type {
  AgentConfig,
  AgentRecord,
  Because,
  Channel,
  Need,
  NewItem,
  Offer,
  Plan,
  Presence,
  QueueConfig,
  QueueProblem,
  WorkItem,
  AttentionReason,
} from './types.ts';

export type RemovalReason = 'abandoned' | 'closed' | 'cancelled' | 'callback';

/** Events in. `at` is ms; one that is older than the last seen is read as the last seen (clock stepped back). */
export type RoutingEvent =
  | { type: 'item.queued'; at: number; item: NewItem; admitWhenClosed?: boolean; admitWhenFull?: boolean }
  | {
      type: 'item.changed';
      at: number;
      item: string;
      queue?: string;
      boostSeconds?: number;
      requires?: Need[];
      plan?: string | null;
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
      requires?: Need[];
      keepPlace?: boolean;
      admitWhenClosed?: boolean;
      admitWhenFull?: boolean;
      /** R18, the next attempt of a callback: it waits again from then on. */
      notBefore?: number | null;
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
  /** What waits there goes on waiting and is raised as `unknown_queue`. */
  | { type: 'queue.removed'; at: number; queue: string }
  /** Plans that items bring. Those of queues come with the queue. */
  | { type: 'plan.upserted'; at: number; plan: Plan }
  | { type: 'plan.removed'; at: number; plan: string }
  /** What the core cannot know itself, every few seconds. null = nothing can be said. */
  | {
      type: 'queue.measured';
      at: number;
      queue: string;
      /** Average over the last hour, wrap-up included; a channel that is missing has no history. */
      handlingSeconds: Record<Channel, number | null>;
      /** Share 0-1. */
      serviceLevel: number | null;
    }
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
  | 'queue_full'
  | 'personal_limit'
  | 'wrong_state'
  /** Nobody answers their own consult. */
  | 'asker'
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
  /** R18: its time has come; it is offered from now on. */
  | { type: 'item.due'; item: string; queue: string }
  /** R7: its plan went on to this step (one past the last = any agent of the queue). Once per decision. */
  | { type: 'item.step'; item: string; queue: string; step: number; reason: 'expired' | 'nobody' }
  /** Flow-out of the first queue, offered to the second, like `item.requeued`. */
  | {
      type: 'item.overflowed';
      item: string;
      fromQueue: string;
      queue: string;
      queuedAt: number;
      enteredAt: number;
      overflowed: string[];
      /** null: time alone. */
      because: Because | null;
    }
  /** R10: `because` is about the queue, or about the helping one when `of` is 'donor'; null when the rule is gone. */
  | {
      type: 'queue.help';
      queue: string;
      from: string;
      on: boolean;
      of: 'queue' | 'donor';
      because: Because | null;
    }
  /** Raised once, and withdrawn (`on` false) when it is over. */
  | ({ type: 'queue.problem'; on: boolean } & QueueProblem)
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
