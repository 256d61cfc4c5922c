import { expect, test } from 'vitest';
import { casesNamedIn, excerpt, mentionMail } from './rooms.rules.ts';

test('finds each case that a text names, once, and nothing that only looks like one', () => {
  expect(casesNamedIn('Vedi PR-2026-000123, poi pr-2026-000123 e (PR-2026-1234567).')).toEqual([
    'PR-2026-000123',
    'PR-2026-1234567',
  ]);
  expect(casesNamedIn('XPR-2026-000123 PR-26-000123 PR-2026-12 PR-2026-000123456789012345')).toEqual([]);
});

test('a long text is cut between letters, never within one', () => {
  expect(excerpt('uno\n due   tre')).toBe('uno due tre');
  expect(excerpt('👍'.repeat(10), 4)).toBe('👍👍👍…');
});

test('the mail speaks the language of who was named and says where to answer', () => {
  const one = {
    by: 'Anna Prova',
    room: 'PR-2026-000123',
    text: 'Che ne dice?',
    link: 'https://desk.example.org/rooms/1',
  };
  expect(mentionMail('it', one).subject).toBe('Anna Prova ti ha scritto in «PR-2026-000123»');
  const english = mentionMail('en', one);
  expect(english.text).toContain('Che ne dice?');
  expect(english.text).toContain(one.link);
});
