/** Faults that were found once, each as its own test, and bad input. */
import { describe, expect, test } from 'vitest';
import { load, nextWakeAt, snapshot, step } from './index.ts';
import type { Effect, OverflowRule, PlanStep, RoutingEvent } from './index.ts';
import { aBench, accept, anAgent, anEntry, anItem, aQueue, come, queued, types } from './testing.ts';

describe('found by the properties', () => {
  test('a refusal that ends at the very moment at which a colleague’s delay changes is not kept for ever', () => {
    const bench = aBench({ refusalSeconds: 15 });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 100 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    bench.at(0, { type: 'offer.declined', offer: 'i#1', agent: 'a', reason: 'busy' });
    expect(bench.offeredTo('i')).toEqual([]);
    bench.at(15, {
      type: 'agent.upserted',
      agent: anAgent('b', { profile: [anEntry('q', { delaySeconds: 200 })] }),
    });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('an item that ripens at the very moment at which another delay changes is not passed over', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { profile: [anEntry('q', { delaySeconds: 10 })] }));
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 100 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    bench.at(10, {
      type: 'agent.upserted',
      agent: anAgent('b', { profile: [anEntry('q', { delaySeconds: 200 })] }),
    });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('a state that was saved and loaded makes its offers in the same order as the first one', () => {
    const bench = aBench();
    bench.agent(
      anAgent('a', {
        profile: [anEntry('q', { channel: 'phone' })],
        capacity: { phone: { max: 1, interruptedBy: [] } },
      }),
    );
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 10 })] }));
    bench.at(0, { type: 'item.queued', item: anItem('i1', { channel: 'phone' }) });
    bench.at(0, { type: 'offer.accepted', offer: 'i1#1', agent: 'a' });
    bench.at(0, { type: 'item.queued', item: anItem('i2', { channel: 'phone' }) });
    bench.at(0, { type: 'item.queued', item: anItem('i3') });
    const second = load(JSON.parse(JSON.stringify(snapshot(bench.state))));
    const event: RoutingEvent = { type: 'item.handled', at: 10_000, item: 'i1' };
    const effects = step(bench.state, event);
    expect(effects.filter((one) => one.type === 'offer.made').map((one) => one.offer.id)).toEqual([
      'i3#1',
      'i2#1',
    ]);
    expect(step(second, event)).toEqual(effects);
  });

  test('open offers are loaded in the order in which they were made, the tenth after the ninth', () => {
    const bench = aBench({ parallelOffers: 2, refusalSeconds: 0 });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    for (let i = 1; i <= 8; i++) {
      const offer = bench.state.offers.get(`i#${i}`);
      bench.at(i, { type: 'offer.declined', offer: `i#${i}`, agent: offer?.agent ?? '', reason: 'busy' });
    }
    expect(bench.state.items.get('i')?.offers).toEqual(['i#9', 'i#10']);
    const saved = JSON.parse(JSON.stringify(snapshot(bench.state)));
    expect(snapshot(load(saved))).toEqual(saved);
  });

  test('a state that was loaded and not yet matched is saved as such', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    bench.at(0, { type: 'item.queued', item: anItem('i') });
    const { settled, ...rows } = snapshot(bench.state);
    expect(settled).toBe(true);
    for (const agent of rows.agents) agent.presence = 'available';
    const again = load(snapshot(load(rows)));
    expect(step(again, { type: 'tick', at: 1000 })).toMatchObject([{ type: 'offer.made' }]);
  });
});

const problems = (fx: Effect[]) => fx.filter((one) => one.type === 'queue.problem');
const over = (toQueue: string, afterSeconds: number | null = 10): OverflowRule => ({
  toQueue,
  afterSeconds,
  when: null,
  keepPlace: true,
});
const aStep = (extra: Partial<PlanStep>): PlanStep => ({
  need: null,
  keepRequires: true,
  queues: [],
  pool: 'members',
  seconds: null,
  skipIfNobody: false,
  ...extra,
});

