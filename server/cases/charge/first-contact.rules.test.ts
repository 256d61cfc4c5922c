import { describe, expect, test } from 'vitest';
import { sameMatter, solvedAtFirst, withinDays } from './first-contact.rules.ts';

const facts = { openedInOpen: true, asked: 0, contacts: 0, again: false } as const;

describe('solved at first contact', () => {
  test('is a case that is solved in the contact in which it was opened, by nobody else', () =>
    expect(solvedAtFirst(facts)).toBe(true));
  test.each([
    ['opened in no contact', { openedInOpen: null }],
    ['solved after its contact had ended', { openedInOpen: false }],
    ['somebody else was asked', { asked: 1 }],
    ['the customer had come back about it', { contacts: 1 }],
    ['solved before, and taken up again', { again: true }],
  ])('is not: %s', (_, also) => expect(solvedAtFirst({ ...facts, ...also })).toBe(false));
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
