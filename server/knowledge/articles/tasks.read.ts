import type { z } from 'zod';
import type { articleTask } from '#contract/article-work.ts';
import {
  decodeCursor,
  pageOf,
  scopeFilter,
  scopeOf,
  sql,
  type Actor,
  type Db,
} from '#server/platform/index.ts';
import { readable, readerOf } from './scope.read.ts';

type TaskView = z.input<typeof articleTask>;
export interface TaskQuery {
  mine: 'true' | 'false';
  state: 'open' | 'ended';
  limit: number;
  cursor?: string | undefined;
}

export async function taskRows(db: Db, actor: Actor, query: TaskQuery) {
  const after = decodeCursor(query.cursor, 2);
  const open = query.state === 'open';
  const key = open ? sql`t.opened_at` : sql`t.ended_at`;
  const side = open ? sql`>` : sql`<`;
  const order = open ? sql`asc` : sql`desc`;
  const cursor =
    after === null
      ? sql`true`
      : sql`(${key}, t.id) ${side} (${new Date(Number(after[0]) || 0)}, (select max(id::text)::uuid from knowledge.task where id::text = ${String(after[1])}))`;
  const { rows } = await sql<TaskView & { openedAt: Date; endedAt: Date | null }>`
    select t.id, t.kind, t.state, t.article_id, a.code, coalesce(w.title, a.code) as title, t.language, t.assignee_id,
      s.name as assignee_name, t.opened_at, t.due_on, t.ended_at, t.note, coalesce((
        select json_agg(json_build_object('at', f.at, 'sender', f.sender, 'staffName', p.name, 'useful', f.useful, 'words', f.words) order by f.at desc)
        from (select * from knowledge.feedback x where x.task_id = t.id order by x.at desc limit 20) f
          left join access.staff p on p.id = f.staff_id), '[]') as feedback
    from knowledge.task t join knowledge.article a on a.id = t.article_id left join access.staff s on s.id = t.assignee_id
      left join lateral (select v.title from knowledge.article_version v where v.article_id = a.id and v.state <> 'withdrawn'
        order by v.language = a.language desc, v.number desc limit 1) w on true
    where ${readable(readerOf(actor))}
      and ${scopeFilter(scopeOf(actor, 'knowledge.write'), sql`a.service_id`, sql`a.team_id`)}
      and t.state = any (${open ? ['open', 'in_progress'] : ['done', 'dismissed']}::text[])
      and ${query.mine === 'true' ? sql`t.assignee_id = ${actor.id}` : sql`true`} and ${cursor}
    order by ${key} ${order}, t.id ${order} limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [(open ? row.openedAt : row.endedAt!).getTime(), row.id]);
}

/** Articles whose review date has come and for which no task has been opened yet. */
export async function dueReviews(db: Db, at: Date) {
  const { rows } = await sql<{ id: string; reviewOn: string; ownerId: string | null }>`
    select a.id, a.review_on, a.owner_id from knowledge.article a where a.active and a.review_on <= ${at}::date and not exists (
      select from knowledge.task t where t.article_id = a.id and t.kind = 'review' and (t.state in ('open', 'in_progress') or t.due_on = a.review_on))
    order by a.review_on limit 500`.execute(db);
  return rows;
}
