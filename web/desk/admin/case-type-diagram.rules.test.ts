import { expect, test } from 'vitest';
import { layOut, lineOf, waysOf } from './case-type-diagram.rules.ts';

const name = { it: 'x', en: 'x' };
const state = (key: string) => ({ key, name, status: 'open' as const });
const way = (key: string, from: string[], to: string) => ({ key, from, to, name }) as never;

test('states stand by their distance from the first, those that nothing leads to at the end', () => {
  const definition = {
    states: ['a', 'b', 'c', 'lost'].map(state),
    transitions: [way('on', ['a'], 'b'), way('end', ['a', 'b'], 'c'), way('stop', ['b'], 'c')],
  };
  const placed = layOut(definition);
  expect(placed.map(({ column }) => column)).toEqual([0, 1, 1, 2]);
  expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
  expect(waysOf(definition)).toEqual([
    { from: 'a', to: 'b', keys: ['on'] },
    { from: 'a', to: 'c', keys: ['end'] },
    { from: 'b', to: 'c', keys: ['end', 'stop'] },
  ]);
  expect(lineOf(placed[0]!, placed[1]!).path).not.toContain('NaN');
});
