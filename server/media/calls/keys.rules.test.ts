import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Key } from '../core/leg.ts';
import { KeyCollector, KeysAhead, mostAhead } from './keys.rules.ts';

const press = (collector: KeyCollector, keys: string) =>
  [...keys].map((key) => collector.push(key as Key)).at(-1);

describe('the keys of an answer', () => {
  test('are whole with the last one that is wanted, or with the key that ends them', () => {
    const one = new KeyCollector({ min: 1, max: 1, end: null });
    expect([press(one, '4'), one.keys]).toEqual([true, '4']);
    const code = new KeyCollector({ min: 5, max: 11, end: '#' });
    expect([press(code, '12345'), code.enough, code.keys]).toEqual([false, true, '12345']);
    expect([press(code, '#'), code.keys]).toEqual([true, '12345']);
    const person = new KeyCollector({ min: 5, max: 11, end: '#' });
    expect([press(person, '0'), person.enough]).toEqual([false, true]);
    // The end alone is an answer that nobody understands: better than to wait in silence.
    const nothing = new KeyCollector({ min: 1, max: 4, end: '#' });
    expect([press(nothing, '#'), nothing.keys]).toEqual([true, '#']);
    // Where no key ends them, # and * are keys like any other.
    const any = new KeyCollector({ min: 1, max: 3, end: null });
    expect([press(any, '*#1'), any.keys]).toEqual([true, '*#1']);
  });

  test('are never more than are wanted, whatever is pressed; what is on no telephone is none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.constantFrom<Key[]>('0', '1', '9', '*', '#', 'A', 'D'), { maxLength: 300 }),
        fc.boolean(),
        (max, keys, ends) => {
          const collector = new KeyCollector({ min: 1, max, end: ends ? '#' : null });
          for (const key of keys) if (collector.push(key) === true) break;
          expect(collector.keys.length).toBeLessThanOrEqual(max);
          expect(collector.keys).toMatch(/^[0-9*#]*$/);
        },
      ),
    );
  });
});

describe('keys that are pressed before they are asked for', () => {
  test('are kept in order for who knows the way', () => {
    const ahead = new KeysAhead();
    for (const key of ['1', '2', 'B', '3'] as Key[]) ahead.push(key);
    expect([ahead.shift(), ahead.shift(), ahead.shift(), ahead.shift()]).toEqual(['1', '2', '3', null]);
  });

  test('are forgotten when they flood, until they have paused', () => {
    let now = 0;
    const ahead = new KeysAhead(() => now);
    for (let key = 0; key < mostAhead; key += 1) expect(ahead.push('1')).toBe(true);
    expect(ahead.push('1')).toBe(false);
    expect(ahead.shift()).toBeNull();
    // Each of a flood makes it last.
    for (let key = 0; key < 300; key += 1) {
      now += 80;
      expect(ahead.push('1')).toBe(false);
    }
    now += 1001;
    expect([ahead.push('5'), ahead.shift()]).toEqual([true, '5']);
  });
});
