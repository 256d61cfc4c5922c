import { describe, expect, test } from 'vitest';
import {
  canTake,
  estimateWait,
  load,
  nextWakeAt,
  openChannels,
  routingStatus,
  snapshot,
  step,
  stepAll,
  waitingAhead,
} from './index.ts';
import type { AgentState, Effect } from './index.ts';
import { aBench, anAgent, anEntry, anItem, aQueue } from './testing.ts';
import type { Bench } from './testing.ts';

const types = (fx: Effect[]) => fx.map((one) => one.type);
const queued = (bench: Bench, at: number, id: string, over: Parameters<typeof anItem>[1] = {}) =>
  bench.at(at, { type: 'item.queued', item: anItem(id, over) });
const accept = (bench: Bench, at: number, item: string) => {
  const offer = bench.offerOf(item);
  return bench.at(at, { type: 'offer.accepted', offer, agent: bench.offeredTo(item).at(-1) ?? 'nobody' });
};
const decline = (bench: Bench, at: number, item: string) => {
  const offer = bench.offerOf(item);
  return bench.at(at, {
    type: 'offer.declined',
    offer,
    agent: bench.offeredTo(item).at(-1) ?? 'nobody',
    reason: 'busy',
  });
};
const come = (bench: Bench, at: number, agent: string) =>
  bench.at(at, { type: 'agent.presence', agent, presence: 'available' });

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

describe('R11 the capacity gate', () => {
  const capacity = {
    phone: { max: 1, interruptedBy: [] },
    email: { max: 2, interruptedBy: ['phone'] },
    chat: { max: 3, interruptedBy: ['email'] },
  };

  test.each([
    [[], 'email', 'ok'],
    [['email'], 'email', 'ok'],
    [['email', 'email'], 'email', 'channel_full'],
    [['email', 'email'], 'phone', 'ok'],
    [['phone'], 'email', 'blocked_by_open_channel'],
    [['chat', 'email'], 'phone', 'blocked_by_open_channel'],
    [['chat'], 'email', 'ok'],
    [['letter'], 'email', 'blocked_by_open_channel'],
    [[], 'letter', 'channel_not_allowed'],
  ])('R11: with %j open, %s is %s', (open, channel, expected) => {
    const answer = canTake(capacity, open, channel);
    expect(answer.ok ? 'ok' : answer.reason).toBe(expected);
  });

  test('R11: a pull past the capacity is refused with the reason; wrap-up keeps the slot, parking frees it', () => {
    const bench = aBench({ wrapUp: { mode: 'mandatory', seconds: 0 } });
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 1, 'i');
    queued(bench, 1, 'j');
    const pull = (item: string) => bench.at(2, { type: 'item.assigned', item, agent: 'a' });
    expect(types(pull('i'))).toEqual(['item.assigned']);
    expect(pull('j')).toMatchObject([
      { type: 'request.refused', item: 'j', agent: 'a', reason: 'channel_full' },
    ]);
    bench.at(3, { type: 'item.parked', item: 'i' });
    expect(types(pull('j'))).toEqual(['item.assigned']);
    expect(pull('i')).toMatchObject([{ reason: 'channel_full' }]);
    bench.at(4, { type: 'item.handled', item: 'j' });
    expect(pull('i')).toMatchObject([{ reason: 'channel_full' }]);
    bench.at(5, { type: 'wrapup.done', item: 'j' });
    expect(types(pull('i'))).toEqual(['item.assigned']);
  });

  test('R11: pulling takes the offer away from the other; reassigning frees who had it; reopening is gated too', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    queued(bench, 1, 'i');
    expect(bench.at(2, { type: 'item.assigned', item: 'i', agent: 'b' })).toMatchObject([
      { type: 'offer.rescinded', agent: 'a', reason: 'assigned' },
      { type: 'item.assigned', agent: 'b', offer: null, from: null },
    ]);
    expect(bench.at(3, { type: 'item.assigned', item: 'i', agent: 'a' })).toMatchObject([
      { agent: 'a', from: 'b' },
    ]);
    const reopen = (agent: string) =>
      bench.at(4, { type: 'item.assigned', item: 'old', agent, create: anItem('old') });
    expect(reopen('a')).toMatchObject([{ reason: 'channel_full' }]);
    expect(reopen('b')).toMatchObject([{ type: 'item.assigned' }]);
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 1, answered: 1, waiting: 0 });
  });

  test('R11: one open offer at a time per channel, and a call may still come beside a mail', () => {
    const bench = aBench();
    const profile = [anEntry('q'), anEntry('q', { channel: 'phone' })];
    bench.agent(anAgent('a', { capacity, profile }));
    queued(bench, 1, 'i');
    queued(bench, 2, 'j');
    queued(bench, 3, 'call', { channel: 'phone' });
    expect([bench.offeredTo('i'), bench.offeredTo('j'), bench.offeredTo('call')]).toEqual([['a'], [], ['a']]);
    const agent = bench.state.agents.get('a') as AgentState;
    expect(openChannels(agent.open).sort()).toEqual(['email', 'phone']);
  });
});

