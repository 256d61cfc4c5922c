import { expect, test } from 'vitest';
import { isCallable, readDialledNumber } from './numbers.rules.ts';

const plain = { abroad: false, premium: false, emergency: false };
const read = (text: string, rules: Partial<typeof plain> = {}) => {
  const reading = readDialledNumber(text, { ...plain, ...rules });
  return reading.ok ? reading.value : reading.code;
};

test.each([
  ['333 123 4567', '+393331234567'],
  ['055 010990', '+39055010990'],
  ['0039 055 010990', '+39055010990'],
  ['+39 (055) 010-990', '+39055010990'],
  // A free number of another organisation may be called.
  ['800 123456', '+39800123456'],
])('%s is dialled as %s', (text, value) => expect(read(text)).toBe(value));

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['abc', 'shape'],
  ['12', 'shape'],
  ['333 12', 'shape'],
  ['call 333 123 4567 now', 'shape'],
  ['+44 20 7946 0958', 'abroad'],
  ['112', 'emergency'],
  ['1 1 8', 'emergency'],
  ['+39 112', 'emergency'],
  ['0039112', 'emergency'],
  ['899 123456', 'premium'],
  ['199 123456', 'premium'],
])('%s is refused: %s', (text, code) => expect(read(text)).toBe(code));

test('a service may let its people call abroad, what costs more, and for help', () => {
  expect(read('+44 20 7946 0958', { abroad: true })).toBe('+442079460958');
  expect(read('899 123456', { premium: true })).toBe('+39899123456');
  expect(read('112', { emergency: true })).toBe('112');
  // One leave is not another.
  expect(read('899 123456', { abroad: true, emergency: true })).toBe('premium');
});

test('only a number that anybody can call back is shown', () => {
  expect(['+39055010990', '1200', '055010990', ''].map(isCallable)).toEqual([true, false, false, false]);
});
