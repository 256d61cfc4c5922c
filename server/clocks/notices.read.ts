import type { Names } from '#contract/route.ts';
import { scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';

/** A warning that somebody has not seen yet. */
export interface ClockNotice {
  clock: string;
  case: string;
  label: string;
  name: Names;
  dueAt: Date | null;
  /** Whether the limit has passed. */
  over: boolean;
  /** When they were told last. */
  at: Date;
}

// Of as many limits of one's own, those told last, and of as many of all in scope it is looked whom they were told.
const ownLookedAt = 500;
const lookedAt = 5000;

/**
 * What a member of staff was told of time limits that still run, and has not seen: warnings that name the owner, and they
 * have the case, or a role, and they hold it where the case is; and that a limit has passed, if they have the case or any
 * warning of it named them. It is told again when it comes nearer, never twice for the same.
 */
export async function unseenNotices(db: Db, actor: Actor, now: Date): Promise<ClockNotice[]> {
  if (actor.kind !== 'staff' || actor.id === null) return [];
  const held = actor.grants.flatMap(({ role, serviceId, teamId }) =>
    role === undefined ? [] : [{ role, service: serviceId, team: teamId }],
  );
  const inScope = scopeFilter(scopeOf(actor, 'case.read'), sql.ref('c.serviceId'), sql.ref('c.teamId'));
  const { rows } = await sql<ClockNotice>`
    with held as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(held)}::jsonb) as x (role text, service uuid, team uuid)
    ), own as materialized (
      select c.id, o.at from clocks.clock as c join clocks.told as o on o.clock_id = c.id
      where c.state = 'running' and c.subject_kind = 'case' and c.owner_id = ${actor.id}::uuid and ${inScope} order by o.at desc limit ${ownLookedAt}
    ), lately as materialized (
      select c.id, c.service_id, c.team_id, c.warnings, o.at from clocks.told as o join clocks.clock as c on c.id = o.clock_id
      where c.state = 'running' and c.subject_kind = 'case' and ${inScope} order by o.at desc limit ${lookedAt}
    ), found as (
      select id, at from own union
      select l.id, l.at from lately as l where exists (select from held as h, jsonb_array_elements(l.warnings) as w
        where w -> 'tell' ? h.role and (h.service is null or h.service = l.service_id) and (h.team is null or h.team = l.team_id))
    ), told as materialized (
      select c.id, c.subject_id, c.subject_label, c.name, c.due_at, c.breached_at is not null or c.due_at < ${now} as over, c.warnings,
        c.owner_id = ${actor.id}::uuid as own,
        array(select h.role from held as h where (h.service is null or h.service = c.service_id) and (h.team is null or h.team = c.team_id))
          || case when c.owner_id = ${actor.id}::uuid then array['owner'] else array[]::text[] end as keys
      from found as f join clocks.clock as c on c.id = f.id
    )
    select t.id as clock, t.subject_id as "case", t.subject_label as label, t.name, t.due_at, t.over, e.at
    from told as t cross join lateral (
      select max(e.recorded_at) as at from clocks.event as e where e.clock_id = t.id and (
        e.kind = 'warn' and t.warnings -> ((e.data ->> 'level')::int - 1) -> 'tell' ?| t.keys
        or e.kind = 'breach' and (t.own or exists (select from jsonb_array_elements(t.warnings) as w where w -> 'tell' ?| t.keys)))
    ) as e left join clocks.seen as s on s.staff_id = ${actor.id}::uuid and s.clock_id = t.id
    where e.at > coalesce(s.at, '-infinity') order by e.at desc, t.id limit 100`.execute(db);
  return rows;
}
