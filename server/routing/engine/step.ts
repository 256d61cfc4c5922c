import { connectAgent, declarePresence, removeAgent, replaceAgent, upsertAgent } from './agents.ts';
import { checkNext } from './conditions.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import { checkHelp } from './help.ts';
import {
  acceptOffer,
  assignItem,
  finishWrapUp,
  handleItem,
  parkItem,
  queueItem,
  refuse,
  removeItem,
  wakeItem,
} from './items.ts';
import { match } from './match.ts';
import { changeItem, transferItem } from './moves.ts';
import { declineOffer, endOffer, missOffer } from './offers.ts';
import { checkOverflow } from './overflow.ts';
import { passDeserted, place } from './placing.ts';
import { checkProblems } from './problems.ts';
import { removePlan, removeQueue, upsertPlan, upsertQueue } from './queues.ts';
import { refreshAgent } from './slots.ts';
import { compareText } from './sorted.ts';
import type { RoutingState } from './state.ts';
import { firstTimer } from './timers.ts';
import { replaceItem } from './truth.ts';
import type { Item } from './types.ts';

/**
 * The whole core: carries out one event, then whatever has become due by its time, then matches.
 * Changes `state` in place and returns what happened, in order. Deterministic: the same events on the
 * same state give the same effects, on every machine. Never throws on what an event says: what cannot be
 * carried out comes back as `request.refused`. Any event does the work of a tick at its time.
 */
export function step(state: RoutingState, event: RoutingEvent): Effect[] {
  return stepAll(state, [event]);
}

/**
 * Several events that became known together: all are carried out before anything is matched, so that the order in
 * which they are told does not decide who comes first.
 */
export function stepAll(state: RoutingState, events: readonly RoutingEvent[]): Effect[] {
  const fx: Effect[] = state.index.pending;
  state.index.pending = [];
  for (const event of events) {
    // A clock that steps backwards must not make anything due twice or never.
    state.now = Math.max(state.now, event.at);
    apply(state, event, fx);
  }
  runDue(state, fx);
  passDeserted(state, fx);
  match(state, fx);
  checkProblems(state, fx);
  return fx;
}

function apply(state: RoutingState, event: RoutingEvent, fx: Effect[]): void {
  switch (event.type) {
    case 'item.queued':
      return queueItem(state, event, fx);
    case 'item.changed':
      return changeItem(state, event, fx);
    case 'item.removed':
      return removeItem(state, event, fx);
    case 'item.assigned':
      return assignItem(state, event, fx);
    case 'item.transferred':
      return transferItem(state, event, fx);
    case 'item.parked':
      return parkItem(state, event, fx);
    case 'item.handled':
      return handleItem(state, event, fx);
    case 'wrapup.done':
      return finishWrapUp(state, event, fx);
    case 'item.replaced':
      return replaceItem(state, event, fx);
    case 'agent.upserted':
      upsertAgent(state, event.agent, fx);
      return;
    case 'agent.removed':
      return removeAgent(state, event, fx);
    case 'agent.presence':
      return declarePresence(state, event, fx);
    case 'agent.connected':
      return connectAgent(state, event, fx);
    case 'agent.replaced':
      return replaceAgent(state, event.agent, fx);
    case 'queue.upserted':
      return upsertQueue(state, event, fx);
    case 'queue.removed':
      return removeQueue(state, event, fx);
    case 'queue.measured': {
      const { queue, handlingSeconds, serviceLevel } = event;
      state.measured.set(queue, { queue, handlingSeconds: { ...handlingSeconds }, serviceLevel });
      return;
    }
    case 'plan.upserted':
      return upsertPlan(state, event, fx);
    case 'plan.removed':
      return removePlan(state, event, fx);
    case 'offer.accepted':
    case 'offer.declined': {
      const offer = state.offers.get(event.offer);
      if (!offer || offer.agent !== event.agent) {
        return refuse(fx, event.type, 'unknown_offer', offer?.item ?? null, event.agent);
      }
      if (event.type === 'offer.accepted') return acceptOffer(state, event, offer, fx);
      return declineOffer(state, offer, event.reason, fx);
    }
    case 'offer.rejected_by_store':
      return rejectOffer(state, event, fx);
    case 'tick':
      return;
  }
}

/** The offer never was: no effect, no miss, no decline. What is stale waits for the truth. */
function rejectOffer(
  state: RoutingState,
  event: Extract<RoutingEvent, { type: 'offer.rejected_by_store' }>,
  fx: Effect[],
): void {
  const offer = state.offers.get(event.offer);
  if (!offer) return refuse(fx, event.type, 'unknown_offer', null);
  const agent = state.agents.get(offer.agent);
  if (event.stale !== 'item' && agent) {
    agent.suspended = true;
    refreshAgent(state, agent.id);
  }
  const item = state.items.get(offer.item) as Item;
  endOffer(state, offer, item);
  if (event.stale !== 'agent') state.suspended.add(item.id);
  place(state, item, fx);
}

function runDue(state: RoutingState, fx: Effect[]): void {
  for (;;) {
    const due = firstTimer(state.index.timers);
    if (!due || due.at > state.now) return;
    const id = due.key.slice(2);
    if (due.key === 'c:') checkConditions(state, fx);
    else if (due.key.startsWith('o:')) {
      const offer = state.offers.get(id);
      if (!offer) throw new Error(`routing: timer of an offer that is gone: ${id}`);
      missOffer(state, offer, fx);
    } else {
      const item = state.items.get(id);
      if (!item) throw new Error(`routing: timer of an item that is gone: ${id}`);
      wakeItem(state, item, fx);
    }
  }
}

/** Help and overflow. What takes long is done in parts, a queue at a time, so that no decision does. */
function checkConditions(state: RoutingState, fx: Effect[]): void {
  const { since, queue: first } = state.checking ?? { since: state.now, queue: '' };
  const queues = [...state.queues.values()].filter((one) => one.help.length > 0 || one.overflow.length > 0);
  queues.sort((a, b) => compareText(a.id, b.id));
  const rest = queues.filter((one) => compareText(one.id, first) >= 0);
  for (const [i, queue] of rest.entries()) {
    const before = fx.length;
    checkHelp(state, queue, fx);
    if (!checkOverflow(state, queue, fx)) return checkNext(state, since, queue.id);
    const next = rest[i + 1];
    if (fx.length > before && next) return checkNext(state, since, next.id);
  }
  checkNext(state, since, null);
}

/** When the next `tick` is needed (ms), or null. May be in the past after `load`. */
export function nextWakeAt(state: RoutingState): number | null {
  return firstTimer(state.index.timers)?.at ?? null;
}
