import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelOf, look, neverAgain, type Breach, type Level, type Limits } from './alerts.rules.ts';

const limits: Limits = { measure: 'waiting', warn: 10, critical: 20, margin: 3, holdSeconds: 60 };

/** Values, one each ten seconds, and the levels told on the way. */
function run(
  rules: Limits,
  values: readonly (number | null)[],
  told: Level = 'none',
  begin: Breach | null = null,
) {
  let breach = begin;
  const levels: Level[] = [];
  values.forEach((value, step) => {
    const seen = look(rules, value, told, breach, step * 10_000);
    breach = seen.breach;
    if (seen.tell !== null) {
      told = seen.tell;
      levels.push(told);
    }
  });
  return { levels, told, breach };
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('a limit must be passed for as long as it says before it is told', () => {
  expect(run(limits, [...times(6, 12), 5, ...times(6, 12)]).levels).toEqual([]);
  expect(run(limits, times(7, 12)).levels).toEqual(['warn']);
  expect(run({ ...limits, holdSeconds: 0 }, [12]).levels).toEqual(['warn']);
});

test('an alert is over when the value has come back by the margin, and has stayed there', () => {
  expect(run(limits, times(20, 8), 'warn').levels).toEqual([]);
  expect(run(limits, times(7, 7), 'warn').levels).toEqual(['none']);
  expect(run(limits, [7, 7, 9, 7, 7], 'warn').levels).toEqual([]);
});

test('what gets worse is told again, what gets better step by step', () => {
  expect(run(limits, [...times(7, 12), ...times(7, 25), ...times(7, 15), ...times(7, 0)]).levels).toEqual([
    'warn',
    'critical',
    'warn',
    'none',
  ]);
});

test('for a service level the bad side is below', () => {
  const level: Limits = { measure: 'service_level', warn: 0.8, critical: 0.6, margin: 0.05, holdSeconds: 0 };
  expect([0.9, 0.8, 0.79, 0.6, 0.59].map((value) => levelOf(level, value, 'none'))).toEqual([
    'none',
    'none',
    'warn',
    'warn',
    'critical',
  ]);
  expect([0.84, 0.85].map((value) => levelOf(level, value, 'warn'))).toEqual(['warn', 'none']);
});

test('without a value nothing is alarmed, and an alarm ends', () => {
  expect(run(limits, times(20, null)).levels).toEqual([]);
  expect(run(limits, times(7, null), 'critical').levels).toEqual(['none']);
});

test('what was ended by hand comes again only when it got worse, or was good in between', () => {
  const ended = neverAgain('warn');
  expect(run(limits, times(1000, 12), 'none', ended).levels).toEqual([]);
  expect(run(limits, [12, ...times(7, 25)], 'none', ended).levels).toEqual(['critical']);
  expect(run(limits, [12, 2, ...times(7, 12)], 'none', ended).levels).toEqual(['warn']);
});

test('a clock that is set back tells nothing early and nothing twice', () => {
  const seen = look(limits, 12, 'none', { level: 'warn', since: 100_000 }, 0);
  expect(seen).toEqual({ breach: { level: 'warn', since: 100_000 }, tell: null });
});

test('whatever the values, no level is told twice in a row, and never sooner than it says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 30 })), { maxLength: 200 }),
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 0, max: 8 }),
      (values, holdSeconds, margin) => {
        const { levels } = run({ ...limits, holdSeconds, margin }, values);
        levels.forEach((level, place) => expect(level).not.toBe(place === 0 ? 'none' : levels[place - 1]));
        expect(levels.length * holdSeconds).toBeLessThanOrEqual(values.length * 10);
      },
    ),
  );
});
