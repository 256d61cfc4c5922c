import { expect, test } from 'vitest';
import type { TextInForce } from '#contract/standard-texts.ts';
import { filledText, pickTexts, triggerIn } from './texts.rules.ts';

const text = (textId: string, over: Partial<TextInForce> = {}): TextInForce => ({
  id: `${textId}-${over.language ?? 'it'}`,
  textId,
  code: textId,
  title: textId,
  body: '',
  language: 'it',
  number: 1,
  channels: [],
  serviceId: null,
  classificationId: null,
  outOfDate: false,
  validTo: null,
  uses: 0,
  ...over,
});
const asked = { channel: 'email', language: 'en', service: 's', classification: 'k' };
const codes = (items: TextInForce[], search = '') =>
  pickTexts(items, asked, search, 1000).map(({ id }) => id);

test('only what may be used: for the channel and the service, and not over', () => {
  const end = (at: number) => ({ validTo: new Date(at).toISOString() });
  expect(
    codes([
      text('chat', { channels: ['chat'] }),
      text('mail', { channels: ['email', 'form'] }),
      text('other', { serviceId: 'elsewhere' }),
      text('own', { serviceId: 's' }),
      text('over', end(1000)),
      text('lasts', end(1001)),
    ]),
  ).toEqual(['mail-it', 'own-it', 'lasts-it']);
});

test('each text once, in the language of the contact, or its main one with a sign', () => {
  const picked = pickTexts(
    [text('a'), text('a', { language: 'en' }), text('b'), text('b', { language: 'fr' })],
    asked,
    '',
    0,
  );
  expect(picked.map(({ id, fallback }) => [id, fallback])).toEqual([
    ['a-en', false],
    ['b-it', true],
  ]);
});

test('what begins with the search, then what the contact is about, then its language, then the most used', () => {
  const items = [
    text('rate-used', { uses: 9 }),
    text('english', { language: 'en', body: 'rate' }),
    text('about', { classificationId: 'k', body: 'le RATÈ' }),
    text('much', { uses: 5, body: 'rate' }),
    text('none', { uses: 99 }),
  ];
  expect(codes(items, 'rate')).toEqual(['rate-used-it', 'about-it', 'english-en', 'much-it']);
  expect(codes(items, 'rate le')).toEqual(['about-it']);
  expect(codes(items)[0]).toBe('about-it');
});

test('several words find a text, in any order, with another ending or a slip of the pen, and nothing that only looks like it', () => {
  const items = [
    text('rate', { title: 'Bolletta a rate', body: 'Può pagare la bolletta in più rate.' }),
    text('voltura', { title: 'Documenti per la voltura' }),
    text('gas', { title: 'Odore di gas' }),
  ];
  for (const search of [
    'bolletta rate',
    'rate bolletta',
    'boletta rate',
    'bollette',
    'bolltta a rat',
    'piu rate',
  ])
    expect([search, codes(items, search)]).toEqual([search, ['rate-it']]);
  expect(codes(items, 'docmenti vol')).toEqual(['voltura-it']);
  expect(codes(items, 'bolletta voltura')).toEqual([]);
  // Three letters are near to everything: they are taken as they stand.
  expect(codes(items, 'gap')).toEqual([]);
  expect(codes(items, '__proto__ constructor')).toEqual([]);
});

test('a "/" asks for a text by several words, up to the caret; a path, a fraction and a date do not', () => {
  const of = (before: string) => triggerIn(before, false);
  expect(of('Buongiorno, /bolletta a ra')).toEqual({ kind: 'text', query: 'bolletta a ra', length: 14 });
  expect(of('/')).toEqual({ kind: 'text', query: '', length: 1 });
  expect(of('/perché l’acqua ')).toEqual({ kind: 'text', query: 'perché l’acqua', length: 16 });
  for (const before of [
    'sì / no',
    'e/o',
    '12/11',
    'https://example.org/a b',
    '/fine. Poi',
    `/${'a'.repeat(61)}`,
  ])
    expect([before, of(before)]).toEqual([before, null]);
  expect(of('/ciao @lu')).toBeNull();
  expect(triggerIn('chiedi a @lu', true)).toEqual({ kind: 'mention', query: 'lu', length: 3 });
});

test('what cannot be filled is left to be filled', () => {
  expect(
    filledText('{{customer.name}}: {{case.number}}', { 'customer.name': 'Ada', 'case.number': null }),
  ).toEqual({
    text: 'Ada: {{case.number}}',
    gaps: ['case.number'],
  });
});
