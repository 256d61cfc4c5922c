import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covers,
  failedOn,
  ruleFor,
  shadowOf,
  territoryOf,
  type ChargeFacts,
  type RuleOfCharge,
} from './charge.rules.ts';

const rule = (also: Partial<RuleOfCharge> = {}): RuleOfCharge => ({
  id: 'r',
  name: 'Una regola',
  classifications: [],
  places: [],
  services: [],
  types: [],
  suppliers: [],
  queueId: 'q',
  active: true,
  ...also,
});
const facts = (also: Partial<ChargeFacts> = {}): ChargeFacts => ({
  classification: [],
  territory: null,
  service: 'acqua',
  type: 'complaint',
  supplier: null,
  ...also,
});
const colle = territoryOf('Via Roma 1, 53034 Colle di Val d’Elsa (SI)');

describe('an address', () => {
  test('says postcode, municipality and province as it is written here', () => {
    expect(colle).toEqual({ postcode: '53034', municipality: 'Colle di Val d’Elsa', province: 'SI' });
    expect(territoryOf('Piazza Arnolfo 2, 53036 Poggibonsi SI')).toMatchObject({
      municipality: 'Poggibonsi',
      province: 'SI',
    });
    expect(territoryOf('Via Alta 10, 50052 Certaldo')).toEqual({
      postcode: '50052',
      municipality: 'Certaldo',
      province: null,
    });
  });
  test('without a postcode says nothing', () => {
    expect(territoryOf('Via Roma 1')).toBeNull();
    expect(territoryOf('')).toBeNull();
  });
});

describe('a rule of charge', () => {
  test('that asks for nothing fits every case', () => expect(failedOn(rule(), facts())).toBeNull());
  test('fits what lies below its classification', () => {
    const leaks = facts({ classification: ['leak', 'faults', 'water'] });
    expect(failedOn(rule({ classifications: ['water'] }), leaks)).toBeNull();
    expect(failedOn(rule({ classifications: ['bills'] }), leaks)).toBe('classification');
    expect(failedOn(rule({ classifications: ['water'] }), facts())).toBe('classification');
  });
  test.each(['SI', 'si', '53034', '530*', 'COLLE DI VAL D’ELSA', "colle di val d'elsa"])(
    'fits the place %s',
    (place) =>
      expect(failedOn(rule({ places: ['Certaldo', place] }), facts({ territory: colle }))).toBeNull(),
  );
  test.each(['FI', '53035', '52*', 'Certaldo'])('does not fit the place %s', (place) =>
    expect(failedOn(rule({ places: [place] }), facts({ territory: colle }))).toBe('place'),
  );
  test('does not fit a place where nobody knows where the supply is', () =>
    expect(failedOn(rule({ places: ['SI'] }), facts())).toBe('place'));
  test('needs every condition, and one of what each lists', () => {
    const both = rule({ types: ['complaint', 'fault_report'], suppliers: ['s1'] });
    expect(failedOn(both, facts({ supplier: 's1' }))).toBeNull();
    expect(failedOn(both, facts({ supplier: 's2' }))).toBe('supplier');
    expect(failedOn(both, facts({ type: 'other', supplier: 's1' }))).toBe('type');
  });
});

describe('the rules in their order', () => {
  test('the first that fits is the answer, those before it say what did not fit, those off are not asked', () => {
    const [off, bills, all] = [
      rule({ id: 'off', active: false }),
      rule({ id: 'bills', classifications: ['bills'] }),
      rule({ id: 'all' }),
    ];
    const found = ruleFor([off, bills, all], facts());
    expect(found.rule?.id).toBe('all');
    expect(found.passed.map(({ rule: { id }, about }) => [id, about])).toEqual([['bills', 'classification']]);
    expect(ruleFor([bills], facts()).rule).toBeNull();
  });
});

describe('a rule that can never be reached', () => {
  const above = (one: string) => (one === 'leak' ? ['leak', 'water'] : [one]);
  test('stands below one that takes all it would', () => {
    const wide = rule({ id: 'wide', classifications: ['water'] });
    const narrow = rule({ id: 'narrow', classifications: ['leak'], places: ['SI'] });
    expect(shadowOf([wide, narrow], narrow, above)?.id).toBe('wide');
    expect(shadowOf([narrow, wide], wide, above)).toBeNull();
    expect(shadowOf([{ ...wide, active: false }, narrow], narrow, above)).toBeNull();
  });
  test('a postcode lies within the beginning of postcodes, nothing else is compared with a province', () => {
    expect(covers(rule({ places: ['530*'] }), rule({ places: ['53034'] }), above)).toBe(true);
    expect(covers(rule({ places: ['SI'] }), rule({ places: ['53034'] }), above)).toBe(false);
  });
  test('what is covered never fits where its cover does not', () => {
    const some = fc.subarray(['a', 'b', 'c']);
    const anyRule = fc
      .record({
        classifications: some,
        types: some,
        services: some,
        suppliers: some,
        places: fc.subarray(['SI', '530*', '53034', 'Certaldo']),
      })
      .map((lists) => rule(lists));
    const one = fc.constantFrom('a', 'b', 'c');
    const anyFacts = fc
      .record({ classification: one, type: one, service: one, supplier: one, known: fc.boolean() })
      .map(({ classification, known, ...also }) =>
        facts({ ...also, classification: [classification], territory: known ? colle : null }),
      );
    fc.assert(
      fc.property(anyRule, anyRule, anyFacts, (wide, narrow, about) => {
        if (covers(wide, narrow, (node) => [node]) && failedOn(narrow, about) === null)
          expect(failedOn(wide, about)).toBeNull();
      }),
    );
  });
});
