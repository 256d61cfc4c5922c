import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heard, toDial, unanswered, wantedOf, type CallFacts, type CallNews } from './call.rules.ts';

const at = (second: number) => new Date(1_800_000_000_000 + second * 1000);
const dialled: CallFacts = { direction: 'out', state: 'dialling', answeredAt: null, connectedAt: null };
const told = (call: CallFacts, news: readonly CallNews[]) => {
  let now = call;
  let answers = 0;
  let ends = 0;
  for (const one of news) {
    const found = heard(now, one);
    if (found === null) continue;
    now = { ...now, ...found.change };
    answers += Number(found.answered);
    ends += Number(found.ended);
  }
  return { now, answers, ends };
};

describe('a call', () => {
  const life: CallNews[] = [
    { kind: 'ringing', at: at(1) },
    { kind: 'answered', at: at(5) },
    { kind: 'connected', at: at(6) },
    { kind: 'ended', at: at(60), by: 'customer', cause: 'hung_up', answeredAt: at(5) },
  ];
  test('told twice, late or in the wrong order is answered once and over once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...life, ...life], { minLength: 8, maxLength: 8 }), (news) => {
        const { now, answers, ends } = told(dialled, news);
        return now.state === 'ended' && answers === 1 && ends === 1 && now.answeredAt !== null;
      }),
    );
  });
  test('that ends unanswered says why; one without a cause has failed', () => {
    const busy = heard(dialled, { kind: 'ended', at: at(9), cause: 'busy' });
    expect(busy).toMatchObject({ answered: false, ended: true, change: { cause: 'busy' } });
    expect(heard(dialled, { kind: 'ended', at: at(9) })).toMatchObject({ change: { cause: 'failed' } });
    expect([unanswered('busy'), unanswered('hung_up')]).toEqual(['busy', 'no_answer']);
  });
  test('follows its contact', () => {
    const live = { direction: 'in' as const, answeredAt: at(0) };
    const wanted = (state: string, held = false) => wantedOf(live, { state, held });
    expect(['queued', 'offered'].map((one) => wanted(one))).toEqual(['wait', 'wait']);
    expect([wanted('active'), wanted('active', true)]).toEqual(['talk', 'hold']);
    expect(['wrap_up', 'closed', 'cancelled', 'expired'].map((one) => wanted(one))).toEqual(
      Array.from({ length: 4 }, () => 'end'),
    );
    expect(wantedOf(dialled, { state: 'active', held: false })).toBe('dial');
    expect(wantedOf(dialled, { state: 'scheduled', held: false })).toBe('dial');
    expect(wantedOf(dialled, { state: 'closed', held: false })).toBe('end');
  });
});

test('no more customers are dialled than agents are free, and under steady load one at a time, in turn', () => {
  const now = { due: 5, free: 2, present: 4, underWay: 0, front: true };
  expect(toDial(now)).toBe(2);
  expect(toDial({ ...now, underWay: 2 })).toBe(0);
  expect(toDial({ ...now, free: 0 })).toBe(1);
  expect(toDial({ ...now, free: 0, underWay: 1 })).toBe(0);
  expect(toDial({ ...now, free: 0, front: false })).toBe(0);
  expect(toDial({ ...now, free: 0, present: 0 })).toBe(0);
  fc.assert(
    fc.property(
      fc.record({
        due: fc.nat(20),
        free: fc.nat(20),
        present: fc.nat(20),
        underWay: fc.nat(20),
        front: fc.boolean(),
      }),
      (one) => {
        const dials = toDial(one);
        return dials <= one.due && dials + one.underWay <= Math.max(one.free, one.underWay, 1);
      },
    ),
  );
});
