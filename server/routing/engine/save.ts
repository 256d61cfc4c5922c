/** Saving a state and taking it over elsewhere. */
import { replaceAgent } from './agents.ts';
import { resumeChecks } from './conditions.ts';
import { copyConfig, copyItem, copyPlan, copyQueue } from './copies.ts';
import type { Effect } from './event-types.ts';
import { resumeHelp } from './help.ts';
import { place } from './placing.ts';
import { setRings } from './plans.ts';
import { problemKey, uncheck } from './problems.ts';
import { enterQueue } from './queue-count.ts';
import { refreshAgent } from './slots.ts';
import { compareText } from './sorted.ts';
import { createState } from './state.ts';
import type { RoutingState } from './state.ts';
import { adoptItem } from './truth.ts';
import type { AgentState, Measured, Snapshot } from './types.ts';

/** An agent without what is derived. */
function recordOf(agent: AgentState): Snapshot['agents'][number] {
  const { open, ...record } = agent;
  void open;
  return { ...record, ...copyConfig(agent) };
}

const NO_CONSULTS = { consults: 0, consultsAnswered: 0, consultsOver: 0, consultsWaiting: 0 };

const copyMeasured = (one: Measured): Measured => ({ ...one, handlingSeconds: { ...one.handlingSeconds } });

function inOrder<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].sort((a, b) => compareText(a[0], b[0])).map(([, value]) => value);
}

/** Plain JSON that `load` takes; sorted, so that equal states give equal snapshots. */
export function snapshot(state: RoutingState): Snapshot {
  const { dirtyItems, dirtyAgents, unchecked, pending } = state.index;
  return {
    now: state.now,
    settled: dirtyItems.size === 0 && dirtyAgents.size === 0 && unchecked?.size === 0 && pending.length === 0,
    queues: inOrder(state.queues).map(copyQueue),
    plans: inOrder(state.plans).map(copyPlan),
    measured: inOrder(state.measured).map(copyMeasured),
    help: inOrder(state.help).map((one) => ({ ...one })),
    problems: inOrder(state.problems).map((one) => ({ ...one })),
    checkAt: state.checkAt,
    checking: state.checking && { ...state.checking },
    agents: inOrder(state.agents).map(recordOf),
    items: inOrder(state.items).map((item) => ({
      ...copyItem(item),
      suspended: state.suspended.has(item.id),
    })),
    offers: inOrder(state.offers).map((offer) => ({ ...offer })),
    tallies: Object.fromEntries(
      [...state.tallies]
        .sort((a, b) => compareText(a[0], b[0]))
        .map(([queue, tally]) => [queue, { ...tally }]),
    ),
  };
}

/**
 * A state from a snapshot or from database rows, for take-over. Decides nothing yet: follow it with a
 * `tick`, which expires what is overdue and offers what waits. Counting starts with what waits where the
 * snapshot has no tallies.
 */
export function load(from: Snapshot): RoutingState {
  const state = createState();
  state.now = from.now;
  const fx = state.index.pending;
  for (const config of from.queues) {
    const queue = copyQueue(config);
    state.queues.set(queue.id, queue);
    setRings(state, `q:${queue.id}`, queue.plan);
  }
  for (const plan of from.plans ?? []) {
    state.plans.set(plan.id, copyPlan(plan));
    setRings(state, `p:${plan.id}`, plan);
  }
  for (const one of from.measured ?? []) state.measured.set(one.queue, copyMeasured(one));
  for (const one of from.problems ?? []) state.problems.set(problemKey(one), { ...one });
  for (const agent of from.agents) {
    replaceAgent(state, agent, fx);
    if (agent.suspended) {
      (state.agents.get(agent.id) as { suspended: boolean }).suspended = true;
      refreshAgent(state, agent.id);
    }
  }
  resumeHelp(state, from.help ?? [], fx);
  resumeChecks(state, from);
  const offersOf = new Map<string, Snapshot['offers']>();
  for (const offer of from.offers) {
    const list = offersOf.get(offer.item);
    if (list) list.push(offer);
    else offersOf.set(offer.item, [offer]);
  }
  for (const [queue, tally] of Object.entries(from.tallies ?? {})) {
    state.tallies.set(queue, {
      ...NO_CONSULTS,
      ...tally,
      callback: tally.callback ?? 0,
      waiting: 0,
      consultsWaiting: 0,
    });
  }
  for (const { suspended, ...record } of from.items) {
    const item = adoptItem(state, record, offersOf.get(record.id) ?? []);
    if (suspended) state.suspended.add(item.id);
    enterQueue(state, item);
    const found: Effect[] = [];
    place(state, item, found);
    // Rows that do not say their step have been told of it by whoever led before.
    for (const one of found) if (one.type !== 'item.step' || record.step !== undefined) fx.push(one);
  }
  for (const tally of state.tallies.values()) {
    const { answered, abandoned, flowedOut, callback, expired, waiting } = tally;
    tally.offered = answered + abandoned + flowedOut + callback + expired + waiting;
    tally.consults = tally.consultsAnswered + tally.consultsOver + tally.consultsWaiting;
  }
  if (from.settled) {
    state.index.dirtyItems.clear();
    state.index.dirtyAgents.clear();
    state.index.deserted.clear();
    state.index.unchecked = new Set();
  } else uncheck(state);
  return state;
}
