import { sql, type Ctx } from '#server/platform/index.ts';

/** As many of a queue's last contacts say how long one takes: more cost time and change little. */
const sample = 200;

/**
 * Mean seconds of handling and wrap-up of the contacts ended in the last hour, per queue and channel, over the last
 * `sample` of each queue. What estimates of the wait are made from (R21).
 */
export async function handlingTimes(
  ctx: Ctx,
): Promise<{ queueId: string; channel: string; seconds: number }[]> {
  const now = ctx.clock.now();
  const { rows } = await sql<{ queueId: string; channel: string; seconds: number }>`
    select q.id as queue_id, c.channel, avg(extract(epoch from l.ended_at - l.started_at) + coalesce(w.seconds, 0))::float8 as seconds
    from routing.queue as q
      cross join lateral (
        select contact_id, agent_id, started_at, ended_at from contacts.leg
        where kind = 'handle' and result is distinct from 'unreached' and queue_id = q.id and ended_at > ${new Date(now.getTime() - 3_600_000)} and ended_at <= ${now}
        order by ended_at desc limit ${sample}) as l
      join contacts.contact as c on c.id = l.contact_id
      left join lateral (
        select sum(extract(epoch from coalesce(x.ended_at, ${now}) - x.started_at)) as seconds from contacts.leg as x
        where x.contact_id = l.contact_id and x.kind = 'wrap_up' and x.agent_id = l.agent_id
          and x.started_at >= l.ended_at) as w on true
    group by q.id, c.channel`.execute(ctx.db);
  return rows;
}
