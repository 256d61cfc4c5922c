import { serviceLevelFormulas, serviceLevelShare, type ServiceLevelFormula } from '#server/routing/index.ts';
import type { GroupTally } from './meter.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulation.ts';
import { mean, ratio, type Estimate, type Part } from './statistics.rules.ts';
import { addTally, emptyTally, type HalfHours, type QueueTally } from './tally.ts';

/** What several runs say of a queue, or of all. Counts are per run; times are seconds; shares lie in [0, 1]. */
export interface QueueResult {
  id: string;
  name: string;
  formula: ServiceLevelFormula;
  target: number;
  offered: Estimate;
  answered: Estimate;
  abandoned: Estimate;
  flowedOut: Estimate;
  expired: Estimate;
  /** Turned away because the queue was full; not among the offered. */
  blocked: Estimate;
  /** Still there at the end. */
  waiting: Estimate;
  missed: Estimate;
  declined: Estimate;
  serviceLevel: Record<ServiceLevelFormula, Estimate>;
  abandonment: Estimate;
  /** Share of those who left the queue that did not get an agent in the instant of their arrival. */
  waited: Estimate;
  /** Of the answered. */
  meanWait: Estimate;
  /** Of all who left the queue. */
  meanWaitAll: Estimate;
  longestWait: number;
  meanHandling: Estimate;
  meanWrapUp: Estimate;
  /** Time with something open / time there, over the agents who serve the queue. */
  occupancy: Estimate;
  /** How many wait, on the average over time. */
  queueLength: Estimate;
  longestQueue: number;
  halfHours: HalfHourResult[];
}

/** One half hour of the scenario, over all runs; a scenario of more than a week is folded into one. */
export interface HalfHourResult {
  /** Minutes since the start of the scenario. */
  minute: number;
  offered: number;
  answered: number;
  abandoned: number;
  /** By formula `negative`: kept promises of all service-level events; null without any. */
  serviceLevel: number | null;
  meanWait: number | null;
  queueLength: number;
  longestQueue: number;
  /** Agents there, on the average. */
  agents: number;
  occupancy: number | null;
}

export interface SimulationResult {
  scenario: string;
  seed: string;
  replications: number;
  confidence: number;
  /** What the intervals are made of: independent runs, or the batches of a single one. */
  intervalsFrom: 'replications' | 'batches' | 'nothing';
  /** Per run. */
  measuredHours: number;
  contacts: number;
  all: Omit<QueueResult, 'halfHours'>;
  queues: QueueResult[];
  groups: { id: string; name: string; count: number; occupancy: Estimate }[];
  /** What the core would have called a supervisor for. */
  attention: { queue: string; reason: string; contacts: number }[];
}

/**
 * Runs a scenario as often as it says and puts the runs together. Quotients are made of sums over the runs. With one run
 * the intervals come from its batches, which must be long against the time in which a queue forgets.
 *
 * @param onProgress hears the share of all work that is done
 */
export function replicate(
  scenario: Scenario,
  onProgress: (share: number) => void = () => undefined,
  confidence = 0.95,
): SimulationResult {
  const { replications } = scenario;
  /** Units of the intervals: per unit a tally of each queue, of all, and of each group. */
  const units: { queues: QueueTally[]; all: QueueTally; groups: GroupTally[] }[] = [];
  const halfHours: HalfHours[] = [];
  const attention = new Map<string, SimulationResult['attention'][number]>();
  let contacts = 0;
  for (let i = 0; i < replications; i++) {
    const run = simulate(scenario, i + 1, (share) => onProgress((i + share) / replications));
    contacts += run.contacts;
    const parts = replications > 1 ? [run.batches] : run.batches.map((batch) => [batch]);
    for (const part of parts) {
      const queues = scenario.queues.map((_, q) => sumOf(part.map((batch) => batch.queues[q]!)));
      const groups = scenario.agents.map((_, g) => ({
        staffed: part.reduce((sum, batch) => sum + batch.groups[g]!.staffed, 0),
        busy: part.reduce((sum, batch) => sum + batch.groups[g]!.busy, 0),
      }));
      units.push({ queues, groups, all: allOf(queues, groups) });
    }
    run.halfHours.forEach((one, q) => {
      if (halfHours[q] === undefined) halfHours[q] = one;
      else halfHours[q].addAll(one);
    });
    for (const one of run.attention) {
      const key = `${one.queue} ${one.reason}`;
      const known = attention.get(key);
      if (known === undefined) attention.set(key, { ...one });
      else known.contacts += one.contacts;
    }
  }
  const view = (
    tallies: readonly QueueTally[],
    id: string,
    name: string,
    queue?: Scenario['queues'][number],
  ) =>
    resultOf(tallies, replications, confidence, {
      id,
      name,
      formula: queue?.serviceLevel.formula ?? 'negative',
      target: queue?.serviceLevel.target ?? 0.8,
    });
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    replications,
    confidence,
    intervalsFrom: replications > 1 ? 'replications' : scenario.batches > 1 ? 'batches' : 'nothing',
    measuredHours: scenario.hours - scenario.warmUpHours,
    contacts,
    all: view(
      units.map((unit) => unit.all),
      'all',
      'All queues',
    ),
    queues: scenario.queues.map((queue, q) => ({
      ...view(
        units.map((unit) => unit.queues[q]!),
        queue.id,
        queue.name ?? queue.id,
        queue,
      ),
      halfHours: tableOf(halfHours[q]!, replications),
    })),
    groups: scenario.agents.map((group, g) => ({
      id: group.id,
      name: group.name ?? group.id,
      count: group.count,
      occupancy: ratio(
        units.map((unit) => ({ numerator: unit.groups[g]!.busy, denominator: unit.groups[g]!.staffed })),
        confidence,
      ),
    })),
    attention: [...attention.values()],
  };
}

