import { describe, expect, test } from 'vitest';
import { nextWakeAt, stepAll, waitingAhead } from './index.ts';
import { aBench, anAgent, anEntry, anItem, aQueue, accept, come, decline, queued, types } from './testing.ts';
import type { Bench } from './testing.ts';

describe('R1 matching on events', () => {
  test('R1, R4: what becomes known together is matched together, whatever is told first', () => {
    const bench = aBench();
    bench.queue(aQueue('fast'));
    bench.agent(anAgent('a', { profile: [anEntry('q', { priority: 5 }), anEntry('fast')] }));
    const fx = stepAll(bench.state, [
      { type: 'item.queued', at: 1000, item: anItem('plain') },
      { type: 'item.queued', at: 1000, item: anItem('urgent', { queue: 'fast' }) },
    ]);
    expect(types(fx)).toEqual(['offer.made']);
    expect(bench.offeredTo('urgent')).toEqual(['a']);
    expect(bench.offeredTo('plain')).toEqual([]);
  });

  test('R1: an item that arrives is offered at once, to one agent, with its end', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    expect(queued(bench, 1, 'i')).toEqual([
      {
        type: 'offer.made',
        offer: {
          id: 'i#1',
          item: 'i',
          agent: 'a',
          queue: 'q',
          channel: 'email',
          offeredAt: 1000,
          expiresAt: 21_000,
        },
      },
    ]);
  });

  test('R1: with parallel offers the first to accept has it and the others are told', () => {
    const bench = aBench({ parallelOffers: 2 });
    for (const id of ['a', 'b', 'c']) bench.agent(anAgent(id));
    queued(bench, 1, 'i');
    expect(bench.offeredTo('i')).toEqual(['a', 'b']);
    const fx = bench.at(2, { type: 'offer.accepted', offer: 'i#2', agent: 'b' });
    expect(fx).toEqual([
      { type: 'offer.rescinded', offer: 'i#1', item: 'i', agent: 'a', reason: 'accepted_elsewhere' },
      { type: 'item.assigned', item: 'i', agent: 'b', offer: 'i#2', from: null },
    ]);
    const late = bench.at(2, { type: 'offer.accepted', offer: 'i#1', agent: 'a' });
    expect(late).toMatchObject([{ type: 'request.refused', reason: 'unknown_offer' }]);
  });

  test('R1: an offer of somebody else cannot be accepted', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    const fx = bench.at(2, { type: 'offer.accepted', offer: 'i#1', agent: 'b' });
    expect(fx).toMatchObject([{ type: 'request.refused', reason: 'unknown_offer' }]);
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R1: a message that comes twice changes nothing', () => {
    const bench = aBench();
    queued(bench, 1, 'i');
    expect(queued(bench, 2, 'i')).toMatchObject([{ type: 'request.refused', reason: 'already_known' }]);
    expect(bench.state.tallies.get('q')?.offered).toBe(1);
  });
});

describe('R2 who is eligible', () => {
  test.each([
    [
      'not ready',
      (b: Bench) => b.at(0, { type: 'agent.presence', agent: 'a', presence: 'not_ready', reason: 'break' }),
    ],
    ['without a live desk', (b: Bench) => b.at(0, { type: 'agent.connected', agent: 'a', connected: false })],
    [
      'of another queue',
      (b: Bench) => b.at(0, { type: 'agent.upserted', agent: anAgent('a', { profile: [anEntry('other')] }) }),
    ],
    [
      'of another channel',
      (b: Bench) =>
        b.at(0, {
          type: 'agent.upserted',
          agent: anAgent('a', { profile: [anEntry('q', { channel: 'chat' })] }),
        }),
    ],
  ])('R2: an agent who is %s is not offered anything', (_, change) => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    change(bench);
    queued(bench, 1, 'i');
    expect(bench.offeredTo('i')).toEqual([]);
  });

  test('R2: an item asks for skill and level, and does not block those behind it', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { skills: { de: 2 } }), 'not_ready');
    bench.agent(anAgent('expert', { skills: { de: 4 } }), 'not_ready');
    queued(bench, 1, 'german', { requires: [{ skill: 'de', level: 3 }] });
    queued(bench, 2, 'plain');
    come(bench, 3, 'a');
    expect([bench.offeredTo('german'), bench.offeredTo('plain')]).toEqual([[], ['a']]);
    come(bench, 4, 'expert');
    expect(bench.offeredTo('german')).toEqual(['expert']);
  });

  test('R2: changed requirements free an item that waits', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { skills: { de: 2 } }));
    queued(bench, 1, 'i', { requires: [{ skill: 'de', level: 3 }] });
    bench.at(2, { type: 'item.changed', item: 'i', requires: [{ skill: 'de', level: 2 }] });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R2: a skill nobody has and a queue without agents are said once, and again when they come back', () => {
    const bench = aBench();
    expect(queued(bench, 1, 'i', { requires: [{ skill: 'de', level: 3 }] })).toMatchObject([
      { type: 'item.requires_attention', item: 'i', reason: 'no_agents' },
    ]);
    expect(bench.agent(anAgent('a'), 'not_ready')).toMatchObject([
      { type: 'item.requires_attention', reason: 'skill_nobody_has', detail: 'de>=3' },
      { type: 'queue.problem', reason: 'no_agents', on: false },
    ]);
    expect(bench.agent(anAgent('b', { skills: { de: 3 } }), 'not_ready')).toEqual([]);
    expect(bench.at(2, { type: 'agent.removed', agent: 'b' })).toMatchObject([
      { reason: 'skill_nobody_has' },
    ]);
    expect(queued(bench, 3, 'lost', { queue: 'nowhere' })).toMatchObject([{ reason: 'unknown_queue' }]);
  });
});

