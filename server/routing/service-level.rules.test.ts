import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countStays,
  noCounts,
  serviceLevel,
  serviceLevelFormulas,
  serviceLevelShare,
  type Stay,
} from './service-level.rules.ts';

test("Cisco's worked example: 70 answered in time, 10 left in time, 20 late", () => {
  const example = { ...noCounts, answeredInTime: 70, abandonedInTime: 10, answeredLate: 20 };
  expect(serviceLevel('negative', example)).toBeCloseTo(0.7, 6);
  expect(serviceLevel('ignore', example)).toBeCloseTo(70 / 90, 6);
  expect(serviceLevel('positive', example)).toBeCloseTo(0.8, 6);
});

test('the other formulas count what their table says', () => {
  const day = {
    ...noCounts,
    answeredInTime: 60,
    answeredLate: 20,
    abandonedShort: 5,
    abandonedInTime: 10,
    abandonedLate: 10,
    flowedOutInTime: 15,
    queued: 130,
    answered: 80,
    settled: 120,
  };
  expect(serviceLevelShare('answered_only', day)).toEqual({ numerator: 60, denominator: 80 });
  expect(serviceLevelShare('strict', day)).toEqual({ numerator: 60, denominator: 120 });
  expect(serviceLevelShare('dequeued', day)).toEqual({ numerator: 75, denominator: 130 });
  expect(serviceLevelShare('it_ls', day)).toEqual({ numerator: 80, denominator: 120 });
});

test('nothing to divide by is no figure, not zero', () => {
  for (const formula of serviceLevelFormulas) expect(serviceLevel(formula, noCounts)).toBeNull();
});

test('an item that waits beyond the threshold counts before anybody takes it', () => {
  const stay: Stay = { fate: 'waiting', wait: 31, before: 0, threshold: 30 };
  expect(serviceLevel('negative', countStays([stay], 5))).toBe(0);
  expect(serviceLevel('negative', countStays([{ ...stay, wait: 30 }], 5))).toBeNull();
});

test('an item that passed the threshold before the interval belongs to the interval before', () => {
  const answered: Stay = { fate: 'answered', wait: 100, before: 50, threshold: 30 };
  expect(serviceLevel('negative', countStays([answered], 5))).toBeNull();
  expect(serviceLevel('negative', countStays([{ ...answered, before: 20 }], 5))).toBe(0);
});

test('a service level lies between 0 and 1, and every stay is counted once', () => {
  const stay = fc.record({
    fate: fc.constantFrom<Stay['fate'][]>('waiting', 'answered', 'abandoned', 'flowed_out', 'expired'),
    wait: fc.integer({ min: 0, max: 100 }),
    before: fc.constant(0),
    threshold: fc.option(fc.integer({ min: 1, max: 60 })),
  });
  fc.assert(
    fc.property(fc.array(stay), fc.constantFrom(...serviceLevelFormulas), (stays, formula) => {
      const n = countStays(stays, 5);
      const value = serviceLevel(formula, n);
      if (value !== null) expect(value >= 0 && value <= 1).toBe(true);
      const counted =
        n.answeredInTime +
        n.answeredLate +
        n.abandonedShort +
        n.abandonedInTime +
        n.abandonedLate +
        n.flowedOutInTime +
        n.otherLate;
      const without = stays.filter(
        (one) => one.threshold === null || (one.fate === 'waiting' && one.wait <= one.threshold),
      );
      expect(counted).toBe(stays.length - without.length);
    }),
  );
});
