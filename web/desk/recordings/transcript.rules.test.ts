import { expect, test } from 'vitest';
import { matchesOf, piecesOf, spokenAt } from './transcript.rules.ts';

const said = [
  { start: 0, end: 900, text: 'Perché la lettura è sbagliata?' },
  { start: 1000, end: 1900, text: 'PERCHE il contatore, perché… strasse straße' },
  { start: 2500, end: 3000, text: '' },
];

test('words are found whatever their capitals and accents, at their own place', () => {
  const found = matchesOf(said, ' perche ');
  expect(found.map(({ segment, from, to }) => said[segment]!.text.slice(from, to))).toEqual([
    'Perché',
    'PERCHE',
    'perché',
  ]);
  expect(matchesOf(said, '  ')).toEqual([]);
  expect(matchesOf(said, 'l')).toHaveLength(4);
  expect(
    piecesOf(
      said[1]!.text,
      found.filter(({ segment }) => segment === 1),
    ).map(({ text, match }) => [text, match !== null]),
  ).toEqual([
    ['PERCHE', true],
    [' il contatore, ', false],
    ['perché', true],
    ['… strasse straße', false],
  ]);
});

test('what is spoken at a moment is what has begun last', () => {
  expect([-1, 0, 950, 1000, 2600, 9000].map((at) => spokenAt(said, at))).toEqual([-1, 0, 0, 1, 2, 2]);
  expect(spokenAt([], 5)).toBe(-1);
});
