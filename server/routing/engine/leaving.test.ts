import { describe, expect, test } from 'vitest';
import { load, snapshot, step } from './index.ts';
import type { AgentState } from './index.ts';
import { aBench, anAgent, anItem, aQueue, accept, come, queued, types } from './testing.ts';

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
