import { notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessArticle, actorId, tellArticle } from './access.service.ts';
import {
  saveArticle,
  saveVersion,
  versionsOf,
  type ArticleRecord,
  type VersionRecord,
} from './articles.store.ts';
import { openVersion } from './drafts.service.ts';
import { unindexVersions } from './index.store.ts';
import { indexPublished } from './indexing.service.ts';
import { approved, endedBy, givenBack, type Decision } from '../versions.rules.ts';
import { endTasks, openTask } from './tasks.store.ts';

/**
 * Publishes what somebody else has written and handed in, at once or from a moment on, or gives it back with a reason. The
 * version in force ends where the new one begins; words enter and leave the index in the same transaction.
 * @throws Problem 404, 403, 409 `own_work`, 422 naming the field
 */
export async function decideDraft(
  tx: Tx,
  ctx: Ctx,
  id: string,
  language: string,
  decision: Decision,
): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.approve', true);
  const version = await openVersion(tx, id, language, 'submitted');
  if (version === undefined) throw notFound('submitted draft');
  const at = ctx.clock.now();
  if (!decision.publish) {
    await saveVersion(tx, givenBack(version, decision.reason));
    await endTasks(tx, ctx, id, 'approval', language);
    await tellArticle(tx, ctx, article, 'returned', {
      after: { language, number: version.number },
      reason: decision.reason,
    });
    return;
  }
  const published = approved(version, actorId(ctx.actor), decision, at);
  await endOlder(tx, published, at);
  await saveVersion(tx, published);
  await indexPublished(tx, published);
  if (decision.reviewOn !== null) await saveArticle(tx, { ...article, reviewOn: decision.reviewOn }, at);
  await endTasks(tx, ctx, id, 'approval', language);
  await endTasks(tx, ctx, id, 'translation', language);
  if (language === article.language) await askForTranslations(tx, ctx, article, published);
  await tellArticle(tx, ctx, article, 'published', {
    after: {
      language,
      number: published.number,
      validFrom: published.validFrom,
      validTo: published.validTo,
    },
    reason: decision.reason === '' ? null : decision.reason,
  });
}

/** What is in force or was to come ends where the new version begins. */
async function endOlder(tx: Tx, published: VersionRecord & { validFrom: Date }, at: Date): Promise<void> {
  const gone: string[] = [];
  for (const old of await versionsOf(tx, published.articleId)) {
    const ended = endedBy(old, published, at);
    if (ended === null) continue;
    await saveVersion(tx, ended);
    if (ended.state === 'withdrawn') gone.push(old.id);
  }
  await unindexVersions(tx, gone);
}

async function askForTranslations(
  tx: Tx,
  ctx: Ctx,
  article: ArticleRecord,
  original: VersionRecord,
): Promise<void> {
  const behind = (await versionsOf(tx, article.id)).filter(
    (one) =>
      one.state === 'published' &&
      one.language !== article.language &&
      (one.sourceNumber ?? 0) < original.number,
  );
  for (const language of new Set(behind.map((one) => one.language)))
    await openTask(tx, ctx, {
      kind: 'translation',
      article,
      language,
      assigneeId: article.ownerId,
      dueOn: null,
    });
}

/** @throws Problem 404, 403 */
export async function withdrawArticle(
  tx: Tx,
  ctx: Ctx,
  id: string,
  { language, reason }: { language: string; reason: string },
): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.approve', true);
  const at = ctx.clock.now();
  const published = (await versionsOf(tx, id)).filter(
    (one) => one.language === language && one.state === 'published',
  );
  if (published.length === 0) throw notFound('published version');
  for (const one of published)
    await saveVersion(tx, {
      ...one,
      state: 'withdrawn',
      note: reason,
      validTo: one.validFrom! < at ? at : one.validTo,
    });
  await unindexVersions(
    tx,
    published.map((one) => one.id),
  );
  await tellArticle(tx, ctx, article, 'withdrawn', { before: { language }, reason });
}
