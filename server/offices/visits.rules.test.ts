import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callsBeforeGone, isGone, lettersOf, seniorityOf, ticketOf } from './visits.rules.ts';

test('letters go from A to Z, then on in two', () => {
  expect([0, 25, 26, 27, 52].map(lettersOf)).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
});

test('no two queues and numbers have the same ticket', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(800), fc.integer({ min: 1, max: 5000 })),
      fc.tuple(fc.nat(800), fc.integer({ min: 1, max: 5000 })),
      ([a, m], [b, n]) => {
        const same = ticketOf(lettersOf(a), m) === ticketOf(lettersOf(b), n);
        expect(same).toBe(a === b && m === n);
      },
    ),
  );
});

test('who is entitled counts as older than who has an appointment, and both than who has neither', () => {
  expect(seniorityOf('by_right')).toBeGreaterThan(seniorityOf('appointment'));
  expect(seniorityOf('returning')).toBeGreaterThan(seniorityOf(null));
});

test('a visit is gone at its last call, not before', () => {
  expect([isGone(callsBeforeGone - 1), isGone(callsBeforeGone)]).toEqual([false, true]);
});
