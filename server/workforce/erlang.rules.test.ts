import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erlangA, erlangB, erlangC, type QueueFigures } from './erlang.rules.ts';

/** Poisson probabilities summed from the mode outwards, in a way that has nothing to do with the recursions tested. */
function poissonBelow(mean: number, n: number): number {
  let logFactorial = 0;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    if (k > 0) logFactorial += Math.log(k);
    sum += Math.exp(k * Math.log(mean) - mean - logFactorial);
  }
  return sum;
}

/** The stationary law of the birth and death chain itself, for small systems; null patience is endless. */
function chain(n: number, lambda: number, mu: number, theta: number) {
  const weights = [1];
  for (let k = 1; k < 4000; k++)
    weights.push((weights[k - 1]! * lambda) / (Math.min(k, n) * mu + Math.max(0, k - n) * theta));
  const total = weights.reduce((sum, one) => sum + one, 0);
  let [waiting, queue, busy] = [0, 0, 0];
  weights.forEach((weight, k) => {
    const share = weight / total;
    if (k >= n) waiting += share;
    queue += Math.max(0, k - n) * share;
    busy += Math.min(k, n) * share;
  });
  return { waiting, queue, abandonment: (theta * queue) / lambda, occupancy: busy / n };
}

/** t at which `left` falls to a share. */
function quantile(figures: QueueFigures, share: number): number {
  let [low, high] = [0, 1e6];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (figures.waitsLongerThan(middle) > share) low = middle;
    else high = middle;
  }
  return low;
}

describe('Erlang B', () => {
  test.each([
    // Offered load at which 1 % are lost, from the usual traffic tables.
    [1, 0.0101, 0.01],
    [5, 1.361, 0.01],
    [10, 4.461, 0.01],
    [20, 12.031, 0.01],
    [50, 37.901, 0.01],
    [100, 84.064, 0.01],
    // And 5 %.
    [10, 6.216, 0.05],
    [30, 24.802, 0.05],
  ])('has the value of the table for %i lines and %f erlangs', (agents, load, lost) => {
    expect(erlangB(agents, load)).toBeCloseTo(lost, 4);
  });

  test('is the Poisson law cut off at the number of lines', () => {
    for (const [n, a] of [
      [3, 2],
      [40, 37],
      [150, 160],
    ] as const)
      expect(erlangB(n, a)).toBeCloseTo(
        (poissonBelow(a, n + 1) - poissonBelow(a, n)) / poissonBelow(a, n + 1),
        10,
      );
  });

  test('holds at its ends: no line, no load, and thousands of both', () => {
    expect(erlangB(0, 7)).toBe(1);
    expect(erlangB(7, 0)).toBe(0);
    // B(n, n) tends to √(2 / πn).
    expect(erlangB(100_000, 100_000) / Math.sqrt(2 / (Math.PI * 100_000))).toBeCloseTo(1, 2);
    expect(erlangB(10_000, 1)).toBe(0);
    expect(erlangB(10, 1e9)).toBeCloseTo(1, 6);
  });
});

describe('Erlang C', () => {
  test.each([
    [1, 0.5, 0.5],
    [2, 1, 1 / 3],
    [5, 4, 0.5541],
    [10, 8, 0.4092],
    [50, 48, 0.6945],
  ])('has the value of the table for %i agents and %f erlangs', (agents, load, waiting) => {
    expect(erlangC({ agents, arrivalsPerSecond: load, handlingSeconds: 1 }).waiting).toBeCloseTo(waiting, 4);
  });

  test('a queue with more load than agents grows without end', () => {
    const full = erlangC({ agents: 3, arrivalsPerSecond: 3, handlingSeconds: 1 });
    expect([full.waiting, full.meanWait, full.answeredWithin(60)]).toEqual([1, Infinity, 0]);
  });
});

