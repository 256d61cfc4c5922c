/** R21: how long it takes, from what waits, who is there, and how long handling took lately. */
import { meets } from './needs.ts';
import { slotsNamed } from './plans.ts';
import { compareScore, isInside } from './state.ts';
import type { Lane, Pool, RoutingState } from './state.ts';
import type { Channel, Item } from './types.ts';

/** What the estimate needs. One entry in `agents` per signed-in agent who may serve the queue. */
export interface WaitInput {
  /** Average handling time over the last hour, wrap-up included, in seconds; null = no history. */
  handlingSeconds: number | null;
  /** Items that will be served before this one (lower priorities left out). */
  waitingAhead: number;
  /** Agents who could take an item now. */
  freeAgents: number;
  /** How many queues each active agent serves: one of k queues counts as 1/k of an agent. */
  agents: readonly { queues: number }[];
}

/** Seconds that are added, as alerting and answering take time too. */
const MARGIN_SECONDS = 10;

/**
 * R21: estimated wait in whole seconds, rounded up, or null when nothing honest can be said (no agent
 * or no history). AHT · (waiting ahead − free agents) / Σ 1/k, plus a margin; 0 when an agent is free.
 */
export function estimateWait(input: WaitInput): number | null {
  const breadths = new Map<number, number>();
  for (const { queues } of input.agents) breadths.set(queues, (breadths.get(queues) ?? 0) + 1);
  return waitOf({ ...input, breadths });
}

interface Wait {
  handlingSeconds: number | null;
  waitingAhead: number;
  freeAgents: number;
  /** Agents by the number of queues they serve. */
  breadths: ReadonlyMap<number, number>;
}

function waitOf({ handlingSeconds, waitingAhead, freeAgents, breadths }: Wait): number | null {
  if (handlingSeconds === null || !(handlingSeconds > 0) || breadths.size === 0) return null;
  if (freeAgents > waitingAhead) return 0;
  // In the order of k: a sum must not depend on who came when.
  let strength = 0;
  for (const [k, count] of [...breadths].sort((a, b) => a[0] - b[0])) strength += count / Math.max(1, k);
  // The item itself waits for a slot too: with nobody ahead and nobody free it still waits for one ending.
  const ahead = waitingAhead + 1 - freeAgents;
  return Math.ceil((handlingSeconds * ahead) / strength + MARGIN_SECONDS);
}

/** Items of a lane that are served before this one; without one, all that wait. */
function aheadIn(lane: Lane, item: Item | null): number {
  let ahead = 0;
  for (const { home, items } of lane.groups.values()) {
    if (home !== lane) continue;
    let low = item === null ? items.length : 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareScore(items[middle] as Item, item as Item) < 0) low = middle + 1;
      else high = middle;
    }
    ahead += low;
  }
  return ahead;
}

/** Unassigned items of the same queue and channel that are served before this one; 0 = next. */
export function waitingAhead(state: RoutingState, id: string): number {
  const item = state.items.get(id);
  const lane = item && state.index.pools.get(item.queue)?.lanes.get(item.channel);
  return item && lane ? aheadIn(lane, item) : 0;
}

/**
 * R21: estimated wait in seconds from now, for whoever would come now, or for an item that waits in this queue and
 * channel (then by its own place, and by the agents who have what it asks for). null: nothing honest can be said.
 * Agents who help count only where their profile holds the queue.
 */
export function estimate(
  state: RoutingState,
  queue: string,
  channel: Channel,
  itemId?: string,
): number | null {
  const lane = state.index.pools.get(queue)?.lanes.get(channel);
  if (!lane) return null;
  const handlingSeconds = state.measured.get(queue)?.handlingSeconds[channel] ?? null;
  const item = itemId === undefined ? undefined : state.items.get(itemId);
  const own = item && isInside(item) && item.queue === queue && item.channel === channel ? item : null;
  const place = own && state.index.placed.get(own.id);
  if (own === null || !place || !('group' in place)) return estimateLane(lane, handlingSeconds, own);
  const { lanes, needs, names } = place.group;
  const breadths = new Map<number, number>();
  const seen = new Set<string>();
  let freeAgents = 0;
  const add = (slot: Lane['idle'][number]): void => {
    if (!slot.signedIn || seen.has(slot.agent.id) || !meets(slot.agent, needs)) return;
    seen.add(slot.agent.id);
    const k = Math.max(1, slot.pools.length);
    breadths.set(k, (breadths.get(k) ?? 0) + 1);
    if (slot.free.has(channel)) freeAgents++;
  };
  for (const one of lanes) one.members.forEach(add);
  for (const slot of slotsNamed(state, names)) add(slot);
  return waitOf({ handlingSeconds, waitingAhead: aheadIn(lane, own), freeAgents, breadths });
}

function estimateLane(lane: Lane, handlingSeconds: number | null, item: Item | null): number | null {
  return waitOf({
    handlingSeconds,
    waitingAhead: aheadIn(lane, item),
    freeAgents: lane.idle.length,
    breadths: lane.breadths,
  });
}

/**
 * The longest estimate of a queue's channels, for whoever would come now. Infinity: something waits and nobody is
 * signed in. null: nothing can be said.
 */
export function longestEstimate(state: RoutingState, pool: Pool): number | null {
  const measured = state.measured.get(pool.queue);
  let longest: number | null = null;
  for (const lane of pool.lanes.values()) {
    if (lane.signedIn === 0) {
      if ((pool.counts.get(lane.channel) ?? 0) > 0) return Infinity;
      continue;
    }
    const one = estimateLane(lane, measured?.handlingSeconds[lane.channel] ?? null, null);
    if (one !== null) longest = Math.max(longest ?? 0, one);
  }
  return longest;
}
