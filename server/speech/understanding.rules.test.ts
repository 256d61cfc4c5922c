import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { speechLanguages } from '#contract/speech.ts';
import {
  distance,
  likeness,
  understand,
  understandDigits,
  understandYesNo,
  type Choice,
} from './understanding.rules.ts';

const menu: Choice[] = [
  {
    id: 'case',
    key: '1',
    words: ['stato della pratica', 'mia pratica', 'a che punto è la richiesta', 'reclamo', 'segnalazione'],
  },
  {
    id: 'reading',
    key: '2',
    words: ['lettura del contatore', 'autolettura', 'comunicare la lettura', 'numeri del contatore'],
  },
  {
    id: 'duplicate',
    key: '3',
    words: [
      'copia della bolletta',
      'duplicato della bolletta',
      'non ho ricevuto la bolletta',
      'bolletta persa',
      'rimandare la fattura',
    ],
  },
  {
    id: 'explained',
    key: '4',
    words: [
      'bolletta troppo alta',
      'capire la bolletta',
      'spiegazione della bolletta',
      'importo della bolletta',
      'bolletta',
    ],
  },
  {
    id: 'outage',
    key: '5',
    words: ['guasto', 'manca l’acqua', 'senza acqua', 'perdita', 'tubo rotto', 'interruzione'],
  },
  { id: 'hours', key: '6', words: ['orari', 'quando aprite', 'dove siete', 'sportello', 'appuntamento'] },
  { id: 'card', key: '7', words: ['attivare la tessera', 'attivazione della carta', 'nuova tessera'] },
];
const it = (text: string, certainty: number | null = null) => {
  const understood = understand(text, 'it', menu, certainty);
  return 'id' in understood ? `${understood.result} ${understood.id}` : understood.result;
};

describe('what callers say in Italian', () => {
  test.each([
    ['Buongiorno, volevo sapere a che punto è la mia pratica', 'confident case'],
    ['Ho fatto un reclamo un mese fa e non so più niente', 'confident case'],
    ['vorrei sapere lo stato della pratica duemilaventisei barra quattro', 'confident case'],
    ['devo comunicare la lettura del contatore', 'confident reading'],
    ['eh, le letture dei contatori', 'confident reading'],
    ['per l’auto lettura', 'confident reading'],
    ['autoletura', 'confident reading'],
    ['Non mi è arrivata l’ultima bolletta, non l’ho ricevuta', 'confident duplicate'],
    ['mi serve una copia della bolletta di settembre', 'confident duplicate'],
    ['ho perso la bolletta, potete mandarmi un duplicato?', 'confident duplicate'],
    ['la bolletta è troppo alta, non capisco perché', 'confident explained'],
    ['vorrei capire la bolletta', 'confident explained'],
    ['bolletta', 'confident explained'],
    ['Senta, qui da stamattina manca l’acqua', 'confident outage'],
    ['siamo senz’acqua in tutto il palazzo', 'confident outage'],
    ['c’è una perdita in strada, un tubo rotto', 'confident outage'],
    ['a che ora aprite lo sportello di Siena?', 'confident hours'],
    ['orario degli sportelli', 'confident hours'],
    ['devo attivare la tessera nuova', 'confident card'],
    ['Non per la bolletta, ma per un guasto', 'confident outage'],
    ['due', 'confident reading'],
    ['il numero cinque', 'confident outage'],
    ['tasto 3', 'confident duplicate'],
    ['operatore', 'person'],
    ['vorrei parlare con una persona, per favore', 'person'],
    ['Mi passi un operatore, non ne posso più di queste macchine', 'person'],
    ['tanti auguri di buon compleanno', 'not understood'],
    ['ehm… allora… sì, ecco', 'not understood'],
    ['', 'not understood'],
  ])('"%s": %s', (text, expected) => {
    expect(it(text)).toBe(expected);
  });

  test('what fits two choices as well is asked, and so is what the listener was not sure of', () => {
    expect(it('per un reclamo su un guasto')).toMatch(/^confirm/);
    expect(it('devo comunicare la lettura del contatore', 0.3)).toBe('confirm reading');
  });
});

