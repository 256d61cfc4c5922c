import { describe, expect, test } from 'vitest';
import { estimate, estimateWait, waitingAhead, whyWaiting } from './index.ts';
import { aBench, accept, anAgent, anEntry, aQueue, come, decline, queued } from './testing.ts';
import type { Bench } from './testing.ts';

const measured = (bench: Bench, email: number | null) =>
  bench.at(0, {
    type: 'queue.measured',
    queue: 'q',
    handlingSeconds: { email },
    serviceLevel: null,
  });

describe('R21 estimated wait', () => {
  test('R21: an agent in k queues is 1/k of one; rounded up, with ten seconds for alerting', () => {
    const agents = [{ queues: 1 }, { queues: 2 }, { queues: 4 }];
    const ahead = { handlingSeconds: 200, freeAgents: 0, agents };
    // 200 s · (6 ahead + itself) / 1.75 agents + 10 s.
    expect(estimateWait({ ...ahead, waitingAhead: 6 })).toBe(810);
    expect(estimateWait({ ...ahead, waitingAhead: 6, freeAgents: 2 })).toBe(Math.ceil(1000 / 1.75 + 10));
    expect(estimateWait({ ...ahead, waitingAhead: 1, freeAgents: 2 })).toBe(0);
  });

  test('R21: without agents or history nothing is said', () => {
    const input = { handlingSeconds: 200, waitingAhead: 1, freeAgents: 0, agents: [] };
    expect(estimateWait(input)).toBeNull();
    expect(estimateWait({ ...input, handlingSeconds: null, agents: [{ queues: 1 }] })).toBeNull();
    expect(estimateWait({ ...input, handlingSeconds: 0, agents: [{ queues: 1 }] })).toBeNull();
  });

  test('R21: from the state: who waits, who is signed in, in how many queues, and the measured handling time', () => {
    const bench = aBench();
    bench.queue(aQueue('r'));
    expect(estimate(bench.state, 'q', 'email')).toBeNull();
    measured(bench, 100);
    expect(estimate(bench.state, 'q', 'email')).toBeNull();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b', { profile: [anEntry('q'), anEntry('r')] }));
    bench.agent(anAgent('off'), 'not_ready');
    expect(estimate(bench.state, 'q', 'email')).toBe(0);
    for (const [at, id] of ['i', 'j', 'k', 'l'].entries()) queued(bench, at, id);
    // Two are being offered, two wait: 100 · 3 / 1.5 + 10.
    expect(estimate(bench.state, 'q', 'email')).toBe(210);
    expect(estimate(bench.state, 'q', 'email', 'l')).toBe(Math.ceil(200 / 1.5 + 10));
    expect(waitingAhead(bench.state, 'l')).toBe(1);
    expect(estimate(bench.state, 'q', 'chat')).toBeNull();
    expect(estimate(bench.state, 'nowhere', 'email')).toBeNull();
    measured(bench, null);
    expect(estimate(bench.state, 'q', 'email')).toBeNull();
  });

  test('R21: for an item only those count who have what it asks for', () => {
    const bench = aBench();
    measured(bench, 100);
    for (const id of ['a', 'b', 'c']) bench.agent(anAgent(id));
    bench.agent(anAgent('ru', { skills: { ru: 1 } }));
    for (const id of ['i', 'j', 'k', 'l']) queued(bench, 0, id);
    queued(bench, 1, 'asks', { requires: [{ skill: 'ru', level: 1 }] });
    queued(bench, 2, 'plain');
    expect(estimate(bench.state, 'q', 'email', 'asks')).toBe(110);
    expect(estimate(bench.state, 'q', 'email', 'plain')).toBe(60);
  });
});

