import type { CentreFigures } from '#contract/escalations.ts';
import { sql, type Actor, type Db } from '#server/platform/index.ts';
import { joins, matching } from './escalations.read.ts';

/**
 * How centres answered what was asked in a period, over the escalations that the actor may see. Seconds are of each
 * centre's own working time, as they were written down at the end. Shares are sums, never averages of shares.
 */
export async function centresReport(
  db: Db,
  actor: Actor,
  period: { since: string; until: string },
  now: Date,
): Promise<{ items: CentreFigures[]; total: Omit<CentreFigures, 'centre' | 'name'> | null }> {
  const { rows } = await sql<Omit<CentreFigures, 'withinPromise'> & { inTime: number; due: number }>`
    with seen as (
      select e.*, z.name, e.outcome in ('answered', 'partly') as is_answered,
        e.closed_at is null and e.due_at < ${now} as is_overdue
      from cases.escalation as e ${joins} where ${matching(actor, period, now)}),
    sent as (
      select r.escalation_id, count(*) filter (where r.whom = 'centre')::int as to_centre,
        count(*) filter (where r.whom = 'head')::int as to_head
      from seen as s join cases.reminder as r on r.escalation_id = s.id where r.sent_at is not null group by r.escalation_id)
    select s.centre_id as centre, s.name, count(*)::int as asked,
      (count(*) filter (where is_answered))::int as answered,
      (count(*) filter (where outcome = 'returned'))::int as returned,
      (count(*) filter (where closed_at is null))::int as open,
      (count(*) filter (where is_overdue))::int as overdue,
      (avg(seconds) filter (where is_answered))::float8 as average_seconds,
      (percentile_cont(0.5) within group (order by seconds) filter (where is_answered))::float8 as median_seconds,
      coalesce(sum(sent.to_centre), 0)::int as reminders, coalesce(sum(sent.to_head), 0)::int as reminders_to_head,
      (count(*) filter (where is_answered and closed_at <= due_at))::int as in_time,
      (count(*) filter (where is_answered or is_overdue))::int as due
    from seen as s left join sent on sent.escalation_id = s.id
    group by grouping sets ((s.centre_id, s.name), ()) order by s.name`.execute(db);
  const figures = rows.map(({ inTime, due, ...row }) => ({
    ...row,
    withinPromise: { numerator: inTime, denominator: due, value: due === 0 ? null : inTime / due },
  }));
  // Of nothing there is one line, the total of it.
  const total = figures.find(({ centre }) => centre === null);
  if (total === undefined || total.asked === 0) return { items: [], total: null };
  const { centre: _centre, name: _name, ...all } = total;
  return { items: figures.filter(({ centre }) => centre !== null), total: all };
}
