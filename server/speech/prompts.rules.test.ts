import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { speechLanguages, type SpeechLanguage } from '#contract/speech.ts';
import { fromAlaw } from './audio/alaw.ts';
import { levels } from './audio/level.ts';
import { nearestLanguage, prompts, shipped, shippedSound } from './catalogue.ts';
import { readText } from './reading.rules.ts';
import { sayAmount, sayCharacters, sayDate, sayMinutes, sayNumber, sayTime } from './saying.rules.ts';

const speaker = (language: SpeechLanguage) => ({
  language,
  has: (key: string) => prompts(language).has(key),
  texts: [...prompts(language).values()].filter(
    ({ group, key }) => group === 'messages' || key.startsWith('month.'),
  ),
});
/** The words that are heard: the texts of the prompts, one after the other. */
const heard = (language: SpeechLanguage, keys: string[]) =>
  keys.map((key) => (key === 'pause' ? '·' : prompts(language).get(key)!.text)).join(' ');

describe('the fixed prompts', () => {
  test('say the same things in all eight languages', () => {
    const messages = (language: SpeechLanguage) =>
      [...prompts(language).values()].filter(({ group }) => group === 'messages').map(({ key }) => key);
    expect(messages('it').length).toBeGreaterThanOrEqual(60);
    for (const language of speechLanguages) expect(messages(language)).toEqual(messages('it'));
  });

  test('have the sound of their text; `node scripts/make-prompts.ts` makes it anew', () => {
    const stale = speechLanguages.flatMap((language) =>
      [...prompts(language).values()]
        .filter(({ key, text }) => shipped(language, key)?.text !== text)
        .map(({ key }) => `${language} ${key}`),
    );
    expect(stale).toEqual([]);
  });

  test('are heard: each in whole frames, as loud as speech, without long silences at its ends', () => {
    const wrong = speechLanguages.flatMap((language) =>
      [...prompts(language).keys()].filter((key) => {
        const sound = shippedSound(language, key)!;
        const loud = levels(fromAlaw(sound));
        const begins = loud.findIndex((level) => level > -40);
        return (
          sound.length % 160 !== 0 ||
          sound.length < 800 ||
          begins < 0 ||
          begins > 10 ||
          Math.max(...loud) < -30
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('are asked for in any language: the nearest of the eight, English where none is near', () => {
    expect(['it', 'de-AT', 'PL', 'ro', 'zh-Hans'].map(nearestLanguage)).toEqual([
      'it',
      'de',
      'pl',
      'en',
      'en',
    ]);
  });
});

describe('figures are said with prompts', () => {
  test.each([
    ['it', 0, '0'],
    ['it', 21, '21'],
    ['it', 100, '100'],
    ['it', 1000, 'mille'],
    ['it', 1984, 'mille 900 84'],
    ['it', 2026, '2 mila 26'],
    ['it', 1_250_300, 'un milione 200 50 mila 300'],
    ['it', 12.5, '12 virgola 5'],
    ['it', -3, 'meno 3'],
    ['en', 205, '200 and 5'],
    ['en', 3456, '3 thousand 400 and 56'],
    ['fr', 2080, '2 mille 80'],
    ['de', 1000, 'tausend'],
    ['es', 100, 'cien'],
    ['es', 115, 'ciento 15'],
    ['pl', 5000, '5 tysięcy'],
    ['pl', 3000, '3 tysiące'],
    ['ru', 2000, 'две тысячи'],
    ['ru', 21_000, '21 тысяча'],
    ['ru', 7000, '7 тысяч'],
    ['ar', 2000, 'ألفان'],
    ['ar', 3005, '3 آلاف و 5'],
  ] as const)('%s %d: %s', (language, number, words) => {
    expect(heard(language, sayNumber(speaker(language), number))).toBe(words);
  });

  test.each([
    ['it', 1, 'un euro'],
    ['it', 12.5, '12 euro e 50 centesimi'],
    ['it', 0.01, 'un centesimo'],
    ['it', 0, '0 euro'],
    ['it', -1284.9, 'meno mille 200 84 euro e 90 centesimi'],
    ['en', 2.99, '2 euros and 99 cents'],
    ['de', 1, 'ein Euro'],
    ['pl', 0.02, '2 centy'],
    ['ru', 0.22, '22 цента'],
  ] as const)('%s %d euro: %s', (language, amount, words) => {
    expect(heard(language, sayAmount(speaker(language), amount))).toBe(words);
  });

  test.each([
    ['it', '2026-11-29', 'domenica 29 novembre 2 mila 26'],
    ['it', '2027-01-01', 'venerdì primo gennaio 2 mila 27'],
    ['en', '2026-11-29', 'Sunday November twenty-ninth 20 26'],
    ['de', '2026-11-29', 'Sonntag neunundzwanzigster November 2 tausend 26'],
    ['fr', '2026-11-29', 'dimanche 29 novembre 2 mille 26'],
    ['pl', '2026-11-03', 'wtorek trzeciego listopada 2 tysiące 26'],
  ] as const)('%s %s: %s', (language, date, words) => {
    expect(heard(language, sayDate(speaker(language), date, true))).toBe(words);
  });

  test.each([
    ['it', '14:30', 'ore 14 e 30'],
    ['it', '09:00', 'ore 9'],
    ['en', '14:05', '2 0 5 p.m.'],
    ['en', '00:00', '12 a.m.'],
    ['fr', '08:15', '8 heures 15'],
    ['fr', '01:00', 'une heure'],
    ['de', '13:45', '13 Uhr 45'],
    ['es', '13:45', 'las 13 y 45'],
    ['pl', '14:30', 'czternasta 30'],
    ['ru', '14:01', '14 часов одна минута'],
    ['ar', '09:10', 'الساعة 9 و 10 دقائق'],
  ] as const)('%s %s: %s', (language, time, words) => {
    expect(heard(language, sayTime(speaker(language), time))).toBe(words);
  });

  test('waits in minutes, and in hours when they are long; codes sign by sign', () => {
    const it = speaker('it');
    expect([1, 5, 90, 150].map((minutes) => heard('it', sayMinutes(it, minutes)))).toEqual([
      'un minuto',
      '5 minuti',
      '90 minuti',
      '2 ore e 30 minuti',
    ]);
    expect(heard('it', sayCharacters(it, 'AB-12è'))).toBe('A B · 1 2 E');
    expect(heard('it', sayCharacters(it, '+39 0577'))).toBe('più 3 9 · 0 5 7 7');
  });

  test('whatever the figure, in every language something is said, and only with prompts that there are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...speechLanguages),
        fc.double({ min: -999_999_999, max: 999_999_999, noNaN: true }),
        fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        (language, number, moment) => {
          const one = speaker(language);
          const [date, time] = [moment.toISOString().slice(0, 10), moment.toISOString().slice(11, 16)];
          for (const keys of [
            sayNumber(one, number),
            sayAmount(one, number),
            sayDate(one, date, true),
            sayTime(one, time),
            sayMinutes(one, Math.floor(Math.abs(number) % 10_000)),
          ]) {
            expect(keys.length).toBeGreaterThan(0);
            expect(keys.filter((key) => key !== 'pause' && !one.has(key))).toEqual([]);
          }
        },
      ),
    );
  });
});

describe('a text without a voice', () => {
  test.each([
    ['it', 'Il saldo è di 12,50 euro.', false, '12 euro e 50 centesimi'],
    [
      'it',
      'La pratica 2026-000123 è aperta dal 3 novembre 2026.',
      false,
      '2 0 2 6 · 0 0 0 1 2 3 · martedì 3 novembre 2 mila 26',
    ],
    ['it', 'La sua posizione in coda è 3.', true, 'La sua posizione in coda è 3'],
    [
      'it',
      'Il tempo di attesa previsto è di circa 5 minuti.',
      true,
      'Il tempo di attesa previsto è di circa 5 minuti',
    ],
    [
      'it',
      'In questo momento i nostri uffici sono chiusi!',
      true,
      'In questo momento i nostri uffici sono chiusi.',
    ],
    ['it', 'Per sì prema 1, per no prema 2.', true, 'Per sì prema 1, per no prema 2.'],
    [
      'it',
      'Apriamo alle 08:30, chiamate il +39 0577 123456.',
      false,
      'ore 8 e 30 · più 3 9 · 0 5 7 7 · 1 2 3 4 5 6',
    ],
    ['it', 'Importo: 1.284,90 €', false, 'mille 200 84 euro e 90 centesimi'],
    ['en', 'You owe €1,284.90 by November 30, 2026.', false, 'mixed'],
    ['de', 'Der Zählerstand beträgt 4.210.', false, '4 tausend 200 10'],
  ] as const)('%s "%s"', (language, text, complete, words) => {
    const reading = readText(speaker(language), text);
    expect(reading.complete).toBe(complete);
    expect(heard(language, reading.keys)).toBe(
      words === 'mixed'
        ? 'one thousand 200 and 84 euros and 90 cents · Monday November thirtieth 20 26'
        : words,
    );
  });

  test('words that no prompt has are not said piece by piece', () => {
    const { keys, complete } = readText(speaker('it'), 'No, e adesso? Il tecnico arriva sì o no');
    expect([keys, complete]).toEqual([[], false]);
  });

  test('any text at all is read without a fault', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...speechLanguages),
        fc.string({
          unit: fc.constantFrom(...'0123456789-/.:,€%+ abMI', 'è', 'ł', 'مارس', '\n'),
          maxLength: 60,
        }),
        (language, text) => {
          const one = speaker(language);
          const { keys } = readText(one, text);
          expect(keys.filter((key) => key !== 'pause' && !one.has(key))).toEqual([]);
        },
      ),
    );
  });
});
