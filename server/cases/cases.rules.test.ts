import fc from 'fast-check';
import { expect, test } from 'vitest';
import { subjectTokens } from '#server/channels/email/threading.rules.ts';
import { inScope } from '#server/platform/index.ts';
import { caseNumber, changedFields, placeFor } from './cases.rules.ts';

test('the number is one that a mail’s subject is searched for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (n) => {
      const number = caseNumber(n, new Date('2026-06-01T10:00:00Z'));
      expect(subjectTokens(`Re: [${number}] Guasto`)).toEqual([{ kind: 'case', number }]);
    }),
  );
});

test('only fields that are given and differ count as changed', () => {
  expect(changedFields({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, c: undefined })).toEqual(['b']);
});

test('a case is placed where its opener may work, or nowhere', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const place = fc.record({ serviceId: fc.option(id, { nil: null }), teamId: fc.option(id, { nil: null }) });
  const scope = fc.oneof(fc.constant('all' as const), fc.array(place, { minLength: 1, maxLength: 4 }));
  const wish = fc.record({
    service: fc.option(id, { nil: null }),
    lastService: fc.option(id, { nil: null }),
  });
  fc.assert(
    fc.property(scope, wish, (where, wanted) => {
      const found = placeFor(where, wanted);
      if (found === null) return;
      expect(inScope(where, found)).toBe(true);
      if (wanted.service !== null) expect(found.serviceId).toBe(wanted.service);
    }),
  );
  expect(placeFor([{ serviceId: 'a', teamId: 't' }], { service: null, lastService: 'b' })).toEqual({
    serviceId: 'a',
    teamId: 't',
  });
  expect(placeFor('all', { service: null, lastService: null })).toBeNull();
});