describe('R12, R13 no answer', () => {
  test('R12: each channel has its own time, with a default', () => {
    const bench = aBench({ offerSeconds: { chat: 7 } });
    const channels = ['chat', 'email'];
    const capacity = {
      chat: { max: 1, interruptedBy: channels },
      email: { max: 1, interruptedBy: channels },
    };
    bench.agent(anAgent('a', { capacity, profile: channels.map((channel) => anEntry('q', { channel })) }));
    queued(bench, 0, 'i', { channel: 'chat' });
    queued(bench, 0, 'j');
    expect(['i#1', 'j#1'].map((id) => bench.state.offers.get(id)?.expiresAt)).toEqual([7000, 30_000]);
  });

  test('R13: a missed item goes back to its place, the agent gets no more until they return, one miss per offer', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    queued(bench, 2, 'j');
    expect(bench.at(21, { type: 'tick' })).toEqual([
      { type: 'offer.expired', offer: 'i#1', item: 'i', agent: 'a' },
      { type: 'agent.not_responding', agent: 'a', since: 21_000, offer: 'i#1' },
    ]);
    expect(routingStatus(bench.state.agents.get('a') as AgentState)).toBe('not_responding');
    expect(bench.state.items.get('i')).toMatchObject({ queuedAt: 1000, state: 'waiting', missedCount: 1 });
    come(bench, 40, 'a');
    expect([bench.offeredTo('i'), bench.offerOf('i'), bench.offeredTo('j')]).toEqual([['a'], 'i#2', []]);
  });

  test('R13: who misses one offer loses the others too, and those are no misses', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { capacity: { email: { max: 2, interruptedBy: [] } }, offersAtOnce: 2 }));
    queued(bench, 1, 'i');
    queued(bench, 6, 'j');
    const fx = bench.at(21, { type: 'tick' });
    expect(types(fx)).toEqual(['offer.expired', 'agent.not_responding', 'offer.rescinded']);
    expect(fx[2]).toMatchObject({ item: 'j', reason: 'agent_not_responding' });
    expect(bench.state.items.get('j')).toMatchObject({ state: 'waiting', queuedAt: 6000, missedCount: 0 });
  });

  test('R13: the customer who leaves during the alert abandons; that is no miss', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    const fx = bench.at(5, { type: 'item.removed', item: 'i', reason: 'abandoned' });
    expect(fx).toMatchObject([{ type: 'offer.rescinded', reason: 'abandoned' }]);
    expect(bench.at(60, { type: 'tick' })).toEqual([]);
    expect(bench.state.tallies.get('q')).toMatchObject({ abandoned: 1, missed: 0, waiting: 0 });
    expect(routingStatus(bench.state.agents.get('a') as AgentState)).toBe('idle');
  });

  test.each([
    [
      'goes on a break',
      (b: Bench) => b.at(5, { type: 'agent.presence', agent: 'a', presence: 'not_ready' }),
      'agent_unavailable',
    ],
    [
      'loses the desk',
      (b: Bench) => b.at(5, { type: 'agent.connected', agent: 'a', connected: false }),
      'agent_disconnected',
    ],
    ['is removed', (b: Bench) => b.at(5, { type: 'agent.removed', agent: 'a' }), 'agent_removed'],
  ])(
    'R13: when the agent %s the offer goes on at once, in its old place, and is no miss',
    (_, leave, reason) => {
      const bench = aBench();
      bench.agent(anAgent('a'));
      bench.agent(anAgent('b'));
      queued(bench, 1, 'i');
      const fx = leave(bench);
      expect(fx).toMatchObject([
        { type: 'offer.rescinded', reason },
        { type: 'offer.made', offer: { agent: 'b' } },
      ]);
      expect(bench.state.items.get('i')).toMatchObject({ queuedAt: 1000, missedCount: 0 });
    },
  );

  test('R13: what an agent held when removed goes back to its place', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    const fx = bench.at(9, { type: 'agent.removed', agent: 'a' });
    expect(fx[0]).toMatchObject({
      type: 'item.requeued',
      queuedAt: 1000,
      fromAgent: 'a',
      reason: 'agent_removed',
    });
  });

  test('R13: an acceptance that comes before the tick that would end the offer counts', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    expect(types(accept(bench, 21, 'i'))).toEqual(['item.assigned']);
  });
});

