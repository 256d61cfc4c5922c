import { describe, expect, test } from 'vitest';
import {
  answersAlone,
  judged,
  sameMatter,
  saysMatter,
  withinDays,
  type AnsweredFacts,
} from './first-contact.rules.ts';

const facts: AnsweredFacts = {
  kind: 'contact',
  direction: 'in',
  state: 'closed',
  solves: true,
  classified: true,
  hasCase: false,
  agents: 1,
  handedOn: false,
  callPromised: false,
};

describe('a contact answers a question by itself', () => {
  test('when one agent has closed it with an outcome that says so', () =>
    expect(answersAlone(facts)).toBe(true));
  test('at an office as well', () => expect(answersAlone({ ...facts, kind: 'desk_visit' })).toBe(true));
  test.each([
    ['it is work of the house', { kind: 'case_step' }],
    ['it is a call that was owed', { kind: 'callback' }],
    ['we wrote first', { direction: 'out' }],
    ['it is not closed', { state: 'wrap_up' }],
    ['its outcome says something else', { solves: false }],
    ['nobody said what it was about', { classified: false }],
    ['it needed a case', { hasCase: true }],
    ['a flow answered it: that is another figure', { agents: 0 }],
    ['two agents had it', { agents: 2 }],
    ['it was handed on', { handedOn: true }],
    ['a call was promised', { callPromised: true }],
  ] satisfies [string, Partial<AnsweredFacts>][])('but not if %s', (_, also) =>
    expect(answersAlone({ ...facts, ...also })).toBe(false),
  );
});

describe('what is recorded of it', () => {
  const nothing = { state: null, why: null };
  const yes = { state: 'yes', why: null };
  test('is said once, and not said of a contact about what the customer had asked before', () => {
    expect(judged(nothing, facts, false)).toEqual({ state: 'yes' });
    expect(judged(yes, facts, false)).toBeNull();
    expect(judged(nothing, facts, true)).toBeNull();
  });
  test('is withdrawn with why', () => {
    expect(judged(yes, facts, true)).toEqual({ state: 'withdrawn', why: 'repeat' });
    expect(judged(yes, { ...facts, hasCase: true }, true)).toEqual({ state: 'withdrawn', why: 'case' });
    expect(judged(yes, { ...facts, solves: false }, false)).toEqual({ state: 'withdrawn', why: 'outcome' });
  });
  test('comes back only where an outcome was corrected', () => {
    expect(judged({ state: 'withdrawn', why: 'outcome' }, facts, false)).toEqual({ state: 'yes' });
    expect(judged({ state: 'withdrawn', why: 'repeat' }, facts, false)).toBeNull();
    expect(judged({ state: 'withdrawn', why: 'case' }, facts, false)).toBeNull();
  });
});

test('a closing and a corrected classification say what a contact was about; other changes do not', () => {
  expect(saysMatter({ kind: 'contact.closed', data: {} })).toBe(true);
  expect(saysMatter({ kind: 'contact.changed', data: { fields: ['outcome', 'classification'] } })).toBe(true);
  expect(saysMatter({ kind: 'contact.changed', data: { fields: ['case'] } })).toBe(false);
  expect(saysMatter({ kind: 'contact.changed', data: {} })).toBe(false);
});

test('a matter is the same where one classification lies below the other', () => {
  const leak = ['leak', 'faults', 'water'];
  expect(sameMatter(leak, leak)).toBe(true);
  expect(sameMatter(leak, ['faults', 'water'])).toBe(true);
  expect(sameMatter(['faults', 'water'], leak)).toBe(true);
  expect(sameMatter(leak, ['pressure', 'faults', 'water'])).toBe(false);
  expect(sameMatter(leak, [])).toBe(false);
});

test('it is taken back until the last instant of its days, and not before it was solved', () => {
  const solved = new Date('2026-03-02T10:00:00Z');
  expect(withinDays(solved, new Date('2026-03-09T10:00:00Z'), 7)).toBe(true);
  expect(withinDays(solved, new Date('2026-03-09T10:00:01Z'), 7)).toBe(false);
  expect(withinDays(solved, new Date('2026-03-02T09:59:59Z'), 7)).toBe(false);
});
