/** Events about agents and queues. */
import { refuse, releaseHolder } from './items.ts';
import { attachAgent, detachAgent, heldBy, judgeLane, place, refreshAgent, unplace } from './lanes.ts';
import { rescindAgent } from './offers.ts';
import { compareText } from './sorted.ts';
import { copyConfig, copyQueue } from './copies.ts';
import { compareIdle, queueOf } from './state.ts';
import type { AgentSlot, Lane, RoutingState } from './state.ts';
import { signedIn } from './status.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import type { AgentConfig, AgentRecord, AgentState, Queue } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

function judgeAll(state: RoutingState, lanes: Iterable<Lane>, fx: Effect[]): void {
  for (const lane of [...lanes].sort((a, b) => compareText(a.key, b.key))) judgeLane(state, lane, fx);
}

/** Items kept for an agent who is gone or offline are open to all. */
function releaseReserved(state: RoutingState, agent: string, fx: Effect[]): void {
  for (const item of state.index.reserved.get(agent)?.slice() ?? []) {
    unplace(state, item);
    place(state, item, fx);
  }
}

/** Enters or renews the configuration part; open offers stay as they are. */
export function upsertAgent(state: RoutingState, config: AgentConfig, fx: Effect[]): AgentState {
  const { id, profile, capacity, skills, offersAtOnce, team } = copyConfig(config);
  let slot = state.index.slots.get(id);
  const lanes = new Set<Lane>();
  if (slot) {
    for (const lane of detachAgent(state, slot)) lanes.add(lane);
    Object.assign(slot.agent, { profile, capacity, skills, offersAtOnce, team });
  } else {
    const agent: AgentState = {
      id,
      profile,
      capacity,
      skills,
      offersAtOnce,
      team,
      presence: 'offline',
      reason: null,
      connected: false,
      notRespondingSince: null,
      lastHandledAt: null,
      availableSince: null,
      open: heldBy(state, id),
      suspended: false,
    };
    slot = {
      agent,
      entries: [],
      byLane: new Map(),
      free: new Set(),
      signedIn: false,
      load: 0,
      lastKey: 0,
      availableKey: 0,
    } satisfies AgentSlot;
    state.agents.set(id, agent);
    state.index.slots.set(id, slot);
  }
  for (const lane of attachAgent(state, slot)) lanes.add(lane);
  judgeAll(state, lanes, fx);
  return slot.agent;
}

export function replaceAgent(state: RoutingState, record: AgentRecord, fx: Effect[]): void {
  const agent = upsertAgent(state, record, fx);
  agent.presence = record.presence;
  agent.reason = record.reason;
  agent.connected = record.connected;
  agent.notRespondingSince = record.notRespondingSince;
  agent.lastHandledAt = record.lastHandledAt;
  agent.availableSince = record.availableSince;
  agent.suspended = false;
  refreshAgent(state, agent.id);
  if (!signedIn(agent)) rescindAgent(state, agent.id, 'agent_unavailable', fx);
  if (agent.presence === 'offline') releaseReserved(state, agent.id, fx);
}

export function removeAgent(state: RoutingState, event: EventOf<'agent.removed'>, fx: Effect[]): void {
  const slot = state.index.slots.get(event.agent);
  if (!slot) return refuse(fx, event.type, 'unknown_agent', null, event.agent);
  const { agent } = slot;
  agent.presence = 'offline';
  refreshAgent(state, agent.id);
  rescindAgent(state, agent.id, 'agent_removed', fx);
  releaseHolder(state, agent.id, fx);
  releaseReserved(state, agent.id, fx);
  const lanes = detachAgent(state, slot);
  state.agents.delete(agent.id);
  state.index.slots.delete(agent.id);
  state.index.held.delete(agent.id);
  state.index.dirtyAgents.delete(agent.id);
  judgeAll(state, lanes, fx);
}

export function declarePresence(state: RoutingState, event: EventOf<'agent.presence'>, fx: Effect[]): void {
  const agent = state.agents.get(event.agent);
  if (!agent) return refuse(fx, event.type, 'unknown_agent', null, event.agent);
  const available = event.presence === 'available';
  const stayed = available && agent.presence === 'available' && agent.notRespondingSince === null;
  agent.presence = event.presence;
  agent.reason = event.presence === 'not_ready' ? (event.reason ?? null) : null;
  agent.notRespondingSince = null;
  if (!stayed) agent.availableSince = available ? state.now : null;
  refreshAgent(state, agent.id);
  if (!available) rescindAgent(state, agent.id, 'agent_unavailable', fx);
  if (event.presence === 'offline') releaseReserved(state, agent.id, fx);
}

export function connectAgent(state: RoutingState, event: EventOf<'agent.connected'>, fx: Effect[]): void {
  const agent = state.agents.get(event.agent);
  if (!agent) return refuse(fx, event.type, 'unknown_agent', null, event.agent);
  agent.connected = event.connected;
  refreshAgent(state, agent.id);
  if (!event.connected) rescindAgent(state, agent.id, 'agent_disconnected', fx);
}

/** Rare, so plain: whatever the queue's settings are used for is worked out again. */
export function upsertQueue(state: RoutingState, event: EventOf<'queue.upserted'>, fx: Effect[]): void {
  const queue = copyQueue(event.queue);
  const known = state.queues.get(queue.id);
  state.queues.set(queue.id, queue);
  applyQueue(state, queue, known?.priority, fx);
}

export function removeQueue(state: RoutingState, event: EventOf<'queue.removed'>, fx: Effect[]): void {
  const known = state.queues.get(event.queue);
  if (!known) return refuse(fx, event.type, 'unknown_queue', null);
  state.queues.delete(event.queue);
  state.measured.delete(event.queue);
  applyQueue(state, queueOf(state, event.queue), known.priority, fx);
}

function applyQueue(state: RoutingState, queue: Queue, priority: number | undefined, fx: Effect[]): void {
  const lanes = [...state.index.lanes.values()].filter((lane) => lane.queue === queue.id);
  for (const lane of lanes) {
    if (lane.clock === queue.idleClock) continue;
    lane.clock = queue.idleClock;
    lane.idle.sort(compareIdle(lane.clock));
  }
  if (priority !== queue.priority) {
    const members = new Set<AgentSlot>();
    for (const lane of lanes) for (const slot of lane.members.values()) members.add(slot);
    for (const slot of members) {
      detachAgent(state, slot);
      attachAgent(state, slot);
    }
  }
  const items = [...state.items.values()].filter((item) => item.queue === queue.id);
  items.sort((a, b) => compareText(a.id, b.id));
  for (const item of items) {
    unplace(state, item);
    place(state, item, fx);
  }
}
