import { expect, test } from 'vitest';
import { middleOf, waysOf } from './diagram.rules.ts';

const name = { it: 'x', en: 'x' };
const state = (key: string) => ({ key, name, status: 'open' as const });
const way = (key: string, from: string[], to: string) => ({ key, from, to, name }) as never;

test('every way has a row of its own, those that lead back after those that lead on', () => {
  const definition = {
    states: ['a', 'b', 'c'].map(state),
    transitions: [
      way('again', ['c'], 'b'),
      way('end', ['b', 'a'], 'c'),
      way('on', ['a'], 'b'),
      way('stay', ['b'], 'b'),
      way('lost', ['a'], 'nowhere'),
    ],
  };
  expect(waysOf(definition).map(({ key, left, right, back }) => [key, left, right, back])).toEqual([
    ['on', 0, 1, false],
    ['end', 0, 2, false],
    ['stay', 1, 1, false],
    ['again', 1, 2, true],
  ]);
  expect(waysOf(definition)[1]!.from).toEqual([0, 1]);
  expect([middleOf(0, 4), middleOf(3, 4)]).toEqual([12.5, 87.5]);
});
