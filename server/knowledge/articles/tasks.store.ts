import { newId, record, sql, type Ctx, type Tx } from '#server/platform/index.ts';
import type { ArticleRecord } from './articles.store.ts';

export type TaskKind = 'feedback' | 'review' | 'translation' | 'approval';

/** Opens work on an article, unless such is open already. @returns its id, and whether it is new */
export async function openTask(
  tx: Tx,
  ctx: Ctx,
  task: {
    kind: TaskKind;
    article: Pick<ArticleRecord, 'id' | 'code' | 'serviceId' | 'teamId'>;
    language: string | null;
    assigneeId: string | null;
    dueOn: string | null;
  },
): Promise<{ id: string; opened: boolean }> {
  const { kind, article, language, assigneeId, dueOn } = task;
  const { rows } = await sql<{ id: string; opened: boolean }>`
    insert into knowledge.task (id, kind, article_id, language, assignee_id, opened_at, due_on)
    values (${newId()}, ${kind}, ${article.id}, ${language}, ${assigneeId}, ${ctx.clock.now()}, ${dueOn}::date)
    on conflict (article_id, kind, coalesce(language, '')) where state in ('open', 'in_progress')
    do update set due_on = coalesce(knowledge.task.due_on, excluded.due_on)
    returning id, (xmax = 0) as opened`.execute(tx);
  const { id, opened } = rows[0]!;
  // The owner is told at once; who has none to be told finds it in the list.
  if (opened)
    await record(tx, ctx.actor, {
      kind: 'article.task',
      subjectId: article.id,
      serviceId: article.serviceId,
      ...(assigneeId === null ? {} : { staffId: assigneeId }),
      data: { task: id, article: article.id, code: article.code, about: kind, state: 'open' },
    });
  return { id, opened };
}

/** Ends open work of a kind: what it asked for has been done. */
export async function endTasks(
  tx: Tx,
  ctx: Ctx,
  articleId: string,
  kind: TaskKind,
  language: string | null,
): Promise<void> {
  await sql`update knowledge.task set state = 'done', ended_at = ${ctx.clock.now()},
      ended_by = ${ctx.actor.kind === 'staff' ? ctx.actor.id : null}
    where article_id = ${articleId} and kind = ${kind} and coalesce(language, '') = ${language ?? ''}
      and state in ('open', 'in_progress')`.execute(tx);
}

export async function lockTask(tx: Tx, id: string) {
  const { rows } = await sql<{ articleId: string; state: string; assigneeId: string | null; kind: TaskKind }>`
    select article_id, state, assignee_id, kind from knowledge.task where id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

/** An empty note leaves what was noted before. */
export async function saveTask(
  tx: Tx,
  id: string,
  task: {
    state: string;
    assigneeId: string | null;
    note: string;
    endedAt: Date | null;
    endedBy: string | null;
  },
): Promise<void> {
  await sql`update knowledge.task set state = ${task.state}, assignee_id = ${task.assigneeId},
      note = coalesce(nullif(${task.note}, ''), note), ended_at = ${task.endedAt}, ended_by = ${task.endedBy}
    where id = ${id}`.execute(tx);
}
