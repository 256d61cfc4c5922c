import { describe, expect, test } from 'vitest';
import { load, snapshot, step } from './index.ts';
import type { PreferredRule } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, decline, queued, types } from './testing.ts';

const aWish = (over: Partial<PreferredRule> = {}): PreferredRule => ({
  mode: 'anyone',
  seconds: 20,
  personalLimit: 2,
  ...over,
});

describe('R9 preferred agent, by the mode of the queue', () => {
  test('R9: off asks nobody in particular', () => {
    const bench = aBench({ preferred: aWish({ mode: 'off' }) });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    queued(bench, 0, 'i', { preferredAgent: 'b' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R9: members keeps it only for one who serves the queue, anyone for anybody', () => {
    for (const mode of ['members', 'anyone'] as const) {
      const bench = aBench({ preferred: aWish({ mode }) });
      bench.queue(aQueue('r'));
      bench.agent(anAgent('a'));
      bench.agent(anAgent('b', { profile: [anEntry('r')] }), 'not_ready');
      queued(bench, 0, 'i', { preferredAgent: 'b' });
      expect(bench.offeredTo('i')).toEqual(mode === 'members' ? ['a'] : []);
    }
  });

  test('R9: kept for as long as the queue says, unless the item says itself', () => {
    const bench = aBench({ preferred: aWish() });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    queued(bench, 0, 'i', { preferredAgent: 'b' });
    queued(bench, 0, 'j', { preferredAgent: 'b', preferredUntil: 5000 });
    bench.at(5, { type: 'tick' });
    expect([bench.offeredTo('i'), bench.offeredTo('j')]).toEqual([[], ['a']]);
    accept(bench, 6, 'j');
    bench.at(7, { type: 'item.handled', item: 'j' });
    bench.at(19, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(20, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R9: who comes past the personal limit is for all; a transfer past it is refused', () => {
    const bench = aBench({ preferred: aWish() });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'), 'not_ready');
    for (const id of ['i', 'j', 'k']) queued(bench, 0, id, { preferredAgent: 'b' });
    expect(['i', 'j', 'k'].map((id) => bench.offeredTo(id))).toEqual([[], [], ['a']]);
    accept(bench, 1, 'k');
    expect(bench.at(2, { type: 'item.transferred', item: 'k', toAgent: 'b' })).toMatchObject([
      { type: 'request.refused', reason: 'personal_limit' },
    ]);
  });
});

describe('R16 a full queue', () => {
  test('R16: past its limit new items are turned away; callbacks and transfers may exceed it by the buffer', () => {
    const bench = aBench({ limit: { max: 5, bufferShare: 0.2 } });
    bench.queue(aQueue('r'));
    for (let i = 1; i <= 5; i++) queued(bench, i, `i${i}`);
    expect(queued(bench, 6, 'late')).toMatchObject([{ type: 'request.refused', reason: 'queue_full' }]);
    expect(types(queued(bench, 6, 'back', { kind: 'callback' }))).not.toContain('request.refused');
    expect(queued(bench, 7, 'back2', { kind: 'callback' })).toMatchObject([{ reason: 'queue_full' }]);
    queued(bench, 8, 'other', { queue: 'r' });
    const transfer = { type: 'item.transferred', item: 'other', toQueue: 'q' } as const;
    expect(bench.at(9, transfer)).toMatchObject([{ type: 'request.refused', reason: 'queue_full' }]);
    expect(types(bench.at(9, { ...transfer, admitWhenFull: true }))).toContain('item.requeued');
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 7, waiting: 7 });
  });

  test('R16: only the named channels are counted and turned away', () => {
    const bench = aBench({ limit: { max: 1, bufferShare: 0, channels: ['chat', 'phone'] } });
    queued(bench, 1, 'mail1');
    queued(bench, 1, 'chat1', { channel: 'chat' });
    expect(types(queued(bench, 2, 'mail2'))).not.toContain('request.refused');
    expect(queued(bench, 2, 'call1', { channel: 'phone' })).toMatchObject([{ reason: 'queue_full' }]);
  });
});

describe('R18 what is scheduled', () => {
  test('R18: nobody is asked before its time; then it takes the caller’s place, before those who came later', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 100, 'call', { kind: 'callback', arrivedAt: 10_000, queuedAt: 10_000, notBefore: 160_000 });
    expect(bench.offeredTo('call')).toEqual([]);
    expect(bench.state.tallies.get('q')?.offered ?? 0).toBe(0);
    queued(bench, 110, 'i');
    accept(bench, 111, 'i');
    queued(bench, 120, 'j');
    expect(bench.at(160, { type: 'tick' })).toEqual([{ type: 'item.due', item: 'call', queue: 'q' }]);
    bench.at(170, { type: 'item.handled', item: 'i' });
    expect(bench.offeredTo('call')).toEqual(['a']);
    expect(bench.state.items.get('call')).toMatchObject({
      arrivedAt: 10_000,
      enteredAt: 160_000,
      notBefore: null,
    });
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 3, waiting: 2 });
  });

  test('R18: the time to live counts from when it was due', () => {
    const bench = aBench({ ttlSeconds: 60 });
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'call', { kind: 'callback', notBefore: 100_000 });
    for (const at of [99, 100, 159]) bench.at(at, { type: 'tick' });
    expect(bench.state.items.has('call')).toBe(true);
    expect(types(bench.at(160, { type: 'tick' }))).toEqual(['item.expired']);
  });

  test('R18: the next attempt waits again, keeps its place, and may be taken by hand before', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 1, 'call', { kind: 'callback' });
    accept(bench, 2, 'call');
    const again = { type: 'item.transferred', item: 'call', toQueue: 'q', keepPlace: true } as const;
    bench.at(3, { ...again, notBefore: 100_000 });
    expect([bench.offeredTo('call'), bench.state.items.get('call')?.queuedAt]).toEqual([[], 1000]);
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 1, answered: 1, waiting: 0 });
    expect(types(bench.at(50, { type: 'item.assigned', item: 'call', agent: 'a' }))).toEqual([
      'item.assigned',
    ]);
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 2, answered: 2, waiting: 0 });
  });

  test('R18: cancelled before its time it was never offered; a caller who takes a callback is counted as such', () => {
    const bench = aBench();
    queued(bench, 0, 'call', { kind: 'callback', notBefore: 100_000 });
    bench.at(1, { type: 'item.removed', item: 'call', reason: 'cancelled' });
    queued(bench, 2, 'i');
    bench.at(3, { type: 'item.removed', item: 'i', reason: 'callback' });
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 1, callback: 1, flowedOut: 0, waiting: 0 });
  });

  test('R18: a take-over after its time finds it waiting', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 0, 'call', { kind: 'callback', notBefore: 100_000 });
    const saved = snapshot(bench.state);
    const taken = load({ ...saved, now: 200_000, settled: false });
    expect(taken.items.get('call')).toMatchObject({ notBefore: null, waitingSince: 100_000 });
    expect(types(step(taken, { type: 'tick', at: 200_000 }))).toEqual(['offer.made']);
  });

  test('R18: the store’s word that it is due is told once', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'call', { kind: 'callback', notBefore: 100_000 });
    const record = structuredClone(bench.state.items.get('call')!);
    const say = (at: number) => bench.at(at, { type: 'item.replaced', item: 'call', record, offers: [] });
    expect(types(say(101))).toEqual(['item.due']);
    expect(say(102)).toEqual([]);
  });
});

describe('R1 parallel offers', () => {
  test('R1: as many agents as the queue says are asked at a time; who declines is replaced by the next', () => {
    const bench = aBench({ parallelOffers: 2 });
    for (const id of ['a', 'b', 'c']) bench.agent(anAgent(id));
    queued(bench, 0, 'i');
    expect(bench.offeredTo('i')).toEqual(['a', 'b']);
    decline(bench, 1, 'i');
    expect(bench.offeredTo('i')).toEqual(['a', 'c']);
    expect(types(accept(bench, 2, 'i'))).toEqual(['offer.rescinded', 'item.assigned']);
    come(bench, 3, 'a');
    expect(bench.state.offers.size).toBe(0);
  });

  test('R1: when the queue asks for fewer at a time, open offers stay and no new ones are made', () => {
    const bench = aBench({ parallelOffers: 2 });
    for (const id of ['a', 'b', 'c']) bench.agent(anAgent(id));
    queued(bench, 0, 'i');
    bench.queue(aQueue('q', { parallelOffers: 1 }));
    expect(bench.offeredTo('i')).toEqual(['a', 'b']);
    decline(bench, 1, 'i');
    expect(bench.offeredTo('i')).toEqual(['a']);
  });
});
