import { canTake, type Capacity } from './engine/index.ts';
import { statusOf } from './agents.read.ts';
import { readAgents, slots } from './agents.store.ts';
import { served } from './moves.read.ts';
import { readQueues, type QueueRow } from './queues.store.ts';
import { inScope, sql, type Actor, type Db } from '#server/platform/index.ts';

/** Somebody to whom work can be handed. `state`: would they take it now, are they full, are they not there. */
export interface Colleague {
  id: string;
  name: string;
  state: 'free' | 'busy' | 'away';
}

/** Queues an actor may see: those where any permission of theirs reaches, and those that they serve, by profile or move. */
export async function queuesSeenBy(db: Db, actor: Actor): Promise<QueueRow[]> {
  const own = new Set<string>();
  if (actor.kind === 'staff' && actor.id !== null)
    for (const { queueId } of (
      await sql<{ queueId: string }>`
        select e.queue_id from ${served} as e where e.staff_id = ${actor.id}::uuid`.execute(db)
    ).rows)
      own.add(queueId);
  const places = actor.grants.map(({ serviceId, teamId }) => ({ serviceId, teamId }));
  return (await readQueues(db)).filter((row) => own.has(row.id) || inScope(places, row));
}

/** The services in which an actor has any business, for SQL; teams stand for theirs. */
const business = (actor: Actor) => {
  const everywhere = actor.grants.some((grant) => grant.serviceId === null && grant.teamId === null);
  const services = actor.grants.flatMap((grant) => grant.serviceId ?? []);
  const teams = actor.grants.flatMap((grant) => (grant.serviceId === null ? (grant.teamId ?? []) : []));
  return sql<boolean>`(${everywhere} or q.service_id = any (${services}::uuid[])
    or q.service_id in (select t.service_id from access.team as t where t.id = any (${teams}::uuid[])))`;
};

/**
 * Queues in which an actor may have new work of a medium wait: in use, served on it by somebody, of a service in which
 * the actor has any business. `agents`: who serves them.
 */
export async function queuesServing(
  db: Db,
  actor: Actor,
  channel: string,
): Promise<{ id: string; agents: string[] }[]> {
  const { rows } = await sql<{ id: string; agents: string[] }>`
    select q.id, array_agg(e.staff_id::text order by e.staff_id) as agents
    from ${served} as e join routing.queue as q on q.id = e.queue_id
      join routing.agent as a on a.staff_id = e.staff_id join access.staff as s on s.id = e.staff_id and s.active
      join routing.profile as p on p.id = a.profile_id
    where q.active and e.channel = ${channel} and (p.capacity -> ${channel} ->> 'max')::int > 0 and ${business(actor)}
    group by q.id, q.name order by q.name, q.id`.execute(db);
  return rows;
}

/** The queue of those given which an agent serves first on a medium; null for none. */
export async function firstQueueOf(
  db: Db,
  agentId: string,
  channel: string,
  among: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select q.id from ${served} as e join routing.queue as q on q.id = e.queue_id
      left join routing.agent as a on a.staff_id = e.staff_id
      left join routing.profile_queue as p
        on p.profile_id = a.profile_id and p.queue_id = e.queue_id and p.channel = e.channel
    where e.staff_id = ${agentId}::uuid and e.channel = ${channel} and q.id = any (${among}::uuid[])
    order by coalesce(p.priority, q.priority), q.name, q.id limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/**
 * Agents to whom an actor may hand an item, by name: those who serve its queue on its channel, and those who serve a
 * queue of a service in which the actor has any business. More people than the list of agents shows: who helps out
 * from elsewhere can be handed what they serve.
 */
export async function colleaguesFor(
  db: Db,
  actor: Actor,
  item: { queueId: string | null; channel: string },
): Promise<Colleague[]> {
  const { rows: people } = await sql<{ id: string; name: string; capacity: Capacity }>`
    select s.id, s.name, p.capacity
    from routing.agent as a join access.staff as s on s.id = a.staff_id join routing.profile as p on p.id = a.profile_id
    where s.active and (p.capacity -> ${item.channel} ->> 'max')::int > 0 and exists (
      select from ${served} as e join routing.queue as q on q.id = e.queue_id
      where e.staff_id = a.staff_id and e.channel = ${item.channel} and (q.id = ${item.queueId}::uuid or q.active and ${business(actor)}))
    order by s.name, s.id`.execute(db);
  const ids = people.map(({ id }) => id);
  const rows = new Map(
    (ids.length === 0 ? [] : await readAgents(db, ids)).map((row) => [row.staffId, row] as const),
  );
  const taken = Map.groupBy(await slots(db, ids), ({ agentId }) => agentId);
  return people.map(({ id, name, capacity }) => {
    const row = rows.get(id);
    const open = taken.get(id) ?? [];
    const there = row?.presence === 'available' && row.connected && statusOf(row, open) !== 'not_responding';
    const channels = open.filter(({ state }) => state !== 'parked').map(({ channel }) => channel);
    return {
      id,
      name,
      state: !there ? 'away' : canTake(capacity, channels, item.channel).ok ? 'free' : 'busy',
    };
  });
}
