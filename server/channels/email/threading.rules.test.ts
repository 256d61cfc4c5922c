import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideThread, subjectTokens, type ThreadInput } from './threading.rules.ts';

const MARIO = 'mario@example.org';
const base: ThreadInput = {
  sender: MARIO,
  service: 'water',
  references: ['<root@x>', '<ours@example.com>'],
  inReplyTo: ['<ours@example.com>'],
  known: [],
  sharedAncestors: [],
  tokens: [],
};
const conversation = (name: string, messageId: string, parties = [MARIO], service = 'water') => ({
  conversation: name,
  messageId,
  parties: new Set(parties),
  service,
});
const token = (
  name: string | null,
  parties = [MARIO],
  service = 'water',
  kase: string | null = 'case-1',
) => ({
  token: { kind: 'case' as const, number: 'PR-2026-000123' },
  case: kase,
  conversation: name,
  parties: new Set(parties),
  service,
});

describe('numbers in a subject', () => {
  test('are found in any case, once, and only when they stand alone', () => {
    expect(subjectTokens('R: [PR-2026-000123] e c-2026-000045, ancora PR-2026-000123')).toEqual([
      { kind: 'case', number: 'PR-2026-000123' },
      { kind: 'contact', number: 'C-2026-000045' },
    ]);
    expect(subjectTokens('ABC-2026-000123 PR-2026-0001 XPR-2026-000123 PR-2026-000123-7')).toEqual([]);
  });
});

describe('joining', () => {
  test('a known message anywhere in the references joins, even when the parent is unknown', () => {
    expect(decideThread({ ...base, known: [conversation('A', '<root@x>')] })).toEqual({
      join: 'A',
      case: null,
      reason: 'known_message',
      suggest: null,
    });
  });
  test('of two proven conversations the nearest ancestor wins', () => {
    const known = [conversation('old', '<root@x>'), conversation('new', '<ours@example.com>')];
    expect(decideThread({ ...base, known }).join).toBe('new');
    expect(decideThread({ ...base, known: known.toReversed() }).join).toBe('new');
  });
  test('a number counts for a party, and links the case when there is no conversation yet', () => {
    expect(decideThread({ ...base, tokens: [token('B')] })).toMatchObject({
      join: 'B',
      case: 'case-1',
      reason: 'case_number',
    });
    expect(decideThread({ ...base, tokens: [token(null)] })).toMatchObject({ join: null, case: 'case-1' });
  });
  test('a header beats a number, and the number still links the case', () => {
    expect(
      decideThread({ ...base, known: [conversation('A', '<root@x>')], tokens: [token('B')] }),
    ).toMatchObject({ join: 'A', case: 'case-1' });
  });
  test('a shared unknown ancestor joins for a party and says nothing about anybody else', () => {
    expect(decideThread({ ...base, sharedAncestors: [conversation('A', '<root@x>')] })).toMatchObject({
      join: 'A',
      reason: 'shared_ancestor',
    });
    expect(
      decideThread({ ...base, sharedAncestors: [conversation('A', '<root@x>', ['anna@example.org'])] }),
    ).toMatchObject({ join: null, suggest: null });
  });
});

describe('strangers', () => {
  test('with a known message get a conversation of their own and a suggestion', () => {
    expect(
      decideThread({ ...base, known: [conversation('A', '<ours@example.com>', ['anna@example.org'])] }),
    ).toEqual({
      join: null,
      case: null,
      reason: 'stranger_with_known_message',
      suggest: { conversation: 'A', case: null },
    });
  });
  test('with a guessed number get a conversation of their own', () => {
    expect(decideThread({ ...base, tokens: [token('B', ['anna@example.org'])] })).toMatchObject({
      join: null,
      case: null,
      reason: 'stranger_with_number',
    });
  });
  test('another service is never joined nor even named', () => {
    const decision = decideThread({
      ...base,
      known: [conversation('A', '<ours@example.com>', [MARIO], 'light')],
      tokens: [token('B', [MARIO], 'light')],
    });
    expect(decision).toEqual({ join: null, case: null, reason: 'other_service', suggest: null });
  });
});

test('whatever the candidates, nobody joins what they are no party of, nor another service', () => {
  const person = fc.constantFrom(MARIO, 'anna@example.org', 'ugo@example.org');
  const candidate = fc.record({
    conversation: fc.constantFrom('A', 'B', 'C', 'D'),
    messageId: fc.constantFrom('<root@x>', '<ours@example.com>', '<else@x>'),
    parties: fc.uniqueArray(person).map((list) => new Set(list)),
    service: fc.constantFrom('water', 'light', null),
  });
  const number = fc.record({
    token: fc.constant({ kind: 'contact' as const, number: 'C-2026-000001' }),
    case: fc.constantFrom(null, 'case-1'),
    conversation: fc.constantFrom(null, 'A', 'B'),
    parties: fc.uniqueArray(person).map((list) => new Set(list)),
    service: fc.constantFrom('water', 'light', null),
  });
  fc.assert(
    fc.property(
      fc.array(candidate),
      fc.array(candidate),
      fc.array(number),
      (known, sharedAncestors, tokens) => {
        const decision = decideThread({ ...base, known, sharedAncestors, tokens });
        const all = [...known, ...sharedAncestors, ...tokens];
        if (decision.join !== null) {
          expect(
            all.some(
              (one) =>
                one.conversation === decision.join && one.parties.has(MARIO) && one.service === 'water',
            ),
          ).toBe(true);
        }
        if (decision.case !== null) {
          expect(
            tokens.some(
              (one) => one.case === decision.case && one.parties.has(MARIO) && one.service === 'water',
            ),
          ).toBe(true);
        }
        if (decision.suggest?.conversation) {
          expect(
            all.some((one) => one.conversation === decision.suggest?.conversation && one.service === 'water'),
          ).toBe(true);
        }
      },
    ),
  );
});
