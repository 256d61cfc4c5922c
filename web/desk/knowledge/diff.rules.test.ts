import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from './diff.rules.ts';

test('a comparison holds both texts whole, and calls new only what is new', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (older, newer) => {
      const lines = diffLines(older, newer);
      const of = (kind: string) => lines.filter((one) => one.kind === 'same' || one.kind === kind);
      expect(
        of('removed')
          .map((one) => one.text)
          .join('\n'),
      ).toBe(older);
      expect(
        of('added')
          .map((one) => one.text)
          .join('\n'),
      ).toBe(newer);
      if (older === newer) expect(lines.every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});
