import type { z } from 'zod';
import type { agent, listedAgent } from '#contract/routing.ts';
import { singleViewsAllowed } from '#server/access/index.ts';
import { sql, type Actor, type Db } from '#server/platform/index.ts';
import { readAgents, slots, type AgentRow, type Slot } from './agents.store.ts';
import { served } from './moves.read.ts';
import { routingStatus, type Capacity, type Requirement, type RoutingStatus } from './engine/index.ts';

type AgentView = z.input<typeof agent>;
type ListedAgent = z.input<typeof listedAgent>;

/** The computed status of an agent, from the row and the open slots. */
export const statusOf = (
  row: Pick<AgentRow, 'presence' | 'connected' | 'notRespondingSince'>,
  open: readonly { itemId: string; channel: string; state: Slot['state'] }[],
): RoutingStatus =>
  routingStatus({
    presence: row.presence,
    connected: row.connected,
    notRespondingSince: row.notRespondingSince?.getTime() ?? null,
    open: open.map(({ itemId, channel, state }) => ({ item: itemId, channel, state })),
  });

/** Where a member of staff belongs: their team and its service. */
export async function placeOfAgent(
  db: Db,
  staffId: string,
): Promise<{ serviceId: string | null; teamId: string | null }> {
  const { rows } = await sql<{ serviceId: string | null; teamId: string | null }>`
    select t.service_id, s.team_id from access.staff as s left join access.team as t on t.id = s.team_id
    where s.id = ${staffId}::uuid`.execute(db);
  return rows[0] ?? { serviceId: null, teamId: null };
}

interface Person {
  id: string;
  name: string;
  teamId: string | null;
  capacity: Capacity | null;
  skills: Requirement[];
}

/**
 * Agents whom the actor works beside: those of the services in which the actor has any business, and of those who
 * belong to none the ones who serve a queue of such a service.
 */
export async function agentsSeenBy(
  db: Db,
  actor: Actor,
  ids: readonly string[] | 'all',
  now: Date,
): Promise<ListedAgent[]> {
  const everywhere = actor.grants.some((grant) => grant.serviceId === null && grant.teamId === null);
  const services = actor.grants.flatMap((grant) => grant.serviceId ?? []);
  const teams = actor.grants.flatMap((grant) => (grant.serviceId === null ? (grant.teamId ?? []) : []));
  const seen = everywhere
    ? sql`true`
    : sql`(s.id = ${actor.kind === 'staff' ? actor.id : null}::uuid or exists (
        select from (
          select unnest(${services}::uuid[])
          union all select own.service_id from access.team as own where own.id = any (${teams}::uuid[])
        ) as mine (service)
        where mine.service = t.service_id or t.service_id is null and mine.service in (
          select q.service_id from ${served} as e join routing.queue as q on q.id = e.queue_id
          where e.staff_id = a.staff_id)))`;
  const [agents, single] = await Promise.all([agentViews(db, ids, seen), singleViewsAllowed(db, now)]);
  return agents.map((one) => veiled(actor, one, single));
}

/** One agent as the actor may see them. */
export const listedFor = async (db: Db, actor: Actor, one: AgentView, now: Date): Promise<ListedAgent> =>
  veiled(actor, one, await singleViewsAllowed(db, now));

// What routing needs to know of an agent is no business of those who look (L. 300/1970, art. 4): who they are and what
// they can do stays, how they are doing goes.
const veiled = (actor: Actor, one: AgentView, single: boolean): ListedAgent =>
  single || (actor.kind === 'staff' && actor.id === one.id)
    ? { ...one, seen: true }
    : {
        ...one,
        seen: false,
        presence: null,
        reason: null,
        presenceSince: null,
        status: null,
        connected: null,
        load: null,
        missed: null,
      };

/** One agent, whoever asks; null when this member of staff handles no contacts. */
export async function agentById(db: Db, id: string): Promise<AgentView | null> {
  return (await agentViews(db, [id], sql`true`))[0] ?? null;
}

