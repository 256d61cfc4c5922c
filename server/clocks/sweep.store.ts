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
/** Which half of all clocks: so many may look at once without meeting. */
export const halves = [0, 1] as const;
export type Half = (typeof halves)[number];
export interface Taken {
  /** How many marks were looked at; those that another process has in hand are not taken. */
  looked: number;
  /** Up to when; what comes next is not earlier. */
  last: Date | null;
  clocks: number;
  marks: number;
  /** Each mark, if they are few enough to be told one by one. */
  each: Reached[] | null;
  sums: Sum[];
}

/**
 * Takes what time has reached of running clocks, so many marks at a time, and writes it into their logs: one statement for
 * all of them, the twin of `reachedOf`. A clock that somebody moves meanwhile is left to the next look, and so is what
 * another process has taken.
 * @param few as many marks are told one by one
 * @param half of the clocks, whose marks the index has in order
 */
export async function takeReached(
  tx: Tx,
  now: Date,
  { limit, few, after, half }: { limit: number; few: number; after: Date | null; half: Half },
): Promise<Taken> {
  const { rows } = await sql<Omit<Taken, 'sums'> & { sums: Sum[] | null }>`
    with looked as materialized (
      select clock_id, at from clocks.mark
      where uuid_hash(clock_id) & 1 = ${half} and at <= ${now} ${after === null ? sql`` : sql`and at >= ${after}`}
      order by at limit ${limit}
    ), due as materialized (
      select id, service_id, team_id from clocks.clock where id in (select clock_id from looked) for no key update skip locked
    ), taken as materialized (
      delete from clocks.mark as m using due as d where m.clock_id = d.id and m.at <= ${now}
      returning m.clock_id, m.kind, m.level, m.at, m.tell, d.service_id, d.team_id
    ), logged as (
      insert into clocks.event (clock_id, kind, at, actor, data)
      select clock_id, kind, at, 'system', jsonb_build_object('level', level) from taken order by clock_id, at, level
    ), clock as materialized (
      select clock_id, service_id, team_id, count(*) filter (where kind = 'warn') as warned, count(*) filter (where kind = 'breach') as breached
      from taken group by 1, 2, 3
    ), told as (
      insert into clocks.told (clock_id, at) select clock_id, ${now}::timestamptz from clock
      on conflict (clock_id) do update set at = excluded.at
    ), sums as materialized (
      select service_id as "serviceId", team_id as "teamId", count(*) as clocks, sum(warned) as warned, sum(breached) as breached
      from clock group by 1, 2
    ), counted as materialized (
      select coalesce(sum(clocks), 0)::int as clocks, coalesce(sum(warned + breached), 0)::int as marks from sums
    )
    select (select count(*)::int from looked) as looked, (select max(at) from looked) as last, counted.clocks, counted.marks,
      case when counted.marks <= ${few} then (
        select coalesce(jsonb_agg(jsonb_build_object('clock', c.id, 'subject', c.subject_id, 'subjectKind', c.subject_kind,
          'label', c.subject_label, 'key', c.key, 'serviceId', c.service_id, 'teamId', c.team_id, 'ownerId', c.owner_id,
          'dueAt', to_char(c.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'mark', jsonb_build_object('kind', t.kind, 'level', t.level, 'tell', t.tell,
            'at', to_char(t.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) order by t.at, c.id, t.level), '[]')
        from taken as t join clocks.clock as c on c.id = t.clock_id) end as each,
      (select jsonb_agg(to_jsonb(s)) from sums as s) as sums
    from counted`.execute(tx);
  const { sums, ...taken } = rows[0]!;
  return { ...taken, sums: sums ?? [] };
}