describe('R3 which agent', () => {
  const handleOne = (bench: Bench, at: number, agent: string, id: string) => {
    const create = anItem(id);
    bench.at(at, { type: 'item.assigned', item: id, agent, create });
    bench.at(at, { type: 'item.handled', item: id });
  };

  test('R3: longest since the last one handled, whatever the presence did meanwhile; ties by id', () => {
    const bench = aBench();
    bench.agent(anAgent('b'));
    bench.agent(anAgent('a'));
    handleOne(bench, 10, 'a', 'x');
    handleOne(bench, 20, 'b', 'y');
    bench.at(30, { type: 'agent.presence', agent: 'a', presence: 'not_ready', reason: 'break' });
    come(bench, 40, 'a');
    queued(bench, 50, 'i');
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R3: a queue may count from the last time of becoming available instead', () => {
    const bench = aBench({ idleClock: 'available_since' });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    bench.at(30, { type: 'agent.presence', agent: 'a', presence: 'not_ready', reason: 'break' });
    come(bench, 40, 'a');
    queued(bench, 50, 'i');
    expect(bench.offeredTo('i')).toEqual(['b']);
  });

  test('R3: nobody gets a second item while a colleague has none', () => {
    const bench = aBench();
    const capacity = { email: { max: 3, interruptedBy: [] } };
    bench.agent(anAgent('a', { capacity }));
    bench.agent(anAgent('b', { capacity }));
    handleOne(bench, 1, 'b', 'x');
    queued(bench, 2, 'i');
    accept(bench, 2, 'i');
    queued(bench, 3, 'j');
    expect([bench.state.items.get('i')?.agent, bench.offeredTo('j')]).toEqual(['a', ['b']]);
  });

  test.each(['decline', 'miss'])('R3: a %s does not improve the idle place', (what) => {
    const bench = aBench({ idleClock: 'available_since', refusalSeconds: 5 });
    bench.agent(anAgent('b'));
    bench.agent(anAgent('a'));
    bench.at(5, { type: 'agent.presence', agent: 'b', presence: 'not_ready' });
    come(bench, 6, 'b');
    queued(bench, 7, 'i');
    expect(bench.offeredTo('i')).toEqual(['a']);
    if (what === 'decline') decline(bench, 8, 'i');
    else {
      bench.at(27, { type: 'tick' });
      come(bench, 28, 'a');
    }
    bench.at(29, { type: 'item.removed', item: 'i', reason: 'abandoned' });
    queued(bench, 30, 'j');
    expect(bench.offeredTo('j')).toEqual(what === 'decline' ? ['a'] : ['b']);
  });
});

