import { expect, test } from 'vitest';
import { moved } from './moves.rules.ts';

const own = {
  profile: [
    { queue: 'bills', channel: 'email', priority: 1, delaySeconds: 0 },
    { queue: 'bills', channel: 'chat', priority: 1, delaySeconds: 0 },
    { queue: 'faults', channel: 'email', priority: 2, delaySeconds: 30 },
  ],
  skills: { english: 4, gas: 2 },
  capacity: {
    email: { max: 5, interruptedBy: [] },
    chat: { max: 3, interruptedBy: [] },
    phone: { max: 0, interruptedBy: [] },
  },
};
const move = (also: Partial<Parameters<typeof moved>[1][number]>) => ({
  queues: [],
  leaves: [],
  skills: [],
  ...also,
});

test('without a move all is as the profile says', () => {
  expect(moved(own, [])).toEqual({ profile: own.profile, skills: own.skills });
});

test('a queue that is left is not served, one that is lent to is served on every channel with room', () => {
  const { profile } = moved(own, [
    move({ leaves: ['bills'], queues: [{ queue: 'leaks', priority: 3, delaySeconds: 0 }] }),
  ]);
  expect(profile.map(({ queue, channel }) => `${queue} ${channel}`)).toEqual([
    'faults email',
    'leaks email',
    'leaks chat',
  ]);
});

test("a queue of the profile that a move names is served by the move's priority, once", () => {
  const { profile } = moved(own, [move({ queues: [{ queue: 'faults', priority: 1, delaySeconds: 0 }] })]);
  expect(profile.filter(({ queue }) => queue === 'faults')).toEqual([
    { queue: 'faults', channel: 'email', priority: 1, delaySeconds: 0 },
    { queue: 'faults', channel: 'chat', priority: 1, delaySeconds: 0 },
  ]);
});

test('a skill can be lent, changed and put aside; the later move has the last word', () => {
  const moves = [
    move({ skills: [{ skill: 'russian', level: 3 }] }),
    move({
      skills: [
        { skill: 'russian', level: 5 },
        { skill: 'gas', level: 0 },
      ],
    }),
  ];
  expect(moved(own, moves).skills).toEqual({ english: 4, russian: 5 });
  expect(own.skills).toEqual({ english: 4, gas: 2 });
});