describe('why an item waits', () => {
  const why = (bench: Bench, id: string) => whyWaiting(bench.state, id);

  test('nothing is said of what does not wait', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    queued(bench, 0, 'i');
    accept(bench, 0, 'i');
    expect([why(bench, 'i'), why(bench, 'nobody')]).toEqual([[], []]);
  });

  test('scheduled, unknown queue, nobody’s profile, nobody signed in', () => {
    const bench = aBench();
    queued(bench, 0, 'later', { notBefore: 9000 });
    queued(bench, 0, 'lost', { queue: 'nowhere' });
    queued(bench, 0, 'i');
    expect(why(bench, 'later')).toEqual([{ reason: 'scheduled', until: 9000 }]);
    expect(why(bench, 'lost')).toEqual([{ reason: 'unknown_queue' }, { reason: 'no_agents' }]);
    expect(why(bench, 'i')).toEqual([{ reason: 'no_agents' }]);
    bench.agent(anAgent('a'), 'not_ready');
    expect(why(bench, 'i')).toEqual([{ reason: 'nobody_signed_in', agents: 1 }]);
  });

  test('a need that nobody has, busy agents, others ahead, age and refusals, each with how many', () => {
    const bench = aBench();
    bench.agent(anAgent('a'));
    bench.agent(anAgent('b', { profile: [anEntry('q', { delaySeconds: 100 })] }));
    queued(bench, 0, 'asks', { requires: [{ skill: 'ru', level: 2 }] });
    expect(why(bench, 'asks')).toEqual([{ reason: 'need_nobody_has', needs: 'ru>=2' }]);
    queued(bench, 1, 'i');
    expect(why(bench, 'i')).toEqual([{ reason: 'offered', agents: 1 }]);
    decline(bench, 2, 'i');
    expect(why(bench, 'i')).toEqual([
      { reason: 'declined', agents: 1, until: 62_000 },
      { reason: 'too_young', agents: 1, until: 101_000 },
      { reason: 'behind_others', items: 1 },
    ]);
    queued(bench, 3, 'j');
    accept(bench, 3, 'j');
    queued(bench, 4, 'k');
    expect(why(bench, 'k')).toEqual([
      { reason: 'busy', agents: 1 },
      { reason: 'too_young', agents: 1, until: 104_000 },
      { reason: 'behind_others', items: 2 },
    ]);
  });

  test('kept for an agent, the step of a plan, and the store’s answer', () => {
    const step = {
      need: { skill: 'ru', level: 1 },
      keepRequires: true,
      queues: [],
      pool: 'members',
    } as const;
    const plan = { id: 'p', steps: [{ ...step, queues: [], seconds: 30, skipIfNobody: false }] };
    const bench = aBench({ plan });
    bench.agent(anAgent('a'));
    bench.agent(anAgent('ru', { skills: { ru: 1 } }), 'not_ready');
    queued(bench, 0, 'kept', { preferredAgent: 'ru', preferredUntil: 5000 });
    expect(why(bench, 'kept')).toEqual([{ reason: 'kept_for_agent', agent: 'ru', until: 5000, busy: true }]);
    queued(bench, 0, 'i');
    expect(why(bench, 'i')).toEqual([
      { reason: 'nobody_signed_in', agents: 1 },
      { reason: 'step', step: 0, steps: 1, until: 30_000 },
    ]);
    bench.at(31, { type: 'item.removed', item: 'kept', reason: 'closed' });
    bench.at(31, { type: 'offer.rejected_by_store', offer: 'i#1', stale: 'item' });
    expect(why(bench, 'i')).toEqual([{ reason: 'being_read_again' }]);
  });

  test('help counts among those who are asked', () => {
    const when = { measure: 'waiting', is: 'above', value: 0 } as const;
    const bench = aBench({
      help: [{ from: 'd', when, unlessDonor: null, priority: null, delaySeconds: 20 }],
    });
    bench.queue(aQueue('d'));
    bench.agent(anAgent('h', { profile: [anEntry('d')] }), 'not_ready');
    queued(bench, 1, 'i');
    expect(why(bench, 'i')).toEqual([{ reason: 'no_agents' }]);
    bench.at(5, { type: 'tick' });
    expect(why(bench, 'i')).toEqual([{ reason: 'nobody_signed_in', agents: 1 }]);
    come(bench, 6, 'h');
    expect(why(bench, 'i')).toEqual([{ reason: 'too_young', agents: 1, until: 21_000 }]);
  });
});
