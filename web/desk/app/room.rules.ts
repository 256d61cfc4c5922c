import type { QueueLive } from '#contract/insight.ts';

// The figures of several queues together: the same on the top bar and on the supervisor's page.

/** The share of several queues: parts added, never shares averaged. Null when nothing counts yet. */
export function shareOf(queues: readonly QueueLive[]): number | null {
  const sum = (part: 'numerator' | 'denominator') =>
    queues.reduce((total, { serviceLevel }) => total + serviceLevel[part], 0);
  return sum('denominator') === 0 ? null : sum('numerator') / sum('denominator');
}

/** The target for all of them, each weighing as much as it counts in the share. */
export function targetOf(queues: readonly QueueLive[]): number | null {
  const weight = queues.reduce((total, { serviceLevel }) => total + serviceLevel.denominator, 0);
  if (weight === 0) return null;
  return (
    queues.reduce((total, { serviceLevel }) => total + serviceLevel.denominator * serviceLevel.target, 0) /
    weight
  );
}

/**
 * How long the one that waits longest has waited, in seconds; null when nobody waits. The figures are as old as
 * `updatedAt` (ms since the epoch): meanwhile the wait has grown.
 */
export function longestWait(queues: readonly QueueLive[], updatedAt: number, now: number): number | null {
  if (queues.every(({ waiting }) => waiting === 0)) return null;
  return Math.max(...queues.map((queue) => queue.longestWait)) + Math.max(0, (now - updatedAt) / 1000);
}

export const sumOf = (
  queues: readonly QueueLive[],
  part: 'waiting' | 'answered' | 'abandoned' | 'offered',
): number => queues.reduce((total, queue) => total + queue[part], 0);