/** From this many runs on the intervals leave out what is due to more customers or longer work than expected. */
const ENOUGH_FOR_CONTROLS = 20;

function sumOf(tallies: readonly QueueTally[]): QueueTally {
  const sum = emptyTally();
  tallies.forEach((one, i) => {
    // What waited at the end of one batch is not offered again by the next.
    const carried = i === 0 ? 0 : tallies[i - 1]!.waiting;
    addTally(sum, one);
    sum.offered -= carried;
    sum.counts.queued -= carried;
    sum.waiting = one.waiting;
  });
  return sum;
}

/** All queues together; an agent who serves several is there once. */
function allOf(queues: readonly QueueTally[], groups: readonly GroupTally[]): QueueTally {
  const all = emptyTally();
  for (const queue of queues) addTally(all, queue);
  all.seconds = queues[0]!.seconds;
  all.staffed = groups.reduce((sum, group) => sum + group.staffed, 0);
  all.busy = groups.reduce((sum, group) => sum + group.busy, 0);
  return all;
}

function resultOf(
  tallies: readonly QueueTally[],
  replications: number,
  confidence: number,
  head: Pick<QueueResult, 'id' | 'name' | 'formula' | 'target'>,
): Omit<QueueResult, 'halfHours'> {
  // Few runs cannot spare the degrees of freedom.
  const controlled = tallies.length >= ENOUGH_FOR_CONTROLS;
  const partOf = (one: QueueTally, numerator: number, denominator: number): Part => ({
    numerator,
    denominator,
    ...(controlled ? { controls: [one.surplus, one.extraWork] } : {}),
  });
  const quotient = (above: (one: QueueTally) => number, below: (one: QueueTally) => number): Estimate =>
    ratio(
      tallies.map((one) => partOf(one, above(one), below(one))),
      confidence,
    );
  const count = (of: (one: QueueTally) => number): Estimate =>
    replications > 1 ? mean(tallies.map(of), confidence) : { value: of(sumOf(tallies)), half: null };
  const settled = (one: QueueTally) => one.answered + one.abandoned + one.flowedOut + one.expired;
  return {
    ...head,
    offered: count((one) => one.offered),
    answered: count((one) => one.answered),
    abandoned: count((one) => one.abandoned),
    flowedOut: count((one) => one.flowedOut),
    expired: count((one) => one.expired),
    blocked: count((one) => one.blocked),
    waiting: count((one) => one.waiting),
    missed: count((one) => one.missed),
    declined: count((one) => one.declined),
    serviceLevel: Object.fromEntries(
      serviceLevelFormulas.map((formula) => [
        formula,
        ratio(
          tallies.map((one) => {
            const { numerator, denominator } = serviceLevelShare(formula, one.counts);
            return partOf(one, numerator, denominator);
          }),
          confidence,
        ),
      ]),
    ) as Record<ServiceLevelFormula, Estimate>,
    abandonment: quotient((one) => one.abandoned, settled),
    waited: quotient((one) => settled(one) - one.atOnce, settled),
    meanWait: quotient(
      (one) => one.waitAnswered,
      (one) => one.answered,
    ),
    meanWaitAll: quotient((one) => one.waitSettled, settled),
    longestWait: Math.max(...tallies.map((one) => one.longestWait)),
    meanHandling: quotient(
      (one) => one.handling,
      (one) => one.handled,
    ),
    meanWrapUp: quotient(
      (one) => one.wrapUp,
      (one) => one.handled,
    ),
    occupancy: quotient(
      (one) => one.busy,
      (one) => one.staffed,
    ),
    queueLength: quotient(
      (one) => one.queueArea,
      (one) => one.seconds,
    ),
    longestQueue: Math.max(...tallies.map((one) => one.longestQueue)),
  };
}

function tableOf(halfHours: HalfHours, replications: number): HalfHourResult[] {
  const over = (above: number, below: number) => (below === 0 ? null : above / below);
  return Array.from({ length: halfHours.length }, (_, index) => {
    const get = (column: Parameters<HalfHours['get']>[1]) => halfHours.get(index, column);
    const seconds = get('seconds');
    return {
      minute: index * 30,
      offered: get('offered') / replications,
      answered: get('answered') / replications,
      abandoned: get('abandoned') / replications,
      serviceLevel: over(get('eventsInTime'), get('events')),
      meanWait: over(get('waitAnswered'), get('answered')),
      queueLength: over(get('queueArea'), seconds) ?? 0,
      longestQueue: get('longestQueue'),
      agents: over(get('staffed'), seconds) ?? 0,
      occupancy: over(get('busy'), get('staffed')),
    };
  });
}
