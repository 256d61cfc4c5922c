import { describe, expect, test } from 'vitest';
import { estimate, whyWaiting } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, decline, queued, types } from './testing.ts';

const two = { email: { max: 2, interruptedBy: [] } };
const ask = { kind: 'consult', asker: 'a' } as const;

describe('R19: a consult, a question from one agent to another', () => {
  test('passes the same gate of capacity as everything else', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { capacity: two }));
    bench.agent(anAgent('b'));
    queued(bench, 1, 'c1');
    accept(bench, 1, 'c1');
    queued(bench, 2, 'c2');
    accept(bench, 2, 'c2');
    queued(bench, 3, 'k', ask);
    expect(bench.offeredTo('k')).toEqual([]);
    expect(whyWaiting(bench.state, 'k')).toEqual([{ reason: 'busy', agents: 1 }]);
    bench.at(9, { type: 'item.handled', item: 'c2' });
    bench.at(9, { type: 'item.handled', item: 'c1' });
    expect(bench.offeredTo('k')).toEqual(['b']);
  });

  test('is never before who asks, not even alone, nor taken by them', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { capacity: two }));
    queued(bench, 1, 'k', ask);
    expect(bench.offeredTo('k')).toEqual([]);
    expect(bench.at(2, { type: 'item.assigned', item: 'k', agent: 'a' })).toMatchObject([
      { type: 'request.refused', reason: 'asker' },
    ]);
    queued(bench, 3, 'mine', { ...ask, preferredAgent: 'a' });
    expect(bench.offeredTo('mine')).toEqual([]);
  });

  test('waits in a queue among the others by its time, and is offered to the next after a decline', () => {
    const bench = aBench();
    bench.agent(anAgent('b'));
    queued(bench, 1, 'first');
    queued(bench, 2, 'k', ask);
    queued(bench, 3, 'last');
    accept(bench, 4, 'first');
    bench.at(5, { type: 'item.handled', item: 'first' });
    expect(bench.offeredTo('k')).toEqual(['b']);
    decline(bench, 6, 'k');
    expect(bench.offeredTo('k')).toEqual([]);
    expect(bench.offeredTo('last')).toEqual(['b']);
    bench.agent(anAgent('c'));
    expect(bench.offeredTo('k')).toEqual(['c']);
  });

  test('what an agent has declined is not theirs again because they are alone: who asks is told sooner', () => {
    const bench = aBench();
    bench.agent(anAgent('b'));
    queued(bench, 1, 'k', ask);
    decline(bench, 2, 'k');
    come(bench, 3, 'b');
    expect(bench.offeredTo('k')).toEqual([]);
  });

  test('asked of one agent it is for nobody else, whatever becomes of them, and over when they will not', () => {
    for (const answer of ['declines', 'is silent', 'stays away'] as const) {
      const bench = aBench();
      bench.agent(anAgent('b'), answer === 'stays away' ? 'offline' : 'available');
      bench.agent(anAgent('c'));
      queued(bench, 1, 'k', { ...ask, preferredAgent: 'b', expiresAt: 90_000 });
      expect(bench.offeredTo('k')).toEqual(answer === 'stays away' ? [] : ['b']);
      const fx =
        answer === 'declines'
          ? decline(bench, 2, 'k')
          : bench.at(answer === 'is silent' ? 21 : 90, { type: 'tick' });
      expect(fx.at(-1)).toEqual({ type: 'item.expired', item: 'k', queue: 'q' });
      expect(bench.state.items.has('k')).toBe(false);
      expect(bench.offeredTo('k')).toEqual([]);
    }
  });

  test('waits for one who is full or away for a moment, before anything else they could get', () => {
    const bench = aBench();
    bench.agent(anAgent('b'));
    bench.agent(anAgent('c'), 'not_ready');
    queued(bench, 1, 'busy');
    accept(bench, 1, 'busy');
    queued(bench, 2, 'waiting');
    queued(bench, 3, 'k', { ...ask, preferredAgent: 'b' });
    bench.at(4, { type: 'agent.connected', agent: 'b', connected: false });
    bench.at(5, { type: 'item.handled', item: 'busy' });
    expect(bench.offeredTo('k')).toEqual([]);
    bench.at(6, { type: 'agent.connected', agent: 'b', connected: true });
    expect(bench.offeredTo('k')).toEqual(['b']);
    expect(bench.offeredTo('waiting')).toEqual([]);
  });

  test('ends at its own time while it waits; an offer that is open is not torn down', () => {
    const bench = aBench();
    queued(bench, 1, 'k', { ...ask, expiresAt: 30_000 });
    bench.agent(anAgent('b'), 'not_ready');
    expect(types(bench.at(29, { type: 'tick' }))).toEqual([]);
    come(bench, 29, 'b');
    expect(bench.offeredTo('k')).toEqual(['b']);
    expect(types(bench.at(31, { type: 'tick' }))).toEqual([]);
    expect(types(decline(bench, 32, 'k'))).toEqual(['offer.declined', 'item.expired']);
  });

  test('counts apart: the queue was not offered it, and its limit does not know it', () => {
    const bench = aBench({ limit: { max: 1, bufferShare: 0 } });
    queued(bench, 1, 'c1');
    expect(types(queued(bench, 2, 'k', ask))).not.toContain('request.refused');
    expect(types(queued(bench, 3, 'c2'))).toEqual(['request.refused']);
    const tally = () => bench.state.tallies.get('q');
    expect(tally()).toMatchObject({ offered: 1, waiting: 1, consults: 1, consultsWaiting: 1 });
    bench.agent(anAgent('b', { capacity: two, offersAtOnce: 2 }));
    accept(bench, 4, 'k');
    queued(bench, 5, 'k2', ask);
    bench.at(6, { type: 'item.removed', item: 'k2', reason: 'cancelled' });
    expect(tally()).toMatchObject({
      offered: 1,
      waiting: 1,
      answered: 0,
      flowedOut: 0,
      consults: 2,
      consultsAnswered: 1,
      consultsOver: 1,
      consultsWaiting: 0,
    });
  });

  test('does not flow over with the customers of its queue, nor move by hand', () => {
    const over = { toQueue: 'r', afterSeconds: 10, when: null, keepPlace: false };
    const bench = aBench({
      overflow: [over, { ...over, afterSeconds: null, when: { measure: 'waiting', is: 'above', value: 0 } }],
    });
    bench.queue(aQueue('r'));
    queued(bench, 1, 'k', ask);
    queued(bench, 2, 'c1');
    const flowed = bench.at(60, { type: 'tick' }).filter((one) => one.type === 'item.overflowed');
    expect(flowed.map((one) => one.item)).toEqual(['c1']);
    expect(bench.state.items.get('k')?.queue).toBe('q');
    for (const event of [
      { type: 'item.transferred', item: 'k', toQueue: 'r' },
      { type: 'item.changed', item: 'k', queue: 'r' },
    ] as const)
      expect(bench.at(61, event)).toMatchObject([{ type: 'request.refused', reason: 'wrong_state' }]);
  });

  test('has no wrap-up, and is over when the agent who answers is gone', () => {
    const bench = aBench({ wrapUp: { mode: 'mandatory', seconds: 0 } });
    bench.agent(anAgent('b'));
    queued(bench, 1, 'k', ask);
    accept(bench, 2, 'k');
    expect(types(bench.at(3, { type: 'item.handled', item: 'k' }))).toEqual(['item.released']);
    queued(bench, 4, 'k2', ask);
    accept(bench, 5, 'k2');
    expect(types(bench.at(6, { type: 'agent.removed', agent: 'b' }))).toContain('item.released');
    expect(bench.state.items.size).toBe(0);
  });

  test('who waits behind it waits for it too', () => {
    const bench = aBench();
    bench.agent(anAgent('b', { profile: [anEntry('q')] }));
    queued(bench, 1, 'busy');
    accept(bench, 1, 'busy');
    bench.at(1, { type: 'queue.measured', queue: 'q', handlingSeconds: { email: 100 }, serviceLevel: null });
    const before = estimate(bench.state, 'q', 'email');
    queued(bench, 2, 'k', ask);
    expect(estimate(bench.state, 'q', 'email')).toBe(before! + 100);
  });
});
