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
  dueAt: string | null;
  mark: Mark;
}
/** How many marks were reached where: what is told of many at once. */
export interface Sum {
  serviceId: string;
  teamId: string | null;
  clocks: number;
  warned: number;
  breached: number;
}
export interface Taken {
  clocks: number;
  marks: number;
  /** Up to when clocks were looked at; what comes next is later. */
  last: Date | null;
  /** Each mark, if they are few enough to be told one by one. */
  each: Reached[] | null;
  sums: Sum[];
}

/**
 * Takes what time has reached of running clocks, so many clocks at a time, and writes it into their logs: one statement for
 * all of them, the twin of `reachedOf`. Whoever else is at the same work takes others.
 * @param few as many marks are told one by one
 */
export async function takeReached(
  tx: Tx,
  now: Date,
  { limit, few, after }: { limit: number; few: number; after: Date | null },
): Promise<Taken> {
  const { rows } = await sql<Omit<Taken, 'sums'> & { sums: Sum[] | null }>`
    with due as materialized (
      select id, marks, next_at from clocks.clock
      where state = 'running' and next_at <= ${now} ${after === null ? sql`` : sql`and next_at >= ${after}`}
      order by next_at limit ${limit} for update skip locked
    ), mark as materialized (
      select d.id, y.mark, y.place, (y.mark ->> 'at')::timestamptz as at, y.mark ->> 'kind' as kind
      from due as d cross join lateral jsonb_array_elements(d.marks) with ordinality as y (mark, place)
      where (y.mark ->> 'at')::timestamptz <= ${now}
    ), changed as (
      update clocks.clock as c set
        marks = l.marks, next_at = l.next_at, breached_at = coalesce(c.breached_at, l.breached_at), told_at = ${now}::timestamptz
      from due as d cross join lateral (
        select coalesce(jsonb_agg(x.mark order by x.place) filter (where x.at > ${now}), '[]') as marks,
          min(x.at) filter (where x.at > ${now}) as next_at,
          min(x.at) filter (where x.at <= ${now} and x.kind = 'breach') as breached_at,
          count(*) filter (where x.at <= ${now} and x.kind = 'warn') as warned,
          count(*) filter (where x.at <= ${now} and x.kind = 'breach') as breached
        from (select mark, place, (mark ->> 'at')::timestamptz as at, mark ->> 'kind' as kind
          from jsonb_array_elements(d.marks) with ordinality as y (mark, place)) as x
      ) as l
      where c.id = d.id
      returning c.id, c.subject_id, c.subject_kind, c.subject_label, c.key, c.service_id, c.team_id, c.owner_id, c.due_at,
        l.warned, l.breached
    ), logged as (
      insert into clocks.event (clock_id, kind, at, actor, data)
      select id, kind, at, 'system', jsonb_build_object('level', mark -> 'level') from mark order by id, place
    ), summed as materialized (
      select service_id, team_id, count(*) as clocks, sum(warned) as warned, sum(breached) as breached from changed group by 1, 2
    ), counted as materialized (
      select coalesce(sum(clocks), 0)::int as clocks, coalesce(sum(warned + breached), 0)::int as marks from summed
    )
    select counted.clocks, counted.marks, (select max(next_at) from due) as last,
      case when counted.marks <= ${few} then (
        select coalesce(jsonb_agg(jsonb_build_object('clock', c.id, 'subject', c.subject_id, 'subjectKind', c.subject_kind,
          'label', c.subject_label, 'key', c.key, 'serviceId', c.service_id, 'teamId', c.team_id, 'ownerId', c.owner_id,
          'dueAt', to_char(c.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'mark', m.mark) order by m.at, m.id, m.place), '[]')
        from mark as m join changed as c on c.id = m.id) end as each,
      (select jsonb_agg(jsonb_build_object('serviceId', s.service_id, 'teamId', s.team_id, 'clocks', s.clocks,
        'warned', s.warned, 'breached', s.breached)) from summed as s) as sums
    from counted`.execute(tx);
  const { sums, ...taken } = rows[0]!;
  return { ...taken, sums: sums ?? [] };
}