describe('R14 declining', () => {
  test('R14: the item goes to another, comes back after N seconds, and keeps its place', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    come(bench, 1, 'b');
    bench.at(1, { type: 'item.assigned', item: 'x', agent: 'b', create: anItem('x') });
    queued(bench, 2, 'i');
    queued(bench, 3, 'j');
    const fx = decline(bench, 5, 'i');
    expect(fx).toMatchObject([
      { type: 'offer.declined', agent: 'a', reason: 'busy', until: 65_000 },
      { type: 'offer.made', offer: { item: 'j', agent: 'a' } },
    ]);
    bench.at(6, { type: 'item.removed', item: 'j', reason: 'closed' });
    expect([bench.offeredTo('i'), nextWakeAt(bench.state)]).toEqual([[], 65_000]);
    bench.at(65, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['a']);
    expect(bench.state.items.get('i')?.queuedAt).toBe(2000);
  });

  test('R14: one who is alone gets it again, after other work; K refusals are raised once', () => {
    const bench = aBench({ refusalsBeforeAlert: 2 });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    queued(bench, 1, 'i');
    queued(bench, 2, 'j');
    decline(bench, 3, 'i');
    expect(bench.offeredTo('j')).toEqual(['a']);
    accept(bench, 4, 'j');
    bench.at(5, { type: 'item.handled', item: 'j' });
    expect(bench.offeredTo('i')).toEqual(['a']);
    expect(decline(bench, 6, 'i')).toMatchObject([
      { type: 'offer.declined' },
      { type: 'item.requires_attention', reason: 'refusals' },
      { type: 'offer.made' },
    ]);
    expect(types(decline(bench, 7, 'i'))).toEqual(['offer.declined', 'offer.made']);
  });

  test('R14: who is left alone gets back what they declined', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    bench.at(1, { type: 'item.assigned', item: 'x', agent: 'b', create: anItem('x') });
    queued(bench, 2, 'i');
    decline(bench, 3, 'i');
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(4, { type: 'agent.presence', agent: 'b', presence: 'offline' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });
});

describe('R15 wrap-up', () => {
  const after = (
    mode: 'none' | 'optional' | 'mandatory' | 'mandatory_timed' | 'forced_timed',
    wrapUp?: boolean,
  ) => {
    const bench = aBench({ wrapUp: { mode, seconds: 30 } });
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    queued(bench, 3, 'next');
    return { bench, fx: bench.at(10, { type: 'item.handled', item: 'i', ...(wrapUp ? { wrapUp } : {}) }) };
  };

  test('R15: none and optional-unasked free the slot at once', () => {
    for (const mode of ['none', 'optional'] as const) {
      expect(types(after(mode).fx)).toEqual(['item.released', 'offer.made']);
    }
  });

  test('R15: optional-asked and mandatory last until the agent ends them', () => {
    for (const { bench, fx } of [after('optional', true), after('mandatory')]) {
      expect(fx).toEqual([{ type: 'wrapup.started', item: 'i', agent: 'a', until: null }]);
      expect(routingStatus(bench.state.agents.get('a') as AgentState)).toBe('wrap_up');
      expect(bench.at(9999, { type: 'tick' })).toEqual([]);
      expect(types(bench.at(10_000, { type: 'wrapup.done', item: 'i' }))).toEqual([
        'wrapup.ended',
        'offer.made',
      ]);
    }
  });

  test('R15: mandatory timed ends by the agent or by the clock', () => {
    const early = after('mandatory_timed');
    expect(early.bench.at(20, { type: 'wrapup.done', item: 'i' })[0]).toMatchObject({ by: 'agent' });
    const late = after('mandatory_timed');
    expect(nextWakeAt(late.bench.state)).toBe(40_000);
    expect(late.bench.at(40, { type: 'tick' })[0]).toMatchObject({ type: 'wrapup.ended', by: 'timeout' });
  });

  test('R15: forced timed cannot be ended early', () => {
    const { bench } = after('forced_timed');
    const early = bench.at(20, { type: 'wrapup.done', item: 'i' });
    expect(early).toMatchObject([{ type: 'request.refused', reason: 'wrap_up_forced' }]);
    expect(types(bench.at(40, { type: 'tick' }))).toEqual(['wrapup.ended', 'offer.made']);
  });
});

