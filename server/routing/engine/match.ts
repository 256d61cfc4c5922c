/** Who gets what (R2, R3, R4). Looks at heads of groups and at the front of idle orders only. */
import type { Effect } from './event-types.ts';
import { lanesAsked } from './judging.ts';
import { meets } from './needs.ts';
import { makeOffer } from './offers.ts';
import { groupsNaming, slotsNamed } from './plans.ts';
import { accessesOf } from './slots.ts';
import { compareIdle, compareLast, compareScore, isConsult, queueOf } from './state.ts';
import type { AgentSlot, Group, Lane, RoutingState } from './state.ts';
import type { Item } from './types.ts';

/** R14: 'alone' = declined lately, but nobody else who is asked is signed in. Who asks in a consult knows of a 'no'. */
function refusalOf(state: RoutingState, slot: AgentSlot, item: Item, group: Group): 'none' | 'alone' | 'yes' {
  for (const refusal of item.refusals) {
    if (refusal.agent !== slot.agent.id || refusal.until <= state.now) continue;
    return !isConsult(item) && isAlone(state, slot, group) ? 'alone' : 'yes';
  }
  return 'none';
}

function isAlone(state: RoutingState, slot: AgentSlot, group: Group): boolean {
  for (const lane of lanesAsked(group)) {
    if (lane.signedIn > (slot.byLane.has(lane.key) ? 1 : 0)) return false;
  }
  for (const other of slotsNamed(state, group.names)) if (other !== slot && other.signedIn) return false;
  return true;
}

/** R9: may whom it is kept for be asked now? */
function takesReserved(state: RoutingState, slot: AgentSlot, item: Item): boolean {
  return slot.free.has(item.channel) && item.asker !== slot.agent.id && !hasOfferOf(state, slot, item);
}

function hasOfferOf(state: RoutingState, slot: AgentSlot, item: Item): boolean {
  for (const id of item.offers) if (state.offers.get(id)?.agent === slot.agent.id) return true;
  return false;
}

/** May this free agent, who is asked, get the item? Delay apart. */
function suits(state: RoutingState, slot: AgentSlot, item: Item, group: Group): boolean {
  if (group.signature !== '' && !meets(slot.agent, group.needs)) return false;
  if (item.asker === slot.agent.id) return false;
  if (item.offers.length > 0 && hasOfferOf(state, slot, item)) return false;
  return item.refusals.length === 0 || refusalOf(state, slot, item, group) !== 'yes';
}

/** The better one of those in a lane and one found before, by the idle clock of the queue. */
function bestInLane(
  state: RoutingState,
  item: Item,
  group: Group,
  lane: Lane,
  helpDelayMs: number | null,
  found: AgentSlot | null,
): AgentSlot | null {
  const age = state.now - item.queuedAt;
  if (helpDelayMs !== null && age < helpDelayMs) return found;
  const compare = compareIdle(group.home.clock);
  const inOrder = lane.clock === group.home.clock;
  let best = found;
  for (const slot of lane.idle) {
    if (best !== null && compare(best, slot) <= 0) {
      if (inOrder) return best;
      continue;
    }
    if (helpDelayMs === null && age < (slot.byLane.get(lane.key)?.delayMs ?? 0)) continue;
    if (!suits(state, slot, item, group)) continue;
    best = slot;
    if (inOrder) return best;
  }
  return best;
}

/** R3: the agent for an item, or null. Those who help are asked when nobody else is there. */
function bestAgent(state: RoutingState, item: Item): AgentSlot | null {
  const place = state.index.placed.get(item.id);
  if (!place) return null;
  if ('reservedFor' in place) {
    const slot = state.index.slots.get(place.reservedFor);
    return slot && takesReserved(state, slot, item) ? slot : null;
  }
  const { group } = place;
  let best: AgentSlot | null = null;
  for (const lane of group.lanes) best = bestInLane(state, item, group, lane, null, best);
  if (group.names.length > 0) {
    const compare = compareIdle(group.home.clock);
    for (const slot of slotsNamed(state, group.names)) {
      if (!slot.free.has(item.channel) || (best !== null && compare(best, slot) <= 0)) continue;
      if (suits(state, slot, item, group)) best = slot;
    }
  }
  if (best !== null) return best;
  for (const { pool, delayMs } of group.home.pool.helpers) {
    const lane = pool.lanes.get(item.channel);
    if (lane) best = bestInLane(state, item, group, lane, delayMs, best);
  }
  return best;
}

/** The search for an agent's item. Items they declined come last, and only when nobody else is there. */
class Search {
  best: Item | null = null;
  bestPriority = Infinity;
  #last: Item | null = null;
  #lastPriority = Infinity;
  readonly #state: RoutingState;
  readonly #slot: AgentSlot;

  constructor(state: RoutingState, slot: AgentSlot) {
    this.#state = state;
    this.#slot = slot;
  }

  get result(): Item | null {
    return this.best ?? this.#last;
  }

  /** The first of a group that is for this agent. */
  look(group: Group, priority: number, delayMs: number): void {
    if (group.signature !== '' && !meets(this.#slot.agent, group.needs)) return;
    const ripe = this.#state.now - delayMs;
    for (const item of group.items) {
      if (item.queuedAt > ripe) return;
      if (item.asker === this.#slot.agent.id) continue;
      if (item.offers.length > 0 && hasOfferOf(this.#state, this.#slot, item)) continue;
      if (item.refusals.length > 0) {
        const refusal = refusalOf(this.#state, this.#slot, item, group);
        if (refusal === 'yes') continue;
        if (refusal === 'alone') {
          this.#remember(item, priority);
          continue;
        }
      }
      const better =
        this.best === null ||
        priority < this.bestPriority ||
        (priority === this.bestPriority && compareScore(item, this.best) < 0);
      if (better) {
        this.best = item;
        this.bestPriority = priority;
      }
      return;
    }
  }

  #remember(item: Item, priority: number): void {
    const earlier =
      this.#last === null ||
      priority < this.#lastPriority ||
      (priority === this.#lastPriority && compareScore(item, this.#last) < 0);
    if (!earlier) return;
    this.#last = item;
    this.#lastPriority = priority;
  }
}

/** R4: the item for an agent, or null. */
function bestItem(state: RoutingState, slot: AgentSlot): Item | null {
  // R9: what is kept for this agent outranks everything.
  for (const item of state.index.reserved.get(slot.agent.id) ?? []) {
    if (takesReserved(state, slot, item)) return item;
  }
  const search = new Search(state, slot);
  for (const group of groupsNaming(state, slot)) {
    if (!slot.free.has(group.home.channel)) continue;
    // Asked by name, their profile does not matter.
    search.look(group, queueOf(state, group.home.queue).priority, 0);
  }
  for (const { lane, channel, priority, delayMs, help } of accessesOf(state, slot)) {
    if (search.best !== null && priority > search.bestPriority) break;
    if (!slot.free.has(channel)) continue;
    for (const group of lane.groups.values()) {
      // Help is for the queue itself, not for its guests.
      if (!help || group.home === lane) search.look(group, priority, delayMs);
    }
  }
  return search.result;
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