describe('R4, R5, R6 which item', () => {
  test('R4: a better priority comes first however old the rest; within one the oldest, across channels', () => {
    const bench = aBench();
    bench.queue(aQueue('low'));
    const capacity = {
      email: { max: 9, interruptedBy: ['chat'] },
      chat: { max: 9, interruptedBy: ['email'] },
    };
    const profile = [anEntry('low', { priority: 2 }), anEntry('q'), anEntry('q', { channel: 'chat' })];
    bench.agent(anAgent('a', { profile, capacity, offersAtOnce: 9 }), 'not_ready');
    queued(bench, 1, 'old', { queue: 'low' });
    queued(bench, 2, 'second', { channel: 'chat' });
    queued(bench, 3, 'third');
    const order = come(bench, 4, 'a').map((one) => (one.type === 'offer.made' ? one.offer.item : one.type));
    expect(order).toEqual(['second', 'third', 'old']);
  });

  test('R4: an entry without a priority takes its queue’s', () => {
    const bench = aBench({ priority: 3 });
    bench.queue(aQueue('first', { priority: 1 }));
    bench.agent(
      anAgent('a', { profile: [anEntry('q', { priority: null }), anEntry('first', { priority: null })] }),
      'not_ready',
    );
    queued(bench, 1, 'i');
    queued(bench, 2, 'j', { queue: 'first' });
    come(bench, 3, 'a');
    expect(bench.offeredTo('j')).toEqual(['a']);
  });

  test('R5: a boost counts as seniority, and may be given later', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i');
    queued(bench, 50, 'j', { boostSeconds: 60 });
    queued(bench, 60, 'k');
    expect(['i', 'j', 'k'].map((id) => waitingAhead(bench.state, id))).toEqual([1, 0, 2]);
    bench.at(61, { type: 'item.changed', item: 'k', boostSeconds: 120 });
    come(bench, 62, 'a');
    expect(bench.offeredTo('k')).toEqual(['a']);
    expect(bench.state.items.get('k')?.queuedAt).toBe(60_000);
  });

  test('R6: an overflow agent gets an item only when it has aged enough, at that very moment', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { profile: [anEntry('q', { delaySeconds: 30 })] }));
    queued(bench, 5, 'i');
    expect([bench.offeredTo('i'), nextWakeAt(bench.state)]).toEqual([[], 35_000]);
    bench.at(35, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });
});

describe('R6 delay, when profiles and presence change', () => {
  test('R6: an overflow agent who comes back finds nothing that has not aged enough', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { profile: [anEntry('q', { delaySeconds: 30 })] }), 'not_ready');
    queued(bench, 5, 'i');
    come(bench, 20, 'a');
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(35, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R6: a delay given while items wait sets their time', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { profile: [] }));
    queued(bench, 5, 'i');
    expect(nextWakeAt(bench.state)).toBeNull();
    bench.at(10, {
      type: 'agent.upserted',
      agent: anAgent('a', { profile: [anEntry('q', { delaySeconds: 60 })] }),
    });
    expect(nextWakeAt(bench.state)).toBe(65_000);
    bench.at(11, {
      type: 'agent.upserted',
      agent: anAgent('a', { profile: [anEntry('q', { delaySeconds: 20 })] }),
    });
    expect(nextWakeAt(bench.state)).toBe(25_000);
  });
});

describe('R9 preferred agent, simple form', () => {
  const waitFor = (bench: Bench) => queued(bench, 1, 'i', { preferredAgent: 'p', preferredUntil: 30_000 });

  test('R9: kept for the preferred agent until the time is up, then for all', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('p'), 'not_ready');
    waitFor(bench);
    expect([bench.offeredTo('i'), nextWakeAt(bench.state)]).toEqual([[], 30_000]);
    bench.at(30, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R9: outranks everything else for that agent, whatever their queues', () => {
    const bench = aBench();
    bench.queue(aQueue('other'));
    bench.agent(anAgent('p', { profile: [anEntry('other')] }), 'not_ready');
    queued(bench, 0, 'older', { queue: 'other' });
    waitFor(bench);
    come(bench, 2, 'p');
    expect(bench.offeredTo('i')).toEqual(['p']);
  });

  test('R9: nobody is waited for who is offline or declines', () => {
    const bench = aBench();
    bench.agent(anAgent('p'));
    bench.agent(anAgent('a'));
    waitFor(bench);
    decline(bench, 2, 'i');
    expect(bench.offeredTo('i')).toEqual(['a']);
    bench.at(3, { type: 'agent.presence', agent: 'p', presence: 'offline' });
    bench.at(3, { type: 'item.removed', item: 'i', reason: 'abandoned' });
    queued(bench, 4, 'j', { preferredAgent: 'p', preferredUntil: null });
    expect(bench.offeredTo('j')).toEqual(['a']);
  });
});
