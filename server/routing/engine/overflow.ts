/** Overflow: what waits goes to another queue after a time, on a condition, or on both. */
import { because, holds, measure } from './conditions.ts';
import type { Effect } from './event-types.ts';
import { place, unplace } from './placing.ts';
import { enterQueue, isFull, leaveQueue } from './queue-count.ts';
import { compareText } from './sorted.ts';
import { isConsult, poolOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Because, Item, OverflowRule, Queue } from './types.ts';

/** So many at most in one decision, so that none takes long. */
const AT_ONCE = 10;

/** Could anything of that channel go there now? */
function hasRoom(state: RoutingState, rule: OverflowRule, item: Item): boolean {
  const target = state.queues.get(rule.toQueue);
  return (
    target !== undefined &&
    target.open &&
    rule.toQueue !== item.queue &&
    !item.overflowed.includes(rule.toQueue) &&
    !isFull(state, target, item.channel, true)
  );
}

/** Waits for anybody: not at an agent, not kept for one, not before the store. */
function isWaitingForAll(state: RoutingState, item: Item): boolean {
  if (item.state !== 'waiting' || isConsult(item)) return false;
  const place = state.index.placed.get(item.id);
  return place !== undefined && 'group' in place;
}

/** The item must be one that waits; R19: flow-out of the first queue, offered to the second. */
function flowOver(
  state: RoutingState,
  item: Item,
  rule: OverflowRule,
  why: Because | null,
  fx: Effect[],
): void {
  const fromQueue = item.queue;
  unplace(state, item);
  leaveQueue(state, item, 'flowedOut');
  item.overflowed.push(fromQueue);
  item.queue = rule.toQueue;
  if (!rule.keepPlace) item.queuedAt = state.now;
  item.enteredAt = state.now;
  item.waitingSince = state.now;
  item.step = 0;
  item.attention = [];
  item.refusals = [];
  item.refusalCount = 0;
  enterQueue(state, item);
  const { id, queue, queuedAt, enteredAt } = item;
  const overflowed = item.overflowed.slice();
  fx.push({
    type: 'item.overflowed',
    item: id,
    fromQueue,
    queue,
    queuedAt,
    enteredAt,
    overflowed,
    because: why,
  });
  place(state, item, fx);
}

/** The item's time may have come: the first rule by time alone that has room takes it. True: it has gone. */
export function flowOverByTime(state: RoutingState, queue: Queue, item: Item, fx: Effect[]): boolean {
  if (queue.overflow.length === 0 || !isWaitingForAll(state, item)) return false;
  const rule = queue.overflow.find(
    (one) =>
      one.when === null &&
      one.afterSeconds !== null &&
      item.enteredAt + one.afterSeconds * 1000 <= state.now &&
      hasRoom(state, one, item),
  );
  if (!rule) return false;
  flowOver(state, item, rule, null, fx);
  return true;
}

/**
 * Looks at all rules of a queue: those with a condition, and those by time that found no room earlier. By a condition
 * alone the last to have come go first, who would have waited longest; by time the first. False: there is more to do.
 */
export function checkOverflow(state: RoutingState, queue: Queue, fx: Effect[]): boolean {
  let gone = 0;
  for (const rule of queue.overflow) {
    const { when, afterSeconds } = rule;
    if (when === null && afterSeconds === null) continue;
    const target = state.queues.get(rule.toQueue);
    if (!target?.open || rule.toQueue === queue.id) continue;
    let value = when === null ? null : measure(state, queue.id, when.measure);
    if (when !== null && !holds(when, value)) continue;
    const latest = afterSeconds === null ? Infinity : state.now - afterSeconds * 1000;
    const items = poolOf(state, queue.id).inside.filter(
      (item) => item.enteredAt <= latest && isWaitingForAll(state, item) && hasRoom(state, rule, item),
    );
    if (afterSeconds === null) items.reverse();
    for (const item of items) {
      if (!hasRoom(state, rule, item)) continue;
      if (gone >= AT_ONCE) return false;
      flowOver(state, item, rule, when && because(when.measure, value), fx);
      gone++;
      if (when === null) continue;
      value = measure(state, queue.id, when.measure);
      if (!holds(when, value)) break;
    }
  }
  return true;
}

/** The queues to which what waits in a queue goes in any case, in the end. */
function certainTargets(state: RoutingState, queue: string): string[] {
  const targets: string[] = [];
  for (const { when, afterSeconds, toQueue } of state.queues.get(queue)?.overflow ?? []) {
    if (when === null && afterSeconds !== null) targets.push(toQueue);
  }
  return targets;
}

/** The way by which overflow after a time leads back to a queue, as 'a>b>a'; null when it does not. */
export function loopOf(state: RoutingState, queue: string): string | null {
  const seen = new Set<string>();
  const walk = (id: string, way: string): string | null => {
    for (const target of certainTargets(state, id).sort(compareText)) {
      if (target === queue) return `${way}>${target}`;
      if (seen.has(target)) continue;
      seen.add(target);
      const found = walk(target, `${way}>${target}`);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(queue, queue);
}
