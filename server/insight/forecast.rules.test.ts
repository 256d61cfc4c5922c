import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableDays, robustMean, wape, type PastDay } from './forecast.rules.ts';

test('one strange day does not move a forecast', () => {
  expect(robustMean([10, 12, 11, 9, 10, 400])).toBe(10.75);
  expect(robustMean([4, 8])).toBe(6);
  expect(robustMean([])).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 6 }), (values) => {
      const mean = robustMean(values)!;
      expect(mean).toBeGreaterThanOrEqual(Math.min(...values));
      expect(robustMean([...values.slice(1), Math.max(...values) + 1000])!).toBeLessThanOrEqual(
        Math.max(...values),
      );
    }),
  );
});

const past: PastDay[] = [
  { day: '2026-10-25', weekday: 7, holiday: false },
  { day: '2026-10-26', weekday: 1, holiday: false },
  { day: '2026-11-01', weekday: 7, holiday: true },
  { day: '2026-11-02', weekday: 1, holiday: false },
  { day: '2026-11-08', weekday: 7, holiday: false },
  { day: '2026-11-09', weekday: 1, holiday: false },
];

test('a day is compared with the same weekdays, holidays set apart', () => {
  expect(comparableDays({ weekday: 1, holiday: false }, past)).toEqual([
    '2026-10-26',
    '2026-11-02',
    '2026-11-09',
  ]);
  expect(comparableDays({ weekday: 7, holiday: false }, past)).toEqual(['2026-10-25', '2026-11-08']);
  expect(comparableDays({ weekday: 2, holiday: true }, past)).toEqual(['2026-11-01']);
  const without = past.filter(({ holiday }) => !holiday);
  expect(comparableDays({ weekday: 2, holiday: true }, without)).toEqual(['2026-10-25', '2026-11-08']);
});

test('the error weighs what came, and is none while nothing came', () => {
  expect(
    wape([
      { actual: 10, forecast: 8 },
      { actual: 0, forecast: 3 },
      { actual: 10, forecast: 10 },
    ]),
  ).toBe(0.25);
  expect(wape([{ actual: 0, forecast: 3 }])).toBeNull();
});
