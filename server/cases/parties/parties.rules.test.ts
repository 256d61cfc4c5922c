import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partyRoles, rightsOf, standingOf, type PartyFacts } from './parties.rules.ts';

const party = (also: Partial<PartyFacts> = {}): PartyFacts => ({
  role: 'delegate',
  validFrom: null,
  validUntil: null,
  document: true,
  consented: false,
  ended: false,
  ...also,
});
const today = '2026-11-30';

describe('a delegate', () => {
  test('is told and answers as the holder, from the first day of the delegation to its last', () => {
    const one = party({ validFrom: '2026-11-30', validUntil: '2026-12-31' });
    const all = { told: 'all', answers: true, writes: true, page: 'all' };
    expect(rightsOf(one, '2026-11-30')).toEqual(all);
    expect(rightsOf(one, '2026-12-31')).toEqual(all);
    expect(standingOf(one, '2026-11-29')).toBe('not_yet');
    expect(standingOf(one, '2027-01-01')).toBe('expired');
    expect(rightsOf(one, '2027-01-01')).toEqual({ told: null, answers: false, writes: false, page: null });
  });
  test('without the document of the delegation acts for nobody', () => {
    expect(standingOf(party({ document: false }), today)).toBe('no_document');
    expect(rightsOf(party({ document: false }), today).told).toBeNull();
  });
});

test('an observer is told only with their consent, and never answers', () => {
  expect(rightsOf(party({ role: 'observer' }), today)).toMatchObject({
    told: null,
    answers: false,
    page: null,
  });
  expect(rightsOf(party({ role: 'observer', consented: true }), today)).toMatchObject({
    told: 'all',
    answers: false,
    page: 'reading',
  });
});

test('whoever is affected is told only what names nobody', () => {
  expect(rightsOf(party({ role: 'affected', consented: true }), today)).toMatchObject({
    told: 'generic',
    answers: false,
    page: 'generic',
  });
});

test('whatever a party is, only the holder and a delegate in force answer, and nobody has a right when it has ended', () => {
  const day = fc.constantFrom(null, '2026-01-01', '2026-11-30', '2027-06-30');
  fc.assert(
    fc.property(
      fc.record({
        role: fc.constantFrom(...partyRoles),
        validFrom: day,
        validUntil: day,
        document: fc.boolean(),
        consented: fc.boolean(),
        ended: fc.boolean(),
      }),
      fc.constantFrom('2025-12-31', '2026-11-30', '2027-07-01'),
      (one, on) => {
        const rights = rightsOf(one, on);
        const inForce = standingOf(one, on) === 'in_force';
        if (rights.answers) expect(['holder', 'delegate']).toContain(one.role);
        if (!inForce) expect(rights).toEqual({ told: null, answers: false, writes: false, page: null });
        if (rights.told === 'all' && one.role === 'observer') expect(one.consented).toBe(true);
        if (one.role === 'affected') expect(rights.told).not.toBe('all');
        if (one.ended && one.role !== 'holder') expect(inForce).toBe(false);
      },
    ),
  );
});
