/** Agents in the index: what they hold, on which channels they are free, in which lanes they stand. */
import { canTake, openChannels } from './capacity.ts';
import { retimeLane } from './placing.ts';
import { groupsNaming } from './plans.ts';
import { compareText, insertSorted, removeSorted } from './sorted.ts';
import { compareIdle, laneOf, queueOf } from './state.ts';
import type { Access, AgentSlot, Entry, Lane, Pool, RoutingState } from './state.ts';
import { signedIn } from './status.ts';
import type { AgentState, Channel, Item, OpenItem } from './types.ts';

/** What an agent holds; kept even for an agent who is not known (yet). Sorted by item id. */
export function heldBy(state: RoutingState, agent: string): OpenItem[] {
  let list = state.index.held.get(agent);
  if (!list) state.index.held.set(agent, (list = []));
  return list;
}

function compareOpen(a: OpenItem, b: OpenItem): number {
  return compareText(a.item, b.item);
}

export function openSlot(state: RoutingState, agent: string, item: Item, as: OpenItem['state']): void {
  const list = heldBy(state, agent);
  const present = list.find((slot) => slot.item === item.id);
  if (present) present.state = as;
  else insertSorted(list, { item: item.id, channel: item.channel, state: as }, compareOpen);
  refreshAgent(state, agent);
}

export function closeSlot(state: RoutingState, agent: string, item: string): void {
  const list = heldBy(state, agent);
  const at = list.findIndex((slot) => slot.item === item);
  if (at < 0) return;
  list.splice(at, 1);
  if (list.length === 0 && !state.agents.has(agent)) state.index.held.delete(agent);
  refreshAgent(state, agent);
}

export function newSlot(agent: AgentState): AgentSlot {
  return {
    agent,
    entries: [],
    byLane: new Map(),
    pools: [],
    accesses: [],
    accessVersion: -1,
    free: new Set(),
    signedIn: false,
    idle: false,
    load: 0,
    lastKey: 0,
    availableKey: 0,
  };
}

function freeChannels(agent: AgentState): Set<Channel> {
  const free = new Set<Channel>();
  if (agent.suspended || !signedIn(agent)) return free;
  const open = openChannels(agent.open);
  const atOnce = Math.max(1, agent.offersAtOnce ?? 1);
  for (const channel of Object.keys(agent.capacity)) {
    if (!canTake(agent.capacity, open, channel).ok) continue;
    let alerting = 0;
    for (const slot of agent.open) if (slot.state === 'offered' && slot.channel === channel) alerting++;
    if (alerting < atOnce) free.add(channel);
  }
  return free;
}

