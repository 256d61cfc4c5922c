import { sql } from 'kysely';
import { scopeFilter, scopeOf, type Actor, type Db } from '#server/platform/index.ts';
import { agentRows, queueMeasures, queueRows, agentMeasures, type Span } from './facts.read.ts';
import { stateRows } from './states.read.ts';
import type { AgentCounts, QueueCounts } from './wallboard.rules.ts';

/** A queue in scope, and whose it is. */
export interface BoardQueue {
  id: string;
  name: string;
  teamId: string | null;
  supplier: string;
  calendarId: string | null;
  emergencyClosed: boolean;
  active: boolean;
  serviceLevel: Promised;
}
/** How a queue's service level counts. */
export interface Promised {
  formula: string;
  version: number;
  target: number;
  threshold: Record<string, number>;
}

/** The queues in the scope of `live.read`. */
export async function boardQueues(db: Db, actor: Actor): Promise<BoardQueue[]> {
  const scope = scopeFilter(scopeOf(actor, 'live.read'), sql.ref('q.serviceId'), sql.ref('q.teamId'));
  const { rows } = await sql<BoardQueue>`
    select q.id, q.name, q.team_id, coalesce(t.supplier, '') as supplier, q.calendar_id, q.emergency_closed, q.active,
      jsonb_build_object('formula', q.service_level ->> 'formula', 'version', coalesce((q.service_level ->> 'version')::int, 1),
        'target', (q.service_level ->> 'target')::float8, 'threshold', coalesce(q.service_level -> 'threshold', '{}')) as service_level
    from routing.queue as q left join access.team as t on t.id = q.team_id
    where ${scope} order by q.name, q.id`.execute(db);
  return rows;
}

/** The teams in the scope of `live.read`. */
export async function boardTeams(
  db: Db,
  actor: Actor,
): Promise<{ id: string; name: string; supplier: string }[]> {
  const scope = scopeFilter(scopeOf(actor, 'live.read'), sql.ref('t.serviceId'), sql.ref('t.id'));
  const { rows } = await sql<{ id: string; name: string; supplier: string }>`
    select t.id, t.name, t.supplier from access.team as t where t.active and ${scope} order by t.name, t.id`.execute(
    db,
  );
  return rows;
}

const columns = (measures: readonly string[]) => sql.raw(measures.join(', '));
const added = (measures: readonly string[]) =>
  sql.join(measures.map((measure) => sql`sum(${sql.raw(measure)})::float8 as ${sql.raw(measure)}`));

export interface QueueCell extends QueueCounts {
  queueId: string;
  channel: string;
  start: Date;
}

/**
 * Per queue, channel and half hour of a day, the sums of the rollups until `through` and of the legs after it.
 * @param origin beginning of the day: half hours are counted from it
 */
export async function queueCells(
  db: Db,
  queues: readonly string[],
  { from, to, now }: Span,
  through: Date,
): Promise<QueueCell[]> {
  const live = { from: through > from ? through : from, to, now };
  const alive = live.from < to && live.from <= now;
  const bin = sql`date_bin('30 minutes', start, ${from}::timestamptz)`;
  const { rows } = await sql<QueueCell>`
    select queue_id, channel, ${bin} as start, ${added(queueMeasures)} from (
      select start, queue_id, channel, ${columns(queueMeasures)} from insight.queue_interval where start >= ${from} and start < least(${to}::timestamptz, ${through}::timestamptz)
      ${alive ? sql`union all select start, queue_id, channel, ${columns(queueMeasures)} from (${queueRows(live)}) as l where start >= ${live.from} and start < ${to}` : sql``}
    ) as r where queue_id = any (${queues}::uuid[])
    group by 1, 2, 3`.execute(db);
  return rows;
}

/** What entered and left queues since an instant: to know the stock at that instant from the stock now. */
export async function flowSince(
  db: Db,
  queues: readonly string[],
  since: Date,
  now: Date,
): Promise<{ queueId: string; channel: string; grown: number }[]> {
  const { rows } = await sql<{ queueId: string; channel: string; grown: number }>`
    select l.queue_id, c.channel, (count(*) filter (where l.started_at >= ${since})
      - count(*) filter (where l.ended_at >= ${since}))::float8 as grown
    from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
    where l.kind = 'queue' and l.queue_id = any (${queues}::uuid[]) and l.started_at <= ${now}
      and (l.started_at >= ${since} or l.ended_at >= ${since})
    group by l.queue_id, c.channel`.execute(db);
  return rows;
}

export interface Stock {
  queueId: string;
  channel: string;
  waiting: number;
  longestWait: number;
  inHandling: number;
  inFlow: number;
}
/** What waits, is being handled and is in a flow at this moment, per queue and channel. */
export async function stocks(db: Db, queues: readonly string[], now: Date): Promise<Stock[]> {
  const { rows } = await sql<Stock>`
    select queue_id, channel, sum(waiting)::float8 as waiting, max(longest_wait) as longest_wait,
      sum(in_handling)::float8 as in_handling, sum(in_flow)::float8 as in_flow
    from (
      select l.queue_id, c.channel, (l.kind = 'queue')::int as waiting, 0 as in_handling, (l.kind = 'flow')::int as in_flow,
        case when l.kind = 'queue' then greatest(0, extract(epoch from ${now}::timestamptz - l.started_at))::float8 else 0 end as longest_wait
      from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
      where l.ended_at is null and l.kind in ('queue', 'flow')
      union all
      select queue_id, channel, 0, 1, 0, 0 from contacts.contact
      where closed_at is null and state = 'active'
    ) as s where queue_id = any (${queues}::uuid[]) group by queue_id, channel`.execute(db);
  return rows;
}

