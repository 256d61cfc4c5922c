import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEasyPin } from './pin.rules.ts';

test.each(['00000', '12345', '87654321', '999999'])('%s is what everybody tries first', (pin) =>
  expect(isEasyPin(pin)).toBe(true),
);
test.each(['24680', '10293', '12344', '54320', '112233'])('%s is not', (pin) =>
  expect(isEasyPin(pin)).toBe(false),
);

test('only PINs of one digit, or of digits in a row, are too easy: one change makes another of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 5, max: 8 }), (digit, length) => {
      const same = String(digit).repeat(length);
      expect(isEasyPin(same)).toBe(true);
      expect(isEasyPin(`${same.slice(1)}${(digit + 5) % 10}`)).toBe(false);
    }),
    { seed: 41 },
  );
});
