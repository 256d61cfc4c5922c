import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowLanguages } from '#contract/flow-graph.ts';
import {
  readAmount,
  readChoice,
  readDate,
  readDigits,
  readPhone,
  readReading,
  readYesNo,
  wantsPerson,
} from './answers.rules.ts';
import { codeSaid, digitsSaid, wordsToNumber } from './numbers.rules.ts';

const today = '2026-11-29';

describe('numbers in words', () => {
  test.each([
    ['ventuno', 21],
    ['ventotto', 28],
    ['trentatré', 33],
    ['cento', 100],
    ['centotto', 108],
    ['centoottanta', 180],
    ['duecentoquarantacinque', 245],
    ['mille', 1000],
    ['duemilaventisei', 2026],
    ['mille novecento ottantaquattro', 1984],
    ['tre mila e quattro cento', 3400],
    ['1234', 1234],
  ])('%s is %d', (text, number) => expect(wordsToNumber(text)).toBe(number));
  test.each(['', 'gatto', 'ventizero', 'zerocento', 'milamila'])('%j is none', (text) =>
    expect(wordsToNumber(text)).toBeNull(),
  );
  test('digits are read one by one, in groups and in words', () => {
    expect(digitsSaid('uno zero zero, zero uno due')).toBe('100012');
    expect(digitsSaid('dodici trentaquattro')).toBe('1234');
    expect(digitsSaid('doppio zero sette')).toBe('007');
    expect(digitsSaid('12-34 56')).toBe('123456');
    expect(digitsSaid('dodici gatti')).toBeNull();
  });
  test('a spelled fiscal code is put together', () => {
    expect(codeSaid('rss mra 85t10 a562s')).toBe('RSSMRA85T10A562S');
    expect(
      codeSaid('Roma Savona Savona Milano Roma Ancona otto cinque T come Torino uno zero A cinque sei due S'),
    ).toBe('RSSMRA85T10A562S');
    expect(codeSaid('erre esse esse emme erre a otto cinque ti uno zero a cinque sei due esse')).toBe(
      'RSSMRA85T10A562S',
    );
  });
});

describe('amounts', () => {
  test.each([
    ['84,50', 84.5],
    ['84.50 €', 84.5],
    ['€ 1.234,56', 1234.56],
    ["1'234.5", 1234.5],
    ['1.234', 1234],
    ['84*50', 84.5],
    ['ottantaquattro euro e cinquanta', 84.5],
    ['ottantaquattro euro e cinquanta centesimi', 84.5],
    ['trenta euro', 30],
    ['12', 12],
  ])('%s is %d', (text, amount) => expect(readAmount(text)).toBe(amount));
  test.each(['', 'gratis', '1,2,3', '12,345.6789', '-4'])('%j is none', (text) =>
    expect(readAmount(text)).toBeNull(),
  );
});

describe('meter readings', () => {
  test.each([
    ['01234', 1234],
    ['1234,567', 1234],
    ['1.234 mc', 1234],
    ['12 34', 1234],
    ['milleduecentotrentaquattro', 1234],
    ['uno due tre quattro', 1234],
    ['1234 metri cubi', 1234],
  ])('%s is %d', (text, reading) => expect(readReading(text)).toBe(reading));
  test.each(['', 'boh', '12345678901'])('%j is none', (text) => expect(readReading(text)).toBeNull());
});

describe('days', () => {
  test.each([
    ['3/11/2026', '2026-11-03'],
    ['03.11.26', '2026-11-03'],
    ['03112026', '2026-11-03'],
    ['0311', '2026-11-03'],
    ['3 novembre', '2026-11-03'],
    ['il primo dicembre', '2026-12-01'],
    ['tre novembre duemilaventisei', '2026-11-03'],
    ['10 gennaio', '2027-01-10'],
    ['2026-02-28', '2026-02-28'],
    ['oggi', '2026-11-29'],
    ['ieri', '2026-11-28'],
    ['3 марта 1985', '1985-03-03'],
    ['12/5/85', '1985-05-12'],
  ])('%s is %s', (text, day) => expect(readDate(text, today)).toBe(day));
  test.each(['', '31/2/2026', '3', 'novembre', '99/99/9999', '2026-13-01'])('%j is none', (text) =>
    expect(readDate(text, today)).toBeNull(),
  );
});

test('every language says yes and no, and asks for a person', () => {
  const own = {
    it: ['Sì, grazie', 'No', 'Vorrei un operatore'],
    en: ['Yes please', 'no thanks', 'operator'],
    fr: ['Oui', 'Non', 'un conseiller svp'],
    de: ['Ja', 'Nein', 'Mitarbeiter'],
    es: ['Sí', 'No', 'operador'],
    ar: ['نعم', 'لا', 'موظف'],
    pl: ['Tak', 'Nie', 'konsultant'],
    ru: ['Да', 'Нет', 'оператор'],
    ro: ['Da', 'Nu', 'operator'],
  };
  for (const language of flowLanguages) {
    const [yes, no, person] = own[language];
    expect(readYesNo(yes!, language), `${language} yes`).toBe(true);
    expect(readYesNo(no!, language), `${language} no`).toBe(false);
    expect(wantsPerson(person!), `${language} person`).toBe(true);
    expect(readYesNo('forse mah', language)).toBeNull();
  }
  expect(readYesNo('1', 'it')).toBe(true);
  expect(readYesNo('2', 'it')).toBe(false);
  expect(wantsPerson('la bolletta')).toBe(false);
});

test('a choice is found by key, label, other words and a sentence, and never guessed between two', () => {
  const options = [
    { id: 'bill', key: '1', label: 'Bolletta', words: 'fattura, importo' },
    { id: 'reading', key: '2', label: 'Lettura del contatore', words: 'autolettura, contatore' },
  ];
  expect(readChoice('1', options)).toBe('bill');
  expect(readChoice('due', options)).toBe('reading');
  expect(readChoice('bolletta', options)).toBe('bill');
  expect(readChoice('vorrei fare l’autolettura', options)).toBe('reading');
  expect(readChoice('ho una domanda sulla fattura di marzo', options)).toBe('bill');
  expect(readChoice('fattura e contatore', options)).toBeNull();
  expect(readChoice('', options)).toBeNull();
  expect(readChoice('7', options)).toBeNull();
});

test('digits keep within their bounds; telephone numbers are read as people say them', () => {
  expect(readDigits('1234#', { min: 4, max: 4 })).toBe('1234');
  expect(readDigits('123', { min: 4, max: 4 })).toBeNull();
  expect(readPhone('+39 310 1234567')).toBe('+393101234567');
  expect(readPhone('tre uno zero 12 34 567')).toBe('3101234567');
  expect(readPhone('12')).toBeNull();
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a name that every object of the language has is no answer: %s',
  (text) => {
    expect(readDate(text, today)).toBeNull();
    expect(readAmount(text)).toBeNull();
    expect(readReading(text)).toBeNull();
    expect(digitsSaid(text)).toBeNull();
    expect(readYesNo(text, 'it')).toBeNull();
  },
);

test('whatever is said, reading it gives a sound value or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      const amount = readAmount(text);
      expect(amount === null || (Number.isFinite(amount) && amount >= 0)).toBe(true);
      const reading = readReading(text);
      expect(reading === null || (Number.isInteger(reading) && reading >= 0)).toBe(true);
      const day = readDate(text, today);
      expect(day === null || !Number.isNaN(Date.parse(day))).toBe(true);
      expect(digitsSaid(text) ?? '0').toMatch(/^\d+$/);
      codeSaid(text);
      wantsPerson(text);
    }),
  );
});
