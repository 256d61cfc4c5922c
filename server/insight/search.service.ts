import { plainText, type ContactView } from '#server/contacts/index.ts';
import { invalid, type Ctx, type Tx } from '#server/platform/index.ts';
import {
  addressed,
  casesByText,
  contactsByText,
  customersByText,
  limitTime,
  named,
  rowsOf,
  type CaseView,
  type CustomerRow,
  type Found,
} from './search.read.ts';

const timeoutMilliseconds = 2000;

/**
 * Looks through customers, contacts and cases that the caller may see: first what the text names by itself (ids,
 * numbers), then whole addresses and codes, then words. Accents do not matter. `limit` is of each kind. A look that
 * takes longer than two seconds is given up; `partial` says so.
 * @throws Problem 422 naming `q` when nothing of it can be looked for
 */
export async function searchAll(
  ctx: Ctx,
  { q, limit }: { q: string; limit: number },
): Promise<{ customers: CustomerRow[]; contacts: ContactView[]; cases: CaseView[]; partial: boolean }> {
  const text = plainText(q);
  if ([...text].length < 2) throw invalid('q', 'two letters or digits at least');
  const { actor } = ctx;
  let partial = false;
  const within = async <T>(otherwise: T, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const answer = await inTime(ctx, work);
    if (answer === null) partial = true;
    return answer ?? otherwise;
  };
  const nothing: Found = { customers: [], contacts: [], cases: [] };
  const exact = await within(nothing, async (tx) => {
    const first = await named(tx, actor, text, limit);
    const second = await addressed(tx, actor, text, limit);
    return {
      customers: [...first.customers, ...second.customers],
      contacts: [...first.contacts, ...second.contacts],
      cases: [...first.cases, ...second.cases],
    };
  });
  // One after the other: a search must not take the connections that the desk works with.
  const customers = await within([], (tx) => customersByText(tx, actor, text, limit));
  const contacts = await within([], (tx) => contactsByText(tx, actor, text, limit));
  const cases = await within([], (tx) => casesByText(tx, actor, text, limit));
  const cut = (ids: string[]) => [...new Set(ids)].slice(0, limit);
  const found = {
    customers: cut([...exact.customers, ...customers]),
    contacts: cut([...exact.contacts, ...contacts]),
    cases: cut([...exact.cases, ...cases]),
  };
  const rows = await within({ customers: [], contacts: [], cases: [] }, (tx) => rowsOf(tx, actor, found));
  return { ...rows, partial };
}

/** Runs reads whose every statement must end within the time limit; null when one did not. */
async function inTime<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T | null> {
  try {
    return await ctx.db.transaction().execute(async (tx) => {
      await limitTime(tx, timeoutMilliseconds);
      return await work(tx);
    });
  } catch (error) {
    // 57014: cancelled, here by the time limit.
    if ((error as { code?: string }).code !== '57014') throw error;
    ctx.log.warn({ milliseconds: timeoutMilliseconds }, 'a search was given up');
    return null;
  }
}
