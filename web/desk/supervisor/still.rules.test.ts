import { describe, expect, test } from 'vitest';
import { chosen, still } from './still.rules.ts';

const item = (id: string, text = '') => ({ id, text });
const shown = (rows: { item: { id: string }; gone: boolean }[]) =>
  rows.map(({ item: { id }, gone }) => (gone ? `(${id})` : id)).join(' ');

describe('a list that somebody works on', () => {
  test('is as it is while nobody holds it', () => {
    const before = still([], [item('a'), item('b'), item('c')], false);
    expect(shown(still(before, [item('c'), item('d')], false))).toBe('c d');
  });

  test('stands still while it is held: what left is marked in its place, what is new comes at the end', () => {
    const before = still([], [item('a'), item('b'), item('c')], false);
    const held = still(before, [item('c', 'fresh'), item('z'), item('a')], true);
    expect(shown(held)).toBe('a (b) c z');
    expect(held[2]!.item.text).toBe('fresh');
    // What came back is no longer gone, and what is let go is in its true order.
    expect(shown(still(held, [item('z'), item('b'), item('a')], true))).toBe('a b (c) z');
    expect(shown(still(held, [item('z'), item('a')], false))).toBe('z a');
  });

  test('that was empty takes what comes', () => {
    expect(shown(still([], [item('a')], true))).toBe('a');
  });
});

describe('what is chosen', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  const press = (before: string[], id: string, last: string | null, range = false, most = 50) =>
    [...chosen(new Set(before), order, { id, last, range }, most)].join('');

  test('is one more or one less by a press', () => {
    expect(press(['a'], 'c', 'a')).toBe('ac');
    expect(press(['a', 'c'], 'a', 'c')).toBe('c');
  });

  test('is all between two rows with Shift, in either direction', () => {
    expect(press(['b'], 'd', 'b', true)).toBe('bcd');
    expect(press(['d'], 'b', 'd', true)).toBe('dbc');
    expect(press([], 'c', null, true)).toBe('c');
  });

  test('is never more than goes at once', () => {
    expect(press(['a'], 'e', 'a', true, 3)).toBe('abc');
    expect(press(['a', 'b'], 'c', 'b', false, 2)).toBe('ab');
  });
});
