/** Who gets what (R2, R3, R4). Looks at heads of groups and at the front of idle orders only. */
import { laneKey } from './lanes.ts';
import { makeOffer } from './offers.ts';
import { meets } from './needs.ts';
import { compareLast, compareScore } from './state.ts';
import type { AgentSlot, Entry, RoutingState } from './state.ts';
import type { Effect } from './event-types.ts';
import type { Item } from './types.ts';

/** R14: 'alone' = declined lately, but nobody else is signed in for this queue and channel. */
function refusalOf(state: RoutingState, slot: AgentSlot, item: Item, entry: Entry): 'none' | 'alone' | 'yes' {
  for (const refusal of item.refusals) {
    if (refusal.agent !== slot.agent.id || refusal.until <= state.now) continue;
    return entry.lane.signedIn === 1 ? 'alone' : 'yes';
  }
  return 'none';
}

function hasOfferOf(state: RoutingState, slot: AgentSlot, item: Item): boolean {
  for (const id of item.offers) if (state.offers.get(id)?.agent === slot.agent.id) return true;
  return false;
}

/** R3: the agent for an item, or null. */
function bestAgent(state: RoutingState, item: Item): AgentSlot | null {
  const place = state.index.placed.get(item.id);
  if (!place) return null;
  if ('reservedFor' in place) {
    const slot = state.index.slots.get(place.reservedFor);
    return slot && slot.free.has(item.channel) && !hasOfferOf(state, slot, item) ? slot : null;
  }
  const { lane } = place;
  const age = state.now - item.queuedAt;
  for (const slot of lane.idle) {
    const entry = slot.byLane.get(lane.key) as Entry;
    if (age < entry.delayMs || !meets(slot.agent, item.requires)) continue;
    if (item.offers.length > 0 && hasOfferOf(state, slot, item)) continue;
    if (item.refusals.length > 0 && refusalOf(state, slot, item, entry) === 'yes') continue;
    return slot;
  }
  return null;
}

/** R4: the item for an agent, or null. Items they declined come last, and only when nobody else is there. */
function bestItem(state: RoutingState, slot: AgentSlot): Item | null {
  // R9: what is kept for this agent outranks everything.
  for (const item of state.index.reserved.get(slot.agent.id) ?? []) {
    if (slot.free.has(item.channel) && !hasOfferOf(state, slot, item)) return item;
  }
  let best: Item | null = null;
  let bestPriority = Infinity;
  let last: Item | null = null;
  let lastPriority = Infinity;
  for (const entry of slot.entries) {
    if (best !== null && entry.priority > bestPriority) break;
    if (!slot.free.has(entry.channel)) continue;
    const ripe = state.now - entry.delayMs;
    for (const group of entry.lane.groups.values()) {
      if (group.signature !== '' && !meets(slot.agent, group.requires)) continue;
      for (const item of group.items) {
        if (item.queuedAt > ripe) break;
        if (item.offers.length > 0 && hasOfferOf(state, slot, item)) continue;
        if (item.refusals.length > 0) {
          const refusal = refusalOf(state, slot, item, entry);
          if (refusal === 'yes') continue;
          if (refusal === 'alone') {
            const earlier =
              last === null || (entry.priority === lastPriority && compareScore(item, last) < 0);
            if (earlier) {
              last = item;
              lastPriority = entry.priority;
            }
            continue;
          }
        }
        if (best === null || compareScore(item, best) < 0) {
          best = item;
          bestPriority = entry.priority;
        }
        break;
      }
    }
  }
  return best ?? last;
}

/**
 * Makes one offer that both sides would choose: the item its agent, that agent their item, and so on
 * until the two agree. Idle clocks that differ between queues can make a ring of choices; the bound ends it.
 */
function offerBest(state: RoutingState, first: Item, taker: AgentSlot, fx: Effect[]): void {
  let item = first;
  let slot = taker;
  for (let round = 0; round < 16; round++) {
    const wanted = bestItem(state, slot) ?? item;
    if (wanted === item) break;
    item = wanted;
    const chosen = bestAgent(state, item) ?? slot;
    if (chosen === slot) break;
    slot = chosen;
  }
  makeOffer(state, item, slot.agent.id, fx);
}

/**
 * Matches what an event has touched (R1). Afterwards no waiting item has an eligible free agent: pairs of
 * untouched items and agents were not eligible before, and offers only take capacity away.
 */
export function match(state: RoutingState, fx: Effect[]): void {
  const { dirtyItems, dirtyAgents, placed, slots } = state.index;
  if (dirtyItems.size > 0) {
    const only = dirtyItems.size === 1 && dirtyAgents.size === 0;
    const items: Item[] = [];
    for (const id of dirtyItems) {
      const item = state.items.get(id);
      if (item && placed.has(id)) items.push(item);
    }
    items.sort(compareScore);
    for (const item of items) {
      for (;;) {
        const slot = bestAgent(state, item);
        if (!slot) break;
        // With nothing else touched, this agent had no other item to take.
        if (only && item.refusals.length === 0) makeOffer(state, item, slot.agent.id, fx);
        else offerBest(state, item, slot, fx);
      }
    }
    dirtyItems.clear();
  }
  if (dirtyAgents.size > 0) {
    const agents: AgentSlot[] = [];
    for (const id of dirtyAgents) {
      const slot = slots.get(id);
      if (slot && slot.free.size > 0) agents.push(slot);
    }
    agents.sort(compareLast);
    for (const slot of agents) {
      for (;;) {
        if (slot.free.size === 0) break;
        const item = bestItem(state, slot);
        if (!item) break;
        offerBest(state, item, bestAgent(state, item) ?? slot, fx);
      }
    }
    dirtyAgents.clear();
    dirtyItems.clear();
  }
}

/** Unassigned items of the same queue and channel that are served before this one; 0 = next. */
export function waitingAhead(state: RoutingState, id: string): number {
  const item = state.items.get(id);
  const lane = item && state.index.lanes.get(laneKey(item.queue, item.channel));
  if (!item || !lane) return 0;
  let ahead = 0;
  for (const group of lane.groups.values()) {
    const { items } = group;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareScore(items[middle] as Item, item) < 0) low = middle + 1;
      else high = middle;
    }
    ahead += low;
  }
  return ahead;
}
