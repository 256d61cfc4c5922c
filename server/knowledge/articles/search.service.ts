import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { plainText } from '#contract/pure/article-text.ts';
import type { ArticleHit } from '#contract/article-search.ts';
import { stemsOf, synonymsWith } from './index.store.ts';
import { baseOf } from './italian.rules.ts';
import { noteSearch } from './searches.store.ts';
import { readerOf, thePublic, type Reader } from './scope.read.ts';
import { lookUpWords, score, type Scored } from './search.read.ts';
import { allWords, boosts, plan, saysNothing, type Known, type Meaning } from './search.rules.ts';
import { meaningsWith, similarIn, thesaurusOf, withStems } from './thesaurus.ts';

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
  { language, at, limit, words = 60 }: { language: string; at: Date; limit: number; words?: number },
): Promise<Found> {
  const asked = allWords(question)
    .slice(0, words)
    .map((word) => ({ word, base: baseOf(word, language), telling: !saysNothing(word, language) }));
  const thesaurus = await thesaurusOf(db, language);
  const known = (await lookUpWords(db, language, asked)).map((one, place): Known => {
    if (one.written || one.lexeme === null || !asked[place]!.telling || one.word.length < 4) return one;
    return thesaurus.at.has(one.lexeme)
      ? { ...one, written: true }
      : { ...one, similar: [...one.similar, ...similarIn(thesaurus, one.word)] };
  });
  const stems = new Set(
    known.flatMap(({ word, lexeme, similar }) => [lexeme ?? word, ...similar.map((one) => one.lexeme)]),
  );
  const groups = await synonymsWith(db, language, [...stems]);
  const stemOf = await stemsOf(db, language, groups.flat().flatMap(allWords));
  const meanings: Meaning[] = [
    ...groups.map((group) => ({ ...withStems(group, null, language, stemOf), boost: boosts.synonym })),
    ...meaningsWith(thesaurus, stems),
  ];
  const { sought, corrected } = plan(known, meanings, language);
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
  asked: { said: string; typed: string; language: string },
): Promise<{ items: ArticleHit[] }> {
  return { items: await suggested(ctx, readerOf(ctx.actor), asked) };
}

/** The same for a citizen who is writing: articles for the public only. */
export const suggestToPublic = (ctx: Ctx, typed: string, language: string): Promise<ArticleHit[]> =>
  suggested(ctx, thePublic, { said: '', typed, language });

async function suggested(
  ctx: Ctx,
  reader: Reader,
  { said, typed, language }: { said: string; typed: string; language: string },
): Promise<ArticleHit[]> {
  const text = `${typed.slice(-2000)} ${said.slice(0, 4000)}`;
  const { items } = await findArticles(ctx.db, reader, text, {
    language,
    at: ctx.clock.now(),
    limit: 5,
    words: 120,
  });
  const best = items[0]?.score ?? 0;
  return items
    .filter((one) => one.covered >= suggestedFrom && one.score >= best * 0.45)
    .map((one) => shown(ctx, one));
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
