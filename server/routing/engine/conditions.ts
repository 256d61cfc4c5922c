/** What conditions of help and overflow compare, and when they are looked at. */
import { longestEstimate } from './estimate.ts';
import { poolOf } from './state.ts';
import type { RoutingState } from './state.ts';
import { setTimer } from './timers.ts';
import type { Because, Condition, Item, Measure } from './types.ts';

const CHECK_MS = 5000;

/** The value now, over all channels of the queue; null = nothing can be said, Infinity = nobody is there. */
export function measure(state: RoutingState, queue: string, what: Measure): number | null {
  const pool = poolOf(state, queue);
  switch (what) {
    case 'estimated_wait':
      return longestEstimate(state, pool);
    case 'service_level':
      return state.measured.get(queue)?.serviceLevel ?? null;
    case 'idle_agents':
      return pool.idle;
    case 'waiting':
      return pool.inside.length;
    case 'longest_wait': {
      const first: Item | undefined = pool.inside[0];
      return first === undefined ? 0 : (state.now - first.queuedAt) / 1000;
    }
  }
}

/** What nothing can be said of does not hold. */
export function holds(condition: Condition, value: number | null): boolean {
  if (value === null) return false;
  return condition.is === 'above' ? value > condition.value : value < condition.value;
}

export function because(of: Measure, value: number | null): Because {
  return { measure: of, value: value === null || value === Infinity ? null : value };
}

function setCheck(state: RoutingState, at: number | null): void {
  state.checkAt = at;
  setTimer(state.index.timers, 'c:', at);
}

/** Conditions are looked at every five seconds while any queue has some; the first time at once. */
export function scheduleChecks(state: RoutingState): void {
  let any = false;
  for (const queue of state.queues.values()) any ||= queue.help.length > 0 || queue.overflow.length > 0;
  if (!any) setCheck(state, null);
  else if (state.checkAt === null) setCheck(state, state.now);
}

/** After a take-over: as it was, or at once. */
export function resumeChecks(state: RoutingState, at: number | null | undefined): void {
  if (at != null) setCheck(state, at);
  else scheduleChecks(state);
}

export function checkLater(state: RoutingState): void {
  setCheck(state, state.now + CHECK_MS);
}
