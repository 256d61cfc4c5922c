import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packDocument } from '#contract/clock-packs.ts';
import { documentOf, makeRoom, standardsOf, standsTwice, type PackDays } from './packs.rules.ts';
import { shippedPacks } from './packs.service.ts';

describe('a pack as a document', () => {
  test.each(shippedPacks().map((one) => [one.code, one] as const))(
    '%s read and written again says the same, and what its standards share once',
    (_code, document) => {
      const values = standardsOf(document);
      const again = documentOf(document, values);
      expect(standardsOf(packDocument.parse(JSON.parse(JSON.stringify(again))))).toEqual(values);
      expect(
        again.standards.every((one) => one.warnings === undefined && one.compensation === undefined),
      ).toBe(true);
      expect(standsTwice(values)).toBeNull();
    },
  );

  test('a standard with warnings, compensation or a place of its own keeps them', () => {
    const [document] = shippedPacks().filter(({ code }) => code === 'tiqv-2026');
    const values = standardsOf(document!).map((one, index) => {
      if (index === 1)
        return { ...one, warnings: [{ before: 3, tell: ['owner'] }], territory: 'Comune di Prova' };
      return index === 2
        ? { ...one, compensation: { ...one.compensation!, base: 4000 }, service: 'acqua' }
        : one;
    });
    const again = documentOf(document!, values);
    expect(standardsOf(packDocument.parse(JSON.parse(JSON.stringify(again))))).toEqual(values);
    expect(again.standards[1]).toMatchObject({ territory: 'Comune di Prova', warnings: [{ before: 3 }] });
    expect(again.standards[2]).toMatchObject({ service: 'acqua', compensation: { base: 4000 } });
  });

  test('one that stands twice for the same place is found', () => {
    const [first] = standardsOf(shippedPacks()[0]!);
    expect(standsTwice([first!, { ...first!, territory: 'Altrove' }])).toBeNull();
    expect(standsTwice([first!, { ...first!, territory: 'Altrove' }, { ...first!, amount: 9 }])).toBe(2);
  });
});

describe('room for a pack that is put in force', () => {
  const old: PackDays = { id: 'old', validFrom: '2017-01-01', validTo: null };

  test('the one that held ends on the day before', () => {
    expect(makeRoom([old], '2027-01-01', null)).toEqual({
      ends: { id: 'old', validTo: '2026-12-31' },
      validTo: null,
    });
  });
  test('where another begins later it ends before that one', () => {
    const later = { id: 'later', validFrom: '2028-01-01', validTo: null };
    expect(makeRoom([{ ...old, validTo: '2027-12-31' }, later], '2027-03-01', null)).toEqual({
      ends: { id: 'old', validTo: '2027-02-28' },
      validTo: '2027-12-31',
    });
  });
  test('none begins on the same day as another', () => {
    expect(makeRoom([old], '2017-01-01', null)).toBe('taken');
  });

  test('on no day two hold, and no day that one held is left without, whatever is put in force in whatever order', () => {
    const day = fc
      .integer({ min: 0, max: 400 })
      .map((add) => new Date(Date.UTC(2026, 0, 1) + add * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 8 }),
        fc.array(day, { minLength: 5, maxLength: 5 }),
        (froms, asked) => {
          let packs: PackDays[] = [];
          froms.forEach((validFrom, index) => {
            const room = makeRoom(packs, validFrom, null);
            if (room === 'taken') return;
            packs = packs.map((one) =>
              one.id === room.ends?.id ? { ...one, validTo: room.ends.validTo } : one,
            );
            packs.push({ id: String(index), validFrom, validTo: room.validTo });
          });
          const first = packs.map(({ validFrom }) => validFrom).toSorted()[0]!;
          for (const one of asked) {
            const holding = packs.filter(
              ({ validFrom, validTo }) => validFrom <= one && (validTo === null || one <= validTo),
            );
            expect(holding).toHaveLength(one < first ? 0 : 1);
          }
        },
      ),
    );
  });
});
