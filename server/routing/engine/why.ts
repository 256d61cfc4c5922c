/** Why an item still waits, for a person who asks. */
import { waitingAhead } from './estimate.ts';
import { lanesAsked } from './judging.ts';
import { meets, signatureOf } from './needs.ts';
import { groupsNaming, ringsOf, slotsNamed, stepEndsAt } from './plans.ts';
import type { AgentSlot, Group, RoutingState } from './state.ts';
import type { Item, WaitReason } from './types.ts';

/** When this agent may take it by age; Infinity = they are not asked at all. */
function ripeFor(state: RoutingState, slot: AgentSlot, group: Group, item: Item): number {
  if (groupsNaming(state, slot).includes(group)) return item.queuedAt;
  let delay = Infinity;
  for (const lane of group.lanes) delay = Math.min(delay, slot.byLane.get(lane.key)?.delayMs ?? Infinity);
  for (const { pool, delayMs } of group.home.pool.helpers) {
    const lane = pool.lanes.get(item.channel);
    if (lane && slot.byLane.has(lane.key)) delay = Math.min(delay, delayMs);
  }
  return item.queuedAt + delay;
}

function agentsOf(state: RoutingState, group: Group): Set<AgentSlot> {
  const slots = new Set(slotsNamed(state, group.names));
  for (const lane of lanesAsked(group)) for (const slot of lane.members.values()) slots.add(slot);
  return slots;
}

function reasonsInGroup(state: RoutingState, group: Group, item: Item): WaitReason[] {
  const asked = [...agentsOf(state, group)].filter((slot) => slot.agent.id !== item.asker);
  if (asked.length === 0) return [{ reason: 'no_agents' }];
  const able = asked.filter((slot) => meets(slot.agent, group.needs));
  if (able.length === 0) return [{ reason: 'need_nobody_has', needs: signatureOf(group.needs) }];
  const here = able.filter((slot) => slot.signedIn);
  if (here.length === 0) return [{ reason: 'nobody_signed_in', agents: able.length }];
  const reasons: WaitReason[] = [];
  const ripe = here.filter((slot) => ripeFor(state, slot, group, item) <= state.now);
  const young = here.filter((slot) => !ripe.includes(slot));
  const declined = new Map<AgentSlot, number>();
  for (const slot of ripe) {
    const refusal = item.refusals.find((one) => one.agent === slot.agent.id && one.until > state.now);
    if (refusal) declined.set(slot, refusal.until);
  }
  const busy = ripe.filter((slot) => !declined.has(slot) && !slot.free.has(item.channel));
  if (busy.length > 0) reasons.push({ reason: 'busy', agents: busy.length });
  if (declined.size > 0) {
    reasons.push({ reason: 'declined', agents: declined.size, until: Math.min(...declined.values()) });
  }
  if (young.length > 0) {
    const until = Math.min(...young.map((slot) => ripeFor(state, slot, group, item)));
    reasons.push({ reason: 'too_young', agents: young.length, until });
  }
  return reasons;
}

/**
 * Why an item still waits, the most telling reason first; empty for one that is unknown or with an agent. Reads all
 * agents of its queue: for one item on a page, not for lists.
 */
export function whyWaiting(state: RoutingState, id: string): WaitReason[] {
  const item = state.items.get(id);
  if (!item || (item.state !== 'waiting' && item.state !== 'offered')) return [];
  if (item.notBefore !== null) return [{ reason: 'scheduled', until: item.notBefore }];
  const reasons: WaitReason[] = [];
  if (item.offers.length > 0) reasons.push({ reason: 'offered', agents: item.offers.length });
  if (!state.queues.has(item.queue)) reasons.push({ reason: 'unknown_queue' });
  if (state.suspended.has(id)) reasons.push({ reason: 'being_read_again' });
  const place = state.index.placed.get(id);
  if (place && 'reservedFor' in place) {
    const busy = !state.index.slots.get(place.reservedFor)?.free.has(item.channel);
    reasons.push({ reason: 'kept_for_agent', agent: place.reservedFor, until: item.preferredUntil, busy });
  }
  if (!place || !('group' in place)) return reasons;
  reasons.push(...reasonsInGroup(state, place.group, item));
  const rings = ringsOf(state, item);
  if (rings !== null && item.step < rings.length - 1) {
    const ends = stepEndsAt(state, item);
    const until = ends === Infinity ? null : ends;
    reasons.push({ reason: 'step', step: item.step, steps: rings.length - 1, until });
  }
  const items = waitingAhead(state, id);
  if (items > 0) reasons.push({ reason: 'behind_others', items });
  return reasons;
}