describe('R17, R19, R20', () => {
  test('R17: a closed queue turns new items away, serves those inside, and lets in what may wait', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 1, 'inside');
    bench.queue(aQueue('q', { open: false }));
    expect(queued(bench, 2, 'late')).toMatchObject([{ type: 'request.refused', reason: 'queue_closed' }]);
    expect(bench.state.items.has('late')).toBe(false);
    bench.at(3, { type: 'item.queued', item: anItem('mail'), admitWhenClosed: true });
    come(bench, 4, 'a');
    expect([bench.offeredTo('inside'), bench.state.items.has('mail')]).toEqual([['a'], true]);
  });

  test('R19: moved before an answer, it flows out of one queue and is offered to the other, in a new place', () => {
    const bench = aBench();
    bench.queue(aQueue('other'));
    queued(bench, 1, 'i', { arrivedAt: 500 });
    const fx = bench.at(9, { type: 'item.transferred', item: 'i', toQueue: 'other' });
    expect(fx[0]).toEqual({
      type: 'item.requeued',
      item: 'i',
      fromQueue: 'q',
      fromAgent: null,
      queue: 'other',
      queuedAt: 9000,
      reason: 'transferred',
    });
    expect(bench.state.items.get('i')?.arrivedAt).toBe(500);
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 1, flowedOut: 1, waiting: 0 });
    expect(bench.state.tallies.get('other')).toMatchObject({ offered: 1, waiting: 1 });
  });

  test('R19: a transfer to a queue frees the agent, who is not offered it again at once', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    bench.at(2, { type: 'item.assigned', item: 'x', agent: 'b', create: anItem('x') });
    const fx = bench.at(9, { type: 'item.transferred', item: 'i', toQueue: 'q' });
    expect(fx).toMatchObject([{ type: 'item.requeued', fromAgent: 'a', queuedAt: 9000 }]);
    bench.at(10, { type: 'item.handled', item: 'x' });
    expect(bench.offeredTo('i')).toEqual(['b']);
  });

  test('R19: a transfer to an agent passes the same gate: it waits for a free slot, then for anybody', () => {
    const bench = aBench();
    for (const id of ['a', 'b', 'c']) bench.agent(anAgent(id));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    bench.at(2, { type: 'item.assigned', item: 'x', agent: 'b', create: anItem('x') });
    bench.at(9, { type: 'item.transferred', item: 'i', toAgent: 'b', waitSeconds: 60 });
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(20, { type: 'item.handled', item: 'x' });
    expect(bench.offeredTo('i')).toEqual(['b']);
    bench.at(40, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['c']);
  });

  test('R19: a transfer that cannot be is refused whole', () => {
    const bench = aBench();
    bench.queue(aQueue('shut', { open: false }));
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    const before = snapshot(bench.state);
    const to = (target: { toQueue?: string; toAgent?: string }) =>
      bench.at(2, { type: 'item.transferred', item: 'i', ...target });
    expect(to({ toQueue: 'shut' })).toMatchObject([{ reason: 'queue_closed' }]);
    expect(to({ toQueue: 'none' })).toMatchObject([{ reason: 'unknown_queue' }]);
    expect(to({ toAgent: 'none' })).toMatchObject([{ reason: 'unknown_agent' }]);
    expect(snapshot(bench.state)).toEqual(before);
  });

  test('R20: unassigned past its time an item expires, but never during an offer', () => {
    const bench = aBench({ ttlSeconds: 30 });
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i');
    come(bench, 20, 'a');
    expect(bench.at(35, { type: 'tick' })).toEqual([]);
    const fx = bench.at(40, { type: 'tick' });
    expect(types(fx)).toEqual(['offer.expired', 'agent.not_responding', 'item.expired']);
    expect(bench.state.tallies.get('q')).toMatchObject({ expired: 1, waiting: 0 });
  });

  test('R20: a case step never expires: it is raised, once', () => {
    const bench = aBench({ ttlSeconds: 30 });
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i', { kind: 'case_step' });
    expect(bench.at(30, { type: 'tick' })).toMatchObject([
      { type: 'item.requires_attention', reason: 'overdue' },
    ]);
    expect([bench.at(99, { type: 'tick' }), bench.state.items.has('i')]).toEqual([[], true]);
  });
});

