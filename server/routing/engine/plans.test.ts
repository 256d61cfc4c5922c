import { describe, expect, test } from 'vitest';
import { load, nextWakeAt, snapshot, step } from './index.ts';
import type { AgentConfig, Need, PlanStep, QueueConfig } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, decline, queued, types } from './testing.ts';
import type { Bench } from './testing.ts';

function aStep(over: Partial<PlanStep> = {}): PlanStep {
  const none = { need: null, keepRequires: true, queues: [], seconds: 30 };
  return { ...none, pool: 'members', skipIfNobody: false, ...over };
}

function planned(steps: PlanStep[], over: Partial<QueueConfig> = {}): Bench {
  return aBench({ plan: { id: 'p', steps }, ...over });
}

const ru = (level: number): Need => ({ skill: 'ru', level });
const speaker = (id: string, level: number, over: Partial<AgentConfig> = {}) =>
  anAgent(id, { skills: { ru: level }, ...over });
const stepOf = (bench: Bench, item: string) => bench.state.items.get(item)?.step;

describe('R7 steps of a plan', () => {
  test('R7: the first step asks those who meet its need; when its time is up the next, after the last anybody', () => {
    const bench = planned([aStep({ need: ru(3) }), aStep({ need: ru(1) })]);
    bench.agent(speaker('expert', 3), 'not_ready');
    bench.agent(speaker('some', 1));
    bench.agent(anAgent('none'));
    queued(bench, 0, 'i');
    expect([bench.offeredTo('i'), nextWakeAt(bench.state)]).toEqual([[], 30_000]);
    expect(bench.at(30, { type: 'tick' })).toMatchObject([
      { type: 'item.step', item: 'i', queue: 'q', step: 1, reason: 'expired' },
      { type: 'offer.made', offer: { agent: 'some' } },
    ]);
    decline(bench, 31, 'i');
    expect(bench.offeredTo('i')).toEqual([]);
    expect(bench.at(60, { type: 'tick' })).toMatchObject([
      { type: 'item.step', step: 2, reason: 'expired' },
      { type: 'offer.made', offer: { agent: 'none' } },
    ]);
  });

  test('R7: who meets the step gets the item at once, however long others have been idle', () => {
    const bench = planned([aStep({ need: ru(3) })]);
    bench.agent(anAgent('a'));
    bench.agent(speaker('expert', 3));
    queued(bench, 0, 'i');
    expect(bench.offeredTo('i')).toEqual(['expert']);
  });

  test('R7: needs are joined by AND and OR, of skills, teams and names', () => {
    const need: Need = {
      all: [{ any: [{ team: 'night' }, { agent: 'boss' }] }, { any: [ru(2), { skill: 'uk', level: 1 }] }],
    };
    const bench = planned([aStep({ need, seconds: null })]);
    bench.agent(speaker('a', 5));
    bench.agent(speaker('b', 0, { team: 'night' }));
    bench.agent(anAgent('c', { team: 'night', skills: { uk: 1 } }));
    bench.agent(speaker('boss', 2));
    queued(bench, 0, 'i');
    queued(bench, 1, 'j');
    queued(bench, 2, 'k');
    expect(['i', 'j', 'k'].map((id) => bench.offeredTo(id))).toEqual([['boss'], ['c'], []]);
  });

  test('R7: what items themselves ask may be an OR too', () => {
    const bench = aBench();
    bench.agent(anAgent('a', { skills: { uk: 2 } }));
    queued(bench, 0, 'i', { requires: [{ any: [ru(1), { skill: 'uk', level: 3 }] }] });
    expect(bench.offeredTo('i')).toEqual([]);
    queued(bench, 0, 'j', { requires: [{ any: [ru(1), { skill: 'uk', level: 2 }] }] });
    expect(bench.offeredTo('j')).toEqual(['a']);
  });

  test('R7: a step may give up what the item itself asks, and it stays given up', () => {
    const bench = planned([aStep(), aStep({ keepRequires: false, need: ru(1) }), aStep()]);
    bench.agent(anAgent('a'));
    queued(bench, 0, 'i', { requires: [{ skill: 'gas', level: 1 }] });
    bench.at(30, { type: 'tick' });
    expect([stepOf(bench, 'i'), bench.offeredTo('i')]).toEqual([1, []]);
    bench.at(60, { type: 'tick' });
    expect([stepOf(bench, 'i'), bench.offeredTo('i')]).toEqual([2, ['a']]);
  });

  test('R7: what an item asks holds after the last step too, when no step gave it up', () => {
    const bench = planned([aStep({ need: ru(1) })]);
    bench.agent(anAgent('a'));
    queued(bench, 0, 'i', { requires: [{ skill: 'gas', level: 1 }] });
    bench.at(30, { type: 'tick' });
    expect([stepOf(bench, 'i'), bench.offeredTo('i')]).toEqual([1, []]);
  });

  test('R7: a step adds the agents of other queues, with the priority and delay of their own entry there; it stays so', () => {
    const bench = planned([aStep({ seconds: 10 }), aStep({ queues: ['r'], seconds: 10 })]);
    bench.queue(aQueue('r'));
    bench.agent(anAgent('a', { profile: [anEntry('r', { delaySeconds: 15 })] }));
    queued(bench, 0, 'i');
    bench.at(10, { type: 'tick' });
    expect([stepOf(bench, 'i'), bench.offeredTo('i')]).toEqual([1, []]);
    expect(bench.at(15, { type: 'tick' })).toMatchObject([
      { type: 'offer.made', offer: { agent: 'a', queue: 'q' } },
    ]);
    bench.at(16, { type: 'agent.presence', agent: 'a', presence: 'offline' });
    bench.at(20, { type: 'tick' });
    expect(stepOf(bench, 'i')).toBe(2);
    come(bench, 21, 'a');
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R7: an added agent takes a guest by the better of priorities, and by age among equals', () => {
    const bench = planned([aStep({ queues: ['r'] })]);
    bench.queue(aQueue('r'));
    bench.agent(anAgent('a', { profile: [anEntry('r')] }), 'not_ready');
    queued(bench, 1, 'guest');
    queued(bench, 2, 'own', { queue: 'r' });
    come(bench, 3, 'a');
    expect(bench.offeredTo('guest')).toEqual(['a']);
  });

  test('R7: whoever is named is asked though their profile lacks the queue, when the step says anyone', () => {
    for (const pool of ['members', 'anyone'] as const) {
      const bench = planned([aStep({ need: { any: [{ agent: 'a' }, { team: 't' }] }, pool })]);
      bench.queue(aQueue('r'));
      bench.agent(anAgent('a', { profile: [anEntry('r')] }));
      bench.agent(anAgent('b', { profile: [anEntry('r')], team: 't' }));
      bench.agent(anAgent('c', { profile: [anEntry('r')] }));
      queued(bench, 0, 'i');
      queued(bench, 0, 'j');
      queued(bench, 0, 'k');
      const all = ['i', 'j', 'k'].map((id) => bench.offeredTo(id));
      expect(all).toEqual(pool === 'anyone' ? [['a'], ['b'], []] : [[], [], []]);
    }
  });

  test('R7: who joins the named team is asked at once', () => {
    const bench = planned([aStep({ need: { team: 't' }, pool: 'anyone' })]);
    bench.agent(anAgent('a', { profile: [] }));
    queued(bench, 0, 'i');
    bench.at(1, { type: 'agent.upserted', agent: anAgent('a', { profile: [], team: 't' }) });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R7: an item may bring its own plan, which beats the queue’s; an unknown one is as none', () => {
    const bench = planned([aStep({ need: { any: [] }, seconds: null })]);
    bench.agent(anAgent('a'));
    bench.at(0, { type: 'plan.upserted', plan: { id: 'own', steps: [aStep({ need: null })] } });
    queued(bench, 0, 'i', { plan: 'nowhere' });
    expect(bench.offeredTo('i')).toEqual([]);
    queued(bench, 0, 'j', { plan: 'own' });
    expect(bench.offeredTo('j')).toEqual(['a']);
    bench.at(1, { type: 'item.removed', item: 'j', reason: 'closed' });
    bench.at(1, { type: 'item.changed', item: 'i', plan: 'own' });
    expect(bench.offeredTo('i')).toEqual(['a']);
  });

  test('R7: a plan that changes or goes takes those who wait with it', () => {
    const bench = planned([aStep({ need: ru(1), seconds: null })]);
    bench.agent(anAgent('a'));
    bench.at(0, { type: 'plan.upserted', plan: { id: 'own', steps: [aStep({ need: ru(1) })] } });
    queued(bench, 0, 'i', { plan: 'own' });
    queued(bench, 0, 'j');
    bench.at(1, { type: 'plan.upserted', plan: { id: 'own', steps: [aStep({ seconds: 2 })] } });
    expect(bench.offeredTo('i')).toEqual(['a']);
    accept(bench, 1, 'i');
    bench.at(2, { type: 'item.handled', item: 'i' });
    expect(bench.offeredTo('j')).toEqual([]);
    bench.queue(aQueue('q', { plan: null }));
    expect(bench.offeredTo('j')).toEqual(['a']);
    bench.at(3, { type: 'plan.removed', plan: 'own' });
    expect(stepOf(bench, 'j')).toBe(0);
  });
});