describe('rules that contradict or loop', () => {
  test('overflow in a ring is said once, with its way, and withdrawn when it is gone; no item goes round', () => {
    const bench = aBench({ overflow: [over('r')] });
    bench.queue(aQueue('r', { overflow: [over('s')] }));
    const said = problems(bench.queue(aQueue('s', { overflow: [over('q')] })));
    expect(said.filter((one) => one.reason === 'rules_loop')).toMatchObject([
      { queue: 'q', detail: 'q>r>s>q', on: true },
      { queue: 'r', detail: 'r>s>q>r', on: true },
      { queue: 's', detail: 's>q>r>s', on: true },
    ]);
    queued(bench, 0, 'i');
    const moves = [10, 20, 30, 40, 50].flatMap((at) => types(bench.at(at, { type: 'tick' })));
    expect(moves.filter((one) => one === 'item.overflowed')).toHaveLength(2);
    expect(bench.state.items.get('i')).toMatchObject({ queue: 's', overflowed: ['q', 'r'] });
    const gone = problems(bench.at(51, { type: 'queue.upserted', queue: aQueue('s') }));
    expect(gone.filter((one) => one.reason === 'rules_loop').map((one) => one.on)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('a rule that leads to the queue itself, or to one that is not there, does nothing and is said', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    const fx = bench.queue(aQueue('q', { overflow: [over('q'), over('lost')] }));
    expect(problems(fx)).toMatchObject([
      { reason: 'rules_loop', detail: 'q>q' },
      { reason: 'unknown_queue', detail: 'lost' },
    ]);
    queued(bench, 0, 'i');
    expect(types(bench.at(100, { type: 'tick' }))).toEqual([]);
    const known = problems(bench.at(101, { type: 'queue.upserted', queue: aQueue('lost') }));
    expect(known).toContainEqual(expect.objectContaining({ reason: 'unknown_queue', on: false }));
    bench.at(105, { type: 'tick' });
    expect(bench.state.items.get('i')?.queue).toBe('lost');
  });

  test('help from itself does nothing, and two queues may help each other', () => {
    const when = { measure: 'waiting', is: 'above', value: 0 } as const;
    const rule = { when, unlessDonor: null, priority: 1, delaySeconds: 0 };
    const bench = aBench({
      help: [
        { ...rule, from: 'q' },
        { ...rule, from: 'r' },
      ],
    });
    bench.queue(aQueue('r', { help: [{ ...rule, from: 'q' }] }));
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b', { profile: [anEntry('r')] }));
    for (const id of ['i', 'j', 'k']) queued(bench, 1, id);
    for (const id of ['x', 'y', 'z']) queued(bench, 1, id, { queue: 'r' });
    const fx = [5, 5.02].flatMap((at) => bench.at(at, { type: 'tick' }));
    expect(fx.filter((one) => one.type === 'queue.help')).toMatchObject([
      { queue: 'q', from: 'r', on: true },
      { queue: 'r', from: 'q', on: true },
    ]);
    expect([bench.offeredTo('i'), bench.offeredTo('x')]).toEqual([['a'], ['b']]);
  });

  test('a plan that asks for two people in one is said, and waited through by time', () => {
    const need = { all: [{ agent: 'a' }, { agent: 'b' }] };
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b'));
    const fx = bench.queue(aQueue('q', { plan: { id: 'p', steps: [aStep({ need, seconds: 10 })] } }));
    expect(problems(fx)).toMatchObject([
      { reason: 'need_nobody_meets', detail: '(agent:a&agent:b)', on: true },
    ]);
    expect(types(queued(bench, 0, 'i'))).toEqual([]);
    expect(types(bench.at(10, { type: 'tick' }))).toEqual(['item.step', 'offer.made']);
    expect(problems(bench.queue(aQueue('q')))).toMatchObject([{ reason: 'need_nobody_meets', on: false }]);
  });
});

describe('nobody there', () => {
  test('a step for a skill nobody has is said for the queue, an endless one raises the item; both end when somebody has it', () => {
    const need = { skill: 'sign', level: 2 };
    const bench = aBench({ plan: { id: 'p', steps: [aStep({ need })] } });
    expect(problems(bench.agent(anAgent('a')))).toMatchObject([{ reason: 'no_agents', on: false }]);
    expect([...bench.state.problems.values()]).toMatchObject([{ reason: 'need_nobody_meets' }]);
    expect(queued(bench, 1, 'i')).toMatchObject([
      { type: 'item.requires_attention', reason: 'skill_nobody_has', detail: 'sign>=2' },
    ]);
    const fx = bench.at(2, { type: 'agent.upserted', agent: anAgent('a', { skills: { sign: 2 } }) });
    expect(fx).toMatchObject([{ type: 'offer.made' }, { type: 'queue.problem', on: false }]);
    expect(bench.state.items.get('i')?.attention).toEqual([]);
  });

  test('a queue without agents is said, and not when all in it flows over by time', () => {
    const bench = aBench();
    expect([...bench.state.problems.values()]).toMatchObject([{ queue: 'q', reason: 'no_agents' }]);
    bench.queue(aQueue('r'));
    bench.agent(anAgent('b', { profile: [anEntry('r')] }));
    expect(problems(bench.queue(aQueue('q', { overflow: [over('r')] })))).toMatchObject([{ on: false }]);
    expect(queued(bench, 0, 'i')).toEqual([]);
    expect(problems(bench.queue(aQueue('q', { open: false })))).toEqual([]);
  });

  test('a problem is carried by a snapshot and not told again; a state from rows tells it', () => {
    const bench = aBench();
    const taken = load(JSON.parse(JSON.stringify(snapshot(bench.state))));
    expect(step(taken, { type: 'tick', at: 1000 })).toEqual([]);
    expect(taken.problems.size).toBe(1);
    const { problems: known, settled, ...rows } = snapshot(bench.state);
    expect([known?.length, settled]).toEqual([1, true]);
    expect(problems(step(load(rows), { type: 'tick', at: 1000 }))).toHaveLength(1);
  });
});

describe('changes while something is open', () => {
  test('a profile that changes while items are offered leaves the offers, and gives no slot beyond the new capacity', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { capacity: { email: { max: 2, interruptedBy: [] } }, offersAtOnce: 2 }));
    queued(bench, 0, 'i');
    queued(bench, 0, 'j');
    bench.at(1, { type: 'agent.upserted', agent: anAgent('a', { profile: [] }) });
    expect([bench.offeredTo('i'), bench.offeredTo('j')]).toEqual([['a'], ['a']]);
    expect(types(accept(bench, 2, 'i'))).toEqual(['item.assigned']);
    bench.at(3, { type: 'offer.declined', offer: 'j#1', agent: 'a', reason: 'busy' });
    expect(bench.offeredTo('j')).toEqual([]);
  });

  test('a queue that is removed keeps what waits in it, raises it, and takes it up again when it is back', () => {
    const bench = aBench();
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i');
    expect(bench.at(1, { type: 'queue.removed', queue: 'q' })).toMatchObject([
      { type: 'item.requires_attention', item: 'i', reason: 'unknown_queue' },
    ]);
    expect(bench.at(1, { type: 'queue.removed', queue: 'q' })).toMatchObject([{ reason: 'unknown_queue' }]);
    bench.queue(aQueue('q'));
    expect(bench.state.items.get('i')?.attention).toEqual([]);
    come(bench, 2, 'a');
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('an agent who becomes a member late is asked by the step that waits for them', () => {
    const bench = aBench({ plan: { id: 'p', steps: [aStep({ queues: ['r'] })] } });
    bench.queue(aQueue('r'));
    queued(bench, 0, 'i');
    bench.agent(anAgent('b', { profile: [anEntry('r')] }));
    expect(bench.offeredTo('i')).toEqual(['b']);
  });
});

describe('clocks', () => {
  test('a clock that steps back makes nothing due twice and delays no step, overflow or schedule', () => {
    const steps = [aStep({ need: { skill: 'x', level: 1 }, seconds: 30 })];
    const bench = aBench({ plan: { id: 'p', steps }, overflow: [over('r', 60)] });
    bench.queue(aQueue('r'));
    bench.agent(anAgent('a'), 'not_ready');
    bench.agent(anAgent('x', { skills: { x: 1 } }), 'not_ready');
    queued(bench, 100, 'i');
    queued(bench, 100, 'later', { notBefore: 110_000 });
    for (const at of [3, 50, 99]) expect(bench.at(at, { type: 'tick' })).toEqual([]);
    expect(bench.state.now).toBe(100_000);
    expect(types(bench.at(110, { type: 'tick' }))).toEqual(['item.due']);
    expect(types(bench.at(130, { type: 'tick' }))).toEqual(['item.step']);
    expect(bench.at(20, { type: 'tick' })).toEqual([]);
    expect(types(bench.at(160, { type: 'tick' }))).toContain('item.overflowed');
  });

  test('a change to or from daylight-saving time moves nothing: all times are ms since the epoch', () => {
    const steps = [aStep({ need: { skill: 'x', level: 1 }, seconds: 3600 })];
    for (const night of ['2026-03-29T00:30:00Z', '2026-10-25T00:30:00Z']) {
      const began = Date.parse(night) / 1000;
      const bench = aBench({ plan: { id: 'p', steps } });
      bench.agent(anAgent('a'));
      queued(bench, began, 'i');
      expect(nextWakeAt(bench.state)).toBe((began + 3600) * 1000);
      expect(types(bench.at(began + 3599, { type: 'tick' }))).toEqual([]);
      expect(types(bench.at(began + 3600, { type: 'tick' }))).toEqual(['item.step', 'offer.made']);
    }
  });
});
