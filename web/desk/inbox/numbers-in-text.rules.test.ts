import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbersIn } from './numbers-in-text.rules.ts';

const dialled = (text: string) => numbersIn(text).map(({ number }) => number);

test.each([
  ['Mi chiami al 333 1234567, grazie.', ['+393331234567']],
  ['cell. 3331234567', ['+393331234567']],
  ['Tel. 0577/123456 o 0577 12 34 56.', ['+390577123456', '+390577123456']],
  ['(055) 1234567', ['+390551234567']],
  ['Chiamatemi (06 12345678) dopo le 15', ['+390612345678']],
  ['tel.06-1234567', ['+39061234567']],
  ['+39 333 123 4567 oppure 0039 0577 123456', ['+393331234567', '+390577123456']],
  ['my number is +44 (0)20 7946 0958', ['+442079460958']],
  ['Rufen Sie an: +49 30 901820', ['+4930901820']],
  ['numero verde 800 123 456', ['800123456']],
  ['0577 123456 - 333 1234567', ['+390577123456', '+393331234567']],
  ['Codice cliente ACQ6871271, tel +39 0577 123456', ['+390577123456']],
])('%s', (text, numbers) => {
  expect(dialled(text)).toEqual(numbers);
});

test.each([
  'IBAN IT60 X054 2811 1010 0000 0123 456',
  'IT60X0542811101000000123456',
  'conto 0542811101',
  'la pratica PR-2026-000123',
  'pratica n. 0300123456',
  'PR-2026-0300123456',
  'RSSMRA85T10A562S',
  'codice fiscale RSSMRA85T10A562S',
  'Codice cliente: 3331234567',
  'matricola n° 0312345678',
  'PDR 01234567890123',
  'POD IT001E12345678',
  'P.IVA 00743110157',
  'Acea, 00743110157',
  'il 01/02/2026 e il 01.02.26',
  '2026-02-01',
  'dalle 09.30 alle 12.30',
  'aperti 08.30-12.30',
  'importo 0577123,45 €',
  'ho pagato 3331234567 €',
  '4111 1111 1111 1111',
  'lettura 012345678',
  'scrivi a mario0577123456@example.org',
  'https://example.org/03331234567',
  'ordine #3331234567',
  '112',
  '0',
])('no number: %s', (text) => {
  expect(dialled(text)).toEqual([]);
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

test('an IBAN is never a number, however it is spaced', () => {
  fc.assert(
    fc.property(digits(2), digits(22), fc.constantFrom('', ' '), (check, account, gap) => {
      const bare = `IT${check}X${account}`;
      const iban = gap === '' ? bare : bare.replace(/(.{4})(?=.)/g, '$1 ');
      expect(dialled(`Il mio IBAN è ${iban}.`)).toEqual([]);
    }),
  );
});

test('the number of a case is never a telephone, and a mobile number is one wherever it stands', () => {
  fc.assert(
    fc.property(digits(6), digits(8), (number, mobile) => {
      expect(dialled(`la mia pratica PR-2026-${number} è ferma`)).toEqual([]);
      expect(dialled(`Chiamate il 33${mobile}, sono a casa`)).toEqual([`+3933${mobile}`]);
    }),
  );
});

test('what is found stands in the text where it says, and nothing stands twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      let end = 0;
      for (const { at, text: written, number } of numbersIn(text)) {
        expect(text.slice(at, at + written.length)).toBe(written);
        expect(at).toBeGreaterThanOrEqual(end);
        expect(number).toMatch(/^\+?\d{6,15}$/);
        end = at + written.length;
      }
    }),
  );
});
