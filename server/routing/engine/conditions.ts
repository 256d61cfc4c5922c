/** What conditions of help and overflow compare, and when they are looked at. */
import { longestEstimate } from './estimate.ts';
import { poolOf } from './state.ts';
import type { RoutingState } from './state.ts';
import { setTimer } from './timers.ts';
import type { Because, Condition, Item, Measure, Snapshot } from './types.ts';

const CHECK_MS = 5000;
/** Between the parts of a look, for what else there is to decide. */
const PAUSE_MS = 20;

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
  if (!any) {
    state.checking = null;
    setCheck(state, null);
  }
  if (any && state.checkAt === null) setCheck(state, state.now);
}

/** After a take-over: as it was, or at once. */
export function resumeChecks(
  state: RoutingState,
  { checkAt, checking }: Pick<Snapshot, 'checkAt' | 'checking'>,
): void {
  state.checking = checking ? { ...checking } : null;
  if (checkAt != null) setCheck(state, checkAt);
  else scheduleChecks(state);
}

/** The look goes on with this queue at once, but in a decision of its own; without one it is over for now. */
export function checkNext(state: RoutingState, since: number, queue: string | null): void {
  state.checking = queue === null ? null : { since, queue };
  setCheck(state, queue === null ? Math.max(since + CHECK_MS, state.now + 1) : state.now + PAUSE_MS);
}
