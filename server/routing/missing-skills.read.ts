import { sql, type Db } from '#server/platform/index.ts';
import { served } from './moves.read.ts';

/** What waits in a queue for skills that nobody who is asked there has. */
export interface MissingSkills {
  queueId: string;
  items: number;
  since: Date;
  skills: { name: { it: string; en: string }; level: number }[];
}

/**
 * Queues in which something waits for a skill that nobody has, as the leader said, and that is still so: skills lent for
 * a time count. Where a plan or help may ask agents of other queues, anybody's skills do.
 */
export async function missingSkills(db: Db): Promise<MissingSkills[]> {
  const { rows } = await sql<MissingSkills>`
    with skilled as (
      select h.staff_id, h.skill_id, h.level from routing.agent_skill as h
        join access.staff as p on p.id = h.staff_id and p.active
      union all
      select m.staff_id, (k ->> 'skill')::uuid, (k ->> 'level')::int
      from routing.agent_move as m cross join jsonb_array_elements(m.skills) as k where m.ended_at is null
    ), missing as (
      select w.id, w.queue_id, w.waiting_since, (r ->> 'skill')::uuid as skill_id, (r ->> 'level')::int as level
      from routing.work_item as w join routing.queue as q on q.id = w.queue_id
        cross join jsonb_array_elements(w.requires) as r
      where w.state = 'waiting' and 'skill_nobody_has' = any (w.attention) and not exists (
        select from skilled as h join ${served} as e on e.staff_id = h.staff_id
        where h.skill_id = (r ->> 'skill')::uuid and h.level >= (r ->> 'level')::int
          and (e.queue_id = w.queue_id or w.plan_id is not null or q.plan_id is not null or q.help <> '[]'))
    )
    select n.queue_id, count(distinct n.id)::int as items, min(n.waiting_since) as since,
      jsonb_agg(distinct jsonb_build_object('name', k.name, 'level', n.level)) as skills
    from missing as n join routing.skill as k on k.id = n.skill_id group by n.queue_id order by since`.execute(
    db,
  );
  return rows;
}
