import type { z } from 'zod';
import type { articleFull, articleToRead } from '#contract/articles.ts';
import { findService, staffNames } from '#server/access/index.ts';
import {
  can,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { classificationExists } from '../knowledge.store.ts';
import {
  accessArticle,
  actorId,
  mayHere,
  placeOf,
  tellArticle,
  type ArticleInput,
} from './access.service.ts';
import { listArticleRows, readVersion, type ListQuery } from './articles.read.ts';
import { saveArticle, versionsOf, type ArticleRecord, type VersionWords } from './articles.store.ts';
import { putDraft } from './drafts.service.ts';
import { filesOf } from './files.store.ts';
import { readerOf } from './scope.read.ts';
import { helpPath } from './search.service.ts';
import { endTasks } from './tasks.store.ts';
import { findTeam } from './uses.read.ts';

type Full = z.input<typeof articleFull>;

export const listArticles = (ctx: Ctx, query: ListQuery) =>
  listArticleRows(ctx.db, readerOf(ctx.actor), {
    ...query,
    at: ctx.clock.now(),
    writes: can(ctx.actor, 'knowledge.write') || can(ctx.actor, 'admin.read'),
  });

/** An article with all that was written of it, for who writes or looks after the rest. @throws Problem 404 */
export async function fullArticle(db: Db | Tx, ctx: Ctx, id: string): Promise<Full> {
  const article = await accessArticle(db, ctx.actor, id, 'knowledge.read');
  const writes = can(ctx.actor, 'knowledge.write') || can(ctx.actor, 'admin.read');
  const at = ctx.clock.now();
  const query = { language: article.language, limit: 1, at, writes, id };
  const [row] = (await listArticleRows(db, readerOf(ctx.actor), query)).items;
  if (row === undefined) throw notFound('article');
  const versions = (await versionsOf(db, id)).filter((one) => writes || one.state === 'published');
  const people = versions.flatMap(({ authorId, approvedBy }) => [authorId, approvedBy]);
  const names = await staffNames(db, [...new Set(people.filter((one) => one !== null))]);
  const nameOf = (one: string | null) => (one === null ? null : (names.get(one) ?? null));
  return {
    ...row,
    versions: versions.map((one) => ({
      ...one,
      authorName: nameOf(one.authorId),
      approvedByName: nameOf(one.approvedBy),
    })),
    files: await filesOf(db, id, false),
    mayWrite: mayHere(ctx.actor, article, 'knowledge.write'),
    mayApprove: mayHere(ctx.actor, article, 'knowledge.approve'),
  };
}

/** What is published of an article, in the language asked for or the nearest; says so when it is another. @throws Problem 404 */
export async function articleReading(
  ctx: Ctx,
  id: string,
  language: string,
): Promise<z.input<typeof articleToRead>> {
  const found = await readVersion(ctx.db, readerOf(ctx.actor), { id }, language, ctx.clock.now());
  if (found === null) throw notFound('article');
  const path = helpPath(found);
  return {
    ...found,
    state: 'published',
    revision: 0,
    sourceNumber: null,
    authorId: null,
    authorName: null,
    submittedBy: null,
    submittedAt: null,
    approvedByName: null,
    note: null,
    fallback: found.language !== language,
    files: await filesOf(ctx.db, id, false),
    helpUrl: path === null ? null : new URL(path, ctx.platform.config.publicUrl).href,
  };
}

/** @returns the properties as they are kept: an office's article is of the service of its team */
async function check(tx: Tx, ctx: Ctx, given: ArticleInput): Promise<ArticleInput> {
  const team = given.teamId === null ? null : await findTeam(tx, given.teamId);
  if (given.teamId !== null && team === null) throw invalid('teamId', 'no such team');
  const ofTeam = given.audience === 'office' ? (team?.serviceId ?? null) : null;
  if (ofTeam !== null && given.serviceId !== null && given.serviceId !== ofTeam)
    throw invalid('teamId', 'a team of the service');
  const input = { ...given, serviceId: given.serviceId ?? ofTeam };
  if (input.serviceId !== null && (await findService(tx, input.serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (input.audience === 'office' && input.teamId === null)
    throw invalid('teamId', 'an article for one office names its team');
  if (input.classificationId !== null && !(await classificationExists(tx, input.classificationId)))
    throw invalid('classificationId', 'no such node');
  if (input.ownerId !== null && !(await staffNames(tx, [input.ownerId])).has(input.ownerId))
    throw invalid('ownerId', 'no such member of staff');
  if (!inScope(scopeOf(ctx.actor, 'knowledge.write'), placeOf(input)))
    throw input.serviceId === null
      ? forbidden('knowledge.write')
      : invalid('serviceId', 'a service whose knowledge you administer', 'out_of_scope');
  return input;
}

const taken = (error: unknown): unknown =>
  isUniqueViolation(error, 'article_code_key') ? invalid('code', 'already in use', 'taken') : error;

/** @throws Problem 403, 422 naming the field */
export async function createArticle(
  tx: Tx,
  ctx: Ctx,
  input: ArticleInput & VersionWords,
): Promise<ArticleRecord> {
  const { title, summary, body, keywords, steps, ...given } = input;
  const properties = await check(tx, ctx, given);
  const article: ArticleRecord = {
    id: newId(),
    ...properties,
    ownerId: properties.ownerId ?? actorId(ctx.actor),
  };
  try {
    await saveArticle(tx, article, ctx.clock.now());
  } catch (error) {
    throw taken(error);
  }
  await tellArticle(tx, ctx, article, 'created', { after: article });
  await putDraft(tx, ctx, article, article.language, {
    words: { title, summary, body, keywords, steps },
    revision: null,
    sourceNumber: null,
  });
  return article;
}

/** Changes what an article is, not what it says. @throws Problem 403, 404, 422 naming the field */
export async function updateArticle(tx: Tx, ctx: Ctx, id: string, input: ArticleInput): Promise<void> {
  const before = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  if (input.kind !== before.kind) throw invalid('kind', 'does not change any more');
  if (input.language !== before.language) throw invalid('language', 'does not change any more');
  const after: ArticleRecord = { id, ...(await check(tx, ctx, input)) };
  // Who reads it is decided with its publication: a change of the audience is one.
  if (before.audience !== after.audience && !mayHere(ctx.actor, before, 'knowledge.approve'))
    throw forbidden('knowledge.approve');
  try {
    await saveArticle(tx, after, ctx.clock.now());
  } catch (error) {
    throw taken(error);
  }
  if (after.reviewOn !== before.reviewOn) await endTasks(tx, ctx, id, 'review', null);
  await tellArticle(tx, ctx, after, 'changed', { before, after });
}
