import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptResults } from '#contract/callbacks.ts';
import { afterAttempt, expiryOf, readCallbackNumber, timesToChoose } from './callbacks.rules.ts';

describe('a number to call back', () => {
  test.each([
    ['055 123456', '+39055123456'],
    ['+39 333 123 4567', '+393331234567'],
    ['0039 02 12345678', '+390212345678'],
    // A line of the Vatican, dialled with +39.
    ['06 698 1234', '+39066981234'],
  ])('%s is dialled as %s', (typed, value) => {
    expect(readCallbackNumber(typed, { abroad: false })).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['112', 'shape'],
    ['chiamami', 'shape'],
    ['055 12', 'shape'],
    ['+49 30 123456', 'abroad'],
    ['899 123456', 'kind'],
    ['800 123456', 'kind'],
    ['199 123456', 'kind'],
  ])('%j is not dialled: %s', (typed, code) => {
    expect(readCallbackNumber(typed, { abroad: false })).toMatchObject({ ok: false, code });
  });

  test('of another country is dialled where the queue says so, premium lines never', () => {
    expect(readCallbackNumber('+49 30 123456', { abroad: true })).toEqual({ ok: true, value: '+4930123456' });
    expect(readCallbackNumber('+44 909 8790000', { abroad: true })).toMatchObject({ ok: false });
  });
});

const now = new Date('2026-11-10T09:00:00Z');
const rules = { maxAttempts: 3, retryMinutes: 30, machine: 'reached' as const };
const given = {
  attempts: 0,
  rules,
  now,
  expiresAt: new Date('2026-11-13T09:00:00Z'),
  opening: (at: Date): Date | null => at,
};

describe('after an attempt', () => {
  test('no answer and busy are tried again, as often as the queue says', () => {
    for (const result of ['no_answer', 'busy'] as const) {
      expect(afterAttempt(result, given)).toEqual({
        next: 'retry',
        at: new Date('2026-11-10T09:30:00Z'),
        counts: true,
      });
      expect(afterAttempt(result, { ...given, attempts: 2 })).toEqual({
        next: 'over',
        because: 'attempts',
        counts: true,
      });
    }
  });

  test('a machine means reached, unless the queue wants to try again', () => {
    expect(afterAttempt('machine', given)).toEqual({ next: 'reached' });
    expect(afterAttempt('machine', { ...given, rules: { ...rules, machine: 'retry' } })).toMatchObject({
      next: 'retry',
    });
  });

  test('a wrong number is not tried again', () => {
    expect(afterAttempt('wrong_number', given)).toMatchObject({ next: 'over', because: 'wrong_number' });
  });

  test('a fault of the medium is nobody’s attempt, and tried again soon', () => {
    expect(afterAttempt('failed', { ...given, attempts: 2 })).toEqual({
      next: 'retry',
      at: new Date('2026-11-10T09:05:00Z'),
      counts: false,
    });
  });

  test('the next try is within opening hours, and before the end of the promise', () => {
    const opens = new Date('2026-11-11T08:00:00Z');
    expect(afterAttempt('busy', { ...given, opening: () => opens })).toMatchObject({ at: opens });
    expect(afterAttempt('busy', { ...given, opening: () => given.expiresAt })).toMatchObject({
      next: 'over',
      because: 'expires',
    });
    expect(afterAttempt('busy', { ...given, opening: () => null })).toMatchObject({ because: 'expires' });
  });

  test('whatever happens, no more attempts count than the queue allows, and none is without end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom<('reached' | 'retry')[]>('reached', 'retry'),
        fc.array(fc.constantFrom(...attemptResults), { minLength: 1, maxLength: 60 }),
        (maxAttempts, machine, results) => {
          let attempts = 0;
          let at = now;
          for (const result of results) {
            const after = afterAttempt(result, {
              ...given,
              rules: { maxAttempts, machine, retryMinutes: 60 },
              attempts,
              now: at,
            });
            if (after.next === 'reached') return true;
            if (after.counts) attempts += 1;
            if (after.next === 'over') return attempts <= maxAttempts;
            if (attempts >= maxAttempts || after.at <= at || after.at >= given.expiresAt) return false;
            at = after.at;
          }
          return attempts < maxAttempts;
        },
      ),
    );
  });
});

test('times to choose are half hours of the opening, a little ahead', () => {
  const open = (at: Date) => at.getUTCHours() >= 8 && at.getUTCHours() < 17;
  const times = timesToChoose(new Date('2026-11-10T16:20:00Z'), open, { days: 2 }).map((at) =>
    at.toISOString(),
  );
  expect(times.slice(0, 2)).toEqual(['2026-11-11T08:00:00.000Z', '2026-11-11T08:30:00.000Z']);
  expect(timesToChoose(new Date('2026-11-10T16:10:00Z'), open)[0]!.toISOString()).toBe(
    '2026-11-10T16:30:00.000Z',
  );
  expect(timesToChoose(now, () => true, { most: 5 })).toHaveLength(5);
  expect(timesToChoose(now, () => false)).toEqual([]);
});

test('a promise ends some days after its time', () => {
  expect(expiryOf(now, { expiresDays: 3 }).toISOString()).toBe('2026-11-13T09:00:00.000Z');
});
