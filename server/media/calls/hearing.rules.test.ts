import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallParty } from '#contract/voice.ts';
import { arrangementOf, customer } from './hearing.rules.ts';

const agent = 'agent';
const supervisor = (more: Partial<CallParty> = {}): CallParty => ({
  staff: 'supervisor',
  role: 'supervisor',
  hears: ['customer', 'agent'],
  heardBy: [],
  ...more,
});
const colleague = (more: Partial<CallParty> = {}): CallParty => ({
  staff: 'colleague',
  role: 'consulted',
  hears: ['agent'],
  heardBy: ['agent'],
  ...more,
});
const everybody = new Set([agent, 'supervisor', 'colleague']);
const plain = (call: Parameters<typeof arrangementOf>[0], present = everybody) => {
  const { hears, ...rest } = arrangementOf(call, present);
  return { ...rest, hears: Object.fromEntries([...hears].map(([who, whom]) => [who, [...whom]])) };
};

describe('who hears whom on a call', () => {
  test('who waits hears the queue; who is held hears music, and the agent is free for another call', () => {
    expect(plain({ wanted: 'wait', agent: null, parties: [] })).toMatchObject({
      plays: 'turns',
      staff: [],
      hears: {},
    });
    expect(plain({ wanted: 'hold', agent, parties: [] })).toMatchObject({
      plays: 'music',
      staff: [],
      hears: {},
    });
  });

  test('agent and customer hear each other; while the agent is not on the line it rings', () => {
    expect(plain({ wanted: 'talk', agent, parties: [] })).toMatchObject({
      plays: null,
      missing: false,
      hears: { [customer]: [agent], [agent]: [customer] },
    });
    expect(plain({ wanted: 'talk', agent, parties: [] }, new Set())).toMatchObject({
      plays: 'ringback',
      missing: true,
      staff: [agent],
      hears: {},
    });
  });

  test('a supervisor who listens is heard by nobody, who whispers by the agent alone, who barges in by both', () => {
    const listening = plain({ wanted: 'talk', agent, parties: [supervisor()] });
    expect(listening.hears).toEqual({
      [customer]: [agent],
      [agent]: [customer],
      supervisor: [customer, agent],
    });
    const whisper = plain({ wanted: 'talk', agent, parties: [supervisor({ heardBy: ['agent'] })] });
    expect(whisper.hears[customer]).toEqual([agent]);
    expect(whisper.hears[agent]).toEqual([customer, 'supervisor']);
    const barge = plain({ wanted: 'talk', agent, parties: [supervisor({ heardBy: ['agent', 'customer'] })] });
    expect(barge.hears[customer]).toEqual([agent, 'supervisor']);
  });

  test('a colleague who is asked during a hold talks with the agent alone; three of them are three', () => {
    expect(plain({ wanted: 'hold', agent, parties: [colleague()] })).toMatchObject({
      plays: 'music',
      staff: [agent, 'colleague'],
      hears: { [agent]: ['colleague'], colleague: [agent] },
    });
    const three = colleague({ hears: ['agent', 'customer'], heardBy: ['agent', 'customer'] });
    expect(plain({ wanted: 'talk', agent, parties: [three] }).hears).toEqual({
      [customer]: [agent, 'colleague'],
      [agent]: [customer, 'colleague'],
      colleague: [agent, customer],
    });
  });

  test('on hold, waiting and at the end the customer hears nobody and nobody hears them, whoever is there', () => {
    const role = fc.constantFrom(
      'customer' as const,
      'agent' as const,
      'consulted' as const,
      'supervisor' as const,
    );
    fc.assert(
      fc.property(
        fc.constantFrom('hold' as const, 'wait' as const, 'end' as const),
        fc.array(
          fc.record({
            staff: fc.constantFrom('supervisor', 'colleague', 'other'),
            role: fc.constantFrom('consulted' as const, 'supervisor' as const),
            hears: fc.array(role, { maxLength: 4 }),
            heardBy: fc.array(role, { maxLength: 4 }),
          }),
          { maxLength: 3 },
        ),
        (wanted, parties) => {
          const { hears } = arrangementOf({ wanted, agent, parties }, everybody);
          return !hears.has(customer) && [...hears.values()].every((whom) => !whom.has(customer));
        },
      ),
    );
  });
});
