import { plainText } from '#contract/pure/article-text.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { stepsText } from './articles.rules.ts';
import { versionsOf, type VersionRecord } from './articles.store.ts';
import { askedOf, indexAsked } from './asked.store.ts';
import { indexedArticles, indexRulesOf, indexSynonyms, indexVersion, noteIndexRules } from './index.store.ts';
import { indexRules, type Fields } from './search.rules.ts';

/** What the index takes of a version: its words, and how people ask for them. */
const fieldsOf = (version: VersionRecord, asked: readonly string[]): Fields => ({
  title: version.title,
  keywords: version.keywords,
  summary: version.summary,
  body: `${plainText(version.body)}\n${stepsText(version.steps)}`,
  asked: asked.join('\n'),
});

/** Puts what is published, now or from a day on, into the index. */
export async function indexPublished(tx: Tx, version: VersionRecord): Promise<void> {
  const asked = await askedOf(tx, version.articleId, version.language);
  const fields = fieldsOf(
    version,
    asked.map(({ words }) => words),
  );
  await indexVersion(tx, { id: version.id, language: version.language, ...fields });
}

/** Puts an article anew into the index, in one language or in all. */
export async function reindexArticle(tx: Tx, articleId: string, language?: string): Promise<void> {
  for (const version of await versionsOf(tx, articleId))
    if (version.state === 'published' && (language === undefined || version.language === language))
      await indexPublished(tx, version);
}

const atOnce = 50;

/** Makes the index anew when the program knows other rules than it was made by. @returns how many articles were in it */
export async function renewIndex(ctx: Ctx): Promise<number> {
  if ((await indexRulesOf(ctx.db)) >= indexRules) return 0;
  await ctx.tx((tx) => indexSynonyms(tx, ctx.clock.now()));
  let done = 0;
  for (let after = ''; ;) {
    const ids = await indexedArticles(ctx.db, after, atOnce);
    for (const id of ids)
      await ctx.tx(async (tx) => {
        await indexAsked(tx, id);
        await reindexArticle(tx, id);
      });
    done += ids.length;
    if (ids.length < atOnce) break;
    after = ids.at(-1)!;
  }
  await ctx.tx((tx) => noteIndexRules(tx, indexRules));
  return done;
}
