import type { QueueLive } from '#contract/insight.ts';
import type { Agent } from '#contract/routing.ts';

/** How much a queue needs somebody, most first. */
export type QueueState = 'emergency' | 'below' | 'unmanned' | 'closed' | 'fine' | 'quiet';
const gravity: Record<QueueState, number> = {
  emergency: 5,
  below: 4,
  unmanned: 3,
  fine: 2,
  quiet: 1,
  closed: 0,
};

/** Agents of a queue: how many could take something now, how many are on duty. Not told of small groups. */
export interface Crew {
  free: number;
  on: number;
}

/** Which word a queue gets. `manned`: somebody is on duty for it; null when that is not known. */
export function queueState(queue: QueueLive, manned: boolean | null): QueueState {
  const { value, target } = queue.serviceLevel;
  if (queue.emergency) return 'emergency';
  if (!queue.open) return 'closed';
  if (value !== null && value < target) return 'below';
  if (queue.waiting > 0 && manned === false) return 'unmanned';
  return queue.offered === 0 ? 'quiet' : 'fine';
}

/** The gravest first; equals by the longest wait. */
export const byGravity =
  (state: (queue: QueueLive) => QueueState) =>
  (one: QueueLive, other: QueueLive): number =>
    gravity[state(other)] - gravity[state(one)] ||
    other.longestWait - one.longestWait ||
    one.name.localeCompare(other.name);

const urgency: Record<Agent['status'], number> = {
  not_responding: 6,
  wrap_up: 3,
  offered: 2,
  interacting: 2,
  idle: 1,
  off_queue: 0,
};
/** Who should be looked at, first: no answer, then long breaks, long wrap-ups, then the rest by time in state. */
export function byAttention(one: Agent, other: Agent): number {
  const weight = (agent: Agent) =>
    agent.presence === 'offline'
      ? -1
      : agent.status === 'not_responding'
        ? urgency.not_responding
        : agent.presence === 'not_ready'
          ? 4
          : urgency[agent.status];
  return (
    weight(other) - weight(one) ||
    Date.parse(one.presenceSince) - Date.parse(other.presenceSince) ||
    one.name.localeCompare(other.name)
  );
}
