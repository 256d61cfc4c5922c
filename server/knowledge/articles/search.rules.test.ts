import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest, plan, withoutPersons, wordsOf, type Known, type Meaning } from './search.rules.ts';

const known = (word: string, over: Partial<Known> = {}): Known => ({
  word,
  lexeme: word,
  written: true,
  similar: [],
  ...over,
});

const meaning = (said: string[][], means = said): Meaning => ({
  said,
  means,
  mutual: said === means,
  boost: 0.75,
});

describe('the words of a question', () => {
  test('are without accents, elisions and what says nothing', () => {
    expect(wordsOf('Perché l’acqua è più gialla? Vorrei capire, grazie', 'it')).toEqual(['acqua', 'gialla']);
  });

  test('bear anything that somebody may type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const words = wordsOf(text, 'it', 20);
        expect(words.length).toBeLessThanOrEqual(20);
        expect(new Set(words).size).toBe(words.length);
      }),
    );
    expect(wordsOf('__proto__ constructor', 'it')).toEqual(['proto', 'constructor']);
  });
});

describe('a slip of the pen', () => {
  test('leads to the nearest written words only, and in a short word to none that is far', () => {
    const words = ['voltura', 'volture', 'lettura'].map((word) => ({ word }));
    expect(nearest('voltrua', words)).toEqual([{ word: 'voltura' }]);
    expect(nearest('gas', [{ word: 'gap' }])).toEqual([]);
  });
});

describe('what is looked for', () => {
  test('is the word, what is called the same for a part of it, and for an unwritten word what looks like it', () => {
    const { sought, corrected } = plan(
      [
        known('fattura'),
        known('voltrua', { written: false, similar: [{ word: 'voltura', lexeme: 'voltur' }] }),
      ],
      [meaning([['fattura'], ['bolletta']])],
      'it',
    );
    expect(corrected).toEqual([{ word: 'voltrua', to: 'voltura' }]);
    const of = (lexeme: string) => sought.find((one) => one.lexeme === lexeme)!;
    expect(of('fattura')).toMatchObject({ term: 0, boost: 1 });
    expect(of('bolletta').boost).toBeLessThan(1);
    expect(of('bolletta').term).toBe(0);
    expect(of('voltur')).toMatchObject({ term: 1 });
  });

  test('takes a phrase for the same only when all of it is there', () => {
    const group = meaning([['acqua', 'sporca'], ['torbida']]);
    const lexemes = (words: string[]) =>
      plan(
        words.map((word) => known(word)),
        [group],
        'it',
      ).sought.map(({ lexeme }) => lexeme);
    expect(lexemes(['acqua', 'sporca'])).toContain('torbida');
    expect(lexemes(['acqua'])).not.toContain('torbida');
    // In its order, and close to each other.
    expect(lexemes(['sporca', 'acqua'])).not.toContain('torbida');
    expect(lexemes(['acqua', 'uno1', 'due2', 'tre3', 'sporca'])).not.toContain('torbida');
  });

  test('takes a phrase of words that say nothing alone for what it means, and two of them for nothing', () => {
    const means = [['rateizzare']];
    const lexemes = (phrase: string[], words: string[]) =>
      plan(
        words.map((word) => known(word)),
        [meaning([phrase], means)],
        'it',
      ).sought.map(({ lexeme }) => lexeme);
    expect(lexemes(['non', 'ce', 'li', 'ho'], ['soldi', 'non', 'ce', 'li', 'ho'])).toContain('rateizzare');
    expect(lexemes(['non', 'ho'], ['non', 'ho', 'capito'])).not.toContain('rateizzare');
  });

  test('leads one way only where what is said is not the same as what is meant', () => {
    const leads = meaning([['divano']], [['ingombranti']]);
    const lexemes = (word: string) => plan([known(word)], [leads], 'it').sought.map(({ lexeme }) => lexeme);
    expect(lexemes('divano')).toEqual(['divano', 'ingombranti']);
    expect(lexemes('ingombranti')).toEqual(['ingombranti']);
  });
});

test('what is kept of a question names nobody by address, code or number', () => {
  const kept = withoutPersons(
    'Sono RSSMRA80A01H501U, tel +39 333 1234567, mario@example.org, contratto 100200300: quando pago la rata del 5?',
  );
  expect(kept).not.toMatch(/rssmra|333|example|100200300/);
  expect(kept).toContain('quando pago la rata del 5');
});