test('other languages are understood by their own words', () => {
  const choices: Choice[] = [
    {
      id: 'reading',
      key: '1',
      words: [
        'meter reading',
        'Zählerstand',
        'relevé du compteur',
        'stan licznika',
        'показания счётчика',
        'قراءة العداد',
      ],
    },
    { id: 'bill', key: '2', words: ['bill', 'Rechnung', 'facture', 'rachunek', 'счёт', 'فاتورة'] },
  ];
  for (const [language, text, id] of [
    ['en', 'I would like to give you my meter readings', 'reading'],
    ['de', 'Ich möchte meinen Zählerstand durchgeben', 'reading'],
    ['fr', 'C’est pour ma facture, s’il vous plaît', 'bill'],
    ['pl', 'Chciałbym podać stan licznika', 'reading'],
    ['ru', 'Хочу передать показания счётчика', 'reading'],
    ['ar', 'أريد قراءة العداد', 'reading'],
    ['es', 'la dos', 'bill'],
  ] as const)
    expect([language, understand(text, language, choices)]).toEqual([
      language,
      expect.objectContaining({ result: 'confident', id }),
    ]);
  expect(understand('Kann ich mit einem Menschen sprechen?', 'de', choices)).toEqual({ result: 'person' });
});

describe('yes and no', () => {
  test.each([
    ['Sì', true],
    ['si si, esatto', true],
    ['va bene', true],
    ['certo, confermo', true],
    ['no', false],
    ['No, non è corretto', false],
    ['non va bene', false],
    ['è sbagliato', false],
    ['sì, non c’è altro', true],
    ['la bolletta', null],
    ['', null],
  ])('"%s"', (text, meant) => {
    expect(understandYesNo(text, 'it')).toBe(meant);
  });

  test('in every language', () => {
    for (const [language, yes, no] of [
      ['it', 'sì', 'no grazie'],
      ['en', 'yes please', 'that is wrong'],
      ['fr', 'c’est ça', 'non'],
      ['de', 'ja, genau', 'das stimmt nicht'],
      ['es', 'sí, claro', 'no es correcto'],
      ['ar', 'نعم', 'لا'],
      ['pl', 'tak, zgadza się', 'nie'],
      ['ru', 'да, верно', 'нет'],
    ] as const)
      expect([language, understandYesNo(yes, language), understandYesNo(no, language)]).toEqual([
        language,
        true,
        false,
      ]);
  });
});

test.each([
  ['it', 'quattro due uno', '421'],
  ['it', 'il mio codice è 4821 03', '482103'],
  ['it', 'milleduecentotrentaquattro', '1234'],
  ['it', 'ventuno, quarantotto', '2148'],
  ['it', 'novantatré', '93'],
  ['it', 'non lo so, la bolletta', null],
  ['en', 'five five zero', '550'],
  ['de', 'zwei null', '20'],
  ['it', '', null],
] as const)('digits in %s: "%s"', (language, text, digits) => {
  expect(understandDigits(text, language)).toBe(digits);
});

describe('words that are alike', () => {
  test('differ by endings and slips, not by what they are', () => {
    expect(likeness('letture', 'lettura')).toBeGreaterThan(0.9);
    expect(likeness('contatori', 'contatore')).toBeGreaterThan(0.9);
    expect(likeness('boletta', 'bolletta')).toBeGreaterThan(0.8);
    expect(likeness('acqua', 'acque')).toBeGreaterThan(0.8);
    expect(likeness('carta', 'carte')).toBeGreaterThan(0.8);
    expect(likeness('conto', 'contatore')).toBe(0);
    expect(likeness('pratica', 'partita')).toBe(0);
    expect(likeness('ora', 'oro')).toBe(0);
  });

  test('the distance is one of letters: none to itself, the same both ways', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcd'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, a, 3)).toBe(0);
        expect(distance(a, b, 3)).toBe(distance(b, a, 3));
      }),
    );
    expect([distance('abcd', 'abdc', 2), distance('abcd', 'acd', 2), distance('abcd', 'wxyz', 2)]).toEqual([
      1, 1, 3,
    ]);
  });
});

test('whatever is said, the answer is one of the choices or none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...speechLanguages), fc.string({ maxLength: 80 }), (language, text) => {
      const understood = understand(text, language, menu);
      if ('id' in understood) expect(menu.map(({ id }) => id)).toContain(understood.id);
      understandYesNo(text, language);
      understandDigits(text, language);
    }),
  );
});
