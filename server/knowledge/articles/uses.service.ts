import { invalid, newId, notFound, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessArticle } from './access.service.ts';
import { readVersion, type ReadVersion } from './articles.read.ts';
import { truePath } from './articles.rules.ts';
import { findArticle } from './articles.store.ts';
import { knowledgeMeans } from './lent.ts';
import { readerOf, thePublic } from './scope.read.ts';
import { openTask } from './tasks.store.ts';
import { usesIn, type UseRow } from './uses.read.ts';
import { insertFeedback, insertUse, type How } from './uses.store.ts';

const staffId = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);

async function contactPlace(tx: Tx, ctx: Ctx, contactId: string | null) {
  if (contactId === null) return null;
  const place = await knowledgeMeans().seesContact(tx, ctx.actor, contactId, 'contact.read');
  if (place === null) throw invalid('contactId', 'no such contact');
  return place;
}

/**
 * Notes that an article was of use, and on which contact; of a guide or tree with the path that was taken through it.
 * @throws Problem 404, 422 `contactId` or `path`
 */
export async function noteUse(
  tx: Tx,
  ctx: Ctx,
  articleId: string,
  use: {
    language: string;
    contactId: string | null;
    how: How;
    path: { step: string; answer: string | null }[];
    ended: boolean;
  },
): Promise<{ id: string }> {
  await accessArticle(tx, ctx.actor, articleId, 'knowledge.read');
  const place = await contactPlace(tx, ctx, use.contactId);
  const at = ctx.clock.now();
  const read = await readVersion(tx, readerOf(ctx.actor), { id: articleId }, use.language, at);
  if (read === null) throw notFound('article');
  const path = truePath(read.steps, use.path);
  if (path.length !== use.path.length) throw invalid(`path[${path.length}].step`, 'no such step');
  if (use.how === 'walked' && path.length === 0) throw invalid('path', 'one step at least');
  const id = newId();
  await insertUse(tx, {
    id,
    articleId,
    versionId: read.id,
    contactId: use.contactId,
    staffId: staffId(ctx),
    how: use.how,
    at,
    path: JSON.stringify(path),
    endedAt: use.ended ? at : null,
  });
  if (use.contactId !== null && place !== null)
    await record(tx, ctx.actor, {
      kind: 'article.used',
      subjectId: use.contactId,
      ...place,
      data: { contact: use.contactId, article: articleId, code: read.code, how: use.how },
    });
  return { id };
}

/** What was of use in a contact, for who may see that contact; articles for other eyes are named by their code only. @throws Problem 404 */
export async function usesOfContact(ctx: Ctx, contactId: string): Promise<{ items: UseRow[] }> {
  if ((await knowledgeMeans().seesContact(ctx.db, ctx.actor, contactId, 'contact.read')) === null)
    throw notFound('contact');
  return { items: await usesIn(ctx.db, contactId) };
}

export interface Said {
  language: string;
  useful: boolean | null;
  words: string;
  contactId: string | null;
}

/** What an agent says of an article. Words, or that it was of no use, open a task of the article's owner. @throws Problem 404, 422 */
export async function feedbackOfStaff(tx: Tx, ctx: Ctx, articleId: string, said: Said): Promise<void> {
  await accessArticle(tx, ctx.actor, articleId, 'knowledge.read');
  await contactPlace(tx, ctx, said.contactId);
  if (said.useful === null && said.words === '') throw invalid('words', 'say what is missing');
  const at = ctx.clock.now();
  const read = await readVersion(tx, readerOf(ctx.actor), { id: articleId }, said.language, at);
  await keepFeedback(tx, ctx, articleId, read, said, 'staff');
}

/** What a reader of the help site says. Only of what they can read. @throws Problem 404 */
export async function feedbackOfPublic(
  tx: Tx,
  ctx: Ctx,
  code: string,
  said: Omit<Said, 'contactId'>,
): Promise<void> {
  const read = await readVersion(tx, thePublic, { code }, said.language, ctx.clock.now());
  if (read === null) throw notFound('article');
  await keepFeedback(tx, ctx, read.articleId, read, { ...said, contactId: null }, 'customer');
}

async function keepFeedback(
  tx: Tx,
  ctx: Ctx,
  articleId: string,
  read: ReadVersion | null,
  said: Said,
  sender: 'staff' | 'customer',
): Promise<void> {
  const article = await findArticle(tx, articleId);
  if (article === null) throw notFound('article');
  const language = read?.language ?? said.language;
  const asks = said.words !== '' || said.useful === false;
  const task = asks
    ? await openTask(tx, ctx, {
        kind: 'feedback',
        article,
        language,
        assigneeId: article.ownerId,
        dueOn: null,
      })
    : null;
  await insertFeedback(tx, {
    id: newId(),
    articleId,
    versionId: read?.id ?? null,
    taskId: task?.id ?? null,
    language,
    sender,
    staffId: staffId(ctx),
    contactId: said.contactId,
    useful: said.useful,
    words: said.words,
    at: ctx.clock.now(),
  });
}