describe('Erlang A', () => {
  test('is the example of Garnett, Mandelbaum and Reiman: 48 calls a minute, 1 minute each, 50 agents, 2 minutes of patience', () => {
    const load = { agents: 50, arrivalsPerSecond: 48 / 60, handlingSeconds: 60 };
    const patient = erlangC(load);
    const leaving = erlangA({ ...load, patienceSeconds: 120 });
    expect(leaving.abandonment).toBeCloseTo(0.031, 3);
    expect(patient.meanWait).toBeCloseTo(20.8, 1);
    expect(leaving.meanWait).toBeCloseTo(3.7, 1);
    expect(quantile(patient, 0.1)).toBeCloseTo(58.1, 0);
    // Printed as 12.5; to two decimals it is 12.44.
    expect(quantile(leaving, 0.1)).toBeCloseTo(12.44, 2);
    expect([Math.round(patient.queueLength), Math.round(leaving.queueLength)]).toEqual([17, 3]);
    expect([patient.occupancy, leaving.occupancy].map((one) => one.toFixed(2))).toEqual(['0.96', '0.93']);
  });

  const small = {
    agents: fc.integer({ min: 1, max: 40 }),
    load: fc.double({ min: 0.2, max: 1.6, noNaN: true }),
    patience: fc.double({ min: 0.05, max: 40, noNaN: true }),
  };

  test('agrees with the chain of states solved plainly', () => {
    fc.assert(
      fc.property(small.agents, small.load, small.patience, (agents, load, patienceSeconds) => {
        const lambda = load * agents;
        const figures = erlangA({ agents, arrivalsPerSecond: lambda, handlingSeconds: 1, patienceSeconds });
        const plain = chain(agents, lambda, 1, 1 / patienceSeconds);
        expect(figures.waiting).toBeCloseTo(plain.waiting, 9);
        expect(figures.abandonment).toBeCloseTo(plain.abandonment, 9);
        expect(figures.queueLength).toBeCloseTo(plain.queue, 6);
        expect(figures.occupancy).toBeCloseTo(plain.occupancy, 9);
      }),
      { numRuns: 60 },
    );
  });

  test('its parts add up: the law of the wait, its mean, and the answered and lost shares', () => {
    fc.assert(
      fc.property(small.agents, small.load, small.patience, (agents, load, patienceSeconds) => {
        const figures = erlangA({
          agents,
          arrivalsPerSecond: load * agents,
          handlingSeconds: 1,
          patienceSeconds,
        });
        expect(figures.waitsLongerThan(0)).toBeCloseTo(figures.waiting, 9);
        expect(figures.answeredWithin(0)).toBeCloseTo(1 - figures.waiting, 9);
        expect(figures.answeredWithin(1e5)).toBeCloseTo(1 - figures.abandonment, 9);
        // E[W] = ∫ P{W > t} dt, and the same over the answered.
        const span = 60 * Math.min(patienceSeconds, 40) + 40;
        const steps = 20_000;
        let [all, answered] = [0, 0];
        for (let i = 0; i < steps; i++) {
          const at = ((i + 0.5) / steps) ** 3 * span;
          const width = (((i + 1) / steps) ** 3 - (i / steps) ** 3) * span;
          all += figures.waitsLongerThan(at) * width;
          answered += (1 - figures.abandonment - figures.answeredWithin(at)) * width;
        }
        expect(all).toBeCloseTo(figures.meanWait, 4);
        expect(answered / (1 - figures.abandonment)).toBeCloseTo(figures.meanWaitAnswered, 4);
      }),
      { numRuns: 15 },
    );
  });

  test('where patience is as long as handling, the number present is Poisson whatever the number of agents', () => {
    for (const [n, a] of [
      [5, 6],
      [80, 75],
      [500, 520],
    ] as const) {
      const figures = erlangA({
        agents: n,
        arrivalsPerSecond: a / 200,
        handlingSeconds: 200,
        patienceSeconds: 200,
      });
      expect(figures.waiting).toBeCloseTo(1 - poissonBelow(a, n), 8);
    }
  });

  test('with growing patience it becomes Erlang C', () => {
    const load = { agents: 20, arrivalsPerSecond: 0.1, handlingSeconds: 180 };
    const patient = erlangC(load);
    const figures = erlangA({ ...load, patienceSeconds: 1e9 });
    expect(figures.waiting).toBeCloseTo(patient.waiting, 5);
    expect(figures.meanWait).toBeCloseTo(patient.meanWait, 3);
    expect(figures.answeredWithin(20)).toBeCloseTo(patient.answeredWithin(20), 5);
    expect(erlangA({ ...load, patienceSeconds: Infinity }).meanWait).toBe(patient.meanWait);
  });

  test('stays within its bounds for thousands of agents, far above and far below the load', () => {
    for (const agents of [1, 100, 5_000])
      for (const load of [0.01, 0.9, 1, 1.1, 10])
        for (const patienceSeconds of [1, 180, 1e5]) {
          const figures = erlangA({
            agents,
            arrivalsPerSecond: (load * agents) / 180,
            handlingSeconds: 180,
            patienceSeconds,
          });
          for (const share of [
            figures.waiting,
            figures.abandonment,
            figures.occupancy,
            figures.answeredWithin(20),
            figures.waitsLongerThan(20),
          ]) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
          // The busy are those who are answered; above full load at least the rest leaves.
          expect(figures.abandonment).toBeGreaterThanOrEqual(1 - 1 / load - 1e-9);
          expect(figures.meanWait).toBeCloseTo(figures.abandonment * patienceSeconds, 6);
        }
  });
});

test('what makes no sense is refused with the name of the value', () => {
  const load = { agents: 5, arrivalsPerSecond: 1, handlingSeconds: 1 };
  expect(() => erlangB(1.5, 1)).toThrow('agents');
  expect(() => erlangB(1, -1)).toThrow('load');
  expect(() => erlangC({ ...load, agents: 0 })).toThrow('agents');
  expect(() => erlangC({ ...load, arrivalsPerSecond: Number.NaN })).toThrow('arrivalsPerSecond');
  expect(() => erlangA({ ...load, handlingSeconds: 0, patienceSeconds: 1 })).toThrow('handlingSeconds');
  expect(() => erlangA({ ...load, patienceSeconds: 0 })).toThrow('patienceSeconds');
});
