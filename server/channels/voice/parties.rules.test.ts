import { describe, expect, test } from 'vitest';
import type { CallParty } from '#contract/voice.ts';
import { partiesTold } from './listeners.rules.ts';
import { partiesAfter, withoutParty, withParty } from './parties.rules.ts';

const listens: CallParty = {
  staff: 'supervisor',
  role: 'supervisor',
  hears: ['customer', 'agent'],
  heardBy: [],
};
const asked: CallParty = { staff: 'colleague', role: 'consulted', hears: ['agent'], heardBy: ['agent'] };

describe('who is on a call beside its customer and its agent', () => {
  test('is there once; who hears others than before is changed in place', () => {
    const both = withParty(withParty([], listens), asked);
    expect(both).toEqual([listens, asked]);
    const whispers = { ...listens, heardBy: ['agent' as const] };
    expect(withParty(both, whispers)).toEqual([whispers, asked]);
  });

  test('is the same list when nothing changes, in whatever order it is said', () => {
    const parties = [listens, asked];
    expect(withParty(parties, { ...listens, hears: ['agent', 'customer'] })).toBe(parties);
    expect(withoutParty(parties, 'supervisor', 'consulted')).toBe(parties);
    expect(withoutParty(parties, 'supervisor', 'supervisor')).toEqual([asked]);
  });

  test('stays while the same agent has the call, talking or holding, and goes with anything else', () => {
    const call = { agent: 'agent', parties: [listens, asked] };
    expect(partiesAfter(call, 'hold', 'agent')).toBe(call.parties);
    expect(partiesAfter(call, 'talk', 'agent')).toBe(call.parties);
    for (const [wanted, agent] of [
      ['talk', 'colleague'],
      ['wait', null],
      ['end', 'agent'],
      ['dial', 'agent'],
    ] as const)
      expect(partiesAfter(call, wanted, agent)).toEqual([]);
  });
});

test('of a supervisor on a call those know whom the supervisor hears: its agent and who is consulted', () => {
  const call = { agentId: 'agent', parties: [listens, asked] };
  for (const who of ['agent', 'colleague', 'supervisor'])
    expect(partiesTold(call, who)).toEqual([listens, asked]);
  for (const who of ['somebody', null]) expect(partiesTold(call, who)).toEqual([asked]);
});