function sameSet(a: Set<string>, b: Set<string>): boolean {
  if (a.size !== b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

/** Brings the index in line after anything about an agent changed except profile, skills, team and capacity. */
export function refreshAgent(state: RoutingState, id: string): void {
  const slot = state.index.slots.get(id);
  if (!slot) return;
  const { agent } = slot;
  const free = freeChannels(agent);
  let load = 0;
  for (const held of agent.open) if (held.state !== 'parked') load++;
  const lastKey = agent.lastHandledAt ?? 0;
  const availableKey = Math.max(agent.availableSince ?? 0, lastKey);
  const isIn = signedIn(agent);
  const moved = load !== slot.load || lastKey !== slot.lastKey || availableKey !== slot.availableKey;
  if (moved || !sameSet(free, slot.free)) {
    for (const entry of slot.entries) {
      if (slot.free.has(entry.channel)) removeSorted(entry.lane.idle, slot, compareIdle(entry.lane.clock));
    }
    for (const channel of free) {
      if (!slot.free.has(channel)) {
        state.index.dirtyAgents.add(id);
        break;
      }
    }
    slot.free = free;
    slot.load = load;
    slot.lastKey = lastKey;
    slot.availableKey = availableKey;
    for (const entry of slot.entries) {
      if (free.has(entry.channel)) insertSorted(entry.lane.idle, slot, compareIdle(entry.lane.clock));
    }
  }
  setIdle(slot, isIn && load === 0 && !agent.suspended);
  if (isIn !== slot.signedIn) {
    slot.signedIn = isIn;
    for (const entry of slot.entries) countSignedIn(state, slot, entry.lane, isIn ? 1 : -1);
    if (!isIn) leftNamed(state, slot);
  }
}

function setIdle(slot: AgentSlot, idle: boolean): void {
  if (idle === slot.idle) return;
  slot.idle = idle;
  for (const pool of slot.pools) pool.idle += idle ? 1 : -1;
}

function countSignedIn(state: RoutingState, slot: AgentSlot, lane: Lane, change: 1 | -1): void {
  const { dirtyItems, deserted } = state.index;
  lane.signedIn += change;
  const breadth = slot.pools.length;
  const count = (lane.breadths.get(breadth) ?? 0) + change;
  if (count > 0) lane.breadths.set(breadth, count);
  else lane.breadths.delete(breadth);
  lane.manned.clear();
  if (change === 1) return;
  for (const group of lane.groups.values()) if (group.skipIfNobody) deserted.add(group);
  // R14 "unless alone": when one agent is left, what they declined becomes theirs again.
  if (lane.signedIn > 1) return;
  for (const item of lane.refused) dirtyItems.add(item);
  for (const { pool } of lane.pool.helps) {
    for (const item of pool.lanes.get(lane.channel)?.refused ?? []) dirtyItems.add(item);
  }
}

/** The same for groups in which they were asked by name. */
function leftNamed(state: RoutingState, slot: AgentSlot): void {
  for (const group of groupsNaming(state, slot)) {
    if (group.skipIfNobody) state.index.deserted.add(group);
    for (const item of group.items) if (item.refusals.length > 0) state.index.dirtyItems.add(item.id);
  }
}

/** Takes an agent out of all lanes and their team; returns the lanes, for judging once the change is made. */
export function detachAgent(state: RoutingState, slot: AgentSlot): Set<Lane> {
  const lanes = new Set<Lane>();
  const { id, team } = slot.agent;
  for (const entry of slot.entries) {
    const { lane } = entry;
    lanes.add(lane);
    if (slot.free.has(entry.channel)) removeSorted(lane.idle, slot, compareIdle(lane.clock));
    lane.members.delete(id);
    lane.servable.clear();
    lane.manned.clear();
    if (slot.signedIn) countSignedIn(state, slot, lane, -1);
    if (entry.delayMs > 0) changeDelay(state, lane, entry.delayMs, -1);
  }
  if (slot.signedIn) leftNamed(state, slot);
  setIdle(slot, false);
  for (const pool of slot.pools) pool.members.delete(slot);
  if (team != null) {
    const members = state.index.teams.get(team);
    members?.delete(id);
    if (members?.size === 0) state.index.teams.delete(team);
  }
  slot.entries = [];
  slot.byLane = new Map();
  slot.pools = [];
  slot.accessVersion = -1;
  slot.free = new Set();
  slot.signedIn = false;
  return lanes;
}

/** Puts an agent into the lanes of their profile and marks them to be matched. */
export function attachAgent(state: RoutingState, slot: AgentSlot): Set<Lane> {
  const { id, team } = slot.agent;
  const lanes = new Set<Lane>();
  const pools = new Set<Pool>();
  const entries: Entry[] = [];
  for (const line of slot.agent.profile) {
    entries.push({
      lane: laneOf(state, line.queue, line.channel),
      channel: line.channel,
      priority: line.priority ?? queueOf(state, line.queue).priority,
      delayMs: Math.max(0, line.delaySeconds) * 1000,
    });
  }
  entries.sort(
    (a, b) => a.priority - b.priority || a.delayMs - b.delayMs || compareText(a.lane.key, b.lane.key),
  );
  for (const entry of entries) {
    // A pair that a profile names twice counts once, at its better priority.
    if (slot.byLane.has(entry.lane.key)) continue;
    slot.byLane.set(entry.lane.key, entry);
    slot.entries.push(entry);
    entry.lane.members.set(id, slot);
    entry.lane.servable.clear();
    entry.lane.manned.clear();
    lanes.add(entry.lane);
    pools.add(entry.lane.pool);
    if (entry.delayMs > 0) changeDelay(state, entry.lane, entry.delayMs, 1);
  }
  slot.pools = [...pools];
  for (const pool of slot.pools) pool.members.add(slot);
  if (team != null) {
    let members = state.index.teams.get(team);
    if (!members) state.index.teams.set(team, (members = new Map()));
    members.set(id, slot);
  }
  refreshAgent(state, id);
  state.index.dirtyAgents.add(id);
  return lanes;
}

function changeDelay(state: RoutingState, lane: Lane, delayMs: number, change: 1 | -1): void {
  const count = (lane.delays.get(delayMs) ?? 0) + change;
  if (count > 0) lane.delays.set(delayMs, count);
  else lane.delays.delete(delayMs);
  // Only a delay that appears or disappears moves a timer.
  if (count > 1 || (count === 1 && change === -1)) return;
  retimeLane(state, lane);
}

/** Where an agent looks, in order of priority: their own entries, and what their queues help now (R10). */
export function accessesOf(state: RoutingState, slot: AgentSlot): readonly Access[] {
  const { accessVersion } = state.index;
  if (slot.accessVersion === accessVersion) return slot.accesses;
  const accesses: Access[] = slot.entries.map((entry) => ({ ...entry, help: false }));
  let helps = false;
  for (const { lane, channel } of slot.entries) {
    for (const { pool, priority, delayMs } of lane.pool.helps) {
      const helped = pool.lanes.get(channel);
      if (!helped) continue;
      helps = true;
      accesses.push({ lane: helped, channel, priority, delayMs, help: true });
    }
  }
  // What is equal here differs in nothing that a decision could see.
  if (helps) accesses.sort((a, b) => a.priority - b.priority);
  slot.accesses = accesses;
  slot.accessVersion = accessVersion;
  return accesses;
}
