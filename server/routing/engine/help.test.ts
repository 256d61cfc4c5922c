import { describe, expect, test } from 'vitest';
import { activeHelp, load, snapshot, step } from './index.ts';
import type { Effect, HelpRule } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, queued } from './testing.ts';
import type { Bench } from './testing.ts';

const waitingAbove = (value: number) => ({ measure: 'waiting', is: 'above', value }) as const;

function aRule(over: Partial<HelpRule> = {}): HelpRule {
  return { from: 'd', when: waitingAbove(1), unlessDonor: null, priority: null, delaySeconds: 0, ...over };
}

/** Queue q may be helped from queue d, where agent h works; nobody of q is there. */
function aPair(rule: Partial<HelpRule> = {}): Bench {
  const bench = aBench({ help: [aRule(rule)] });
  bench.queue(aQueue('d'));
  bench.agent(anAgent('m'), 'not_ready');
  bench.agent(anAgent('h', { profile: [anEntry('d')] }));
  bench.at(0, { type: 'tick' });
  return bench;
}
const helps = (fx: Effect[]) => fx.filter((one) => one.type === 'queue.help');

describe('R10 help from another queue', () => {
  test('R10: while the condition holds the agents of the other queue are asked too, and the reason is told', () => {
    const bench = aPair();
    queued(bench, 1, 'i');
    queued(bench, 2, 'j');
    expect(activeHelp(bench.state)).toEqual([]);
    expect(bench.at(5, { type: 'tick' })).toMatchObject([
      {
        type: 'queue.help',
        queue: 'q',
        from: 'd',
        on: true,
        of: 'queue',
        because: { measure: 'waiting', value: 2 },
      },
      { type: 'offer.made', offer: { item: 'i', agent: 'h', queue: 'q' } },
    ]);
    expect(activeHelp(bench.state)).toEqual([{ queue: 'q', from: 'd' }]);
  });

  test('R10: the queue’s own agents come first, and helping agents serve their own queue first', () => {
    const bench = aPair({ when: waitingAbove(0) });
    queued(bench, 1, 'i');
    bench.at(5, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['h']);
    accept(bench, 5, 'i');
    queued(bench, 6, 'j');
    queued(bench, 7, 'own', { queue: 'd' });
    bench.at(8, { type: 'item.handled', item: 'i' });
    expect([bench.offeredTo('own'), bench.offeredTo('j')]).toEqual([['h'], []]);
    accept(bench, 8, 'own');
    bench.at(9, { type: 'item.handled', item: 'own' });
    expect(bench.offeredTo('j')).toEqual(['h']);
    accept(bench, 9, 'j');
    come(bench, 10, 'm');
    bench.at(11, { type: 'item.handled', item: 'j' });
    queued(bench, 12, 'k');
    accept(bench, 12, 'k');
    bench.at(13, { type: 'item.handled', item: 'k' });
    expect(bench.state.agents.get('m')?.lastHandledAt).toBe(13_000);
    // Idle for less than the helping agent, and yet the first to be asked.
    queued(bench, 14, 'l');
    expect(bench.offeredTo('l')).toEqual(['m']);
  });

  test('R10: a rule may put help before their own queue, and ask for a delay', () => {
    const bench = aPair({ when: waitingAbove(0), priority: 1, delaySeconds: 8 });
    bench.agent(anAgent('h', { profile: [anEntry('d', { priority: 2 })] }), 'not_ready');
    queued(bench, 1, 'own', { queue: 'd' });
    queued(bench, 2, 'i');
    bench.at(5, { type: 'tick' });
    expect(activeHelp(bench.state)).toHaveLength(1);
    bench.at(6, { type: 'item.removed', item: 'own', reason: 'closed' });
    come(bench, 7, 'h');
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(10, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['h']);
    bench.at(11, { type: 'agent.presence', agent: 'h', presence: 'not_ready' });
    queued(bench, 11, 'own2', { queue: 'd' });
    come(bench, 12, 'h');
    expect([bench.offeredTo('i'), bench.offeredTo('own2')]).toEqual([['h'], []]);
  });

  test('R10: help ends only when the condition has been false for 30 seconds, so that it does not flap', () => {
    const bench = aPair({ when: waitingAbove(0) });
    queued(bench, 1, 'i');
    bench.at(5, { type: 'tick' });
    accept(bench, 6, 'i');
    for (const at of [10, 15, 20]) expect(bench.at(at, { type: 'tick' })).toEqual([]);
    queued(bench, 21, 'j');
    bench.at(25, { type: 'tick' });
    bench.at(26, { type: 'item.removed', item: 'j', reason: 'abandoned' });
    for (const at of [30, 35, 40, 45, 50, 55]) expect(bench.at(at, { type: 'tick' })).toEqual([]);
    expect(helps(bench.at(60, { type: 'tick' }))).toMatchObject([{ on: false, because: { value: 0 } }]);
    expect(activeHelp(bench.state)).toEqual([]);
    bench.at(61, { type: 'item.handled', item: 'i' });
    queued(bench, 62, 'k');
    expect(bench.offeredTo('k')).toEqual([]);
  });

  test('R10: a queue in need itself gives no help, at once, and not again for 30 seconds', () => {
    const bench = aPair({ when: waitingAbove(0), unlessDonor: waitingAbove(1) });
    queued(bench, 1, 'i');
    bench.at(5, { type: 'tick' });
    expect(bench.offeredTo('i')).toEqual(['h']);
    accept(bench, 5, 'i');
    queued(bench, 6, 'j');
    queued(bench, 6, 'own1', { queue: 'd' });
    queued(bench, 7, 'own2', { queue: 'd' });
    expect(helps(bench.at(10, { type: 'tick' }))).toMatchObject([
      { on: false, of: 'donor', because: { measure: 'waiting', value: 2 } },
    ]);
    bench.at(11, { type: 'item.removed', item: 'own1', reason: 'closed' });
    bench.at(11, { type: 'item.removed', item: 'own2', reason: 'closed' });
    bench.at(12, { type: 'item.handled', item: 'i' });
    for (const at of [15, 20, 25, 30, 35]) expect(helps(bench.at(at, { type: 'tick' }))).toEqual([]);
    expect(bench.offeredTo('j')).toEqual([]);
    expect(helps(bench.at(40, { type: 'tick' }))).toMatchObject([{ on: true }]);
    expect(bench.offeredTo('j')).toEqual(['h']);
  });

  test('R10: help by estimated wait, service level, idle agents and longest wait', () => {
    const cases: [HelpRule['when'], (bench: Bench) => void, number | null][] = [
      [{ measure: 'idle_agents', is: 'below', value: 1 }, () => undefined, 0],
      [{ measure: 'longest_wait', is: 'above', value: 3 }, (bench) => void queued(bench, 1, 'x'), 4],
      [{ measure: 'estimated_wait', is: 'above', value: 60 }, (bench) => void queued(bench, 1, 'x'), null],
      [
        { measure: 'service_level', is: 'below', value: 0.8 },
        (bench) =>
          void bench.at(1, { type: 'queue.measured', queue: 'q', handlingSeconds: {}, serviceLevel: 0.7 }),
        0.7,
      ],
    ];
    for (const [when, before, value] of cases) {
      const bench = aPair({ when });
      const early = helps(bench.at(0, { type: 'tick' }));
      before(bench);
      const fx = [...early, ...helps(bench.at(5, { type: 'tick' }))];
      if (when.measure !== 'idle_agents')
        expect(fx).toMatchObject([{ because: { measure: when.measure, value } }]);
      expect(activeHelp(bench.state)).toHaveLength(1);
    }
  });

  test('R10: what cannot be said holds no condition', () => {
    const bench = aPair({ when: { measure: 'estimated_wait', is: 'above', value: 0 } });
    bench.agent(anAgent('n', { capacity: { email: { max: 0, interruptedBy: [] } } }));
    queued(bench, 1, 'i');
    expect(bench.at(5, { type: 'tick' })).toEqual([]);
    bench.at(6, { type: 'queue.measured', queue: 'q', handlingSeconds: { email: 120 }, serviceLevel: null });
    expect(helps(bench.at(10, { type: 'tick' }))).toMatchObject([{ because: { value: 250 } }]);
  });

  test('R10: help from a queue whose rule or itself is taken away ends', () => {
    for (const way of ['rule', 'queue', 'donor'] as const) {
      const bench = aPair({ when: waitingAbove(0) });
      queued(bench, 1, 'i', { requires: [{ skill: 'x', level: 1 }] });
      bench.at(5, { type: 'tick' });
      expect(activeHelp(bench.state)).toHaveLength(1);
      const fx =
        way === 'rule'
          ? bench.queue(aQueue('q'))
          : bench.at(6, { type: 'queue.removed', queue: way === 'queue' ? 'q' : 'd' });
      expect(helps(fx)).toMatchObject([{ queue: 'q', from: 'd', on: false, because: null }]);
      expect(activeHelp(bench.state)).toEqual([]);
    }
  });

  test('R10: of two rules about the same helping queue the first counts', () => {
    const never = aRule({ when: waitingAbove(1000) });
    const bench = aBench({ help: [aRule({ when: waitingAbove(0) }), never] });
    bench.queue(aQueue('d'));
    queued(bench, 1, 'i');
    const looks = Array.from({ length: 20 }, (_, i) => helps(bench.at((i + 1) * 5, { type: 'tick' })));
    expect(looks.flat()).toMatchObject([{ on: true }]);
  });

  test('R10: help that was given by a rule which is gone at the take-over ends', () => {
    const bench = aPair({ when: waitingAbove(0) });
    queued(bench, 1, 'i', { channel: 'chat' });
    bench.at(5, { type: 'tick' });
    const { settled, ...rows } = snapshot(bench.state);
    expect(settled).toBe(true);
    const taken = load({ ...rows, queues: [aQueue('q'), aQueue('d')], checkAt: null });
    expect(helps(step(taken, { type: 'tick', at: 6000 }))).toMatchObject([
      { queue: 'q', from: 'd', on: false },
    ]);
    expect(activeHelp(taken)).toEqual([]);
  });

  test('R10: help goes on in a state that was saved and loaded', () => {
    const bench = aPair({ when: waitingAbove(0) });
    queued(bench, 1, 'i', { channel: 'chat' });
    bench.at(5, { type: 'tick' });
    const taken = load(JSON.parse(JSON.stringify(snapshot(bench.state))));
    expect(activeHelp(taken)).toEqual([{ queue: 'q', from: 'd' }]);
    const item = { id: 'j', kind: 'contact', channel: 'email', queue: 'q', arrivedAt: 0 } as const;
    expect(step(taken, { type: 'item.queued', at: 6000, item })).toMatchObject([
      { type: 'offer.made', offer: { agent: 'h' } },
    ]);
  });
});
