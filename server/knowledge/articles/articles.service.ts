import type { z } from 'zod';
import type { articleFull, articleToRead } from '#contract/articles.ts';
import { plainText } from '#contract/pure/article-text.ts';
import { findService, staffNames } from '#server/access/index.ts';
import {
  audit,
  can,
  conflict,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  record,
  scopeOf,
  type Actor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { classificationExists } from '../knowledge.store.ts';
import { listArticleRows, readVersion, type ListQuery } from './articles.read.ts';
import { stepsText, wrongSteps } from './articles.rules.ts';
import {
  deleteVersion,
  findArticle,
  saveArticle,
  saveVersion,
  versionsOf,
  type ArticleRecord,
  type VersionRecord,
  type VersionWords,
} from './articles.store.ts';
import { filesOf } from './files.store.ts';
import { indexVersion, unindexVersions } from './index.store.ts';
import { mayRead, readerOf } from './scope.read.ts';
import { helpPath } from './search.service.ts';
import { endTasks, openTask } from './tasks.store.ts';
import { findTeam } from './uses.read.ts';

type Full = z.input<typeof articleFull>;
type Needs = 'knowledge.read' | 'knowledge.write' | 'knowledge.approve';
export type ArticleInput = Omit<ArticleRecord, 'id'>;

const place = ({ serviceId, teamId }: { serviceId: string | null; teamId: string | null }) => ({
  serviceId,
  teamId,
});
/** Whether an actor may do something with an article where it lies; one of no service is for who may everywhere. */
const mayHere = (actor: Actor, article: ArticleRecord, needs: Needs): boolean =>
  inScope(scopeOf(actor, needs), place(article));

/** An article, for who may. @throws Problem 404 where it cannot be read, 403 where it can and not be changed */
export async function accessArticle(
  db: Db | Tx,
  actor: Actor,
  id: string,
  needs: Needs,
  lock = false,
): Promise<ArticleRecord> {
  const article = await findArticle(db, id, lock);
  if (article === null || !mayRead(readerOf(actor), article)) throw notFound('article');
  if (needs !== 'knowledge.read' && !mayHere(actor, article, needs)) throw forbidden(needs);
  return article;
}

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
  if (!inScope(scopeOf(ctx.actor, 'knowledge.write'), place(input)))
    throw input.serviceId === null
      ? forbidden('knowledge.write')
      : invalid('serviceId', 'a service whose knowledge you administer', 'out_of_scope');
  return input;
}

const taken = (error: unknown): unknown =>
  isUniqueViolation(error, 'article_code_key') ? invalid('code', 'already in use', 'taken') : error;

const actorId = (actor: Actor): string | null => (actor.kind === 'staff' ? actor.id : null);

async function tell(
  tx: Tx,
  ctx: Ctx,
  article: ArticleRecord,
  action: string,
  entry: { before?: unknown; after?: unknown; reason?: string | null },
): Promise<void> {
  await audit(tx, ctx.actor, {
    action: `article.${action}`,
    objectType: 'article',
    objectId: article.id,
    serviceId: article.serviceId,
    ...entry,
  });
  await record(tx, ctx.actor, {
    kind: 'article.changed',
    subjectId: article.id,
    serviceId: article.serviceId,
    teamId: article.audience === 'office' ? article.teamId : null,
    data: { article: article.id, code: article.code, action },
  });
}

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
  await tell(tx, ctx, article, 'created', { after: article });
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
  await tell(tx, ctx, after, 'changed', { before, after });
}

/** Writes the next version's draft. @throws Problem 404, 403, 409 `draft_changed`, `submitted`, 422 naming the field */
export async function saveDraft(
  tx: Tx,
  ctx: Ctx,
  id: string,
  language: string,
  draft: { words: VersionWords; revision: number | null; sourceNumber: number | null },
): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  await putDraft(tx, ctx, article, language, draft);
}

async function putDraft(
  tx: Tx,
  ctx: Ctx,
  article: ArticleRecord,
  language: string,
  draft: { words: VersionWords; revision: number | null; sourceNumber: number | null },
): Promise<void> {
  const wrong = wrongSteps(article.kind, draft.words.steps);
  if (wrong !== null) throw invalid(wrong.field, wrong.message);
  const all = await versionsOf(tx, article.id);
  const mine = all.filter((one) => one.language === language);
  const open = mine.find(({ state }) => state === 'draft' || state === 'submitted');
  if (open?.state === 'submitted')
    throw conflict('submitted', 'It has been handed in: give it back before it is changed.');
  if ((open?.revision ?? null) !== draft.revision)
    throw conflict('draft_changed', 'Somebody has changed the draft meanwhile: read it again.', {
      revision: open?.revision ?? null,
    });
  const originals = all.filter((one) => one.language === article.language && one.state === 'published');
  const newest = Math.max(0, ...originals.map(({ number }) => number));
  const sourceNumber = language === article.language ? null : (draft.sourceNumber ?? newest);
  if (sourceNumber !== null && sourceNumber > newest)
    throw invalid('sourceNumber', 'no such version of the original');
  await saveVersion(tx, {
    id: open?.id ?? newId(),
    articleId: article.id,
    language,
    number: open?.number ?? Math.max(0, ...mine.map(({ number }) => number)) + 1,
    state: 'draft',
    ...draft.words,
    sourceNumber,
    revision: (open?.revision ?? 0) + 1,
    authorId: actorId(ctx.actor),
    changedAt: ctx.clock.now(),
    submittedBy: null,
    submittedAt: null,
    approvedBy: null,
    approvedAt: null,
    note: open?.note ?? null,
    validFrom: null,
    validTo: null,
  });
  await tell(tx, ctx, article, 'drafted', { after: { language, title: draft.words.title } });
}

