/**
 * Where waiting items stand so that agents find them. Everything here can be rebuilt from the records.
 * Discipline: take an item out (`unplace`) before changing what it is sorted by, put it back after.
 */
import type { Effect } from './event-types.ts';
import { judge } from './judging.ts';
import { reachOf, stepEndsAt } from './plans.ts';
import type { Reach } from './plans.ts';
import { compareText, insertSorted, removeSorted } from './sorted.ts';
import { compareArrival, compareScore, isConsult, isUnassigned, queueOf } from './state.ts';
import type { Group, Lane, RoutingState } from './state.ts';
import { setTimer, timerOf } from './timers.ts';
import type { Item, Queue } from './types.ts';

/** R9: still kept for one agent? Not once they are gone or offline, or the time is up; a consult to its end. */
function isReserved(state: RoutingState, item: Item): boolean {
  if (item.preferredAgent === null) return false;
  if (isConsult(item)) return true;
  const agent = state.agents.get(item.preferredAgent);
  if (!agent || agent.presence === 'offline') return false;
  return item.preferredUntil === null || item.preferredUntil > state.now;
}

/** Could it go to another queue by time alone, were there room? */
function mayFlowOver(state: RoutingState, queue: Queue, item: Item): boolean {
  if (isConsult(item)) return false;
  return queue.overflow.some(
    (rule) =>
      rule.when === null &&
      rule.afterSeconds !== null &&
      rule.toQueue !== item.queue &&
      state.queues.has(rule.toQueue) &&
      !item.overflowed.includes(rule.toQueue),
  );
}

function groupOf(item: Item, reach: Reach, lasting: boolean): Group {
  const { lanes, needs, signature, names, skipIfNobody } = reach;
  const home = lanes[0] as Lane;
  let key = `${home.key}|${item.boostSeconds}|${signature}`;
  if (lanes.length > 1) key += `|${lanes.map((lane) => lane.queue).join(' ')}`;
  if (names.length > 0) key += `|by name ${names.join(' ')}`;
  if (skipIfNobody) key += '|skip';
  if (!lasting) key += '|passing';
  const present = home.groups.get(key);
  if (present) return present;
  return {
    key,
    home,
    lanes,
    signature,
    needs,
    names,
    skipIfNobody,
    lasting,
    hadProblem: true,
    items: [],
  };
}

function enter(state: RoutingState, group: Group, item: Item): void {
  if (group.items.length === 0) {
    for (const lane of group.lanes) lane.groups.set(group.key, group);
    for (const name of group.names) {
      let groups = state.index.named.get(name);
      if (!groups) state.index.named.set(name, (groups = new Set()));
      groups.add(group);
    }
  }
  insertSorted(group.items, item, compareArrival);
  if (item.refusals.length > 0) for (const lane of group.lanes) lane.refused.add(item.id);
}

function leave(state: RoutingState, group: Group, item: Item): void {
  removeSorted(group.items, item, compareArrival);
  for (const lane of group.lanes) lane.refused.delete(item.id);
  if (group.items.length > 0) return;
  for (const lane of group.lanes) lane.groups.delete(group.key);
  for (const name of group.names) {
    const groups = state.index.named.get(name);
    groups?.delete(group);
    if (groups?.size === 0) state.index.named.delete(name);
  }
}

/** Puts an unassigned item where agents can find it, times its next change, and marks it to be matched. */
export function place(state: RoutingState, item: Item, fx: Effect[]): void {
  const { index } = state;
  if (isUnassigned(item) && item.notBefore === null) {
    const queue = queueOf(state, item.queue);
    const room = item.offers.length < Math.max(1, queue.parallelOffers);
    if (room && !state.suspended.has(item.id)) {
      if (item.preferredAgent !== null && !isReserved(state, item)) {
        item.preferredAgent = null;
        item.preferredUntil = null;
      }
      if (item.preferredAgent !== null) {
        let list = index.reserved.get(item.preferredAgent);
        if (!list) index.reserved.set(item.preferredAgent, (list = []));
        insertSorted(list, item, compareScore);
        index.placed.set(item.id, { reservedFor: item.preferredAgent });
      } else {
        const reach = reachOf(state, item, fx);
        const group = groupOf(item, reach, reach.endless && !mayFlowOver(state, queue, item));
        enter(state, group, item);
        index.placed.set(item.id, { group });
        judge(state, group, item, fx);
      }
      index.dirtyItems.add(item.id);
    }
  }
  retime(state, item);
}

