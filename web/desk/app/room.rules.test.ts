import { expect, test } from 'vitest';
import type { QueueLive } from '#contract/insight.ts';
import { longestWait, shareOf, sumOf, targetOf } from './room.rules.ts';

const queue = (part: Partial<QueueLive> & { level?: Partial<QueueLive['serviceLevel']> }): QueueLive => {
  const { level, ...rest } = part;
  return {
    queue: 'q',
    name: 'Coda',
    open: true,
    emergency: false,
    offered: 10,
    waiting: 0,
    longestWait: 0,
    answered: 10,
    abandoned: 0,
    shortAbandoned: 0,
    flowedOut: 0,
    expired: 0,
    callbacks: 0,
    announced: 0,
    averageWait: 5,
    inHandling: 0,
    serviceLevel: {
      formula: 'negative',
      version: 1,
      threshold: { email: 60 },
      target: 0.8,
      value: 0.9,
      numerator: 9,
      denominator: 10,
      ...level,
    },
    ...rest,
  };
};

test('the share of several queues adds its parts and averages no shares', () => {
  const small = queue({ level: { value: 0, numerator: 0, denominator: 1, target: 0.5 } });
  const large = queue({ level: { value: 1, numerator: 99, denominator: 99, target: 0.9 } });
  expect(shareOf([small, large])).toBeCloseTo(0.99, 9);
  expect(targetOf([small, large])).toBeCloseTo(0.896, 9);
  expect(shareOf([queue({ level: { value: null, numerator: 0, denominator: 0 } })])).toBeNull();
});

test('the longest wait is that of the queue where it is longest, and goes on growing', () => {
  const queues = [queue({ waiting: 1, longestWait: 40 }), queue({ waiting: 2, longestWait: 90 })];
  expect(longestWait(queues, 1_000_000, 1_005_000)).toBe(95);
  // A clock that is a little behind the answer takes nothing away.
  expect(longestWait(queues, 1_000_000, 999_000)).toBe(90);
  expect(sumOf(queues, 'waiting')).toBe(3);
});

test('where nobody waits there is no longest wait', () => {
  expect(longestWait([queue({ waiting: 0 })], 0, 60_000)).toBeNull();
  expect(longestWait([], 0, 60_000)).toBeNull();
});
