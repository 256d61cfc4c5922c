/** Events about work items. Each is refused as a whole or carried out as a whole. */
import { canTake, openChannels } from './capacity.ts';
import { copyNeeds } from './copies.ts';
import type { Effect, RefusalCode, RemovalReason, RoutingEvent } from './event-types.ts';
import { raise } from './judging.ts';
import { endOffer, rescindItem } from './offers.ts';
import { flowOverByTime } from './overflow.ts';
import { forget, lifeEndsAt, place, retime, unplace } from './placing.ts';
import { enterQueue, isFull, leaveQueue } from './queue-count.ts';
import { closeSlot, openSlot, refreshAgent } from './slots.ts';
import { isConsult, isUnassigned, laneKey, queueOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Item, NewItem, Offer } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

export function refuse(
  fx: Effect[],
  request: RoutingEvent['type'],
  reason: RefusalCode,
  item: string | null,
  agent: string | null = null,
): void {
  fx.push({ type: 'request.refused', request, item, agent, reason });
}

/** R9: whom it is kept for and how long, as the queue takes such wishes. */
function preferenceOf(state: RoutingState, from: NewItem): Pick<Item, 'preferredAgent' | 'preferredUntil'> {
  const none = { preferredAgent: null, preferredUntil: null };
  const agent = from.preferredAgent ?? null;
  if (agent === null) return none;
  // Whom a colleague asks is no wish of a customer's.
  if (from.kind === 'consult') return { preferredAgent: agent, preferredUntil: null };
  const rule = queueOf(state, from.queue).preferred;
  if (rule === null) return { preferredAgent: agent, preferredUntil: from.preferredUntil ?? null };
  const serves = state.index.slots.get(agent)?.byLane.has(laneKey(from.queue, from.channel)) ?? false;
  if (rule.mode === 'off' || (rule.mode === 'members' && !serves)) return none;
  if ((state.index.reserved.get(agent)?.length ?? 0) >= rule.personalLimit) return none;
  const { preferredUntil = state.now + rule.seconds * 1000 } = from;
  return { preferredAgent: agent, preferredUntil };
}

function newItem(state: RoutingState, from: NewItem): Item {
  const notBefore = from.notBefore != null && from.notBefore > state.now ? from.notBefore : null;
  return {
    id: from.id,
    kind: from.kind,
    channel: from.channel,
    queue: from.queue,
    boostSeconds: from.boostSeconds ?? 0,
    arrivedAt: from.arrivedAt,
    queuedAt: from.queuedAt ?? notBefore ?? state.now,
    waitingSince: state.now,
    requires: copyNeeds(from.requires ?? []),
    ...preferenceOf(state, from),
    state: 'waiting',
    agent: null,
    offers: [],
    offerSeq: 0,
    refusals: [],
    refusalCount: 0,
    missedCount: 0,
    wrapUpUntil: null,
    attention: [],
    plan: from.plan ?? null,
    enteredAt: from.enteredAt ?? state.now,
    notBefore,
    overflowed: [],
    step: 0,
    asker: from.asker ?? null,
    expiresAt: from.expiresAt ?? null,
  };
}

export function queueItem(state: RoutingState, event: EventOf<'item.queued'>, fx: Effect[]): void {
  const { id, channel, kind } = event.item;
  if (state.items.has(id)) return refuse(fx, event.type, 'already_known', id);
  const queue = queueOf(state, event.item.queue);
  if (!queue.open && !event.admitWhenClosed) return refuse(fx, event.type, 'queue_closed', id);
  const counts = kind !== 'consult';
  if (counts && !event.admitWhenFull && isFull(state, queue, channel, kind === 'callback')) {
    return refuse(fx, event.type, 'queue_full', id);
  }
  const item = newItem(state, event.item);
  state.items.set(id, item);
  enterQueue(state, item);
  place(state, item, fx);
}

/** The agent who held it is free of it; having handled something moves them to the end of the idle order. */
export function letGo(state: RoutingState, item: Item): void {
  if (item.agent === null) return;
  const holder = item.agent;
  const agent = state.agents.get(holder);
  if (agent) agent.lastHandledAt = state.now;
  item.agent = null;
  item.wrapUpUntil = null;
  closeSlot(state, holder, item.id);
  refreshAgent(state, holder);
}

function leavingBy(reason: RemovalReason): 'abandoned' | 'callback' | 'flowedOut' {
  return reason === 'abandoned' || reason === 'callback' ? reason : 'flowedOut';
}

export function removeItem(state: RoutingState, event: EventOf<'item.removed'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  if (isUnassigned(item)) {
    rescindItem(state, item, event.reason, fx);
    leaveQueue(state, item, leavingBy(event.reason));
  } else letGo(state, item);
  forget(state, item);
}

/** A new stretch with an agent: what was remembered of the search for one is over. */
function settle(item: Item, agent: string): void {
  item.state = 'active';
  item.agent = agent;
  item.preferredAgent = null;
  item.preferredUntil = null;
  item.refusals = [];
  item.refusalCount = 0;
  item.attention = [];
  item.wrapUpUntil = null;
}

export function acceptOffer(
  state: RoutingState,
  event: EventOf<'offer.accepted'>,
  offer: Offer,
  fx: Effect[],
): void {
  const item = state.items.get(offer.item) as Item;
  rescindItem(state, item, 'accepted_elsewhere', fx, offer.id);
  endOffer(state, offer, item);
  leaveQueue(state, item, 'answered');
  settle(item, event.agent);
  openSlot(state, event.agent, item, 'active');
  retime(state, item);
  fx.push({ type: 'item.assigned', item: item.id, agent: event.agent, offer: offer.id, from: null });
}

