import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FiscalCodePerson } from './codice-fiscale.rules.ts';
import {
  checkCharacter,
  computeFiscalCode,
  readFiscalCode,
  readVatNumber,
  vatCheckDigit,
} from './codice-fiscale.rules.ts';

const rossi: FiscalCodePerson = {
  surname: 'Rossi',
  name: 'Mario',
  birthDate: '1985-12-10',
  sex: 'M',
  birthplaceCode: 'A562',
};

test('known codes are computed, omocodia included', () => {
  expect(computeFiscalCode(rossi)).toBe('RSSMRA85T10A562S');
  expect(computeFiscalCode(rossi, 1)).toBe('RSSMRA85T10A56NH');
  expect(computeFiscalCode({ ...rossi, sex: 'F' })).toBe('RSSMRA85T50A562W');
});

test('names with few consonants, with four, with accents and with blanks follow the decree', () => {
  const part = (surname: string, name: string): string =>
    computeFiscalCode({ ...rossi, surname, name }).slice(0, 6);
  expect(part('Fo', 'Al')).toBe('FOXLAX');
  expect(part('Aiello', 'Gianfranco')).toBe('LLAGFR');
  expect(part("D'Àvola", 'Ugo')).toBe('DVLGUO');
  expect(part('De Monte Chiari', 'Io')).toBe('DMNIOX');
});

test('a code tells birth date, sex and birthplace', () => {
  expect(readFiscalCode(' rssmra85t50 a562w ')).toEqual({
    ok: true,
    kind: 'person',
    value: 'RSSMRA85T50A562W',
    birthDate: '1985-12-10',
    sex: 'F',
    birthplaceCode: 'A562',
    omocodia: 0,
  });
  expect(readFiscalCode('RSSMRA85T10A56NH')).toMatchObject({
    ok: true,
    birthplaceCode: 'A562',
    omocodia: 1,
  });
});

test('each fault is refused with its own code and names the field', () => {
  expect(readFiscalCode('RSSMRA85T50A562X', 'customer.fiscalCode')).toMatchObject({
    ok: false,
    code: 'check_character',
    message: expect.stringMatching(/^customer\.fiscalCode /),
  });
  expect(readFiscalCode('')).toMatchObject({ ok: false, code: 'empty' });
  expect(readFiscalCode('RSSMRA85Z10A562S')).toMatchObject({ ok: false, code: 'shape' });
  const body = 'RSSMRA85B30A562';
  expect(readFiscalCode(body + checkCharacter(body))).toMatchObject({
    ok: false,
    code: 'birth_date',
  });
  const dayZero = 'RSSMRA85B40A562';
  expect(readFiscalCode(dayZero + checkCharacter(dayZero))).toMatchObject({
    ok: false,
    code: 'birth_date',
  });
});

test('a code of eleven digits is held to its check digit', () => {
  expect(readFiscalCode('00743110157')).toEqual({
    ok: true,
    kind: 'numeric',
    value: '00743110157',
  });
  expect(readFiscalCode('00743110158')).toMatchObject({ ok: false, code: 'check_digit' });
});

test('a year after today belongs to the century before', () => {
  const code = computeFiscalCode({ ...rossi, birthDate: '1930-01-01' });
  expect(readFiscalCode(code, 'fiscalCode', '2026-11-22')).toMatchObject({
    birthDate: '1930-01-01',
  });
  expect(readFiscalCode(code, 'fiscalCode', '2031-01-01')).toMatchObject({
    birthDate: '2030-01-01',
  });
});

const person = fc.record({
  surname: fc.stringMatching(/^[A-Za-zàèéìòù' ]*[A-Za-z][A-Za-zàèéìòù' ]*$/),
  name: fc.stringMatching(/^[A-Za-zàèéìòù' ]*[A-Za-z][A-Za-zàèéìòù' ]*$/),
  birthDate: fc
    .date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10)),
  sex: fc.constantFrom('M' as const, 'F' as const),
  birthplaceCode: fc.stringMatching(/^[A-Z][0-9]{3}$/),
});

test('what is computed is read back, at every degree of omocodia', () => {
  fc.assert(
    fc.property(person, fc.integer({ min: 0, max: 7 }), (p, omocodia) => {
      const reading = readFiscalCode(computeFiscalCode(p, omocodia), 'fiscalCode', '2026-01-01');
      expect(reading).toMatchObject({
        ok: true,
        sex: p.sex,
        birthDate: p.birthDate,
        birthplaceCode: p.birthplaceCode,
        omocodia,
      });
    }),
  );
});

test('no single wrong letter at the end passes', () => {
  fc.assert(
    fc.property(person, fc.integer({ min: 1, max: 25 }), (p, shift) => {
      const code = computeFiscalCode(p);
      const wrong = String.fromCharCode(65 + ((code.charCodeAt(15) - 65 + shift) % 26));
      expect(readFiscalCode(code.slice(0, 15) + wrong).ok).toBe(false);
    }),
  );
});

test('VAT numbers: known ones pass, and every wrong check digit fails', () => {
  expect(readVatNumber('IT 00743110157')).toEqual({ ok: true, value: '00743110157' });
  expect(readVatNumber('12345678903').ok).toBe(true);
  expect(readVatNumber('12345678901')).toMatchObject({ code: 'check_digit' });
  expect(readVatNumber('1234', 'customer.vat')).toMatchObject({
    code: 'shape',
    message: 'customer.vat must be 11 digits',
  });
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][0-9]{9}$/), fc.integer({ min: 0, max: 9 }), (body, digit) => {
      expect(readVatNumber(body + digit).ok).toBe(String(digit) === vatCheckDigit(body));
    }),
  );
});
