import { expect, test } from 'vitest';
import { judgeReading } from './reading.rules.ts';

const last = { value: 1200, readOn: '2026-10-01' };
const today = '2026-11-30';

test('a reading is taken when the meter has run as far as a household uses', () => {
  expect(judgeReading({ value: 1230, last, today, kind: 'water' })).toEqual({ ok: true, consumption: 30 });
  expect(judgeReading({ value: 1200, last, today, kind: 'water' })).toEqual({ ok: true, consumption: 0 });
  expect(judgeReading({ value: 7, last: null, today, kind: 'water' })).toEqual({
    ok: true,
    consumption: null,
  });
});
test('a meter does not run backwards, and too much is for a person to look at', () => {
  expect(judgeReading({ value: 1199, last, today, kind: 'water' })).toEqual({ ok: false, why: 'lower' });
  expect(judgeReading({ value: 12300, last, today, kind: 'water' })).toEqual({ ok: false, why: 'high' });
  expect(
    judgeReading({ value: 1500, last: { ...last, readOn: today }, today, kind: 'electricity' }),
  ).toMatchObject({
    ok: false,
  });
});
