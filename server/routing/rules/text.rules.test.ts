import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folded, phraseWords, searchable, stemOf } from './text.rules.ts';

const has = (text: string, phrase: string, how: 'words' | 'stems' | 'exact' = 'words', language = 'it') =>
  searchable('', text, language).has(phrase, 'both', how);

describe('whole words', () => {
  test.each([
    ['Sento ODORE di gas in cucina', 'odore di gas', true],
    ['sento odore forte di gas', 'odore di gas', false],
    ['un vegastore', 'gas', false],
    ['Perché la bolletta è così alta?', 'perche', true],
    ['perche la bolletta', 'perché', true],
    ["C'è una perdita d’acqua", "perdita d'acqua", true],
    ['fuga-di-gas!', 'fuga di gas', true],
  ])('%s / %s: %s', (text, phrase, found) => {
    expect(has(text, phrase)).toBe(found);
  });
});

describe('stars', () => {
  test.each([
    ['ho avuto una perdita', 'perd*', true],
    ['si perde acqua', 'perd*', true],
    ['imperdibile', 'perd*', false],
    ['imperdibile', '*perd*', true],
    ['un risarcimento danni', 'risarc* dann*', true],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['a-b', '*', false],
  ])('%s / %s: %s', (text, phrase, found) => {
    expect(has(text, phrase)).toBe(found);
  });
});

describe('plural and feminine', () => {
  test.each([
    ['le bollette arrivate', 'bolletta', 'it', true],
    ['la bolletta arrivata', 'bollette', 'it', true],
    ['i contatori guasti', 'contatore guasto', 'it', true],
    ['le fughe', 'fuga', 'it', true],
    ['two bills', 'bill', 'en', true],
    ['two companies', 'company', 'en', true],
    ['zwei Rechnungen', 'Rechnung', 'de', false],
  ])('%s / %s (%s): %s', (text, phrase, language, found) => {
    expect(has(text, phrase, 'stems', language)).toBe(found);
  });
  test('short words keep their ending', () => {
    expect(stemOf('gas', 'it')).toBe('gas');
    expect(stemOf('ora', 'it')).toBe('ora');
  });
});

describe('exactly as written', () => {
  test.each([
    ['POD IT001E12345678 spento', 'it001e1234', true],
    ['costa 10,50 €', '10,50 €', true],
    ['costa  10,50\n€', '10,50 €', true],
    ['a*b', 'a*b', true],
    ['aab', 'a*b', false],
  ])('%s / %s: %s', (text, phrase, found) => {
    expect(has(text, phrase, 'exact')).toBe(found);
  });
});

test('subject and body are told apart, and what is quoted is not what the writer says', () => {
  const text = searchable('Reclamo', 'Grazie mille.\n> vi faccio causa\n', 'it');
  expect(text.has('reclamo', 'subject', 'words')).toBe(true);
  expect(text.has('reclamo', 'body', 'words')).toBe(false);
  expect(text.has('reclamo', 'both', 'words')).toBe(true);
  expect(text.has('causa', 'both', 'words')).toBe(false);
});

test('a phrase with nothing to look for finds nothing', () => {
  expect(phraseWords('*** !?')).toEqual([]);
  expect(has('anything at all', '*')).toBe(false);
});

test('every word of a text is found in it, with and without a star', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zàèìòù]{1,12}$/), { minLength: 1, maxLength: 20 }),
      (words) => {
        const text = searchable('', words.join(' '), 'it');
        for (const word of words) {
          expect(text.has(word, 'body', 'words')).toBe(true);
          expect(text.has(word.toUpperCase(), 'body', 'stems')).toBe(true);
          expect(text.has(`${word.slice(0, 1)}*`, 'body', 'words')).toBe(true);
        }
        expect(text.has(words.join(' '), 'body', 'words')).toBe(true);
      },
    ),
  );
});

test('stars mean what the slow way to compare says they mean', () => {
  const letters = fc.stringMatching(/^[ab]{0,8}$/);
  const slow = (word: string, glob: string): boolean => {
    if (glob === '') return word === '';
    if (glob[0] === '*') return slow(word, glob.slice(1)) || (word !== '' && slow(word.slice(1), glob));
    return word !== '' && word[0] === glob[0] && slow(word.slice(1), glob.slice(1));
  };
  fc.assert(
    fc.property(letters, fc.stringMatching(/^[ab*]{1,6}$/), (word, glob) => {
      fc.pre(word !== '' && phraseWords(glob).length === 1);
      expect(has(word, glob)).toBe(slow(word, glob));
    }),
  );
});

test('no text and no phrase makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('words', 'stems', 'exact'),
      (text, phrase, how) => {
        expect(typeof has(text, phrase, how as 'words')).toBe('boolean');
        expect(folded(folded(text))).toBe(folded(text));
      },
    ),
  );
});