async function agentViews(
  db: Db,
  ids: readonly string[] | 'all',
  seen: ReturnType<typeof sql>,
): Promise<AgentView[]> {
  const { rows: people } = await sql<Person>`
    select s.id, s.name, s.team_id, p.capacity, coalesce((
        select json_agg(json_build_object('skill', k.skill_id, 'level', k.level) order by k.skill_id)
        from routing.agent_skill as k where k.staff_id = s.id), '[]') as skills
    from routing.agent as a join access.staff as s on s.id = a.staff_id
      left join access.team as t on t.id = s.team_id left join routing.profile as p on p.id = a.profile_id
    where s.active and ${seen} and (${ids === 'all'} or s.id = any (${ids === 'all' ? [] : ids}::uuid[]))
    order by s.name, s.id`.execute(db);
  const wanted = people.map((person) => person.id);
  const rows = new Map(
    (await readAgents(db, wanted.length === 0 ? [NIL] : wanted)).map((row) => [row.staffId, row]),
  );
  const open = Map.groupBy(await slots(db, wanted), (slot) => slot.agentId);
  return people.flatMap((person) => {
    const row = rows.get(person.id);
    return row === undefined ? [] : [viewOf(person, row, open.get(person.id) ?? [])];
  });
}
const NIL = '00000000-0000-0000-0000-000000000000';

function viewOf(person: Person, row: AgentRow, open: readonly Slot[]): AgentView {
  const load: AgentView['load'] = {};
  for (const [channel, { max }] of Object.entries(person.capacity ?? {})) load[channel] = { active: 0, max };
  for (const slot of open) {
    if (slot.state === 'parked') continue;
    const place = (load[slot.channel] ??= { active: 0, max: 0 });
    place.active += 1;
  }
  return {
    id: person.id,
    name: person.name,
    teamId: person.teamId,
    profileId: row.profileId,
    skills: person.skills,
    presence: row.presence,
    reason: row.reason as AgentView['reason'],
    presenceSince: row.presenceSince,
    status: statusOf(row, open),
    connected: row.connected,
    load,
    missed: row.missed,
  };
}

interface PresenceRow {
  staffId: string;
  presence: 'offline' | 'available' | 'not_ready';
  reason: string | null;
  presenceSince: Date;
  notRespondingSince: Date | null;
  connected: boolean;
  serviceId: string | null;
  teamId: string | null;
  open: { itemId: string; channel: string; state: 'offered' | 'active' | 'wrap_up' | 'parked' }[];
}

/** What the event of an agent's presence tells, for several agents at once: the row, the place and the open slots. */
export async function presencesOf(db: Db, ids: readonly string[]): Promise<PresenceRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PresenceRow>`
    select a.staff_id, a.presence, a.reason, a.presence_since, a.not_responding_since, a.connected, t.service_id, s.team_id,
      coalesce((select json_agg(json_build_object('itemId', o.item, 'channel', o.channel, 'state', o.state)) from (
        select w.id as item, w.channel, w.state from routing.work_item as w
          where w.agent_id = a.staff_id and w.state in ('active', 'wrap_up', 'parked')
        union all
        select f.item_id, f.channel, 'offered' from routing.offer as f where f.agent_id = a.staff_id and f.state = 'open'
      ) as o), '[]') as open
    from routing.agent as a
      left join access.staff as s on s.id = a.staff_id
      left join access.team as t on t.id = s.team_id
    where a.staff_id = any (${ids}::uuid[])`.execute(db);
  return rows;
}

/** Agents in active service: which queues they serve (`<queue> <channel>`), and how many waiting items are kept for them. */
export async function agentsFit(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { id: string; serves: Set<string>; kept: number }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; serves: string[]; kept: number }>`
    select a.staff_id as id,
      array(select e.queue_id || ' ' || e.channel from ${served} as e where e.staff_id = a.staff_id) as serves,
      (select count(*)::int from routing.work_item as w
        where w.preferred_agent = a.staff_id and w.kind <> 'consult' and w.state in ('waiting', 'offered')) as kept
    from routing.agent as a join access.staff as s on s.id = a.staff_id
    where s.active and a.profile_id is not null and a.staff_id = any (${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, { ...row, serves: new Set(row.serves) }]));
}
