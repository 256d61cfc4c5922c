import { audit, invalid, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessArticle, actorId, tellArticle } from './access.service.ts';
import { askedOf, dropAskedBut, saveAsked, type AskedRow } from './asked.store.ts';
import { reindexArticle } from './indexing.service.ts';
import { allWords, folded } from './search.rules.ts';
import { settle } from './searches.store.ts';

const most = 60;

/** @throws Problem 404 */
export async function listAsked(ctx: Ctx, id: string): Promise<{ items: AskedRow[] }> {
  await accessArticle(ctx.db, ctx.actor, id, 'knowledge.read');
  return { items: await askedOf(ctx.db, id) };
}

/** Says how people ask for what an article answers: it is found by it at once. @throws Problem 403, 404, 422 naming `asked` */
export async function putAsked(
  tx: Tx,
  ctx: Ctx,
  id: string,
  language: string,
  given: readonly string[],
): Promise<{ items: AskedRow[] }> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  const empty = given.findIndex((one) => allWords(one).length === 0);
  if (empty >= 0) throw invalid(`asked[${empty}]`, 'two letters or digits at least');
  // The same but for capitals and accents is the same.
  const asked = [...new Map(given.map((one) => [folded(one).replace(/[?!.\s]+$/, ''), one])).values()];
  const before = (await askedOf(tx, id, language)).map(({ words }) => words);
  await dropAskedBut(tx, id, language, asked);
  const at = ctx.clock.now();
  const addedBy = actorId(ctx.actor);
  for (const [position, words] of asked.entries())
    await saveAsked(tx, { articleId: id, language, words, position, source: 'author', addedBy, addedAt: at });
  await reindexArticle(tx, id, language);
  await tellArticle(tx, ctx, article, 'asked', {
    before: { language, asked: before },
    after: { language, asked },
  });
  return { items: await askedOf(tx, id) };
}

export type Settled = 'asked' | 'article' | 'synonym' | 'dismissed';

/**
 * Sees to what was looked for in vain: an article answers it and is found by it from now on, or something else was done.
 * Listed again only when it is looked for in vain again. @throws Problem 403, 404, 422 naming the field
 */
export async function settleSearch(
  tx: Tx,
  ctx: Ctx,
  input: { words: string; language: string; how: Settled; articleId: string | null },
): Promise<void> {
  const { words, language, how, articleId } = input;
  if (how === 'asked') {
    if (articleId === null) throw invalid('articleId', 'the article that answers it');
    const article = await accessArticle(tx, ctx.actor, articleId, 'knowledge.write', true);
    if (allWords(words).length === 0) throw invalid('words', 'two letters or digits at least');
    const there = await askedOf(tx, articleId, language);
    if (there.length >= most)
      throw invalid('articleId', 'it has 60 ways of asking already: take some away first');
    await saveAsked(tx, {
      articleId,
      language,
      words,
      position: there.length,
      source: 'search',
      addedBy: actorId(ctx.actor),
      addedAt: ctx.clock.now(),
    });
    await reindexArticle(tx, articleId, language);
    await tellArticle(tx, ctx, article, 'asked', { after: { language, added: words } });
  } else if (articleId !== null) await accessArticle(tx, ctx.actor, articleId, 'knowledge.read');
  await settle(tx, { language, words, how, articleId, by: actorId(ctx.actor), at: ctx.clock.now() });
  await audit(tx, ctx.actor, {
    action: 'article-search.settled',
    objectType: 'article-search',
    objectId: null,
    after: { language, words, how, articleId },
  });
}
