import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterReport, stateOfWord, type Reported } from './reports.rules.ts';

test('the words of SMPP and those that providers say are understood, whatever their case', () => {
  expect(['DELIVRD', 'UNDELIV', 'Expired', 'REJECTD', 'enroute', 'Delivery Failed'].map(stateOfWord)).toEqual(
    ['delivered', 'rejected', 'rejected', 'rejected', 'sent', 'rejected'],
  );
  expect(['', 'constructor', '__proto__', 'waiting', 'forse'].map(stateOfWord)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('reports make the same of a message in whatever order, and however often, they come', () => {
  const reports = fc.array(fc.constantFrom<Reported>('sent', 'delivered', 'rejected'), { maxLength: 6 });
  const after = (all: readonly Reported[]) =>
    all.reduce<ReturnType<typeof afterReport>>((state, one) => afterReport(state, one), 'waiting');
  fc.assert(
    fc.property(reports, fc.integer(), (all, seed) => {
      const other = all.toSorted((a, b) => ((a.length * seed) % 7) - ((b.length * seed) % 7)).toReversed();
      expect(after(other)).toBe(after(all));
      expect(after([...all, ...all])).toBe(after(all));
    }),
  );
});
