import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallOutside, CallParty } from '#contract/voice.ts';
import { arrangementOf, customer, outside, supervisorsOn, wantedStaff } from './hearing.rules.ts';

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
type Wanted = Parameters<typeof arrangementOf>[0];
type Said = Omit<Wanted, 'outside'> & Partial<Pick<Wanted, 'outside'>>;
const plain = (call: Said, present: ReadonlySet<string> = everybody, up = false) => {
  const { hears, playsTo, ...rest } = arrangementOf({ outside: null, ...call }, present, up);
  return {
    ...rest,
    hears: Object.fromEntries([...hears].map(([who, whom]) => [who, [...whom]])),
    playsTo: Object.fromEntries(playsTo),
  };
};
const number = (more: Partial<CallOutside> = {}): CallOutside => ({
  id: 'n',
  number: '+390577000000',
  shown: null,
  by: agent,
  purpose: 'consult',
  state: 'answered',
  together: false,
  ringSeconds: 30,
  askedAt: '',
  answeredAt: null,
  endedAt: null,
  cause: null,
  endedBy: null,
  ...more,
});

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

  test('on hold who only listens hears nobody and needs nobody on the line; who speaks to the agent goes on', () => {
    const hears = ['customer', 'agent', 'consulted'] as const;
    const listening = supervisor({ hears: [...hears] });
    expect(plain({ wanted: 'hold', agent, parties: [listening] })).toMatchObject({ staff: [], hears: {} });
    const whisper = supervisor({ hears: [...hears], heardBy: ['agent'] });
    expect(plain({ wanted: 'hold', agent, parties: [whisper] })).toMatchObject({
      plays: 'music',
      staff: [agent, 'supervisor'],
      hears: { [agent]: ['supervisor'], supervisor: [agent] },
    });
    // A colleague who is asked meanwhile talks with the agent alone, as far as the supervisor goes.
    expect(plain({ wanted: 'hold', agent, parties: [colleague(), listening] }).hears).toEqual({
      [agent]: ['colleague'],
      colleague: [agent],
    });
    const barge = supervisor({ hears: [...hears], heardBy: [...hears] });
    expect(plain({ wanted: 'hold', agent, parties: [colleague(), barge] }).hears).toEqual({
      [agent]: ['colleague', 'supervisor'],
      colleague: [agent],
      supervisor: [agent],
    });
  });

  test('whoever speaks with the customer too is heard by a supervisor; a colleague who waits meanwhile is not', () => {
    const hears = ['customer', 'agent', 'consulted'] as const;
    const barge = supervisor({ hears: [...hears], heardBy: [...hears] });
    const three = colleague({ hears: ['agent', 'customer'], heardBy: ['agent', 'customer'] });
    const together = plain({ wanted: 'talk', agent, parties: [three, barge] }).hears;
    expect(together['supervisor']).toEqual([customer, agent, 'colleague']);
    expect(together['colleague']).toEqual([agent, customer, 'supervisor']);
    const waits = plain({ wanted: 'talk', agent, parties: [colleague({ hears: [], heardBy: [] }), barge] });
    expect(waits.hears['supervisor']).toEqual([customer, agent]);
    expect(waits.playsTo).toEqual({ colleague: 'music' });
    const aside = { wanted: 'talk' as const, agent, parties: [barge], outside: number() };
    expect(plain(aside, everybody, true).hears['supervisor']).toEqual([customer, agent]);
    const all = plain({ ...aside, outside: number({ together: true }) }, everybody, true).hears;
    expect(all['supervisor']).toEqual([customer, agent, outside]);
    expect(all[outside]).toEqual([agent, customer, 'supervisor']);
  });

  test('a supervisor whose call it has become is its agent and nobody beside', () => {
    const call = {
      wanted: 'talk' as const,
      agent: 'supervisor',
      parties: [supervisor({ heardBy: ['agent'] })],
    };
    expect(supervisorsOn(call)).toEqual([]);
    expect(plain(call).hears).toEqual({ [customer]: ['supervisor'], supervisor: [customer] });
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

  test('a colleague who waits while the agent is with the customer hears music; one who is not there yet rings', () => {
    const waits = colleague({ hears: [], heardBy: [] });
    const swapped = plain({ wanted: 'talk', agent, parties: [waits] });
    expect(swapped.hears).toEqual({ [customer]: [agent], [agent]: [customer] });
    expect(swapped.playsTo).toEqual({ colleague: 'music' });
    const comes = plain({ wanted: 'hold', agent, parties: [colleague()] }, new Set([agent]));
    expect(comes).toMatchObject({ playsTo: { [agent]: 'ringback' }, missed: ['colleague'], missing: false });
  });

  test('an agent whose line is gone while they ask somebody is missed, as one who speaks with the customer is', () => {
    const gone = new Set(['colleague']);
    expect(plain({ wanted: 'hold', agent, parties: [colleague()] }, gone)).toMatchObject({
      missing: true,
      plays: 'music',
      hears: {},
    });
    expect(plain({ wanted: 'hold', agent, parties: [] }, gone).missing).toBe(false);
  });

  test('a number outside rings for the agent, speaks with them aside, with both, and with the customer alone', () => {
    const ringing = plain({ wanted: 'hold', agent, parties: [], outside: number({ state: 'ringing' }) });
    expect(ringing).toMatchObject({ plays: 'music', hears: {}, playsTo: { [agent]: 'ringback' } });
    const aside = plain({ wanted: 'hold', agent, parties: [], outside: number() }, everybody, true);
    expect(aside.hears).toEqual({ [outside]: [agent], [agent]: [outside] });
    const waits = plain({ wanted: 'talk', agent, parties: [], outside: number() }, everybody, true);
    expect(waits).toMatchObject({
      hears: { [customer]: [agent], [agent]: [customer] },
      playsTo: { [outside]: 'music' },
    });
    const three = { wanted: 'talk' as const, agent, parties: [], outside: number({ together: true }) };
    expect(plain(three, everybody, true).hears).toEqual({
      [customer]: [agent, outside],
      [agent]: [customer, outside],
      [outside]: [agent, customer],
    });
    const theirs = { wanted: 'outside' as const, agent: null, parties: [], outside: number() };
    expect(plain(theirs, everybody, true).hears).toEqual({ [customer]: [outside], [outside]: [customer] });
    expect(wantedStaff(theirs)).toEqual([]);
    const over = { wanted: 'hold' as const, agent, parties: [], outside: number({ state: 'ended' }) };
    expect(plain(over)).toMatchObject({ staff: [], playsTo: {} });
  });

  test('who has somebody called is on the line and hears it ring, once it does', () => {
    const call = { wanted: 'dial' as const, agent, parties: [], outside: null };
    expect(plain({ ...call, state: 'dialling' })).toMatchObject({ staff: [agent], hears: {}, plays: null });
    expect(arrangementOf({ ...call, state: 'dialling' }, everybody).playsTo.size).toBe(0);
    expect([...arrangementOf({ ...call, state: 'ringing' }, everybody).playsTo]).toEqual([
      [agent, 'ringback'],
    ]);
    expect(plain({ ...call, agent: null, state: 'ringing' })).toMatchObject({ staff: [], plays: null });
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
        fc.boolean(),
        (wanted, parties, together) => {
          const call = { wanted, agent, parties, outside: number({ together }) };
          const { hears } = arrangementOf(call, everybody, true);
          return !hears.has(customer) && [...hears.values()].every((whom) => !whom.has(customer));
        },
      ),
    );
  });
});