const openVersion = async (tx: Tx, articleId: string, language: string, state: 'draft' | 'submitted') =>
  (await versionsOf(tx, articleId)).find((one) => one.language === language && one.state === state);

/** @throws Problem 404, 403 */
export async function dropDraft(tx: Tx, ctx: Ctx, id: string, language: string): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  const draft = await openVersion(tx, id, language, 'draft');
  if (draft === undefined) throw notFound('draft');
  await deleteVersion(tx, draft.id);
  await tell(tx, ctx, article, 'draft-dropped', { before: { language, title: draft.title } });
}

/** Hands a draft in: a task of those who approve. @throws Problem 404, 403, 422 naming what is missing */
export async function submitDraft(tx: Tx, ctx: Ctx, id: string, language: string): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  const draft = await openVersion(tx, id, language, 'draft');
  if (draft === undefined) throw notFound('draft');
  if (draft.summary === '') throw invalid('summary', 'the answer in two or three sentences');
  if (draft.body.trim() === '' && draft.steps.length === 0) throw invalid('body', 'says nothing yet');
  const at = ctx.clock.now();
  const submittedBy = actorId(ctx.actor);
  await saveVersion(tx, { ...draft, state: 'submitted', submittedBy, submittedAt: at, note: null });
  await openTask(tx, ctx, { kind: 'approval', article, language, assigneeId: null, dueOn: null });
  await tell(tx, ctx, article, 'submitted', { after: { language, number: draft.number } });
}

export interface Decision {
  publish: boolean;
  reason: string;
  validFrom: Date | null;
  validTo: Date | null;
  reviewOn: string | null;
}

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
  const me = actorId(ctx.actor);
  const at = ctx.clock.now();
  if (!decision.publish) {
    if (decision.reason.length < 3) throw invalid('reason', 'say what is to be changed');
    await saveVersion(tx, {
      ...version,
      state: 'draft',
      note: decision.reason,
      submittedBy: null,
      submittedAt: null,
    });
    await endTasks(tx, ctx, id, 'approval', language);
    await tell(tx, ctx, article, 'returned', {
      after: { language, number: version.number },
      reason: decision.reason,
    });
    return;
  }
  if (me !== null && (version.authorId === me || version.submittedBy === me))
    throw conflict('own_work', 'What one has written or handed in oneself, somebody else approves.');
  const validFrom = decision.validFrom !== null && decision.validFrom > at ? decision.validFrom : at;
  if (decision.validTo !== null && decision.validTo <= validFrom)
    throw invalid('validTo', 'after the beginning');
  const published: VersionRecord = {
    ...version,
    state: 'published',
    approvedBy: me,
    approvedAt: at,
    note: decision.reason === '' ? null : decision.reason,
    validFrom,
    validTo: decision.validTo,
  };
  await endOlder(tx, published, at);
  await saveVersion(tx, published);
  await indexVersion(tx, {
    id: published.id,
    language,
    title: published.title,
    keywords: published.keywords,
    summary: published.summary,
    body: `${plainText(published.body)}\n${stepsText(published.steps)}`,
  });
  if (decision.reviewOn !== null) await saveArticle(tx, { ...article, reviewOn: decision.reviewOn }, at);
  await endTasks(tx, ctx, id, 'approval', language);
  await endTasks(tx, ctx, id, 'translation', language);
  if (language === article.language) await askForTranslations(tx, ctx, article, published);
  await tell(tx, ctx, article, 'published', {
    after: { language, number: published.number, validFrom, validTo: decision.validTo },
    reason: decision.reason === '' ? null : decision.reason,
  });
}

/** What is in force or was to come ends where the new version begins. */
async function endOlder(tx: Tx, published: VersionRecord, at: Date): Promise<void> {
  const from = published.validFrom!;
  const gone: string[] = [];
  for (const old of await versionsOf(tx, published.articleId)) {
    if (old.language !== published.language || old.state !== 'published' || old.id === published.id) continue;
    if (old.validFrom! >= from || from <= at) {
      await saveVersion(tx, {
        ...old,
        state: 'withdrawn',
        validTo: old.validFrom! >= from ? old.validTo : from,
      });
      gone.push(old.id);
    } else if (old.validTo === null || old.validTo > from) await saveVersion(tx, { ...old, validTo: from });
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
  await tell(tx, ctx, article, 'withdrawn', { before: { language }, reason });
}
