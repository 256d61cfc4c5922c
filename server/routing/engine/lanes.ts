/**
 * The index: lanes of (queue, channel) where groups of waiting items meet the agents who are free.
 * Everything here can be rebuilt from the records; it exists so that a decision looks at heads only.
 * Discipline: take an item out (`unplace`) before changing what it is sorted by, put it back after.
 */
import { canTake, openChannels } from './capacity.ts';
import { meets, signatureOf } from './needs.ts';
import { compareText, insertSorted, removeSorted } from './sorted.ts';
import { compareArrival, compareIdle, compareScore, isUnassigned, queueOf } from './state.ts';
import type { AgentSlot, Entry, Lane, RoutingState } from './state.ts';
import { signedIn } from './status.ts';
import { setTimer, timerOf } from './timers.ts';
import type { Effect } from './event-types.ts';
import type { AgentState, AttentionReason, Channel, OpenItem, Item } from './types.ts';

export function laneKey(queue: string, channel: Channel): string {
  return `${queue}\u0000${channel}`;
}

export function laneOf(state: RoutingState, queue: string, channel: Channel): Lane {
  const key = laneKey(queue, channel);
  let lane = state.index.lanes.get(key);
  if (!lane) {
    lane = {
      key,
      queue,
      channel,
      groups: new Map(),
      members: new Map(),
      idle: [],
      clock: queueOf(state, queue).idleClock,
      signedIn: 0,
      delays: new Map(),
      refused: new Set(),
      servable: new Map(),
      hadProblem: true,
    };
    state.index.lanes.set(key, lane);
  }
  return lane;
}

// --- items -----------------------------------------------------------------------------------------

/** R9: still kept for one agent? Not once they are gone or offline, or the time is up. */
function isReserved(state: RoutingState, item: Item): boolean {
  if (item.preferredAgent === null) return false;
  const agent = state.agents.get(item.preferredAgent);
  if (!agent || agent.presence === 'offline') return false;
  return item.preferredUntil === null || item.preferredUntil > state.now;
}

/** Puts an unassigned item where agents can find it, times its next change, and marks it to be matched. */
export function place(state: RoutingState, item: Item, fx: Effect[]): void {
  const { index } = state;
  if (isUnassigned(item)) {
    const room = item.offers.length < Math.max(1, queueOf(state, item.queue).parallelOffers);
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
        const lane = laneOf(state, item.queue, item.channel);
        const signature = signatureOf(item.requires);
        const key = `${item.boostSeconds}|${signature}`;
        let group = lane.groups.get(key);
        if (!group) {
          group = { key, signature, requires: item.requires, items: [] };
          lane.groups.set(key, group);
        }
        insertSorted(group.items, item, compareArrival);
        if (item.refusals.length > 0) lane.refused.add(item.id);
        index.placed.set(item.id, { lane, group });
        judge(state, lane, item, signature, fx);
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
  if ('reservedFor' in place) {
    const list = state.index.reserved.get(place.reservedFor) as Item[];
    removeSorted(list, item, compareScore);
    if (list.length === 0) state.index.reserved.delete(place.reservedFor);
    return;
  }
  removeSorted(place.group.items, item, compareArrival);
  if (place.group.items.length === 0) place.lane.groups.delete(place.group.key);
  place.lane.refused.delete(item.id);
}

/** Sets the one timer of an item: the next moment at which time alone changes what may happen to it. */
export function retime(state: RoutingState, item: Item): void {
  let due = Infinity;
  if (item.state === 'wrap_up') {
    due = item.wrapUpUntil ?? Infinity;
  } else if (isUnassigned(item)) {
    const place = state.index.placed.get(item.id);
    if (place && 'lane' in place) {
      for (const delay of place.lane.delays.keys()) {
        const ripe = item.queuedAt + delay;
        if (ripe > state.now && ripe < due) due = ripe;
      }
    }
    for (const refusal of item.refusals) {
      if (refusal.until > state.now && refusal.until < due) due = refusal.until;
    }
    if (place && 'reservedFor' in place && item.preferredUntil !== null) {
      due = Math.min(due, item.preferredUntil);
    }
    // R8, R20: an open offer is never torn down; its end sets this timer again.
    if (item.state === 'waiting' && !item.attention.includes('overdue')) {
      const ttl = queueOf(state, item.queue).ttlSeconds;
      if (ttl !== null) due = Math.min(due, item.waitingSince + ttl * 1000);
    }
  }
  setTimer(state.index.timers, `i:${item.id}`, due === Infinity ? null : due);
}

// --- can anybody ever serve it ---------------------------------------------------------------------

export function raise(item: Item, reason: AttentionReason, detail: string | null, fx: Effect[]): void {
  if (item.attention.includes(reason)) return;
  item.attention.push(reason);
  fx.push({ type: 'item.requires_attention', item: item.id, queue: item.queue, reason, detail });
}

function withdraw(item: Item, kept: AttentionReason | null): void {
  if (item.attention.length === 0) return;
  item.attention = item.attention.filter(
    (reason) => reason === kept || reason === 'refusals' || reason === 'overdue',
  );
}

/** Why nobody can ever serve such an item here as things are; null when somebody can. */
function problemOf(state: RoutingState, lane: Lane, item: Item, signature: string): AttentionReason | null {
  if (!state.queues.has(lane.queue)) return 'unknown_queue';
  if (lane.members.size === 0) return 'no_agents';
  if (signature === '') return null;
  let servable = lane.servable.get(signature);
  if (servable === undefined) {
    servable = false;
    for (const slot of lane.members.values()) {
      if (!meets(slot.agent, item.requires)) continue;
      servable = true;
      break;
    }
    lane.servable.set(signature, servable);
  }
  return servable ? null : 'skill_nobody_has';
}

function judge(state: RoutingState, lane: Lane, item: Item, signature: string, fx: Effect[]): void {
  const problem = problemOf(state, lane, item, signature);
  withdraw(item, problem);
  if (problem === null) return;
  lane.hadProblem = true;
  raise(item, problem, problem === 'skill_nobody_has' ? signature : null, fx);
}

/** After members or their skills changed: who has become impossible to serve, or possible again. */
export function judgeLane(state: RoutingState, lane: Lane, fx: Effect[]): void {
  lane.servable.clear();
  const before = lane.hadProblem;
  lane.hadProblem = false;
  const items: Item[] = [];
  for (const group of lane.groups.values()) {
    // One item speaks for its group.
    const problem = problemOf(state, lane, group.items[0] as Item, group.signature);
    if (before || problem !== null) items.push(...group.items);
  }
  items.sort(compareScore);
  for (const item of items) judge(state, lane, item, signatureOf(item.requires), fx);
}

// --- agents ----------------------------------------------------------------------------------------

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

/** Brings the index in line after anything about an agent changed except profile, skills and capacity. */
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
  if (isIn !== slot.signedIn) {
    slot.signedIn = isIn;
    for (const entry of slot.entries) countSignedIn(state, entry.lane, isIn ? 1 : -1);
  }
}