export function assignItem(state: RoutingState, event: EventOf<'item.assigned'>, fx: Effect[]): void {
  const agent = state.agents.get(event.agent);
  if (!agent) return refuse(fx, event.type, 'unknown_agent', event.item, event.agent);
  const known = state.items.get(event.item);
  if (!known && event.create?.id !== event.item) {
    return refuse(fx, event.type, 'unknown_item', event.item, event.agent);
  }
  const item = known ?? newItem(state, event.create as NewItem);
  if (item.state === 'active' && item.agent === agent.id) {
    return refuse(fx, event.type, 'wrong_state', item.id, agent.id);
  }
  if (item.asker === agent.id) return refuse(fx, event.type, 'asker', item.id, agent.id);
  const gate = canTake(agent.capacity, openChannels(agent.open, item.id), item.channel);
  if (!gate.ok) return refuse(fx, event.type, gate.reason, item.id, agent.id);
  const from = item.agent;
  if (!known) state.items.set(item.id, item);
  else if (isUnassigned(item)) {
    rescindItem(state, item, 'assigned', fx);
    unplace(state, item);
    if (item.notBefore !== null) becomeDue(state, item);
    leaveQueue(state, item, 'answered');
  } else if (from !== agent.id) letGo(state, item);
  settle(item, agent.id);
  openSlot(state, agent.id, item, 'active');
  retime(state, item);
  fx.push({ type: 'item.assigned', item: item.id, agent: agent.id, offer: null, from });
}

export function parkItem(state: RoutingState, event: EventOf<'item.parked'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  if (item.state !== 'active') return refuse(fx, event.type, 'wrong_state', item.id, item.agent);
  item.state = 'parked';
  openSlot(state, item.agent as string, item, 'parked');
}

/** R15. A parked item has no slot, so it ends without a wrap-up. */
export function handleItem(state: RoutingState, event: EventOf<'item.handled'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  if (item.state !== 'active' && item.state !== 'parked') {
    return refuse(fx, event.type, 'wrong_state', item.id, item.agent);
  }
  const holder = item.agent as string;
  const { mode, seconds } = queueOf(state, item.queue).wrapUp;
  const wanted = !isConsult(item) && (mode === 'optional' ? event.wrapUp === true : mode !== 'none');
  if (!wanted || item.state === 'parked') {
    letGo(state, item);
    forget(state, item);
    fx.push({ type: 'item.released', item: item.id, agent: holder });
    return;
  }
  const timed = (mode === 'mandatory_timed' || mode === 'forced_timed') && seconds > 0;
  item.state = 'wrap_up';
  item.wrapUpUntil = timed ? state.now + seconds * 1000 : null;
  openSlot(state, holder, item, 'wrap_up');
  retime(state, item);
  fx.push({ type: 'wrapup.started', item: item.id, agent: holder, until: item.wrapUpUntil });
}

export function endWrapUp(
  state: RoutingState,
  item: Item,
  by: 'agent' | 'timeout' | 'agent_removed',
  fx: Effect[],
): void {
  const holder = item.agent as string;
  letGo(state, item);
  forget(state, item);
  fx.push({ type: 'wrapup.ended', item: item.id, agent: holder, by });
}

export function finishWrapUp(state: RoutingState, event: EventOf<'wrapup.done'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  if (item.state !== 'wrap_up') return refuse(fx, event.type, 'wrong_state', item.id, item.agent);
  const forced = queueOf(state, item.queue).wrapUp.mode === 'forced_timed';
  if (forced && item.wrapUpUntil !== null && item.wrapUpUntil > state.now) {
    return refuse(fx, event.type, 'wrap_up_forced', item.id, item.agent);
  }
  endWrapUp(state, item, 'agent', fx);
}

/** The item's timer rang: end of a wrap-up, its time has come, time to live, overflow, or it has ripened. */
export function wakeItem(state: RoutingState, item: Item, fx: Effect[]): void {
  if (item.state === 'wrap_up') return endWrapUp(state, item, 'timeout', fx);
  if (item.notBefore !== null && item.notBefore <= state.now) {
    becomeDue(state, item);
    fx.push({ type: 'item.due', item: item.id, queue: item.queue });
  }
  if (item.state === 'waiting' && lifeEndsAt(state, item) <= state.now) {
    if (item.kind !== 'case_step') {
      leaveQueue(state, item, 'expired');
      forget(state, item);
      fx.push({ type: 'item.expired', item: item.id, queue: item.queue });
      return;
    }
    raise(item, 'overdue', null, fx);
  }
  if (flowOverByTime(state, queueOf(state, item.queue), item, fx)) return;
  unplace(state, item);
  item.refusals = item.refusals.filter((refusal) => refusal.until > state.now);
  place(state, item, fx);
}

/** R18: what was scheduled enters its queue. */
function becomeDue(state: RoutingState, item: Item): void {
  arriveNow(item);
  enterQueue(state, item);
}

/** It waits since the time it was scheduled for; its place may be an older one. */
export function arriveNow(item: Item): void {
  if (item.notBefore === null) return;
  item.waitingSince = Math.max(item.waitingSince, item.notBefore);
  item.enteredAt = Math.max(item.enteredAt, item.notBefore);
  item.notBefore = null;
}