describe('R8 the time of steps', () => {
  test('R8: steps count from the entry into the queue; an open offer stays, and the item goes on when it ends', () => {
    const bench = planned([aStep({ need: ru(1), seconds: 5 }), aStep({ need: ru(2), seconds: 5 })]);
    bench.agent(speaker('a', 1));
    bench.agent(anAgent('b'), 'not_ready');
    queued(bench, 0, 'i');
    expect(bench.at(12, { type: 'tick' })).toEqual([]);
    expect([stepOf(bench, 'i'), bench.offeredTo('i')]).toEqual([0, ['a']]);
    come(bench, 13, 'b');
    const fx = bench.at(20, { type: 'tick' });
    expect(types(fx)).toEqual(['offer.expired', 'agent.not_responding', 'item.step', 'offer.made']);
    expect(fx).toContainEqual({ type: 'item.step', item: 'i', queue: 'q', step: 2, reason: 'expired' });
  });

  test('R8: a step is passed over at once when nobody who is signed in meets it', () => {
    const bench = planned([aStep({ need: ru(3), skipIfNobody: true }), aStep({ need: ru(1) })]);
    bench.agent(speaker('expert', 3), 'offline');
    bench.agent(speaker('some', 1));
    expect(queued(bench, 0, 'i')).toMatchObject([
      { type: 'item.step', step: 1, reason: 'nobody' },
      { type: 'offer.made', offer: { agent: 'some' } },
    ]);
  });

  test('R8: when the last who meets a step leaves, those who wait for them are passed on; nobody goes back', () => {
    const bench = planned([aStep({ need: ru(3), skipIfNobody: true, seconds: null })]);
    bench.agent(speaker('expert', 3));
    bench.agent(anAgent('a'));
    queued(bench, 0, 'i');
    queued(bench, 1, 'j');
    expect([bench.offeredTo('i'), bench.offeredTo('j')]).toEqual([['expert'], []]);
    const fx = bench.at(2, { type: 'agent.presence', agent: 'expert', presence: 'offline' });
    expect(fx).toContainEqual({ type: 'item.step', item: 'j', queue: 'q', step: 1, reason: 'nobody' });
    expect([stepOf(bench, 'i'), stepOf(bench, 'j')]).toEqual([1, 1]);
    bench.at(3, { type: 'agent.presence', agent: 'expert', presence: 'available' });
    expect([stepOf(bench, 'i'), stepOf(bench, 'j')]).toEqual([1, 1]);
  });

  test('R8: a busy agent is somebody: the step is waited for', () => {
    const bench = planned([aStep({ need: ru(3), skipIfNobody: true })]);
    bench.agent(speaker('expert', 3));
    bench.agent(anAgent('a'));
    queued(bench, 0, 'i');
    accept(bench, 1, 'i');
    queued(bench, 2, 'j');
    expect([stepOf(bench, 'j'), bench.offeredTo('j')]).toEqual([0, []]);
  });

  test('R8: an item that enters a queue anew starts its plan anew; one that comes back does not', () => {
    const bench = planned([aStep({ seconds: 10 }), aStep({ seconds: 10 })]);
    bench.queue(aQueue('r', { plan: { id: 'p', steps: [aStep({ seconds: 100, need: ru(1) })] } }));
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i');
    bench.at(10, { type: 'tick' });
    expect(stepOf(bench, 'i')).toBe(1);
    come(bench, 11, 'a');
    accept(bench, 12, 'i');
    bench.at(13, { type: 'agent.removed', agent: 'a' });
    expect(stepOf(bench, 'i')).toBe(1);
    bench.at(50, { type: 'item.transferred', item: 'i', toQueue: 'r', keepPlace: true });
    expect([stepOf(bench, 'i'), bench.state.items.get('i')?.enteredAt]).toEqual([0, 50_000]);
    bench.at(149, { type: 'tick' });
    expect(stepOf(bench, 'i')).toBe(0);
    bench.at(150, { type: 'tick' });
    expect(stepOf(bench, 'i')).toBe(1);
  });

  test('R8: a take-over finds the step by time; it tells it only where the rows say another', () => {
    const bench = planned([aStep({ need: ru(3), seconds: 10 }), aStep({ need: ru(2), seconds: 10 })]);
    bench.agent(speaker('expert', 3), 'not_ready');
    queued(bench, 0, 'i');
    queued(bench, 0, 'j');
    const { settled, ...rows } = snapshot(bench.state);
    expect(settled).toBe(true);
    const items = rows.items.map(({ step, ...record }) => (record.id === 'i' ? { ...record, step } : record));
    const taken = load({ ...rows, now: 15_000, items });
    expect([...taken.items.values()].map((item) => item.step)).toEqual([1, 1]);
    expect(step(taken, { type: 'tick', at: 15_000 })).toMatchObject([
      { type: 'item.step', item: 'i', step: 1, reason: 'expired' },
    ]);
  });

  test('R8: the store’s word on an item does not set its step back, a new entry does', () => {
    const bench = planned([aStep({ need: ru(3), skipIfNobody: true })]);
    bench.agent(anAgent('a'), 'not_ready');
    queued(bench, 0, 'i');
    const { step, ...record } = structuredClone(bench.state.items.get('i')!);
    expect(step).toBe(1);
    bench.agent(speaker('expert', 3), 'not_ready');
    bench.at(1, { type: 'agent.presence', agent: 'expert', presence: 'available' });
    bench.at(1, { type: 'offer.rejected_by_store', offer: 'i#1', stale: 'item' });
    bench.at(1, { type: 'item.replaced', item: 'i', record, offers: [] });
    expect(stepOf(bench, 'i')).toBe(1);
    bench.at(2, { type: 'item.replaced', item: 'i', record: { ...record, enteredAt: 2000 }, offers: [] });
    expect(stepOf(bench, 'i')).toBe(0);
  });
});
