import type { AgentState, RoutingStatus } from './types.ts';

/**
 * The one routing status shown for an agent, who may have several items open: missed offer, then on a
 * contact, wrap-up, incoming offer, then what presence says. Presence itself is another fact.
 */
export function routingStatus(
  agent: Pick<AgentState, 'presence' | 'connected' | 'notRespondingSince' | 'open'>,
): RoutingStatus {
  if (agent.notRespondingSince !== null) return 'not_responding';
  const has = (state: string) => agent.open.some((slot) => slot.state === state);
  if (has('active')) return 'interacting';
  if (has('wrap_up')) return 'wrap_up';
  if (has('offered')) return 'offered';
  return signedIn(agent) ? 'idle' : 'off_queue';
}

/** Could get work if there were room: available, at a live desk, and answering. */
export function signedIn(agent: Pick<AgentState, 'presence' | 'connected' | 'notRespondingSince'>): boolean {
  return agent.presence === 'available' && agent.connected && agent.notRespondingSince === null;
}
