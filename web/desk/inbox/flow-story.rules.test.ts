import { expect, test } from 'vitest';
import { endOf, storyOf } from './flow-story.rules.ts';

const entry = (
  kind: 'said' | 'asked' | 'answered' | 'misunderstood' | 'silent' | 'did' | 'went' | 'over',
  text = '',
  exit: string | null = null,
  data = {},
) => ({
  at: '2026-11-29T10:00:00Z',
  turn: 1,
  flow: 'menu',
  node: 'x',
  kind,
  text,
  exit,
  data,
});

test('a trail becomes questions with their answers and what was done', () => {
  const trail = [
    entry('said', 'Benvenuto'),
    entry('asked', 'Che cosa le serve?'),
    entry('answered', 'mah'),
    entry('misunderstood'),
    entry('asked', 'Che cosa le serve?'),
    entry('silent'),
    entry('asked', 'Che cosa le serve?'),
    entry('answered', 'bolletta'),
    entry('went', 'bill', 'bill'),
    entry('did', '', 'done', { what: 'reading' }),
    entry('over', 'queue', null, { because: 'asked' }),
  ];
  expect(storyOf(trail)).toEqual([
    { kind: 'answer', question: 'Che cosa le serve?', answer: 'mah', misunderstood: true },
    { kind: 'silent', question: 'Che cosa le serve?' },
    { kind: 'answer', question: 'Che cosa le serve?', answer: 'bolletta', misunderstood: false },
    { kind: 'did', what: 'reading', exit: 'done', note: '' },
  ]);
  expect(endOf({ trail })).toBe('asked');
  expect(endOf({ trail: [] })).toBe('flow');
});
