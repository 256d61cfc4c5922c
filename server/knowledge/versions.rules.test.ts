import { expect, test } from 'vitest';
import { approved, endedBy, givenBack, nextDraft, type VersionHead } from './versions.rules.ts';

const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const version = (over: Partial<VersionHead> = {}): VersionHead => ({
  id: 'one',
  language: 'it',
  number: 1,
  state: 'submitted',
  sourceNumber: null,
  revision: 1,
  authorId: 'ada',
  changedAt: at(1),
  submittedBy: 'ada',
  submittedAt: at(1),
  approvedBy: null,
  approvedAt: null,
  note: null,
  validFrom: null,
  validTo: null,
  ...over,
});
const decision = { publish: true, reason: '', validFrom: null, validTo: null, reviewOn: null };
const code = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};

test('what one has written or handed in somebody else approves, and a program approves nothing', () => {
  expect(code(() => approved(version(), 'ada', decision, at(5)))).toBe('own_work');
  expect(code(() => approved(version({ authorId: 'eva' }), 'ada', decision, at(5)))).toBe('own_work');
  expect(code(() => approved(version({ authorId: null, submittedBy: null }), null, decision, at(5)))).toBe(
    'forbidden',
  );
  expect(approved(version(), 'ugo', { ...decision, validFrom: at(2) }, at(5))).toMatchObject({
    state: 'published',
    approvedBy: 'ugo',
    // Never before it was approved.
    validFrom: at(5),
  });
  expect(code(() => approved(version(), 'ugo', { ...decision, validTo: at(5) }, at(5)))).toBe('invalid');
});

test('what is given back has a reason and is a draft again', () => {
  expect(code(() => givenBack(version(), 'no'))).toBe('invalid');
  expect(givenBack(version(), 'Manca il costo')).toMatchObject({ state: 'draft', submittedBy: null });
});

test('a draft goes on where it is, a new one has the next number, and a translation names what it renders', () => {
  const published = version({ id: 'old', number: 3, state: 'published' });
  const by = { id: 'new', author: 'ada', at: at(5) };
  const wish = { main: 'it', language: 'it', revision: null, sourceNumber: null };
  expect(nextDraft([published], wish, by).head).toMatchObject({ id: 'new', number: 4, revision: 1 });
  const draft = version({ id: 'open', number: 4, state: 'draft', revision: 2 });
  expect(nextDraft([published, draft], { ...wish, revision: 2 }, by).head).toMatchObject({
    id: 'open',
    number: 4,
    revision: 3,
  });
  expect(code(() => nextDraft([published, draft], wish, by))).toBe('draft_changed');
  expect(code(() => nextDraft([version()], { ...wish, revision: 1 }, by))).toBe('submitted');
  expect(nextDraft([published], { ...wish, language: 'en' }, by).head.sourceNumber).toBe(3);
  expect(code(() => nextDraft([published], { ...wish, language: 'en', sourceNumber: 4 }, by))).toBe(
    'invalid',
  );
});

test('a version ends where the next begins, and one that was over before keeps its end', () => {
  const next = { ...version({ id: 'next', number: 2 }), validFrom: at(10) };
  const old = version({ state: 'published', validFrom: at(1) });
  expect(endedBy(old, next, at(10))).toMatchObject({ state: 'withdrawn', validTo: at(10) });
  expect(endedBy(old, next, at(5))).toMatchObject({ state: 'published', validTo: at(10) });
  expect(endedBy({ ...old, validTo: at(3) }, next, at(10))).toMatchObject({ validTo: at(3) });
  expect(endedBy({ ...old, validTo: at(3) }, next, at(5))).toBeNull();
  expect(endedBy({ ...old, language: 'en' }, next, at(10))).toBeNull();
});
