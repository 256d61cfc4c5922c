import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseStatuses } from '#contract/words.ts';
import { subjectTokens } from '#server/channels/email/threading.rules.ts';
import { inScope } from '#server/platform/index.ts';
import { caseNumber, changedFields, judgeMove, nextStatuses, placeFor } from './cases.rules.ts';

const status = fc.constantFrom(...caseStatuses);
const words = fc.option(fc.string({ maxLength: 5 }), { nil: null });

describe('a case moves', () => {
  test('only along the allowed ways, and every refusal names its field', () => {
    fc.assert(
      fc.property(status, status, words, words, (from, to, resolution, reason) => {
        const verdict = judgeMove({ from, to, resolution, reason });
        if (verdict.ok) {
          if (from !== to) expect(nextStatuses(from)).toContain(to);
          expect(verdict.closes).toBe(from !== to && to === 'closed');
          expect(verdict.reopens).toBe(from !== to && from === 'closed');
        } else {
          expect(['status', 'resolution', 'reason']).toContain(verdict.field);
          expect(verdict.message).not.toBe('');
        }
      }),
    );
  });

  test('is never closed without a resolution nor reopened without a reason', () => {
    fc.assert(
      fc.property(status, words, words, (other, resolution, reason) => {
        const none = (text: string | null) => text === null || text.trim() === '';
        const closing = judgeMove({ from: other, to: 'closed', resolution, reason });
        if (other !== 'closed') expect(closing.ok).toBe(!none(resolution));
        const reopening = judgeMove({ from: 'closed', to: other, resolution, reason });
        if (other === 'in_progress') expect(reopening.ok).toBe(!none(reason));
        else if (other !== 'closed') expect(reopening.ok).toBe(false);
      }),
    );
  });

  test('from every status to closed in the end, and from closed back to work', () => {
    for (const from of caseStatuses) {
      const seen = new Set([from]);
      for (const one of seen) for (const next of nextStatuses(one)) seen.add(next);
      expect([...seen]).toEqual(expect.arrayContaining(['closed', 'in_progress']));
    }
  });
});

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
