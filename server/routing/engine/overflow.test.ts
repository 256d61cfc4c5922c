import { describe, expect, test } from 'vitest';
import { load, nextWakeAt, snapshot, step } from './index.ts';
import type { OverflowRule, QueueConfig } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, queued, types } from './testing.ts';
import type { Bench } from './testing.ts';

function aRule(over: Partial<OverflowRule> = {}): OverflowRule {
  return { toQueue: 'r', afterSeconds: 30, when: null, keepPlace: true, ...over };
}

/** Queue q flows over to queue r, where agent b works; nobody of q is there. */
function aPair(
  rules: OverflowRule[],
  over: Partial<QueueConfig> = {},
  target: Partial<QueueConfig> = {},
): Bench {
  const bench = aBench({ overflow: rules, ...over });
  bench.queue(aQueue('r', target));
  bench.agent(anAgent('a'), 'not_ready');
  bench.agent(anAgent('b', { profile: [anEntry('r')] }));
  return bench;
}
const queueOf = (bench: Bench, item: string) => bench.state.items.get(item)?.queue;

describe('R19 overflow', () => {
  test('overflow after a time: flow-out of the first queue, offered to the second, the place kept', () => {
    const bench = aPair([aRule()]);
    queued(bench, 1, 'i');
    expect(bench.at(30, { type: 'tick' })).toEqual([]);
    expect(bench.at(31, { type: 'tick' })).toMatchObject([
      {
        type: 'item.overflowed',
        item: 'i',
        fromQueue: 'q',
        queue: 'r',
        queuedAt: 1000,
        enteredAt: 31_000,
        overflowed: ['q'],
        because: null,
      },
      { type: 'offer.made', offer: { agent: 'b', queue: 'r' } },
    ]);
    expect(bench.state.tallies.get('q')).toMatchObject({ offered: 1, flowedOut: 1, waiting: 0 });
    expect(bench.state.tallies.get('r')).toMatchObject({ offered: 1, flowedOut: 0, waiting: 1 });
  });

  test('overflow may give a new place, behind those who wait there', () => {
    const bench = aPair([aRule({ keepPlace: false })]);
    bench.at(0, { type: 'agent.presence', agent: 'b', presence: 'not_ready' });
    queued(bench, 1, 'i');
    queued(bench, 20, 'old', { queue: 'r' });
    bench.at(31, { type: 'tick' });
    come(bench, 32, 'b');
    expect([queueOf(bench, 'i'), bench.offeredTo('old')]).toEqual(['r', ['b']]);
  });

  test('overflow never takes an item from an agent who is asked; when the offer has ended it goes', () => {
    const bench = aPair([aRule()]);
    come(bench, 0, 'a');
    queued(bench, 15, 'i');
    bench.at(34, { type: 'agent.presence', agent: 'a', presence: 'not_ready' });
    come(bench, 34, 'a');
    expect(bench.at(45, { type: 'tick' })).toEqual([]);
    expect(bench.offeredTo('i')).toEqual(['a']);
    bench.at(54, { type: 'tick' });
    bench.at(60, { type: 'tick' });
    expect([queueOf(bench, 'i'), bench.offeredTo('i')]).toEqual(['r', ['b']]);
  });

  test('what finds no room goes when there is some: a closed or full queue takes nothing', () => {
    for (const shut of [{ open: false }, { limit: { max: 1, bufferShare: 0 } }]) {
      const bench = aPair([aRule()], {}, shut);
      bench.at(0, { type: 'agent.presence', agent: 'b', presence: 'not_ready' });
      bench.at(0, {
        type: 'item.queued',
        item: { id: 'x', kind: 'contact', channel: 'email', queue: 'r', arrivedAt: 0 },
        admitWhenClosed: true,
      });
      queued(bench, 1, 'i');
      for (const at of [31, 35, 40]) bench.at(at, { type: 'tick' });
      expect(queueOf(bench, 'i')).toBe('q');
      bench.at(41, { type: 'item.removed', item: 'x', reason: 'abandoned' });
      bench.at(41, { type: 'queue.upserted', queue: aQueue('r', { ...shut, open: true }) });
      bench.at(45, { type: 'tick' });
      expect(queueOf(bench, 'i')).toBe('r');
    }
  });

  test('the second rule is taken when the first has no room', () => {
    const bench = aPair([aRule({ toQueue: 's' }), aRule()]);
    bench.queue(aQueue('s', { open: false }));
    queued(bench, 1, 'i');
    bench.at(31, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('r');
  });

  test('by a condition alone the last to have come go, until it no longer holds; the reason is told', () => {
    const when = { measure: 'waiting', is: 'above', value: 2 } as const;
    const bench = aPair([aRule({ afterSeconds: null, when })]);
    bench.at(0, { type: 'tick' });
    for (const [at, id] of ['i', 'j', 'k', 'l'].entries()) queued(bench, at + 1, id);
    const fx = bench.at(5, { type: 'tick' });
    expect(fx.filter((one) => one.type === 'item.overflowed')).toMatchObject([
      { item: 'l', because: { measure: 'waiting', value: 4 } },
      { item: 'k', because: { measure: 'waiting', value: 3 } },
    ]);
  });

  test('by time and condition both must hold', () => {
    const when = { measure: 'longest_wait', is: 'above', value: 60 } as const;
    const bench = aPair([aRule({ when })]);
    bench.at(0, { type: 'tick' });
    queued(bench, 0, 'i');
    queued(bench, 40, 'j');
    bench.at(60, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('q');
    bench.at(65, { type: 'tick' });
    expect([queueOf(bench, 'i'), queueOf(bench, 'j')]).toEqual(['r', 'q']);
  });

  test('a rule with neither time nor condition does nothing', () => {
    const bench = aPair([aRule({ afterSeconds: null })]);
    queued(bench, 0, 'i');
    bench.at(100, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('q');
  });

  test('what is kept for an agent does not flow over, until it is for all', () => {
    const bench = aPair([aRule()]);
    queued(bench, 0, 'i', { preferredAgent: 'a', preferredUntil: 50_000 });
    bench.at(40, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('q');
    bench.at(50, { type: 'tick' });
    bench.at(55, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('r');
  });

  test('a person who moves an item opens again the queues it has overflowed from', () => {
    const bench = aPair([aRule()], {}, { overflow: [aRule({ toQueue: 'q' })] });
    bench.at(0, { type: 'agent.presence', agent: 'b', presence: 'not_ready' });
    queued(bench, 0, 'i');
    bench.at(30, { type: 'tick' });
    bench.at(90, { type: 'tick' });
    expect(bench.state.items.get('i')).toMatchObject({ queue: 'r', overflowed: ['q'] });
    bench.at(91, { type: 'item.transferred', item: 'i', toQueue: 'q' });
    expect(bench.state.items.get('i')).toMatchObject({ queue: 'q', overflowed: [] });
    bench.at(121, { type: 'tick' });
    expect(queueOf(bench, 'i')).toBe('r');
  });

  test('hundreds that may go at once go in portions, so that no decision takes long', () => {
    const when = { measure: 'waiting', is: 'above', value: 0 } as const;
    const bench = aPair([aRule({ afterSeconds: null, when })]);
    bench.at(0, { type: 'tick' });
    for (let i = 0; i < 120; i++) queued(bench, 1, `i${i}`);
    for (let rounds = 0; bench.state.tallies.get('q')?.waiting !== 0; rounds++) {
      expect(rounds).toBeLessThan(13);
      const fx = bench.at((nextWakeAt(bench.state) ?? 0) / 1000, { type: 'tick' });
      expect(fx.filter((one) => one.type === 'item.overflowed').length).toBeLessThanOrEqual(10);
    }
    expect(bench.state.now).toBeLessThan(6000);
    expect(nextWakeAt(bench.state)).toBeGreaterThan(9999);
  });

  test('no rule, no timer: conditions are looked at only while there are some', () => {
    const bench = aPair([aRule()]);
    expect(bench.state.checkAt).toBe(5000);
    bench.queue(aQueue('q'));
    expect(bench.state.checkAt).toBeNull();
  });

  test('overflow goes on in a state that was saved and loaded', () => {
    const bench = aPair([aRule()]);
    queued(bench, 1, 'i');
    accept(bench, 1, 'i');
    const taken = load(JSON.parse(JSON.stringify(snapshot(bench.state))));
    expect(types(step(taken, { type: 'tick', at: 31_000 }))).toEqual(['item.overflowed', 'offer.made']);
  });
});
