import { expect, test } from 'vitest';
import type { QueueLive } from '#contract/insight.ts';
import type { Agent } from '#contract/routing.ts';
import { byAttention, byGravity, queueState } from './gravity.rules.ts';

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

test('a queue is named by the gravest thing that is true of it', () => {
  expect(queueState(queue({ emergency: true, open: false }), null)).toBe('emergency');
  expect(queueState(queue({ open: false }), null)).toBe('closed');
  expect(queueState(queue({ level: { value: 0.79 } }), true)).toBe('below');
  expect(queueState(queue({ waiting: 2 }), false)).toBe('unmanned');
  expect(queueState(queue({ waiting: 2 }), null)).toBe('fine');
  expect(queueState(queue({ offered: 0, level: { value: null } }), null)).toBe('quiet');
});

test('the gravest queue stands first, equals by the longest wait', () => {
  const queues = [
    queue({ name: 'in linea', longestWait: 900 }),
    queue({ name: 'sotto', level: { value: 0.5 }, longestWait: 10 }),
    queue({ name: 'sotto e lunga', level: { value: 0.5 }, longestWait: 20 }),
    queue({ name: 'emergenza', emergency: true }),
  ];
  expect(queues.toSorted(byGravity((one) => queueState(one, null))).map(({ name }) => name)).toEqual([
    'emergenza',
    'sotto e lunga',
    'sotto',
    'in linea',
  ]);
});

test('whoever does not respond stands first, whoever is off duty last', () => {
  const agent = (name: string, part: Partial<Agent>): Agent => ({
    id: name,
    name,
    teamId: null,
    profileId: null,
    skills: [],
    presence: 'available',
    reason: null,
    presenceSince: '2026-11-10T08:00:00.000Z',
    status: 'idle',
    connected: true,
    load: {},
    missed: 0,
    ...part,
  });
  const all = [
    agent('fuori', { presence: 'offline', status: 'off_queue' }),
    agent('libera', {}),
    agent('pausa breve', {
      presence: 'not_ready',
      reason: 'break',
      presenceSince: '2026-11-10T09:00:00.000Z',
    }),
    agent('pausa lunga', { presence: 'not_ready', reason: 'break' }),
    agent('muta', { status: 'not_responding' }),
  ];
  expect(all.toSorted(byAttention).map(({ name }) => name)).toEqual([
    'muta',
    'pausa lunga',
    'pausa breve',
    'libera',
    'fuori',
  ]);
});