export function unplace(state: RoutingState, item: Item): void {
  const place = state.index.placed.get(item.id);
  if (!place) return;
  state.index.placed.delete(item.id);
  if ('group' in place) return leave(state, place.group, item);
  const list = state.index.reserved.get(place.reservedFor) as Item[];
  removeSorted(list, item, compareScore);
  if (list.length === 0) state.index.reserved.delete(place.reservedFor);
}

/** Takes an item that is not (or no longer) with an agent out of routing. */
export function forget(state: RoutingState, item: Item): void {
  unplace(state, item);
  state.items.delete(item.id);
  state.suspended.delete(item.id);
  state.index.dirtyItems.delete(item.id);
  setTimer(state.index.timers, `i:${item.id}`, null);
}

/** R20: when an item that waits is over, by its queue's rule or an end of its own; a case step is called overdue, once. */
export function lifeEndsAt(state: RoutingState, item: Item): number {
  if (item.attention.includes('overdue')) return Infinity;
  const { ttlSeconds } = queueOf(state, item.queue);
  const byQueue = ttlSeconds === null ? Infinity : item.waitingSince + ttlSeconds * 1000;
  return Math.min(byQueue, item.expiresAt ?? Infinity);
}

/** Sets the one timer of an item: the next moment at which time alone changes what may happen to it. */
export function retime(state: RoutingState, item: Item): void {
  let due = Infinity;
  if (item.state === 'wrap_up') due = item.wrapUpUntil ?? Infinity;
  else if (isUnassigned(item)) due = item.notBefore ?? nextChange(state, item);
  setTimer(state.index.timers, `i:${item.id}`, due === Infinity ? null : due);
}

function nextChange(state: RoutingState, item: Item): number {
  const { now } = state;
  const queue = queueOf(state, item.queue);
  let due = Infinity;
  const at = (time: number): void => {
    if (time > now && time < due) due = time;
  };
  const place = state.index.placed.get(item.id);
  if (place && 'group' in place) {
    for (const lane of place.group.lanes) for (const delay of lane.delays.keys()) at(item.queuedAt + delay);
    for (const help of place.group.home.pool.helpers) at(item.queuedAt + help.delayMs);
    at(stepEndsAt(state, item));
    // What is overdue and found no room is tried again with the conditions.
    if (item.state === 'waiting' && !isConsult(item)) {
      for (const { when, afterSeconds } of queue.overflow) {
        if (when === null && afterSeconds !== null) at(item.enteredAt + afterSeconds * 1000);
      }
    }
  } else if (place && item.preferredUntil !== null) at(item.preferredUntil);
  for (const refusal of item.refusals) at(refusal.until);
  // R8, R20: an open offer is never torn down; its end sets this timer again.
  return item.state === 'waiting' ? Math.min(due, lifeEndsAt(state, item)) : due;
}

/** After delays of a lane changed. What is due rings within this very step and then sets itself anew. */
export function retimeLane(state: RoutingState, lane: Lane): void {
  for (const group of lane.groups.values()) {
    for (const item of group.items) {
      if ((timerOf(state.index.timers, `i:${item.id}`) ?? Infinity) > state.now) retime(state, item);
    }
  }
}

/** Places items of groups anew, in an order that does not depend on history. */
export function replaceAll(state: RoutingState, items: Iterable<Item>, fx: Effect[]): void {
  for (const item of [...items].sort((a, b) => compareText(a.id, b.id))) {
    unplace(state, item);
    place(state, item, fx);
  }
}

/** R8: those who could have met a step are gone; its items are passed on at once. */
export function passDeserted(state: RoutingState, fx: Effect[]): void {
  const { deserted } = state.index;
  if (deserted.size === 0) return;
  const items: Item[] = [];
  for (const group of deserted)
    for (const item of group.items) if (item.state === 'waiting') items.push(item);
  deserted.clear();
  replaceAll(state, items, fx);
}
