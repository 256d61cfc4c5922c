import { expect, test } from 'vitest';
import { differences, readable } from './audit.rules.ts';

test('a change is told field by field, the changed ones first', () => {
  expect(
    differences(
      { name: 'Reclami', serviceLevel: { target: 0.8, formula: 'negative' } },
      { name: 'Reclami', serviceLevel: { target: 0.9, formula: 'negative' }, active: true },
    ),
  ).toEqual([
    { field: 'serviceLevel.target', before: 0.8, after: 0.9, changed: true },
    { field: 'active', before: undefined, after: true, changed: true },
    { field: 'name', before: 'Reclami', after: 'Reclami', changed: false },
    { field: 'serviceLevel.formula', before: 'negative', after: 'negative', changed: false },
  ]);
});

test('something made has no before, something without values has no line', () => {
  expect(differences(null, { code: 'a' })).toEqual([
    { field: 'code', before: undefined, after: 'a', changed: true },
  ]);
  expect(differences(null, null)).toEqual([]);
});

test('lists and records are written out, nothing is a dash', () => {
  expect(readable([{ weekday: 1, opens: '08:30' }, 'x'])).toBe('weekday: 1, opens: 08:30\nx');
  expect(readable([])).toBe('—');
  expect(readable(null)).toBe('—');
  expect(readable(false)).toBe('false');
});
