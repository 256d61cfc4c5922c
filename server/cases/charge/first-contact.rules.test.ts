import { describe, expect, test } from 'vitest';
import { solvedAtFirst } from './first-contact.rules.ts';

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
