/** Events about work items. Each is refused as a whole or carried out as a whole. */
import { canTake, openChannels } from './capacity.ts';
import { closeSlot, heldBy, openSlot, place, raise, refreshAgent, retime, unplace } from './lanes.ts';
import { endOffer, exclude, rescindItem } from './offers.ts';
import { copyItem, copyNeeds } from './copies.ts';
import { isUnassigned, queueOf, tallyOf } from './state.ts';
import type { RoutingState } from './state.ts';
import { setTimer } from './timers.ts';
import type { Effect, RefusalCode, RemovalReason, RequeueReason, RoutingEvent } from './event-types.ts';
import type { Item, NewItem, Offer, WorkItem } from './types.ts';

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

function newItem(state: RoutingState, from: NewItem): Item {
  return {
    id: from.id,
    kind: from.kind,
    channel: from.channel,
    queue: from.queue,
    boostSeconds: from.boostSeconds ?? 0,
    arrivedAt: from.arrivedAt,
    queuedAt: from.queuedAt ?? state.now,
    waitingSince: state.now,
    requires: copyNeeds(from.requires ?? []),
    preferredAgent: from.preferredAgent ?? null,
    preferredUntil: from.preferredUntil ?? null,
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
    notBefore: from.notBefore ?? null,
    overflowed: [],
    step: 0,
  };
}

function enterQueue(state: RoutingState, item: Item): void {
  const tally = tallyOf(state, item.queue);
  tally.offered++;
  tally.waiting++;
}

function leaveQueue(
  state: RoutingState,
  item: Item,
  as: 'answered' | 'abandoned' | 'flowedOut' | 'callback' | 'expired',
): void {
  const tally = tallyOf(state, item.queue);
  tally.waiting--;
  tally[as]++;
}

export function queueItem(state: RoutingState, event: EventOf<'item.queued'>, fx: Effect[]): void {
  const { id, queue } = event.item;
  if (state.items.has(id)) return refuse(fx, event.type, 'already_known', id);
  if (!queueOf(state, queue).open && !event.admitWhenClosed)
    return refuse(fx, event.type, 'queue_closed', id);
  const item = newItem(state, event.item);
  state.items.set(id, item);
  enterQueue(state, item);
  place(state, item, fx);
}

/** Takes an item that is not (or no longer) with an agent out of routing. */
function forget(state: RoutingState, item: Item): void {
  unplace(state, item);
  state.items.delete(item.id);
  state.suspended.delete(item.id);
  state.index.dirtyItems.delete(item.id);
  setTimer(state.index.timers, `i:${item.id}`, null);
}

