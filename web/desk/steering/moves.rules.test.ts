import { describe, expect, test } from 'vitest';
import type { AgentMove } from '#contract/moves.ts';
import { endsAt, loansOf, moveWords } from './moves.rules.ts';

const move = (agentName: string, also: Partial<AgentMove> = {}): AgentMove => ({
  id: agentName,
  agent: agentName,
  agentName,
  queues: [{ queue: 'faults', priority: 1, delaySeconds: 0 }],
  leaves: [],
  skills: [],
  names: { faults: 'Guasti', bills: 'Bollette' },
  from: '2026-11-10T09:00:00.000Z',
  until: '2026-11-10T10:00:00.000Z',
  why: 'guasto in centro',
  by: 'Elena',
  endedAt: null,
  endedBy: null,
  ...also,
});

test('what was lent together stands together, what ends first before the others', () => {
  const loans = loansOf([
    move('Ugo', { until: '2026-11-10T12:00:00.000Z' }),
    move('Marta'),
    move('Luca'),
    move('Ada', { why: 'altro' }),
  ]);
  expect(loans.map(({ moves }) => moves.map(({ agentName }) => agentName).join('+'))).toEqual([
    'Ada',
    'Luca+Marta',
    'Ugo',
  ]);
});

describe('a move in words', () => {
  const t = (key: string, values: Record<string, unknown> = {}) =>
    [key.replace('move.', ''), ...Object.values(values).map(String)].join(' ');
  const name = (id: string) => ({ en: 'Inglese', gas: 'Gas' })[id];

  test('says what is served, how soon and after which wait, what is left, what counts as known and what not', () => {
    expect(
      moveWords(
        move('Luca', {
          queues: [
            { queue: 'faults', priority: 1, delaySeconds: 0 },
            { queue: 'bills', priority: null, delaySeconds: 60 },
          ],
          leaves: ['bills'],
          skills: [
            { skill: 'en', level: 3 },
            { skill: 'gas', level: 0 },
          ],
        }),
        t,
        name,
      ),
    ).toEqual([
      'serves Guasti priority 1, Bollette delay 60',
      'leaves Bollette',
      'skills Inglese 3',
      'without Gas',
    ]);
  });

  test('names what nobody named', () => {
    expect(moveWords(move('Luca', { names: {} }), t, name)).toEqual(['serves otherQueue priority 1']);
  });
});

describe('when a loan may end', () => {
  const now = new Date(2026, 10, 10, 15, 0).getTime();
  const at = (hour: number, day = 10) => new Date(2026, 10, day, hour, 0).toISOString();

  test('in half an hour, one or two, and when the last of the queues closes today', () => {
    const ends = endsAt(now, [at(17), at(19), null]);
    expect(ends['30']).toEqual(new Date(2026, 10, 10, 15, 30));
    expect(ends['120']).toEqual(new Date(2026, 10, 10, 17, 0));
    expect(ends.closing).toEqual(new Date(2026, 10, 10, 19, 0));
  });

  test('not when they close tomorrow, or have just closed', () => {
    expect(endsAt(now, [at(9, 11)]).closing).toBeUndefined();
    expect(endsAt(now, [new Date(now + 30_000).toISOString()]).closing).toBeUndefined();
    expect(endsAt(now, []).closing).toBeUndefined();
  });

  test('to the minute of the wall on a day with a change of the clock', () => {
    // 25 October 2026, when 3 o'clock comes twice in Rome; an hour is an hour wherever the test runs.
    const night = Date.parse('2026-10-25T00:30:00Z');
    expect(endsAt(night, [])['60']!.getTime() - night).toBe(3_600_000);
    expect(endsAt(night, [])['120']!.getTime() - night).toBe(7_200_000);
  });
});
