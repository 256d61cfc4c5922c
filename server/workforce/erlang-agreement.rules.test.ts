import { expect, test } from 'vitest';
import { erlangA } from './erlang.rules.ts';
import { replicate } from './replications.ts';
import { readScenario } from './scenario.ts';

/*
 * The proof of the routing core: with one queue, one skill, Poisson arrivals and exponential times the simulated figures
 * must be those of Erlang C (endless patience) and Erlang A (exponential patience).
 *
 * The interval. Each setting is run REPLICATIONS times, independently, and each of its figures gets a two-sided Student
 * interval from these runs. The six figures of a setting hold together with 99.9 %, shared out evenly (Bonferroni):
 * 99.983 % each, 4.5 standard errors. It is taken on the logarithmic scale, from value / e^(half / value) to
 * value · e^(half / value): what waits in a run of some hours depends on a few long queues, so the figure is skew and its
 * spread grows with it. A plain M/M/n without any routing core has the same skewness (200 agents, load 0.93, 24 runs: mean
 * waits from 0.5 to 9.7 s about 2.9 s), and the logarithm removes it. Of the service level the share that is late is
 * compared, which is the same statement on the stricter side.
 *
 * A right core is called wrong in one of a thousand sets of seeds per setting; the seeds are fixed, so the answer is
 * always the same. A figure outside its interval means that the core, the simulator or a formula has changed: find out
 * which, and do not widen the interval.
 */
const PER_SETTING = 0.999;
const REPLICATIONS = 24;
const HANDLING = 180;
/** A setting takes seconds; on a machine that is busy with other work it may take minutes. */
const PATIENCE = 600_000;
/** T of the service level: shorter where hardly anybody waits long. */
const thresholdFor = (agents: number) => (agents < 100 ? 20 : 5);
const FIGURES = ['waited', 'abandonment', 'meanWaitAll', 'late', 'occupancy', 'queueLength'] as const;

/** Agents, load per agent, mean patience in seconds (null: endless), and contacts to simulate after the warm-up. */
const settings: [number, number, number | null, number][] = [
  [5, 0.6, null, 200_000],
  [5, 0.9, 120, 150_000],
  [10, 0.8, null, 200_000],
  [10, 1.2, 60, 150_000],
  [20, 0.85, null, 250_000],
  [20, 0.95, 300, 150_000],
  [50, 0.9, null, 250_000],
  [50, 0.96, 360, 200_000],
  [100, 0.92, null, 350_000],
  [100, 1.05, 180, 180_000],
  [200, 0.93, null, 400_000],
  [200, 1, 240, 200_000],
  [500, 0.95, null, 500_000],
  [500, 1.02, 180, 300_000],
];
const confidence = 1 - (1 - PER_SETTING) / FIGURES.length;

test.each(settings)(
  '%i agents, load %f each, patience %s: as Erlang says',
  (agents, load, patience, contacts) => {
    const threshold = thresholdFor(agents);
    const perSecond = (agents * load) / HANDLING;
    // The queue starts empty. It forgets that within a few handling times, and with endless patience within a few times
    // 1 / μ(√n − √a)², the relaxation time of M/M/n in heavy traffic.
    const memory = patience === null ? HANDLING / (agents * (1 - Math.sqrt(load)) ** 2) : 0;
    const warmUpHours = Math.max(8 * HANDLING, 7 * memory) / 3600;
    const scenario = readScenario({
      name: 'one queue',
      seed: `erlang ${agents} ${load} ${patience}`,
      replications: REPLICATIONS,
      warmUpHours,
      hours: warmUpHours + contacts / REPLICATIONS / perSecond / 3600,
      queues: [{ id: 'q', serviceLevel: { threshold: { phone: threshold } }, shortAbandonSeconds: 0 }],
      agents: [
        { id: 'agents', count: agents, profile: [{ queue: 'q', channel: 'phone' }], skills: { calls: 3 } },
      ],
      arrivals: [
        {
          queue: 'q',
          channel: 'phone',
          perHour: perSecond * 3600,
          handling: { kind: 'exponential', mean: HANDLING },
          patience: patience === null ? null : { kind: 'exponential', mean: patience },
          requires: [{ skill: 'calls', level: 2 }],
        },
      ],
    });
    const { all } = replicate(scenario, undefined, confidence);
    const exact = erlangA({
      agents,
      arrivalsPerSecond: perSecond,
      handlingSeconds: HANDLING,
      patienceSeconds: patience ?? Infinity,
    });
    const expected: Record<(typeof FIGURES)[number], number> = {
      waited: exact.waiting,
      abandonment: exact.abandonment,
      meanWaitAll: exact.meanWait,
      late: 1 - exact.answeredWithin(threshold),
      occupancy: exact.occupancy,
      queueLength: exact.queueLength,
    };
    const { negative } = all.serviceLevel;
    const simulated = { ...all, late: { value: 1 - negative.value!, half: negative.half } };
    for (const figure of FIGURES) {
      const { value, half } = simulated[figure];
      if (expected[figure] === 0) {
        expect.soft(value, figure).toBe(0);
        continue;
      }
      const off = Math.abs(Math.log(value! / expected[figure]));
      expect
        .soft(off, `${figure}: simulated ${value}, exact ${expected[figure]}, half an interval ${half}`)
        .toBeLessThanOrEqual(half! / value!);
    }
  },
  PATIENCE,
);
