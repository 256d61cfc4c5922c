import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseOf } from './italian.rules.ts';
import { italianSayings } from './thesaurus.it.ts';

const base = (word: string) => baseOf(word, 'it');

describe('the form by which an Italian word is known', () => {
  test('is one for the forms of an irregular verb and the nouns made of it', () => {
    for (const family of [
      ['rotto', 'rotta', 'rottura', 'ruppe', 'rompere'],
      ['chiuso', 'chiusa', 'chiusura', 'chiudere'],
      ['lettura', 'letture', 'leggere'],
      ['spento', 'spengo', 'spegnere'],
      ['sospeso', 'sospensione', 'sospendere'],
      ['morto', 'morta', 'decesso', 'muore', 'deceduto'],
    ])
      expect(family.map(base)).toEqual(family.map(() => base(family[0]!)));
  });

  test('has no pronouns, no superlative and no hard consonants', () => {
    expect(base('intestarmelo')).toBe('intestare');
    expect(base('mandatemi')).toBe('mandate');
    expect(base('altissima')).toBe('alto');
    expect(base('paghi')).toBe(base('paga'));
  });

  test('leaves alone what only looks like a form of a verb', () => {
    for (const word of ['contratto', 'corso', 'letto', 'posta', 'mora', 'rete', '2024', 'kw', 'constructor'])
      expect(base(word)).toBe(word);
    expect(baseOf('rotto', 'en')).toBe('rotto');
  });

  test('is the same whether it is taken once or twice, of anything that somebody may type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (word) => {
        expect(base(base(word))).toBe(base(word));
      }),
    );
  });
});

test('every line of the thesaurus says something, leads somewhere and says nothing twice', () => {
  for (const { said, means } of italianSayings) {
    expect([...said, ...(means ?? [])].length).toBeGreaterThan(1);
    expect([...new Set(said)]).toEqual(said);
    expect(means).not.toEqual([]);
  }
});
