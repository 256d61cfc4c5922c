import { invalid, newId, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessArticle, actorId, tellArticle } from './access.service.ts';
import { wrongSteps } from './articles.rules.ts';
import {
  deleteVersion,
  saveVersion,
  versionsOf,
  type ArticleRecord,
  type VersionWords,
} from './articles.store.ts';
import { nextDraft } from '../versions.rules.ts';
import { openTask } from './tasks.store.ts';

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

/** Writes a draft of an article that is held. @throws Problem 409, 422 naming the field */
export async function putDraft(
  tx: Tx,
  ctx: Ctx,
  article: ArticleRecord,
  language: string,
  draft: { words: VersionWords; revision: number | null; sourceNumber: number | null },
): Promise<void> {
  const wrong = wrongSteps(article.kind, draft.words.steps);
  if (wrong !== null) throw invalid(wrong.field, wrong.message);
  const { head } = nextDraft(
    await versionsOf(tx, article.id),
    { ...draft, main: article.language, language },
    { id: newId(), author: actorId(ctx.actor), at: ctx.clock.now() },
  );
  await saveVersion(tx, { ...head, articleId: article.id, ...draft.words });
  await tellArticle(tx, ctx, article, 'drafted', { after: { language, title: draft.words.title } });
}

/** What is being written, or has been handed in, of an article in a language. */
export const openVersion = async (
  tx: Tx,
  articleId: string,
  language: string,
  state: 'draft' | 'submitted',
) => (await versionsOf(tx, articleId)).find((one) => one.language === language && one.state === state);

/** @throws Problem 404, 403 */
export async function dropDraft(tx: Tx, ctx: Ctx, id: string, language: string): Promise<void> {
  const article = await accessArticle(tx, ctx.actor, id, 'knowledge.write', true);
  const draft = await openVersion(tx, id, language, 'draft');
  if (draft === undefined) throw notFound('draft');
  await deleteVersion(tx, draft.id);
  await tellArticle(tx, ctx, article, 'draft-dropped', { before: { language, title: draft.title } });
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
  await tellArticle(tx, ctx, article, 'submitted', { after: { language, number: draft.number } });
}