/** The agent who held it is free of it; having handled something moves them to the end of the idle order. */
function letGo(state: RoutingState, item: Item): void {
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
  const gate = canTake(agent.capacity, openChannels(agent.open, item.id), item.channel);
  if (!gate.ok) return refuse(fx, event.type, gate.reason, item.id, agent.id);
  const from = item.agent;
  if (!known) state.items.set(item.id, item);
  else if (isUnassigned(item)) {
    rescindItem(state, item, 'assigned', fx);
    unplace(state, item);
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
  const wanted = mode === 'optional' ? event.wrapUp === true : mode !== 'none';
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

function endWrapUp(
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

/** Back among the waiting, counted as offered again; the item must be out of the index. */
function requeue(
  state: RoutingState,
  item: Item,
  to: { queue: string; keepPlace: boolean; fromAgent: string | null; reason: RequeueReason },
  fx: Effect[],
): void {
  const fromQueue = item.queue;
  item.queue = to.queue;
  item.state = 'waiting';
  if (!to.keepPlace) item.queuedAt = state.now;
  item.waitingSince = state.now;
  item.attention = [];
  item.refusalCount = 0;
  enterQueue(state, item);
  const { queue, queuedAt } = item;
  const { fromAgent, reason } = to;
  fx.push({ type: 'item.requeued', item: item.id, fromQueue, fromAgent, queue, queuedAt, reason });
  place(state, item, fx);
}

/** Moves an unanswered item: flow-out of the first queue, offered to the second (R19). */
function moveUnanswered(
  state: RoutingState,
  item: Item,
  queue: string,
  keepPlace: boolean,
  reason: RequeueReason,
  fx: Effect[],
): void {
  rescindItem(state, item, 'moved', fx);
  unplace(state, item);
  leaveQueue(state, item, 'flowedOut');
  item.refusals = [];
  requeue(state, item, { queue, keepPlace, fromAgent: null, reason }, fx);
}

export function changeItem(state: RoutingState, event: EventOf<'item.changed'>, fx: Effect[]): void {
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  const moves = event.queue !== undefined && event.queue !== item.queue;
  if (moves && !state.queues.has(event.queue as string)) {
    return refuse(fx, event.type, 'unknown_queue', item.id);
  }
  unplace(state, item);
  if (event.boostSeconds !== undefined) item.boostSeconds = event.boostSeconds;
  if (event.requires !== undefined) item.requires = copyNeeds(event.requires);
  if (event.preferredAgent !== undefined) {
    item.preferredAgent = event.preferredAgent;
    item.preferredUntil = event.preferredUntil ?? null;
  } else if (event.preferredUntil !== undefined) item.preferredUntil = event.preferredUntil;
  if (moves && isUnassigned(item)) {
    moveUnanswered(state, item, event.queue as string, event.keepPlace === true, 'changed', fx);
    return;
  }
  // With an agent the queue is a label: it decides the wrap-up rule and where the item returns to.
  if (moves) item.queue = event.queue as string;
  place(state, item, fx);
}

export function transferItem(state: RoutingState, event: EventOf<'item.transferred'>, fx: Effect[]): void {
  const { toAgent } = event;
  const item = state.items.get(event.item);
  if (!item) return refuse(fx, event.type, 'unknown_item', event.item);
  const queue = event.toQueue ?? item.queue;
  if (item.state === 'wrap_up') return refuse(fx, event.type, 'wrong_state', item.id, item.agent);
  if (toAgent === undefined && event.toQueue === undefined) {
    return refuse(fx, event.type, 'unknown_queue', item.id);
  }
  if (toAgent !== undefined && !state.agents.has(toAgent)) {
    return refuse(fx, event.type, 'unknown_agent', item.id, toAgent);
  }
  if (event.toQueue !== undefined) {
    if (!state.queues.has(queue)) return refuse(fx, event.type, 'unknown_queue', item.id);
    const enters = queue !== item.queue || !isUnassigned(item);
    if (enters && !queueOf(state, queue).open && !event.admitWhenClosed) {
      return refuse(fx, event.type, 'queue_closed', item.id);
    }
  }
  const source = item.agent;
  const keepPlace = event.keepPlace === true;
  const unanswered = isUnassigned(item);
  if (unanswered) rescindItem(state, item, 'moved', fx);
  unplace(state, item);
  if (event.requires !== undefined) item.requires = copyNeeds(event.requires);
  item.preferredAgent = toAgent ?? null;
  const wait = event.waitSeconds ?? null;
  item.preferredUntil = toAgent === undefined || wait === null ? null : state.now + wait * 1000;
  if (unanswered) {
    if (queue !== item.queue) moveUnanswered(state, item, queue, keepPlace, 'transferred', fx);
    else place(state, item, fx);
    return;
  }
  letGo(state, item);
  item.refusals = [];
  // Who passes it on does not want it back at once.
  if (source !== null && source !== toAgent) {
    exclude(state, item, source, state.now + queueOf(state, queue).refusalSeconds * 1000);
  }
  requeue(state, item, { queue, keepPlace, fromAgent: source, reason: 'transferred' }, fx);
}

/** The agent is gone for good: wrap-ups end, what they were handling goes back to its place. */
export function releaseHolder(state: RoutingState, agent: string, fx: Effect[]): void {
  for (const slot of heldBy(state, agent).slice()) {
    const item = state.items.get(slot.item);
    if (!item || item.agent !== agent) continue;
    if (item.state === 'wrap_up') endWrapUp(state, item, 'agent_removed', fx);
    else {
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

/** The store's word on one item: whatever was believed is dropped without effects. */
export function replaceItem(state: RoutingState, event: EventOf<'item.replaced'>, fx: Effect[]): void {
  const old = state.items.get(event.item);
  if (old) {
    for (const id of old.offers) {
      const offer = state.offers.get(id);
      state.offers.delete(id);
      setTimer(state.index.timers, `o:${id}`, null);
      if (offer) closeSlot(state, offer.agent, old.id);
    }
    if (old.agent !== null) closeSlot(state, old.agent, old.id);
    if (isUnassigned(old)) {
      const tally = tallyOf(state, old.queue);
      tally.offered--;
      tally.waiting--;
    }
    forget(state, old);
  }
  if (event.record) {
    const item = adoptItem(state, event.record, event.offers);
    if (old) {
      item.offerSeq = Math.max(item.offerSeq, old.offerSeq);
      // What was raised already is not raised again, even if the store does not keep it.
      item.attention = [...new Set([...item.attention, ...old.attention])];
    }
    if (isUnassigned(item)) enterQueue(state, item);
    place(state, item, fx);
  }
}

/** Enters a record with its open offers; the caller counts and places it. */
export function adoptItem(state: RoutingState, record: WorkItem, offers: readonly Offer[]): Item {
  const item = copyItem(record);
  // Nobody to hold it: it waits, rather than be lost in a state no event would end.
  if (!isUnassigned(item) && item.agent === null) item.state = 'waiting';
  const own = offers.filter((offer) => offer.item === item.id);
  item.offers = isUnassigned(item) ? own.map((offer) => offer.id) : [];
  if (isUnassigned(item)) {
    item.state = item.offers.length > 0 ? 'offered' : 'waiting';
    item.agent = null;
  }
  state.items.set(item.id, item);
  for (const offer of own) {
    if (!item.offers.includes(offer.id)) continue;
    state.offers.set(offer.id, { ...offer });
    setTimer(state.index.timers, `o:${offer.id}`, offer.expiresAt);
    openSlot(state, offer.agent, item, 'offered');
  }
  if (item.agent !== null && !isUnassigned(item)) {
    openSlot(state, item.agent, item, item.state as 'active' | 'parked' | 'wrap_up');
  }
  return item;
}

/** The item's timer rang: forced end of a wrap-up, end of a preference, time to live, or it has ripened. */
export function wakeItem(state: RoutingState, item: Item, fx: Effect[]): void {
  if (item.state === 'wrap_up') return endWrapUp(state, item, 'timeout', fx);
  const queue = queueOf(state, item.queue);
  if (item.state === 'waiting' && queue.ttlSeconds !== null && !item.attention.includes('overdue')) {
    if (item.waitingSince + queue.ttlSeconds * 1000 <= state.now) {
      if (item.kind !== 'case_step') {
        leaveQueue(state, item, 'expired');
        forget(state, item);
        fx.push({ type: 'item.expired', item: item.id, queue: item.queue });
        return;
      }
      raise(item, 'overdue', null, fx);
    }
  }
  unplace(state, item);
  item.refusals = item.refusals.filter((refusal) => refusal.until > state.now);
  place(state, item, fx);
}
