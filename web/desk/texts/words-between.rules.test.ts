import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsBetween } from './words-between.rules.ts';

test('a word more and a word less are told where they stand', () => {
  expect(wordsBetween('lo sgravio allegando la fattura', 'lo sgravio entro 90 giorni allegando la')).toEqual([
    { kind: 'same', text: 'lo sgravio ' },
    { kind: 'added', text: 'entro 90 giorni ' },
    { kind: 'same', text: 'allegando ' },
    { kind: 'removed', text: 'la fattura' },
    { kind: 'added', text: 'la' },
  ]);
});

test('what is the same and removed is the older text, what is the same and added the newer', () => {
  const text = fc
    .array(fc.constantFrom('uno', 'due', ' ', '\n', '\n\n', 'tre '))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (older, newer) => {
      const runs = wordsBetween(older, newer);
      const without = (kind: string) =>
        runs
          .filter((run) => run.kind !== kind)
          .map((run) => run.text)
          .join('');
      expect(without('added')).toBe(older);
      expect(without('removed')).toBe(newer);
    }),
  );
});
