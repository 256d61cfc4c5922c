/** Events about agents. */
import { copyConfig } from './copies.ts';
import type { Effect, RoutingEvent } from './event-types.ts';
import { refuse } from './items.ts';
import { groupsAsking, judgeGroups } from './judging.ts';
import { releaseHolder } from './moves.ts';
import { rescindAgent } from './offers.ts';
import { replaceAll } from './placing.ts';
import { groupsNaming } from './plans.ts';
import { uncheckAgents } from './problems.ts';
import { attachAgent, detachAgent, heldBy, newSlot, refreshAgent } from './slots.ts';
import type { Group, Lane, RoutingState } from './state.ts';
import { signedIn } from './status.ts';
import type { AgentConfig, AgentRecord, AgentState } from './types.ts';

type EventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { type: T }>;

/** Those whom the members of these lanes serve, and who asked the agent by name. */
function judgeAll(state: RoutingState, lanes: Iterable<Lane>, named: readonly Group[], fx: Effect[]): void {
  const groups = new Set(named);
  const queues = new Set<string>();
  for (const lane of lanes) {
    queues.add(lane.queue);
    for (const group of groupsAsking(lane)) groups.add(group);
  }
  judgeGroups(state, groups, fx);
  uncheckAgents(state, queues);
}

/** Items kept for an agent who is gone or offline are open to all. */
function releaseReserved(state: RoutingState, agent: string, fx: Effect[]): void {
  replaceAll(state, state.index.reserved.get(agent)?.slice() ?? [], fx);
}

/** Enters or renews the configuration part; open offers stay as they are. */
export function upsertAgent(state: RoutingState, config: AgentConfig, fx: Effect[]): AgentState {
  const wanted = copyConfig(config);
  const { id } = wanted;
  let slot = state.index.slots.get(id);
  // Most records that the store brings change something else.
  if (slot && JSON.stringify(copyConfig(slot.agent)) === JSON.stringify(wanted)) return slot.agent;
  const lanes = new Set<Lane>();
  const named: Group[] = [];
  if (slot) {
    named.push(...groupsNaming(state, slot));
    for (const lane of detachAgent(state, slot)) lanes.add(lane);
    Object.assign(slot.agent, wanted);
  } else {
    const agent: AgentState = {
      ...wanted,
      presence: 'offline',
      reason: null,
      connected: false,
      notRespondingSince: null,
      lastHandledAt: null,
      availableSince: null,
      open: heldBy(state, id),
      suspended: false,
    };
    slot = newSlot(agent);
    state.agents.set(id, agent);
    state.index.slots.set(id, slot);
  }
  for (const lane of attachAgent(state, slot)) lanes.add(lane);
  named.push(...groupsNaming(state, slot));
  judgeAll(state, lanes, named, fx);
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
  const named = groupsNaming(state, slot);
  const lanes = detachAgent(state, slot);
  state.agents.delete(agent.id);
  state.index.slots.delete(agent.id);
  state.index.held.delete(agent.id);
  state.index.dirtyAgents.delete(agent.id);
  judgeAll(state, lanes, named, fx);
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
