import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { World } from './check.rules.ts';

type Names = { it: string; en: string };

/** Everything that rules may name, as it is now. */
export async function readWorld(db: Db | Tx): Promise<World> {
  const [queues, skills, points, nodes, segments, plans, calendars] = await Promise.all([
    sql<{ id: string; name: string; active: boolean; closed: boolean; served: Record<string, number> }>`
      select q.id, q.name, q.active, q.emergency_closed as closed, coalesce((
        select jsonb_object_agg(s.channel, s.agents) from (
          select pq.channel, count(*) as agents from routing.profile_queue as pq
            join routing.agent as a on a.profile_id = pq.profile_id
            join access.staff as s on s.id = a.staff_id and s.active
          where pq.queue_id = q.id group by pq.channel) as s), '{}') as served
      from routing.queue as q`.execute(db),
    sql<{ id: string; name: Names; active: boolean; best: number }>`
      select k.id, k.name, k.active, coalesce((
        select max(h.level) from routing.agent_skill as h
          join access.staff as s on s.id = h.staff_id and s.active where h.skill_id = k.id), 0)::int as best
      from routing.skill as k`.execute(db),
    db.selectFrom('contacts.entryPoint').select(['id', 'name', 'channel', 'active']).execute(),
    db.selectFrom('knowledge.classification').select(['id', 'name', 'parentId', 'active']).execute(),
    db.selectFrom('customers.segment').select(['code', 'name', 'active']).execute(),
    db.selectFrom('routing.plan').select(['id', 'name', 'active']).execute(),
    db.selectFrom('calendars.calendar').select('id').execute(),
  ]);
  const italian = (name: unknown) => (name as Names).it;
  return {
    queues: new Map(queues.rows.map(({ id, ...row }) => [id, row])),
    skills: new Map(skills.rows.map(({ id, ...row }) => [id, { ...row, name: italian(row.name) }])),
    entryPoints: new Map(points.map(({ id, ...row }) => [id, row])),
    classification: new Map(
      nodes.map(({ id, parentId, ...row }) => [id, { ...row, name: italian(row.name), parent: parentId }]),
    ),
    segments: new Map(segments.map(({ code, ...row }) => [code, { ...row, name: italian(row.name) }])),
    plans: new Map(plans.map(({ id, ...row }) => [id, row])),
    calendars: new Set(calendars.map(({ id }) => id)),
  };
}
