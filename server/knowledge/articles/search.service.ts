import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { plainText } from '#contract/pure/article-text.ts';
import type { ArticleHit } from '#contract/articles.ts';
import { synonymsWith } from './index.store.ts';
import { noteSearch } from './searches.store.ts';
import { readerOf, thePublic, type Reader } from './scope.read.ts';
import { lookUpWords, score, type Scored } from './search.read.ts';
import { plan, wordsOf } from './search.rules.ts';

export interface Found {
  items: Scored[];
  corrected: { word: string; to: string }[];
}

/**
 * Articles by how well they answer a question in a language. Inflection, accents and slips of the pen do not matter, and
 * words that administrators call the same are the same. Where the language has nothing, the organisation's own is tried;
 * each result says in which language it is.
 */
export async function findArticles(
  db: Db | Tx,
  reader: Reader,
  question: string,
  options: { language: string; at: Date; limit: number; words?: number },
): Promise<Found> {
  const found = await findIn(db, reader, question, options);
  if (found.items.length > 0 || options.language === 'it') return found;
  const other = await findIn(db, reader, question, { ...options, language: 'it' });
  return other.items.length > 0 ? other : found;
}

async function findIn(
  db: Db | Tx,
  reader: Reader,
  question: string,
  { language, at, limit, words = 40 }: { language: string; at: Date; limit: number; words?: number },
): Promise<Found> {
  const known = await lookUpWords(db, language, wordsOf(question, language, words));
  const stems = known.flatMap(({ lexeme, similar }) =>
    lexeme === null ? [] : [lexeme, ...similar.map((one) => one.lexeme)],
  );
  const { sought, corrected } = plan(known, await synonymsWith(db, language, stems));
  return { items: await score(db, reader, language, sought, { at, limit }), corrected };
}

/** The address of an article on the public help site. */
export const helpPath = (hit: { audience: string; language: string; code: string }): string | null =>
  hit.audience === 'public' ? `/help/${hit.language}/${hit.code}` : null;

const shown = (ctx: Ctx, hit: Scored): ArticleHit => {
  const path = helpPath(hit);
  return {
    ...hit,
    score: Math.round(hit.score * 100) / 100,
    helpUrl: path === null ? null : new URL(path, ctx.platform.config.publicUrl).href,
  };
};

export async function searchArticles(
  ctx: Ctx,
  query: { q: string; language: string; limit: number },
): Promise<{
  items: ArticleHit[];
  corrected: { word: string; to: string }[];
  searchId: string;
}> {
  const at = ctx.clock.now();
  const { items, corrected } = await findArticles(ctx.db, readerOf(ctx.actor), query.q, { ...query, at });
  const { language, q: question } = query;
  const searchId = await noteSearch(ctx.db, { place: 'desk', language, question, hits: items.length, at });
  return { items: items.map((one) => shown(ctx, one)), corrected, searchId };
}

/** Below this part of what was said an article is no suggestion but a guess. */
const suggestedFrom = 0.22;

/** What may help with a conversation: what the customer wrote last counts, and what is being typed. Nothing is kept. */
export async function suggestArticles(
  ctx: Ctx,
  { said, typed, language }: { said: string; typed: string; language: string },
): Promise<{ items: ArticleHit[] }> {
  const text = `${typed.slice(-2000)} ${said.slice(0, 4000)}`;
  const { items } = await findArticles(ctx.db, readerOf(ctx.actor), text, {
    language,
    at: ctx.clock.now(),
    limit: 5,
    words: 60,
  });
  const best = items[0]?.score ?? 0;
  return {
    items: items
      .filter((one) => one.covered >= suggestedFrom && one.score >= best * 0.45)
      .map((one) => shown(ctx, one)),
  };
}

/** An answer stands by itself only when most of what was asked is in it. */
const answeredFrom = 0.5;

/** What a flow answers a question with: the summary of the best public article, or null. */
export async function answerOf(
  db: Db | Tx,
  question: string,
  language: string,
  at: Date,
): Promise<{ title: string; text: string } | null> {
  const { items } = await findArticles(db, thePublic, question, { language, at, limit: 2 });
  const best = items.find((one) => one.language === language && one.summary !== '');
  const answered = best !== undefined && best.covered >= answeredFrom;
  return answered ? { title: best.title, text: plainText(best.summary) } : null;
}
