import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsOfWord } from '#server/speech/index.ts';
import { isCard, isIban, isLuhn, maskNumbers } from './masking.rules.ts';

const said = (lines: [string, string][], language = 'it') =>
  maskNumbers(
    lines.map(([speaker, text], index) => ({ speaker, text, start: index * 5000, end: index * 5000 + 3000 })),
    language,
    digitsOfWord,
  ).map(({ text }) => text);

describe('what is written down of a call', () => {
  test('has no number of a card, with blanks, in groups over sentences, or in words', () => {
    expect(said([['customer', 'La carta è 4111 1111 1111 1111, va bene?']])).toEqual([
      'La carta è •••• •••• •••• ••••, va bene?',
    ]);
    expect(
      said([
        ['customer', 'Allora, 4111'],
        ['staff', 'Sì, mi dica.'],
        ['customer', '1111, poi'],
        ['staff', 'Pratica 77120.'],
        ['customer', '1111 e infine 1111.'],
      ]),
    ).toEqual(['Allora, ••••', 'Sì, mi dica.', '••••, poi', 'Pratica 77120.', '•••• e infine ••••.']);
    expect(
      said([['customer', 'quattro uno uno uno, undici undici, uno uno uno uno, uno uno uno uno']]),
    ).toEqual(['• • • •, •• ••, • • • •, • • • •']);
    expect(said([['customer', 'four one one one 1111 1111 1111']], 'en-GB')).toEqual([
      '• • • • •••• •••• ••••',
    ]);
  });

  test('has neither when the card ends nor its security code, whoever spoke of it', () => {
    expect(said([['customer', '4111111111111111 scade 12 28, codice 123']])).toEqual([
      '•••••••••••••••• scade •• ••, codice •••',
    ]);
    expect(
      said([
        ['staff', 'Mi dice il codice di sicurezza?'],
        ['customer', 'Certo, 7 3 1.'],
        ['staff', 'Grazie, la bolletta è di 84 euro.'],
      ]),
    ).toEqual(['Mi dice il codice di sicurezza?', 'Certo, • • •.', 'Grazie, la bolletta è di 84 euro.']);
  });

  test('has no IBAN, and the words around it', () => {
    expect(said([['customer', 'Il conto è IT60 X054 2811 1010 0000 0123 456 intestato a me']])).toEqual([
      'Il conto è •••• •••• •••• •••• •••• •••• ••• intestato a me',
    ]);
    expect([isIban('IT60X0542811101000000123456'), isIban('IT61X0542811101000000123456')]).toEqual([
      true,
      false,
    ]);
  });

  test('keeps what people need: readings, amounts, telephone numbers, codes of supplies and customers', () => {
    const text =
      'Il contatore segna 001482 metri, la bolletta è di 84,50 euro, PDR 01234567890123, telefono 333 1234567, cliente 900412.';
    expect(said([['customer', text]])).toEqual([text]);
    expect(isCard('4111111111111112')).toBe(false);
  });
});

test('any card said in any groups is hidden to its last digit', () => {
  const card = fc
    .tuple(fc.constantFrom('4', '51', '37', '6011'), fc.array(fc.nat(9), { minLength: 9, maxLength: 14 }))
    .map(([head, rest]) => {
      const body = (head + rest.join('')).padEnd(12, '7').slice(0, 18);
      return [...'0123456789'].map((check) => body + check).find(isLuhn)!;
    });
  fc.assert(
    fc.property(
      card,
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 19, maxLength: 19 }),
      (digits, cuts) => {
        const groups: string[] = [];
        let rest = digits;
        for (const cut of cuts) {
          if (rest !== '') groups.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        const texts = said(groups.map((group) => ['customer', `ecco ${group}`] as [string, string]));
        expect(texts.join(' ')).not.toMatch(/\d/);
      },
    ),
    { numRuns: 200 },
  );
});
