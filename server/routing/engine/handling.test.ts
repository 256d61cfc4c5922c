import { describe, expect, test } from 'vitest';
import { canTake, nextWakeAt, openChannels, routingStatus } from './index.ts';
import type { AgentState } from './index.ts';
import { aBench, anAgent, anEntry, anItem, accept, come, decline, queued, types } from './testing.ts';
import type { Bench } from './testing.ts';

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
