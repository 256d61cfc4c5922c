import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lettersApart } from '#contract/pure/letters.ts';

describe('a slip of the pen', () => {
  test('is one for a letter too many, missing, wrong, or two that changed places', () => {
    expect(lettersApart('bolletta', 'boletta')).toBe(1);
    expect(lettersApart('bolletta', 'bollettta')).toBe(1);
    expect(lettersApart('bolletta', 'bolletra')).toBe(1);
    expect(lettersApart('bolletta', 'bollteta')).toBe(1);
    expect(lettersApart('', 'abc')).toBe(3);
  });

  test('is measured alike from both sides, and nothing lies between a word and itself', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(lettersApart(one, other)).toBe(lettersApart(other, one));
        expect(lettersApart(one, one)).toBe(0);
        expect(lettersApart(one, other)).toBeLessThanOrEqual(Math.max([...one].length, [...other].length));
      }),
    );
  });
});
