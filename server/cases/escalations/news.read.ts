import type { listEscalationNews, listReminders } from '#contract/escalations.ts';
import type { Output, Parsed } from '#contract/route.ts';
import { decodeCursor, isUuid, pageOf, sql, type Actor, type Db } from '#server/platform/index.ts';
import { joins, matching, visibleEscalation } from './escalations.read.ts';

const mostNews = 50;

/** What somebody must see of escalations and has not yet, of those that they still see; the newest first. */
export async function newsFor(db: Db, actor: Actor): Promise<Output<typeof listEscalationNews>['items']> {
  if (actor.kind !== 'staff' || actor.id === null) return [];
  const { rows } = await sql<Output<typeof listEscalationNews>['items'][number]>`
    select e.id as escalation, e.number, e.case_id as case, k.number as case_number, z.name as centre_name, n.about,
      left(case when n.about in ('answered', 'partly', 'returned') then coalesce(e.answer, e.question)
        when n.about in ('more', 'doubtful') then coalesce((select w.text from cases.word as w
          where w.escalation_id = e.id and w.kind = n.about order by w.at desc limit 1), e.question)
        else e.question end, 300) as text, n.at
    from cases.escalation_news as n join cases.escalation as e on e.id = n.escalation_id ${joins}
    where n.staff_id = ${actor.id}::uuid and n.seen_at is null
      and (n.about <> 'yours' or e.closed_at is null) and ${visibleEscalation(actor)}
    order by n.at desc, e.id limit ${mostNews}`.execute(db);
  return rows;
}

type Query = Parsed<typeof listReminders>['query'];
type Row = Output<typeof listReminders>['items'][number];

/** Reminders of the escalations that the actor may see: what went out, or what of the open ones is still to come. */
export async function reminderPage(db: Db, actor: Actor, query: Query, now: Date) {
  const sent = query.which === 'sent';
  const { centre, since, until, case: caseId } = query;
  const tests = [
    matching(actor, { centre, since, until, case: caseId }, now),
    sent ? sql<boolean>`r.sent_at is not null` : sql<boolean>`r.sent_at is null and e.closed_at is null`,
  ];
  if (query.whom !== undefined) tests.push(sql<boolean>`r.whom = ${query.whom}`);
  const at = sent ? sql`r.sent_at` : sql`r.planned_at`;
  const after = decodeCursor(query.cursor, 2);
  if (after !== null) {
    const [place, id] = after;
    const than = sent ? sql`<` : sql`>`;
    tests.push(
      typeof place === 'string' && typeof id === 'string' && isUuid(id)
        ? sql<boolean>`(${at}, r.id) ${than} (${place}::timestamptz, ${id}::uuid)`
        : sql<boolean>`false`,
    );
  }
  const order = sent ? sql`desc` : sql`asc`;
  const { rows } = await sql<Row & { place: string }>`
    select r.id, r.whom, r.percent, r.planned_at, r.sent_at, r.sent_by_name, r.sent_to, e.id as escalation,
      e.number as escalation_number, e.case_id as case, k.number as case_number, e.question, e.centre_id as centre,
      z.name as centre_name, e.due_at, ${at}::text as place
    from cases.reminder as r join cases.escalation as e on e.id = r.escalation_id ${joins}
    where ${sql.join(tests, sql` and `)} order by ${at} ${order}, r.id ${order} limit ${query.limit + 1}`.execute(
    db,
  );
  const page = pageOf(rows, query.limit, (row) => [row.place, row.id]);
  return { ...page, items: page.items.map(({ place: _place, ...row }) => row) };
}
