import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallOutside } from '#contract/voice.ts';
import { isUnderWay, outsideAfter, overWith, staysOutside, type OutsideNews } from './outside.rules.ts';

const at = new Date('2026-11-30T10:00:00Z');
const asked: CallOutside = {
  id: 'one',
  number: '+390577000000',
  shown: '+390577111111',
  by: 'agent',
  purpose: 'consult',
  state: 'dialling',
  together: false,
  ringSeconds: 30,
  askedAt: at.toISOString(),
  answeredAt: null,
  endedAt: null,
  cause: null,
  endedBy: null,
};
const after = (news: OutsideNews[], from: CallOutside = asked) =>
  news.reduce<CallOutside>((now, one) => outsideAfter(now, one, at) ?? now, from);

describe('a number outside on a call', () => {
  test('rings, answers and hangs up; who never answered says why', () => {
    const answered = after([{ kind: 'ringing' }, { kind: 'answered' }]);
    expect(answered).toMatchObject({ state: 'answered', answeredAt: at.toISOString() });
    expect(after([{ kind: 'ended', cause: 'hung_up' }], answered)).toMatchObject({
      cause: 'hung_up',
      endedBy: 'outside',
    });
    expect(after([{ kind: 'ended', cause: 'busy' }])).toMatchObject({ cause: 'busy', endedBy: 'outside' });
    // Rejected: nobody spoke.
    expect(after([{ kind: 'ringing' }, { kind: 'ended', cause: 'hung_up' }]).cause).toBe('no_answer');
    expect(after([{ kind: 'ended' }])).toMatchObject({ cause: 'failed', endedBy: 'gateway' });
  });

  test('told twice, late or in whatever order it ends over as soon as it was told so, and stays so', () => {
    const news = fc.constantFrom<OutsideNews>(
      { kind: 'ringing' },
      { kind: 'answered' },
      { kind: 'ended', cause: 'busy' },
      { kind: 'ended', cause: 'lost' },
    );
    fc.assert(
      fc.property(fc.array(news, { maxLength: 6 }), (all) => {
        const now = after(all);
        const over = all.some(({ kind }) => kind === 'ended');
        expect(isUnderWay(now)).toBe(!over);
        expect(outsideAfter(now, { kind: 'ringing' }, at) === null || now.state === 'dialling').toBe(true);
        if (over) expect(after(all, now)).toBe(now);
      }),
    );
    expect(overWith({ ...asked, together: true }, 'hung_up', 'staff', at)).toMatchObject({ together: false });
  });

  test('stays with its agent, talking or holding, and where the call is its own; goes with anything else', () => {
    const call = { agent: 'agent' };
    expect(staysOutside(call, 'hold', 'agent')).toBe(true);
    expect(staysOutside(call, 'outside', null)).toBe(true);
    for (const [wanted, agent] of [
      ['talk', 'another'],
      ['wait', null],
      ['end', null],
    ] as const)
      expect(staysOutside(call, wanted, agent)).toBe(false);
  });
});
