import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptHours, keptUntil, titleOf } from './steps.rules.ts';

const now = new Date('2026-11-30T09:00:00Z');
const hour = 3_600_000;

test('a step without a time of its own is kept for its person a day', () => {
  expect(keptUntil(now, null).getTime() - now.getTime()).toBe(keptHours * hour);
});

test('with a time of its own it is everybody’s before that time, and never kept longer than a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 30 * 24 * hour }), (left) => {
      const due = new Date(now.getTime() + left);
      const until = keptUntil(now, due).getTime();
      expect(until).toBeGreaterThan(now.getTime());
      expect(until).toBeLessThan(due.getTime());
      expect(until - now.getTime()).toBeLessThanOrEqual(keptHours * hour);
    }),
  );
});

test('the title is the first line, cut at a word', () => {
  expect(titleOf('  Va stornata?\nGrazie')).toBe('Va stornata?');
  const long = titleOf('parola '.repeat(40));
  expect(long).toMatch(/^(parola )+parola…$/);
  expect(long.length).toBeLessThanOrEqual(120);
  expect(titleOf('x'.repeat(300))).toHaveLength(120);
});
