import { describe, expect, test } from 'vitest';
import { decide, laxNormalForm, normalForm, type Match } from './recognise.rules.ts';
import { searchTerms } from './search.rules.ts';

const known = (customerId: string, primary = false): Match => ({ customerId, state: 'known', primary });
const provisional = (customerId: string): Match => ({ customerId, state: 'provisional', primary: true });

describe('whom a message comes from', () => {
  test('nobody knows the address: a new customer, without doubt', () => {
    expect(decide([[], []])).toEqual({ customerId: null, ambiguous: false });
    expect(decide([])).toEqual({ customerId: null, ambiguous: false });
  });

  test('one customer has it: that one, also beside provisional ones', () => {
    expect(decide([[known('a')]])).toEqual({ customerId: 'a' });
    expect(decide([[provisional('p'), known('a')]])).toEqual({ customerId: 'a' });
    expect(decide([[provisional('p')], [known('a')]])).toEqual({ customerId: 'a' });
  });

  test('of several, the one that has all the identities', () => {
    expect(decide([[known('a'), known('b')], [known('b')]])).toEqual({ customerId: 'b' });
  });

  test('of several, the only one whose primary address it is', () => {
    expect(decide([[known('a'), known('b', true)]])).toEqual({ customerId: 'b' });
  });

  test('several with no difference: none of them, a new one for a person to look at, and the same one next time', () => {
    expect(decide([[known('a'), known('b')]])).toEqual({ customerId: null, ambiguous: true });
    expect(decide([[known('a', true), known('b', true)]])).toEqual({ customerId: null, ambiguous: true });
    expect(decide([[known('a'), known('b'), provisional('p')]])).toEqual({ customerId: 'p' });
  });

  test('identities of different customers are not taken for one of them', () => {
    expect(decide([[known('a')], [known('b')]])).toEqual({ customerId: null, ambiguous: true });
  });

  test('of several provisional ones, the oldest', () => {
    expect(decide([[provisional('2')], [provisional('1')]])).toEqual({ customerId: '1' });
  });
});

test('intake takes addresses that a form would refuse, and compares them without case', () => {
  expect(normalForm('email', 'Postmaster@LocalHost')).toMatchObject({ ok: false });
  expect(laxNormalForm('email', ' Postmaster@LocalHost ')).toBe('postmaster@localhost');
  expect(laxNormalForm('phone', '055 123 4567')).toBe('+390551234567');
  expect(normalForm('card', 'ab 12')).toEqual({ ok: true, value: 'AB12' });
  expect(normalForm('social', '  ')).toMatchObject({ ok: false, field: 'social' });
});

describe('a search text', () => {
  test('is taken as a name, and as anything else it may be', () => {
    expect(searchTerms('  Rossi   Mario ')).toEqual({
      words: ['Rossi', 'Mario'],
      part: null,
      digits: null,
      phone: null,
      code: 'ROSSIMARIO',
    });
    expect(searchTerms('anna@exa')).toMatchObject({ part: 'anna@exa', code: null, digits: null });
    expect(searchTerms('055 123 4567')).toMatchObject({ phone: '+390551234567', digits: '0551234567' });
    expect(searchTerms('it001e')).toMatchObject({ code: 'IT001E', part: 'it001e' });
    expect(searchTerms('100')).toMatchObject({ digits: null, code: '100' });
  });

  test('of blanks only searches for nothing', () => {
    expect(searchTerms('   ')).toBeNull();
  });
});
