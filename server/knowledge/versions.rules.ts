import type { versionStates } from '#contract/text-versions.ts';
import { conflict, forbidden, invalid } from '#server/platform/index.ts';

// The life of a version, of an article or of a standard text: written, handed in, approved by somebody else, ended. Pure.

/** A version, beside its words. */
export interface VersionHead {
  id: string;
  language: string;
  number: number;
  state: (typeof versionStates)[number];
  /** Of a translation: the version of the main language that it renders. */
  sourceNumber: number | null;
  revision: number;
  authorId: string | null;
  changedAt: Date;
  submittedBy: string | null;
  submittedAt: Date | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  note: string | null;
  validFrom: Date | null;
  /** Of a draft: the end that is wished for it; of one that was approved, the end of it. */
  validTo: Date | null;
}

export interface Decision {
  publish: boolean;
  reason: string;
  validFrom: Date | null;
  /** Left out: what the draft wishes. */
  validTo?: Date | null | undefined;
  reviewOn: string | null;
}

/**
 * The draft that follows what there is in a language: the one that is being written goes on, else a new one begins.
 * @param all every version, of all languages
 * @param wish.main the language that the others render
 * @param wish.validTo until when it is to hold; left out, as the open draft says
 * @throws Problem 409 `submitted`, `draft_changed`, 422 sourceNumber
 */
export function nextDraft<T extends VersionHead>(
  all: readonly T[],
  wish: {
    main: string;
    language: string;
    revision: number | null;
    sourceNumber: number | null;
    validTo?: Date | null | undefined;
  },
  by: { id: string; author: string | null; at: Date },
): { open: T | undefined; head: VersionHead } {
  const { main, language } = wish;
  const mine = all.filter((one) => one.language === language);
  const open = mine.find(({ state }) => state === 'draft' || state === 'submitted');
  if (open?.state === 'submitted')
    throw conflict('submitted', 'It has been handed in: give it back before it is changed.');
  if ((open?.revision ?? null) !== wish.revision)
    throw conflict('draft_changed', 'Somebody has changed the draft meanwhile: read it again.', {
      revision: open?.revision ?? null,
    });
  const originals = all.filter((one) => one.language === main && one.state === 'published');
  const newest = Math.max(0, ...originals.map(({ number }) => number));
  const sourceNumber = language === main ? null : (wish.sourceNumber ?? newest);
  if (sourceNumber !== null && sourceNumber > newest)
    throw invalid('sourceNumber', 'no such version of the original');
  return {
    open,
    head: {
      id: open?.id ?? by.id,
      language,
      number: open?.number ?? Math.max(0, ...mine.map(({ number }) => number)) + 1,
      state: 'draft',
      sourceNumber,
      revision: (open?.revision ?? 0) + 1,
      authorId: by.author,
      changedAt: by.at,
      submittedBy: null,
      submittedAt: null,
      approvedBy: null,
      approvedAt: null,
      note: open?.note ?? null,
      validFrom: null,
      validTo: wish.validTo === undefined ? (open?.validTo ?? null) : wish.validTo,
    },
  };
}

/** What was handed in, given back to be written on. @throws Problem 422 reason */
export function givenBack<T extends VersionHead>(version: T, reason: string): T {
  if (reason.length < 3) throw invalid('reason', 'say what is to be changed');
  return { ...version, state: 'draft', note: reason, submittedBy: null, submittedAt: null };
}

/**
 * What was handed in, approved: from a moment on, now at the earliest, and until one.
 * @param me who approves; null: a program, which answers for nobody
 * @throws Problem 403, 409 `own_work`, 422 validTo
 */
export function approved<T extends VersionHead>(
  version: T,
  me: string | null,
  { reason, validFrom, validTo = version.validTo }: Decision,
  at: Date,
): T & { validFrom: Date } {
  if (me === null) throw forbidden('knowledge.approve as a member of staff');
  if (version.authorId === me || version.submittedBy === me)
    throw conflict('own_work', 'What one has written or handed in oneself, somebody else approves.');
  const from = validFrom !== null && validFrom > at ? validFrom : at;
  if (validTo !== null && validTo <= from) throw invalid('validTo', 'after the beginning');
  return {
    ...version,
    state: 'published',
    approvedBy: me,
    approvedAt: at,
    note: reason === '' ? null : reason,
    validFrom: from,
    validTo,
  };
}

/** What becomes of an older version in force, or to come, where a new one begins; null: it stays as it is. */
export function endedBy<T extends VersionHead>(
  old: T,
  published: VersionHead & { validFrom: Date },
  at: Date,
): T | null {
  const from = published.validFrom;
  if (old.language !== published.language || old.state !== 'published' || old.id === published.id)
    return null;
  if (old.validFrom! >= from || from <= at)
    return {
      ...old,
      state: 'withdrawn',
      validTo: old.validFrom! >= from || (old.validTo !== null && old.validTo < from) ? old.validTo : from,
    };
  return old.validTo === null || old.validTo > from ? { ...old, validTo: from } : null;
}
