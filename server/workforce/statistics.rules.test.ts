import { describe, expect, test } from 'vitest';
import { logGamma, meanOf, sampler, source, stretched, type Distribution } from './chance.rules.ts';
import { mean, ratio, studentQuantile } from './statistics.rules.ts';

test.each([
  // From the usual tables of Student's distribution.
  [0.975, 1, 12.706],
  [0.975, 4, 2.776],
  [0.975, 9, 2.262],
  [0.975, 19, 2.093],
  [0.995, 10, 3.169],
  [0.9995, 29, 3.659],
  [0.975, 1e6, 1.96],
  [0.025, 9, -2.262],
])("Student's quantile %f with %i degrees is the one of the table", (p, degrees, t) => {
  expect(studentQuantile(p, degrees)).toBeCloseTo(t, 3);
});

describe('an estimate', () => {
  test('divides sums; it does not average quotients', () => {
    const parts = [
      { numerator: 1, denominator: 1 },
      { numerator: 0, denominator: 9 },
    ];
    expect(ratio(parts, 0.95).value).toBe(0.1);
  });

  test('of plain numbers is their mean with the textbook interval', () => {
    // s = √2.5, t(4) = 2.776.
    const { value, half } = mean([1, 2, 3, 4, 5], 0.95);
    expect(value).toBe(3);
    expect(half).toBeCloseTo((2.776 * Math.sqrt(2.5)) / Math.sqrt(5), 3);
  });

  test('holds the true value about as often as it says', () => {
    const next = source('coverage');
    const draw = sampler({ kind: 'exponential', mean: 1 }, next);
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const parts = Array.from({ length: 10 }, () => {
        const count = 40 + Math.floor(next() * 20);
        return {
          numerator: Array.from({ length: count }, draw).reduce((sum, one) => sum + one, 0),
          denominator: count,
        };
      });
      const { value, half } = ratio(parts, 0.95);
      if (Math.abs(value! - 1) <= half!) held += 1;
    }
    expect(held / 2000).toBeGreaterThan(0.935);
    expect(held / 2000).toBeLessThan(0.965);
  });

  test('with a control is sharper, and still holds the true value as often as it says', () => {
    const next = source('controls');
    const draw = sampler({ kind: 'exponential', mean: 1 }, next);
    let [held, wide, narrow] = [0, 0, 0];
    for (let i = 0; i < 2000; i++) {
      const parts = Array.from({ length: 12 }, () => {
        // Sums of several, as figures of a run are; a single exponential is too skew for any Student interval.
        const sum = () => Array.from({ length: 30 }, draw).reduce((all, one) => all + one - 1, 0);
        const luck = sum();
        return { numerator: 5 + 2 * luck + sum() / 2, denominator: 1, controls: [luck, 3 * luck, 0] };
      });
      const { value, half } = ratio(parts, 0.95);
      if (Math.abs(value! - 5) <= half!) held += 1;
      narrow += half!;
      wide += ratio(
        parts.map(({ numerator, denominator }) => ({ numerator, denominator })),
        0.95,
      ).half!;
    }
    expect(held / 2000).toBeGreaterThan(0.935);
    expect(held / 2000).toBeLessThan(0.97);
    expect(narrow).toBeLessThan(wide / 3);
  });

  test('of one run has no interval, and of nothing no value', () => {
    expect(ratio([{ numerator: 1, denominator: 2 }], 0.95)).toEqual({ value: 0.5, half: null });
    expect(ratio([{ numerator: 0, denominator: 0 }], 0.95)).toEqual({ value: null, half: null });
  });
});

describe('chance', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const draw = (seed: string) => Array.from({ length: 5 }, source(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  const kinds: [Distribution, number][] = [
    [{ kind: 'fixed', seconds: 40 }, 0],
    [{ kind: 'exponential', mean: 180 }, 1],
    [{ kind: 'lognormal', mean: 300, cv: 0.8 }, 0.8],
    // cv² = Γ(1 + 2/k) / Γ(1 + 1/k)² − 1 = 0.2732 for k = 2.
    [{ kind: 'weibull', mean: 90, shape: 2 }, 0.5227],
    [{ kind: 'empirical', values: [10, 20, 60] }, 0.7201],
  ];
  test.each(kinds)('%j has the mean and the variation it is named for', (distribution, cv) => {
    const draw = sampler(distribution, source('moments'));
    const count = 400_000;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      const one = draw();
      sum += one;
      squares += one * one;
    }
    const average = sum / count;
    const expected = meanOf(distribution);
    // Four standard errors.
    expect(Math.abs(average - expected)).toBeLessThanOrEqual((4 * cv * expected) / Math.sqrt(count) + 1e-9);
    expect(Math.sqrt(Math.max(0, squares / count - average ** 2)) / average).toBeCloseTo(cv, 1);
    expect(meanOf(stretched(distribution, 1.5))).toBeCloseTo(1.5 * expected, 9);
  });

  test('numbers are spread evenly', () => {
    const next = source('even');
    const bins = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i < 1e6; i++) bins[Math.floor(next() * 100)]! += 1;
    const chi = bins.reduce((sum, count) => sum + (count - 1e4) ** 2 / 1e4, 0);
    // χ² with 99 degrees: 148.2 at 99.9 %.
    expect(chi).toBeLessThan(148.2);
  });

  test('ln Γ is right where it is known', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(1.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI) / 2), 12);
  });
});
