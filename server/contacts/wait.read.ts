import { sql, type Db } from '#server/platform/index.ts';
import { estimateWait } from '#server/routing/index.ts';

/** A place in a queue as the customer is told it: 1 is next. */
export interface QueuePlace {
  position: number;
  /** Whole seconds, or null when nothing honest can be said. */
  estimatedWait: number | null;
}

/**
 * Where a waiting contact stands among those of its queue and channel, and how long it will probably take (R21).
 * Null when it no longer waits.
 */
export async function queuePlace(db: Db, contactId: string): Promise<QueuePlace | null> {
  const { rows } = await sql<{ ahead: number; queueId: string; channel: string }>`
    select w.queue_id, w.channel, (select count(*) from routing.work_item o where o.queue_id = w.queue_id and o.channel = w.channel
      and o.state in ('waiting', 'offered') and (o.queued_at, o.id) < (w.queued_at, w.id)) as ahead
    from routing.work_item w where w.id = ${contactId}::uuid and w.state in ('waiting', 'offered')`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { position: row.ahead + 1, estimatedWait: await estimate(db, row.queueId, row.channel, row.ahead) };
}

/** How long a contact that came now would probably wait in a queue on a channel (R21); null when nothing honest can be said. */
export async function estimatedWait(db: Db, queueId: string, channel: string): Promise<number | null> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from routing.work_item
    where queue_id = ${queueId}::uuid and channel = ${channel} and state in ('waiting', 'offered')`.execute(
    db,
  );
  return estimate(db, queueId, channel, rows[0]?.waiting ?? 0);
}

async function estimate(
  db: Db,
  queueId: string,
  channel: string,
  waitingAhead: number,
): Promise<number | null> {
  const { rows: agents } = await sql<{ queues: number; taken: number; most: number }>`
    select (select count(distinct e.queue_id) from routing.profile_queue e where e.profile_id = a.profile_id) as queues,
      (select count(*) from routing.work_item w where w.agent_id = a.staff_id and w.channel = ${channel} and w.state in ('active', 'wrap_up'))
        + (select count(*) from routing.offer o where o.agent_id = a.staff_id and o.channel = ${channel} and o.state = 'open') as taken,
      coalesce((p.capacity -> ${channel} ->> 'max')::int, 0) as most
    from routing.agent a join routing.profile p on p.id = a.profile_id
    where a.presence = 'available' and a.connected and a.not_responding_since is null
      and exists (select from routing.profile_queue e where e.profile_id = a.profile_id and e.queue_id = ${queueId}::uuid and e.channel = ${channel})`.execute(
    db,
  );
  // The last hour says most; on a quiet day the last 50 do. The slot stays taken through the wrap-up.
  const { rows: history } = await sql<{ seconds: number | null }>`
    select extract(epoch from avg(ended - started))::float as seconds from (
      select h.started_at as started, coalesce((select max(w.ended_at) from contacts.leg w where w.contact_id = h.contact_id and w.kind = 'wrap_up'), h.ended_at) as ended
      from contacts.leg h join contacts.contact c on c.id = h.contact_id
      where h.kind = 'handle' and h.queue_id = ${queueId}::uuid and h.ended_at > now() - interval '14 days' and c.channel = ${channel}
      order by h.ended_at desc limit 50) as last`.execute(db);
  const working = agents.filter((agent) => agent.most > 0);
  // One slot of an agent who holds three chats is a third of their attention: slots, not heads, are what frees up.
  return estimateWait({
    handlingSeconds: history[0]?.seconds ?? null,
    waitingAhead,
    freeAgents: working.reduce((sum, agent) => sum + Math.max(0, agent.most - agent.taken), 0),
    agents: working.flatMap((agent) => Array.from({ length: agent.most }, () => ({ queues: agent.queues }))),
  });
}
