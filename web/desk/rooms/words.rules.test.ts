import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, naming, stillNamed, stretchesOf } from './words.rules.ts';

test('cases, addresses and named colleagues stand out of what was said', () => {
  expect(
    stretchesOf('@Anna Maria Prova, vedi PR-2026-000123 e https://example.org/a.', [
      'Anna',
      'Anna Maria Prova',
    ]),
  ).toEqual([
    { kind: 'name', text: '@Anna Maria Prova' },
    { kind: 'text', text: ', vedi ' },
    { kind: 'case', text: 'PR-2026-000123' },
    { kind: 'text', text: ' e ' },
    { kind: 'link', text: 'https://example.org/a' },
    { kind: 'text', text: '.' },
  ]);
});

test('only addresses of the web become links', () => {
  expect(stretchesOf('javascript:alert(1) ftp://example.org', []).map(({ kind }) => kind)).toEqual(['text']);
});

test('the stretches of a text are the text', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(fc.constantFrom('PR-2026-000001', 'http://example.org/x', '@Anna', ' ', 'è')),
      fc.array(fc.constantFrom('Anna', 'Anna Prova', 'Bruno')),
      (odd, parts, names) => {
        const text = odd + parts.join(' ');
        return (
          stretchesOf(text, names)
            .map((one) => one.text)
            .join('') === text
        );
      },
    ),
  );
});

test('a colleague is named by the beginnings of their names', () => {
  expect(naming('ciao @mar')).toBe('mar');
  expect(naming('scrivi a anna@example')).toBeNull();
  expect(fits('Maria Rossi Prova', 'ross ma')).toBe(true);
  expect(fits('Maria Rossi Prova', 'x')).toBe(false);
  expect(
    stillNamed('@Anna Prova?', [
      { id: '1', name: 'Anna Prova' },
      { id: '2', name: 'Bruno' },
    ]),
  ).toEqual([{ id: '1', name: 'Anna Prova' }]);
});
