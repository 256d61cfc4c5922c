import { expect, test } from 'vitest';
import { dayBegins, heldUntil, pacedAt, type Pace } from './pace.rules.ts';

const at = (time: string) => new Date(time);
const rome = (pace: Pace['pace']): Pace => ({ pace, dayAt: '17:00', timeZone: 'Europe/Rome' });

test('the first message of a day leaves; what moves in other cases after it waits for one later message', () => {
  const ten = at('2026-11-30T09:00:00Z');
  expect(pacedAt(ten, rome('window'), false)).toEqual(ten);
  expect(pacedAt(ten, rome('window'), true)).toEqual(at('2026-11-30T16:00:00Z'));
  expect(pacedAt(at('2026-11-30T16:00:00Z'), rome('window'), true)).toEqual(at('2026-11-30T16:00:00Z'));
  // After the joint message: in the first of the next day.
  expect(pacedAt(at('2026-11-30T17:00:00Z'), rome('window'), true)).toEqual(at('2026-12-01T07:30:00Z'));
  expect(pacedAt(ten, rome('at_once'), true)).toEqual(ten);
});

test('once a day is that hour of the wall clock, also where the clocks change in between', () => {
  expect(pacedAt(at('2026-11-30T09:00:00Z'), rome('daily'), false)).toEqual(at('2026-11-30T16:00:00Z'));
  expect(pacedAt(at('2026-10-24T20:00:00Z'), rome('daily'), false)).toEqual(at('2026-10-25T16:00:00Z'));
  expect(pacedAt(at('2026-03-28T20:00:00Z'), rome('daily'), false)).toEqual(at('2026-03-29T15:00:00Z'));
});

test('what is about to leave is held by what was told meanwhile, and never after the joint message', () => {
  const now = at('2026-11-30T12:00:00Z');
  expect(heldUntil(now, rome('window'), true)).toEqual(at('2026-11-30T16:00:00Z'));
  expect(heldUntil(now, rome('window'), false)).toEqual(now);
  expect(heldUntil(now, rome('daily'), true)).toEqual(now);
  expect(heldUntil(at('2026-11-30T16:00:00Z'), rome('window'), true)).toEqual(at('2026-11-30T16:00:00Z'));
});

test('a day begins at midnight of the organisation, not of the server', () => {
  expect(dayBegins(at('2026-11-30T23:30:00Z'), 'Europe/Rome')).toEqual(at('2026-11-30T23:00:00Z'));
});
