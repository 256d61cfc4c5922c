import { sql, type Tx } from '#server/platform/index.ts';
import type { Mark } from './clock.rules.ts';

/** A mark of a clock that time has reached. */
export interface Reached {
  clock: string;
  subject: string;
  subjectKind: string;
  label: string;
  key: string;
  serviceId: string;
  teamId: string | null;
  ownerId: string | null;
  dueAt: Date | null;
  mark: Mark;
}

/**
 * Takes what time has reached of running clocks, some clocks at a time, and writes it into their logs: one statement for
 * all of them, whoever else is at the same work takes others.
 */
export async function takeReached(tx: Tx, now: Date, limit: number): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    with due as materialized (
      select id, marks from clocks.clock where state = 'running' and next_at <= ${now}
      order by next_at limit ${limit} for update skip locked
    ), reached as materialized (
      select d.id, m.mark from due as d cross join lateral jsonb_array_elements(d.marks) as m (mark)
      where (m.mark ->> 'at')::timestamptz <= ${now}
    ), changed as (
      update clocks.clock as c set
        marks = left_over.marks, next_at = left_over.next_at,
        breached_at = coalesce(c.breached_at, left_over.breached_at)
      from due as d cross join lateral (
        select coalesce(jsonb_agg(x.mark order by x.place) filter (where x.at > ${now}), '[]') as marks,
          min(x.at) filter (where x.at > ${now}) as next_at,
          min(x.at) filter (where x.at <= ${now} and x.mark ->> 'kind' = 'breach') as breached_at
        from (select mark, place, (mark ->> 'at')::timestamptz as at
          from jsonb_array_elements(d.marks) with ordinality as y (mark, place)) as x
      ) as left_over
      where c.id = d.id
      returning c.id, c.subject_id, c.subject_kind, c.subject_label, c.key, c.service_id, c.team_id, c.owner_id, c.due_at
    ), logged as (
      insert into clocks.event (clock_id, kind, at, actor, data)
      select id, mark ->> 'kind', (mark ->> 'at')::timestamptz, 'system', jsonb_build_object('level', mark -> 'level')
      from reached order by id, mark ->> 'at'
    )
    select c.id as clock, c.subject_id as subject, c.subject_kind, c.subject_label as label, c.key, c.service_id, c.team_id,
      c.owner_id, c.due_at, r.mark
    from reached as r join changed as c on c.id = r.id`.execute(tx);
  return rows;
}