export interface AgentCell extends AgentCounts {
  staffId: string;
}
/** What each agent did in the queues on a day. For sums over groups; single rows are shown to nobody without a right. */
export async function agentCells(
  db: Db,
  queues: readonly string[],
  { from, to, now }: Span,
  through: Date,
): Promise<AgentCell[]> {
  const live = { from: through > from ? through : from, to, now };
  const alive = live.from < to && live.from <= now;
  const { rows } = await sql<AgentCell>`
    select staff_id, ${added(agentMeasures)} from (
      select staff_id, queue_id, ${columns(agentMeasures)} from insight.agent_interval where start >= ${from} and start < least(${to}::timestamptz, ${through}::timestamptz)
      ${alive ? sql`union all select staff_id, queue_id, ${columns(agentMeasures)} from (${agentRows(live)}) as l where start >= ${live.from} and start < ${to}` : sql``}
    ) as r where queue_id = any (${queues}::uuid[]) group by staff_id`.execute(db);
  return rows;
}

/** How long each agent was on contacts and ready for them on a day, in milliseconds. */
export async function stateTimes(
  db: Db,
  { from, to, now }: Span,
  through: Date,
): Promise<{ staffId: string; onContact: number; ready: number }[]> {
  const live = { from: through > from ? through : from, to, now };
  const alive = live.from < to && live.from <= now;
  const { rows } = await sql<{ staffId: string; onContact: number; ready: number }>`
    select staff_id, coalesce(sum(spent) filter (where state in ('interacting', 'wrap_up')), 0)::float8 as on_contact,
      coalesce(sum(spent) filter (where state in ('idle', 'offered')), 0)::float8 as ready
    from (
      select staff_id, state, spent from insight.agent_state_interval where start >= ${from} and start < least(${to}::timestamptz, ${through}::timestamptz)
      ${alive ? sql`union all select staff_id, state, spent from (${stateRows(live)}) as l where start >= ${live.from} and start < ${to}` : sql``}
    ) as r group by staff_id`.execute(db);
  return rows;
}

export interface BoardAgent {
  id: string;
  teamId: string | null;
  supplier: string;
  profileId: string | null;
  state:
    | 'idle'
    | 'offered'
    | 'interacting'
    | 'wrap_up'
    | 'not_ready'
    | 'not_responding'
    | 'off_queue'
    | 'offline';
}
/** Everybody who handles contacts, with their team, profile and computed state; the order of states is routing's. */
export async function boardAgents(db: Db): Promise<BoardAgent[]> {
  const { rows } = await sql<BoardAgent>`
    with slot as (
      select agent_id, bool_or(state = 'active') as active, bool_or(state = 'wrap_up') as wrapping, bool_or(state = 'open') as offered
      from (
        select agent_id, state from routing.work_item where agent_id is not null and state in ('active', 'wrap_up')
        union all select agent_id, state from routing.offer where state = 'open'
      ) as s group by agent_id
    )
    select s.id, s.team_id, coalesce(t.supplier, '') as supplier, a.profile_id,
      case when a.not_responding_since is not null and a.presence <> 'offline' then 'not_responding'
        when slot.active and a.presence <> 'offline' then 'interacting'
        when slot.wrapping and a.presence <> 'offline' then 'wrap_up'
        when slot.offered then 'offered'
        when a.presence = 'offline' then 'offline'
        when a.presence = 'not_ready' then 'not_ready'
        when not a.connected then 'off_queue'
        else 'idle' end as state
    from routing.agent as a join access.staff as s on s.id = a.staff_id
      left join access.team as t on t.id = s.team_id left join slot on slot.agent_id = a.staff_id
    where s.active`.execute(db);
  return rows;
}

/** Which queues and channels each routing profile serves. */
export async function profilesServe(
  db: Db,
): Promise<{ profileId: string; queueId: string; channel: string }[]> {
  return db.selectFrom('routing.profileQueue').select(['profileId', 'queueId', 'channel']).execute();
}

export interface ForecastCell {
  queueId: string;
  channel: string;
  start: Date;
  offered: number;
  method: string;
  version: number;
}
export async function forecastCells(
  db: Db,
  queues: readonly string[],
  from: Date,
  to: Date,
): Promise<ForecastCell[]> {
  if (queues.length === 0) return [];
  return db
    .selectFrom('insight.forecast')
    .select(['queueId', 'channel', 'start', 'offered', 'method', 'version'])
    .where('start', '>=', from)
    .where('start', '<', to)
    .where('queueId', 'in', queues)
    .execute();
}

/** What was promised per queue, by time; the newest last. */
export async function promises(
  db: Db,
  queues: readonly string[],
): Promise<(Promised & { queueId: string; validFrom: Date })[]> {
  if (queues.length === 0) return [];
  return db
    .selectFrom('insight.indicatorVersion')
    .select(['queueId', 'formula', 'version', 'target', 'threshold', 'validFrom'])
    .where('indicator', '=', 'service_level')
    .where('queueId', 'in', queues)
    .orderBy('validFrom')
    .execute() as Promise<(Promised & { queueId: string; validFrom: Date })[]>;
}

/** Open alerts of queues. */
export async function openAlerts(db: Db, queues: readonly string[]) {
  if (queues.length === 0) return [];
  return db
    .selectFrom('insight.alert')
    .select(['id', 'queueId', 'measure', 'level', 'acknowledgedAt'])
    .where('closedAt', 'is', null)
    .where('queueId', 'in', queues)
    .orderBy('openedAt')
    .execute();
}
