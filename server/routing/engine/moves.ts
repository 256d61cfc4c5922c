/** Work items that move: changed, transferred, back in their queue. */
import { copyNeeds } from './copies.ts';
import type { Effect, RequeueReason, RoutingEvent } from './event-types.ts';
import { endWrapUp, letGo, refuse } from './items.ts';
import { exclude, rescindItem } from './offers.ts';
import { forget, place, unplace } from './placing.ts';
import { enterQueue, isFull, leaveQueue } from './queue-count.ts';
import { heldBy } from './slots.ts';
import { isConsult, isUnassigned, queueOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Item } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

interface Target {
  queue: string;
  keepPlace: boolean;
  fromAgent: string | null;
  reason: RequeueReason;
}

/** Back among the waiting, counted as offered again; the item must be out of the index. */
function requeue(state: RoutingState, item: Item, to: Target, fx: Effect[]): void {
  const fromQueue = item.queue;
  item.queue = to.queue;
  item.state = 'waiting';
  if (!to.keepPlace) item.queuedAt = state.now;
  item.waitingSince = state.now;
  // Who comes back because an agent is gone is as far in its plan as it was.
  if (to.reason !== 'agent_removed') {
    item.enteredAt = state.now;
    item.step = 0;
    item.overflowed = [];
  }
  item.attention = [];
  item.refusalCount = 0;
  enterQueue(state, item);
  const { queue, queuedAt } = item;
  const { fromAgent, reason } = to;
  fx.push({ type: 'item.requeued', item: item.id, fromQueue, fromAgent, queue, queuedAt, reason });
  place(state, item, fx);
}

/** Moves an unanswered item: flow-out of the first queue, offered to the second (R19). */
function moveUnanswered(state: RoutingState, item: Item, to: Target, fx: Effect[]): void {
  rescindItem(state, item, 'moved', fx);
  unplace(state, item);
  leaveQueue(state, item, 'flowedOut');
  item.refusals = [];
  requeue(state, item, to, fx);
}

export function changeItem(state: RoutingState, event: EventOf<'item.changed'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  const { queue = item.queue } = event;
  const moves = queue !== item.queue;
  if (moves && isConsult(item)) return refuse(fx, event.type, 'wrong_state', item.id);
  if (moves && !state.queues.has(queue)) return refuse(fx, event.type, 'unknown_queue', item.id);
  unplace(state, item);
  if (event.boostSeconds !== undefined) item.boostSeconds = event.boostSeconds;
  if (event.requires !== undefined) item.requires = copyNeeds(event.requires);
  if (event.plan !== undefined && event.plan !== item.plan) {
    item.plan = event.plan;
    item.step = 0;
  }
  if (event.preferredAgent !== undefined) {
    item.preferredAgent = event.preferredAgent;
    item.preferredUntil = event.preferredUntil ?? null;
  } else if (event.preferredUntil !== undefined) item.preferredUntil = event.preferredUntil;
  if (moves && isUnassigned(item)) {
    const keepPlace = event.keepPlace === true;
    moveUnanswered(state, item, { queue, keepPlace, fromAgent: null, reason: 'changed' }, fx);
    return;
  }
  // With an agent the queue is a label: it decides the wrap-up rule and where the item returns to.
  if (moves) item.queue = queue;
  place(state, item, fx);
}

/** Why a transfer cannot be, or null. */
function hindrance(
  state: RoutingState,
  item: Item,
  event: EventOf<'item.transferred'>,
): Parameters<typeof refuse>[2] | null {
  const { toAgent, toQueue } = event;
  const queue = toQueue ?? item.queue;
  if (item.state === 'wrap_up' || isConsult(item)) return 'wrong_state';
  if (toAgent === undefined && toQueue === undefined) return 'unknown_queue';
  if (toAgent !== undefined && !state.agents.has(toAgent)) return 'unknown_agent';
  if (toQueue !== undefined) {
    if (!state.queues.has(queue)) return 'unknown_queue';
    if (queue !== item.queue || !isUnassigned(item)) {
      if (!queueOf(state, queue).open && !event.admitWhenClosed) return 'queue_closed';
      if (!event.admitWhenFull && isFull(state, queueOf(state, queue), item.channel, true)) {
        return 'queue_full';
      }
    }
  }
  const limit = queueOf(state, queue).preferred?.personalLimit ?? Infinity;
  const reserved = toAgent === undefined ? [] : (state.index.reserved.get(toAgent) ?? []);
  return reserved.length >= limit && !reserved.includes(item) ? 'personal_limit' : null;
}

export function transferItem(state: RoutingState, event: EventOf<'item.transferred'>, fx: Effect[]): void {
  const { toAgent } = event;
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  const reason = hindrance(state, item, event);
  if (reason !== null) {
    return refuse(fx, event.type, reason, item.id, reason === 'unknown_agent' ? toAgent : item.agent);
  }
  const queue = event.toQueue ?? item.queue;
  const source = item.agent;
  const keepPlace = event.keepPlace === true;
  const unanswered = isUnassigned(item);
  if (unanswered) rescindItem(state, item, 'moved', fx);
  unplace(state, item);
  if (event.requires !== undefined) item.requires = copyNeeds(event.requires);
  item.preferredAgent = toAgent ?? null;
  const wait = event.waitSeconds ?? null;
  item.preferredUntil = toAgent === undefined || wait === null ? null : state.now + wait * 1000;
  const to: Target = { queue, keepPlace, fromAgent: source, reason: 'transferred' };
  if (unanswered) {
    if (queue !== item.queue) moveUnanswered(state, item, to, fx);
    else place(state, item, fx);
    return;
  }
  letGo(state, item);
  item.refusals = [];
  // Who passes it on does not want it back at once.
  if (source !== null && source !== toAgent) {
    exclude(state, item, source, state.now + queueOf(state, item.queue).refusalSeconds * 1000);
  }
  const { notBefore = null } = event;
  item.notBefore = notBefore !== null && notBefore > state.now ? notBefore : null;
  requeue(state, item, to, fx);
}

/** The agent is gone for good: wrap-ups end, what they were handling goes back to its place. */
export function releaseHolder(state: RoutingState, agent: string, fx: Effect[]): void {
  for (const slot of heldBy(state, agent).slice()) {
    const item = state.items.get(slot.item);
    if (!item || item.agent !== agent) continue;
    if (item.state === 'wrap_up') endWrapUp(state, item, 'agent_removed', fx);
    else if (isConsult(item)) {
      letGo(state, item);
      forget(state, item);
      fx.push({ type: 'item.released', item: item.id, agent });
    } else {
      letGo(state, item);
      requeue(
        state,
        item,
        { queue: item.queue, keepPlace: true, fromAgent: agent, reason: 'agent_removed' },
        fx,
      );
    }
  }
}
