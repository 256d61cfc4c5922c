/** What is wrong with queues as they are set up: raised once, withdrawn when it is over. */
import type { Effect } from './event-types.ts';
import { namesIn, signatureOf } from './needs.ts';
import { loopOf } from './overflow.ts';
import { isServable } from './plans.ts';
import { compareText } from './sorted.ts';
import { poolOf } from './state.ts';
import type { RoutingState } from './state.ts';
import type { Need, Queue, QueueProblem } from './types.ts';

/** Looked at again at the end of this step; without a queue all of them. */
export function uncheck(state: RoutingState, queues?: Iterable<string>): void {
  if (!queues) state.index.unchecked = null;
  else if (state.index.unchecked !== null) for (const queue of queues) state.index.unchecked.add(queue);
}

/** After agents changed: their queues, and those whose plan may ask them. */
export function uncheckAgents(state: RoutingState, queues: Iterable<string>): void {
  uncheck(state, queues);
  const planned: string[] = [];
  for (const queue of state.queues.values()) if (queue.plan !== null) planned.push(queue.id);
  uncheck(state, planned);
}

function problemsOf(state: RoutingState, queue: Queue): QueueProblem[] {
  const found = new Map<string, QueueProblem>();
  const add = (reason: QueueProblem['reason'], detail: string | null): void => {
    const problem = { queue: queue.id, reason, detail };
    found.set(problemKey(problem), problem);
  };
  const named = [
    ...queue.help.map((rule) => rule.from),
    ...queue.overflow.map((rule) => rule.toQueue),
    ...(queue.plan?.steps.flatMap((step) => step.queues) ?? []),
  ];
  for (const id of named) if (!state.queues.has(id)) add('unknown_queue', id);
  const loop = loopOf(state, queue.id);
  if (loop !== null) add('rules_loop', loop);
  const leaves = queue.overflow.some(
    (rule) => rule.when === null && rule.afterSeconds !== null && state.queues.has(rule.toQueue),
  );
  if (queue.open && !leaves && poolOf(state, queue.id).members.size === 0) add('no_agents', null);
  for (const need of needsNobodyMeets(state, queue)) add('need_nobody_meets', signatureOf([need]));
  return [...found.values()];
}

function needsNobodyMeets(state: RoutingState, queue: Queue): Need[] {
  const needs: Need[] = [];
  const queues = new Set([queue.id]);
  for (const step of queue.plan?.steps ?? []) {
    for (const id of step.queues) queues.add(id);
    if (step.need === null) continue;
    const lanes = [...queues].flatMap((id) => [...poolOf(state, id).lanes.values()]);
    const names = step.pool === 'anyone' ? namesIn(step.need) : [];
    const asked = { lanes, needs: [step.need], signature: signatureOf([step.need]), names };
    if (!isServable(state, asked)) needs.push(step.need);
  }
  return needs;
}

export function problemKey({ queue, reason, detail }: QueueProblem): string {
  return `${queue}\u0000${reason}\u0000${detail ?? ''}`;
}

/** At the end of a step: says what is new and what is over. */
export function checkProblems(state: RoutingState, fx: Effect[]): void {
  const { unchecked } = state.index;
  if (unchecked?.size === 0) return;
  state.index.unchecked = new Set();
  const now = new Map<string, QueueProblem>();
  for (const id of unchecked ?? state.queues.keys()) {
    const queue = state.queues.get(id);
    if (queue) for (const problem of problemsOf(state, queue)) now.set(problemKey(problem), problem);
  }
  const changes: (QueueProblem & { on: boolean })[] = [];
  for (const [key, problem] of state.problems) {
    if (now.has(key) || (unchecked !== null && !unchecked.has(problem.queue))) continue;
    state.problems.delete(key);
    changes.push({ ...problem, on: false });
  }
  for (const [key, problem] of now) {
    if (state.problems.has(key)) continue;
    state.problems.set(key, problem);
    changes.push({ ...problem, on: true });
  }
  changes.sort((a, b) => compareText(problemKey(a), problemKey(b)));
  for (const change of changes) fx.push({ type: 'queue.problem', ...change });
}
