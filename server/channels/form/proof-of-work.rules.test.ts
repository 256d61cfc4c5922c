import { describe, expect, it } from 'vitest';
import { challengeMilliseconds, checkSolution, makeChallenge, zeroBits } from './proof-of-work.rules.ts';

const secret = 'a secret of the tests';
const form = '0190a000-0000-7000-8000-000000000001';
const now = 1_790_000_000_000;
const given = makeChallenge(secret, form, 10, now);
const solve = (nonce: string, difficulty: number) => {
  for (let n = 0; ; n += 1) if (zeroBits(nonce, n.toString(36)) >= difficulty) return n.toString(36);
};
const solution = solve(given.nonce, 10);
const check = (change: Partial<typeof given> = {}, answer = solution, at = now, id = form) =>
  checkSolution(secret, id, { ...given, ...change }, answer, at);

describe('the task that a form gives a browser', () => {
  it('is accepted when solved, up to its end', () => {
    expect(check()).toBe('ok');
    expect(check({}, solution, now + challengeMilliseconds)).toBe('ok');
    expect(check({}, solution, now + challengeMilliseconds + 1)).toBe('expired');
  });
  it('is refused when not solved', () => {
    let wrong = 0;
    while (zeroBits(given.nonce, `x${wrong}`) >= 10) wrong += 1;
    expect(check({}, `x${wrong}`)).toBe('unsolved');
  });
  it('cannot be made easier, longer-lived, or carried to another form or installation', () => {
    expect(check({ difficulty: 0 })).toBe('forged');
    expect(check({ difficulty: NaN })).toBe('forged');
    expect(check({ nonce: `zzzzzzzz.${given.nonce.split('.')[1]}` })).toBe('forged');
    expect(check({ signature: '' })).toBe('forged');
    expect(check({}, solution, now, '0190a000-0000-7000-8000-000000000002')).toBe('forged');
    expect(checkSolution('another secret', form, given, solution, now)).toBe('forged');
    expect(check({ nonce: 'x'.repeat(100_000) })).toBe('forged');
  });
  it('is never the same twice', () => {
    const nonces = Array.from({ length: 100 }, () => makeChallenge(secret, form, 10, now).nonce);
    expect(new Set(nonces).size).toBe(100);
  });
});
