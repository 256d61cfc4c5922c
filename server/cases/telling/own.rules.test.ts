import { expect, test } from 'vitest';
import { nextDue, turnOf, wantedOf } from './own.rules.ts';

const paper = (key: string, also: object = {}) => ({
  key,
  name: { it: key, en: key },
  required: false,
  ...also,
});
const definition = {
  documents: [
    paper('identity', { required: true }),
    paper('photo'),
    paper('report', { inState: 'laboratory' }),
  ],
};

test('what is asked of the customer is what a case needs from its opening on and does not have yet', () => {
  const keys = (status: string, there: string[]) =>
    wantedOf(definition, status, new Set(there)).map(({ key }) => key);
  expect(keys('open', [])).toEqual(['identity', 'photo']);
  expect(keys('waiting', ['identity'])).toEqual(['photo']);
  expect(keys('closed', [])).toEqual([]);
});

test('it is the customer’s turn where we cannot go on without them, and nobody’s when it is over', () => {
  const wanted = (...there: string[]) => wantedOf(definition, 'open', new Set(there));
  expect(turnOf('open', wanted())).toBe('yours');
  expect(turnOf('in_progress', wanted('identity'))).toBe('ours');
  expect(turnOf('waiting', wanted('identity'))).toBe('yours');
  expect(turnOf('waiting', wanted('identity', 'photo'))).toBe('others');
  expect(turnOf('solved', wanted())).toBe('nobody');
});

test('the next step is owed by the nearest limit that runs; one that stands still promises nothing', () => {
  const now = new Date('2026-11-30T09:00:00Z');
  const clock = (state: string, dueAt: string) => ({ state, dueAt });
  expect(
    nextDue([clock('running', '2026-12-14T22:59:59Z'), clock('running', '2026-12-04T22:59:59Z')], now),
  ).toEqual({
    at: new Date('2026-12-04T22:59:59Z'),
    late: false,
  });
  expect(nextDue([clock('running', '2026-11-29T22:59:59Z')], now)?.late).toBe(true);
  expect(nextDue([clock('paused', '2026-11-29T22:59:59Z')], now)).toBeNull();
});