describe('R21 estimated wait', () => {
  const agents = (...queues: number[]) => queues.map((one) => ({ queues: one }));

  test('R21: an agent in k queues is 1/k of one; rounded up, with ten seconds for alerting', () => {
    expect(
      estimateWait({ handlingSeconds: 240, waitingAhead: 5, freeAgents: 0, agents: agents(1, 1, 2, 2) }),
    ).toBe(490);
    expect(estimateWait({ handlingSeconds: 100, waitingAhead: 0, freeAgents: 0, agents: agents(3) })).toBe(
      310,
    );
    expect(estimateWait({ handlingSeconds: 100, waitingAhead: 0, freeAgents: 1, agents: agents(1) })).toBe(0);
  });

  test('R21: without agents or history nothing is said', () => {
    expect(estimateWait({ handlingSeconds: 240, waitingAhead: 5, freeAgents: 0, agents: [] })).toBeNull();
    expect(
      estimateWait({ handlingSeconds: null, waitingAhead: 5, freeAgents: 0, agents: agents(1) }),
    ).toBeNull();
  });
});

describe('the store has the last word', () => {
  test('an offer that was not committed is undone without effects, and what is stale waits for the truth', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    expect(bench.at(2, { type: 'offer.rejected_by_store', offer: 'i#1', stale: 'item' })).toEqual([]);
    expect(types(queued(bench, 3, 'j'))).toEqual(['offer.made']);
    const record = { ...(bench.state.items.get('i') as never as Record<string, unknown>) } as never;
    bench.at(4, { type: 'item.removed', item: 'j', reason: 'closed' });
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(5, { type: 'item.replaced', item: 'i', record, offers: [] });
    expect([bench.offeredTo('i'), bench.offerOf('i')]).toEqual([['a'], 'i#2']);
  });

  test('an item that the store says is gone frees whoever had it', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    accept(bench, 2, 'i');
    queued(bench, 3, 'j');
    bench.at(4, { type: 'item.replaced', item: 'i', record: null, offers: [] });
    expect(bench.offeredTo('j')).toEqual(['a']);
  });

  test('a stale agent is left alone until the record comes', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    bench.at(2, { type: 'offer.rejected_by_store', offer: 'i#1', stale: 'agent' });
    expect(bench.offeredTo('i')).toEqual([]);
    const record = snapshot(bench.state).agents[0] as AgentState;
    bench.at(3, { type: 'agent.replaced', agent: { ...record, presence: 'available' } });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('take-over: a loaded state ends what is overdue and offers what waits at its first tick', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'i');
    bench.at(2, { type: 'agent.upserted', agent: anAgent('b') });
    const saved = snapshot(bench.state);
    const b = saved.agents.find((one) => one.id === 'b') as AgentState;
    Object.assign(b, { presence: 'available', connected: true, availableSince: 2000 });
    const taken = load(saved);
    expect(types(step(taken, { type: 'tick', at: 60_000 }))).toEqual([
      'offer.expired',
      'agent.not_responding',
      'offer.made',
    ]);
    expect([...taken.offers.values()].map((offer) => [offer.id, offer.agent])).toEqual([['i#2', 'b']]);
  });

  test('a clock that steps backwards neither ends an offer early nor makes it last longer', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 100, 'i');
    expect(bench.at(3, { type: 'tick' })).toEqual([]);
    expect(bench.state.now).toBe(100_000);
    expect(types(bench.at(120, { type: 'tick' }))).toContain('offer.expired');
  });
});
