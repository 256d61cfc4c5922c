import {
  connectAgent,
  declarePresence,
  removeAgent,
  removeQueue,
  replaceAgent,
  upsertAgent,
  upsertQueue,
} from './agents.ts';
import {
  acceptOffer,
  adoptItem,
  assignItem,
  changeItem,
  finishWrapUp,
  handleItem,
  parkItem,
  queueItem,
  refuse,
  removeItem,
  replaceItem,
  transferItem,
  wakeItem,
} from './items.ts';
import { place, refreshAgent } from './lanes.ts';
import { match } from './match.ts';
import { declineOffer, endOffer, missOffer } from './offers.ts';
import { compareText } from './sorted.ts';
import { copyConfig, copyItem, copyPlan, copyQueue } from './copies.ts';
import { createState, isUnassigned, tallyOf } from './state.ts';
import type { RoutingState } from './state.ts';
import { firstTimer } from './timers.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import type { AgentState, Snapshot, Item } from './types.ts';

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
  match(state, fx);
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
      state.plans.set(event.plan.id, copyPlan(event.plan));
      return;
    case 'plan.removed':
      state.plans.delete(event.plan);
      return;
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
    if (due.key.startsWith('o:')) {
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

/** When the next `tick` is needed (ms), or null. May be in the past after `load`. */
export function nextWakeAt(state: RoutingState): number | null {
  return firstTimer(state.index.timers)?.at ?? null;
}

/** An agent without what is derived. */
function recordOf(agent: AgentState): Snapshot['agents'][number] {
  const { open, ...record } = agent;
  void open;
  return { ...record, ...copyConfig(agent) };
}

/** Plain JSON that `load` takes; sorted, so that equal states give equal snapshots. */
export function snapshot(state: RoutingState): Snapshot {
  const byId = (a: { id: string }, b: { id: string }) => compareText(a.id, b.id);
  return {
    now: state.now,
    settled:
      state.index.dirtyItems.size === 0 &&
      state.index.dirtyAgents.size === 0 &&
      state.index.pending.length === 0,
    queues: [...state.queues.values()].map(copyQueue).sort(byId),
    plans: [...state.plans.values()].map(copyPlan).sort(byId),
    measured: [...state.measured.values()]
      .map((one) => structuredClone(one))
      .sort((a, b) => compareText(a.queue, b.queue)),
    agents: [...state.agents.values()].map(recordOf).sort(byId),
    items: [...state.items.values()]
      .map((item) => ({ ...copyItem(item), suspended: state.suspended.has(item.id) }))
      .sort(byId),
    offers: [...state.offers.values()].map((offer) => ({ ...offer })).sort(byId),
    tallies: Object.fromEntries(
      [...state.tallies]
        .sort((a, b) => compareText(a[0], b[0]))
        .map(([queue, tally]) => [queue, { ...tally }]),
    ),
  };
}

/**
 * A state from a snapshot or from database rows, for take-over. Decides nothing yet: follow it with a
 * `tick`, which expires what is overdue and offers what waits. Counting starts with what waits where the
 * snapshot has no tallies.
 */
export function load(from: Snapshot): RoutingState {
  const state = createState();
  state.now = from.now;
  const fx = state.index.pending;
  for (const queue of from.queues) state.queues.set(queue.id, copyQueue(queue));
  for (const plan of from.plans ?? []) state.plans.set(plan.id, copyPlan(plan));
  for (const one of from.measured ?? []) state.measured.set(one.queue, structuredClone(one));
  for (const agent of from.agents) {
    replaceAgent(state, agent, fx);
    if (agent.suspended) {
      (state.agents.get(agent.id) as { suspended: boolean }).suspended = true;
      refreshAgent(state, agent.id);
    }
  }
  const offersOf = new Map<string, Snapshot['offers']>();
  for (const offer of from.offers) {
    const list = offersOf.get(offer.item);
    if (list) list.push(offer);
    else offersOf.set(offer.item, [offer]);
  }
  for (const [queue, tally] of Object.entries(from.tallies ?? {})) {
    state.tallies.set(queue, { ...tally, callback: tally.callback ?? 0, waiting: 0 });
  }
  for (const { suspended, ...record } of from.items) {
    const item = adoptItem(state, record, offersOf.get(record.id) ?? []);
    if (suspended) state.suspended.add(item.id);
    if (isUnassigned(item)) tallyOf(state, item.queue).waiting++;
    place(state, item, fx);
  }
  for (const tally of state.tallies.values()) {
    tally.offered =
      tally.answered + tally.abandoned + tally.flowedOut + tally.callback + tally.expired + tally.waiting;
  }
  if (from.settled) {
    state.index.dirtyItems.clear();
    state.index.dirtyAgents.clear();
  }
  return state;
}
