import { staffNames } from '#server/access/index.ts';
import {
  audit,
  forbidden,
  inScope,
  invalid,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { findArticle } from './articles.store.ts';
import { mayRead, readerOf } from './scope.read.ts';
import { dueReviews, taskRows, type TaskQuery } from './tasks.read.ts';
import { lockTask, openTask, saveTask } from './tasks.store.ts';

/** Work on the articles that the caller may write: what is open, oldest first, or what has ended, newest first. */
export async function listTasks(ctx: Ctx, query: TaskQuery) {
  return taskRows(ctx.db, ctx.actor, query);
}

/** Takes a task, hands it over or ends it. @throws Problem 404, 403, 422 naming the field */
export async function changeTask(
  tx: Tx,
  ctx: Ctx,
  id: string,
  change: {
    state: 'open' | 'in_progress' | 'done' | 'dismissed';
    assigneeId?: string | null | undefined;
    note: string;
  },
): Promise<void> {
  const task = await lockTask(tx, id);
  const article = task === null ? null : await findArticle(tx, task.articleId);
  if (task === null || article === null || !mayRead(readerOf(ctx.actor), article)) throw notFound('task');
  if (
    !inScope(scopeOf(ctx.actor, 'knowledge.write'), { serviceId: article.serviceId, teamId: article.teamId })
  )
    throw forbidden('knowledge.write');
  const ends = change.state === 'done' || change.state === 'dismissed';
  if (change.state === 'dismissed' && change.note === '') throw invalid('note', 'say why nothing is done');
  if (change.assigneeId != null && !(await staffNames(tx, [change.assigneeId])).has(change.assigneeId))
    throw invalid('assigneeId', 'no such member of staff');
  const me = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
  const taken = change.state === 'in_progress' && task.assigneeId === null ? me : task.assigneeId;
  const assignee = change.assigneeId === undefined ? taken : change.assigneeId;
  const again = !ends && (task.state === 'done' || task.state === 'dismissed');
  if (again) throw invalid('state', 'it has ended; a new one is opened when there is need');
  await saveTask(tx, id, {
    state: change.state,
    assigneeId: assignee,
    note: change.note,
    endedAt: ends ? ctx.clock.now() : null,
    endedBy: ends ? me : null,
  });
  await audit(tx, ctx.actor, {
    action: 'article-task.changed',
    objectType: 'article-task',
    objectId: id,
    serviceId: article.serviceId,
    before: { state: task.state, assigneeId: task.assigneeId },
    after: { state: change.state, assigneeId: assignee },
    reason: change.note === '' ? null : change.note,
  });
  await record(tx, ctx.actor, {
    kind: 'article.task',
    subjectId: article.id,
    serviceId: article.serviceId,
    data: { task: id, article: article.id, code: article.code, about: task.kind, state: change.state },
  });
}

/** Opens a task for every article whose review date has come, once. @returns how many */
export async function openReviews(ctx: Ctx): Promise<number> {
  const at = ctx.clock.now();
  const rows = await dueReviews(ctx.db, at);
  for (const due of rows)
    await ctx.tx(async (tx) => {
      const article = await findArticle(tx, due.id, true);
      if (article === null) return;
      await openTask(tx, ctx, {
        kind: 'review',
        article,
        language: null,
        assigneeId: due.ownerId,
        dueOn: due.reviewOn,
      });
    });
  return rows.length;
}