/** R14 "unless alone": when one agent is left, what they declined becomes theirs again. */
function countSignedIn(state: RoutingState, lane: Lane, change: 1 | -1): void {
  lane.signedIn += change;
  if (change === -1 && lane.signedIn === 1) {
    for (const item of lane.refused) state.index.dirtyItems.add(item);
  }
}

/** Takes an agent out of all lanes; returns those, for judging once the change is made. */
export function detachAgent(state: RoutingState, slot: AgentSlot): Set<Lane> {
  const lanes = new Set<Lane>();
  for (const entry of slot.entries) {
    const { lane } = entry;
    lanes.add(lane);
    if (slot.free.has(entry.channel)) removeSorted(lane.idle, slot, compareIdle(lane.clock));
    lane.members.delete(slot.agent.id);
    if (slot.signedIn) countSignedIn(state, lane, -1);
    if (entry.delayMs > 0) changeDelay(state, lane, entry.delayMs, -1);
  }
  slot.entries = [];
  slot.byLane = new Map();
  slot.free = new Set();
  slot.signedIn = false;
  return lanes;
}

/** Puts an agent into the lanes of their profile and marks them to be matched. */
export function attachAgent(state: RoutingState, slot: AgentSlot): Set<Lane> {
  const lanes = new Set<Lane>();
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
    entry.lane.members.set(slot.agent.id, slot);
    lanes.add(entry.lane);
    if (entry.delayMs > 0) changeDelay(state, entry.lane, entry.delayMs, 1);
  }
  refreshAgent(state, slot.agent.id);
  state.index.dirtyAgents.add(slot.agent.id);
  return lanes;
}

function changeDelay(state: RoutingState, lane: Lane, delayMs: number, change: 1 | -1): void {
  const count = (lane.delays.get(delayMs) ?? 0) + change;
  if (count > 0) lane.delays.set(delayMs, count);
  else lane.delays.delete(delayMs);
  // Only a delay that appears or disappears moves a timer.
  if (count > 1 || (count === 1 && change === -1)) return;
  for (const group of lane.groups.values()) {
    for (const item of group.items) {
      // What is due rings within this very step and then sets itself anew; moved on, it would be lost.
      if ((timerOf(state.index.timers, `i:${item.id}`) ?? Infinity) > state.now) retime(state, item);
    }
  }
}
