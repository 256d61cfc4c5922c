/** What enters and leaves a queue, and how much is inside. Every count goes through here. */
import { insertSorted, removeSorted } from './sorted.ts';
import { compareArrival, isConsult, isInside, poolOf, tallyOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Channel, Item, Queue } from './types.ts';

function count(state: RoutingState, item: Item, change: 1 | -1): void {
  const pool = poolOf(state, item.queue);
  if (isConsult(item)) {
    if (change === 1) pool.consults.add(item);
    else pool.consults.delete(item);
    tallyOf(state, item.queue).consultsWaiting += change;
    return;
  }
  if (change === 1) insertSorted(pool.inside, item, compareArrival);
  else removeSorted(pool.inside, item, compareArrival);
  pool.counts.set(item.channel, (pool.counts.get(item.channel) ?? 0) + change);
  tallyOf(state, item.queue).waiting += change;
}

/** Nothing happens for an item that is scheduled for later: it enters when its time has come. */
export function enterQueue(state: RoutingState, item: Item): void {
  if (!isInside(item)) return;
  tallyOf(state, item.queue)[isConsult(item) ? 'consults' : 'offered']++;
  count(state, item, 1);
}

/** The state, queue and arrival of the item must still be what they were when it entered. */
export function leaveQueue(
  state: RoutingState,
  item: Item,
  as: 'answered' | 'abandoned' | 'flowedOut' | 'callback' | 'expired',
): void {
  if (!isInside(item)) return;
  count(state, item, -1);
  const over = as === 'answered' ? 'consultsAnswered' : 'consultsOver';
  tallyOf(state, item.queue)[isConsult(item) ? over : as]++;
}

/** It never was here: the store knows better. */
export function uncount(state: RoutingState, item: Item): void {
  if (!isInside(item)) return;
  count(state, item, -1);
  tallyOf(state, item.queue)[isConsult(item) ? 'consults' : 'offered']--;
}

/** R16: no room for one more. `buffered`: a callback, a transfer or an overflow, which may exceed the limit a little. */
export function isFull(state: RoutingState, queue: Queue, channel: Channel, buffered: boolean): boolean {
  const { limit } = queue;
  if (limit === null) return false;
  const { channels } = limit;
  if (channels && !channels.includes(channel)) return false;
  const pool = state.index.pools.get(queue.id);
  if (!pool) return limit.max <= 0;
  let inside = pool.inside.length;
  if (channels) {
    inside = 0;
    for (const one of new Set(channels)) inside += pool.counts.get(one) ?? 0;
  }
  return inside >= Math.floor(limit.max * (buffered ? 1 + limit.bufferShare : 1));
}
