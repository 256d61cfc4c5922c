import { sql, type Db } from '#server/platform/index.ts';
import type { MoveRow } from './moves.store.ts';

/** A move with the name and place of its agent, and the names of its queues by id. */
export interface MoveInForce extends MoveRow {
  name: string;
  serviceId: string | null;
  teamId: string | null;
  names: Record<string, string>;
}

/** Moves in force, those that end first before the others. */
export async function movesInForce(db: Db): Promise<MoveInForce[]> {
  const { rows } = await sql<MoveInForce>`
    select m.*, s.name, s.team_id, t.service_id, coalesce((
      select json_object_agg(q.id, q.name) from routing.queue as q
      where q.id = any (m.leaves) or m.queues @> jsonb_build_array(jsonb_build_object('queue', q.id))), '{}') as names
    from routing.agent_move as m join access.staff as s on s.id = m.staff_id left join access.team as t on t.id = s.team_id
    where m.ended_at is null order by m.until_at, s.name, m.id`.execute(db);
  return rows;
}

/**
 * Who serves which queue on which channel now (staff_id, queue_id, channel): the routing profile with the moves in force
 * laid over it, as `moved` does for the leader. For a `from` clause.
 */
export const served = sql`(
  select own.staff_id, e.queue_id, e.channel
  from routing.agent as own join routing.profile_queue as e on e.profile_id = own.profile_id
  where not exists (select from routing.agent_move as m where m.staff_id = own.staff_id and m.ended_at is null
    and (e.queue_id = any (m.leaves) or m.queues @> jsonb_build_array(jsonb_build_object('queue', e.queue_id))))
  union all
  select lent.staff_id, (q ->> 'queue')::uuid, c.key
  from routing.agent_move as lent join routing.agent as own on own.staff_id = lent.staff_id
    join routing.profile as p on p.id = own.profile_id
    cross join jsonb_array_elements(lent.queues) as q cross join jsonb_each(p.capacity) as c
  where lent.ended_at is null and (c.value ->> 'max')::int > 0
    and not exists (select from routing.agent_move as m where m.staff_id = lent.staff_id and m.ended_at is null
      and (m.from_at, m.id) > (lent.from_at, lent.id)
      and ((q ->> 'queue')::uuid = any (m.leaves)
        or m.queues @> jsonb_build_array(jsonb_build_object('queue', q ->> 'queue')))))`;
