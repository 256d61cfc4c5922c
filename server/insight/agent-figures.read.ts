import { sql } from 'kysely';
import { scopeFilter, type Db, type Scope } from '#server/platform/index.ts';
import { agentMeasures, agentRows, type Span } from './facts.read.ts';
import { stateRows } from './states.read.ts';
import type { AgentCounts } from './wallboard.rules.ts';

export interface AgentSums extends AgentCounts {
  staffId: string;
}
const columns = sql.raw(agentMeasures.join(', '));
const sums = sql.join(
  agentMeasures.map((measure) => sql`sum(${sql.raw(measure)})::float8 as ${sql.raw(measure)}`),
);
const liveOf = ({ from, to, now }: Span, through: Date) => ({
  live: { from: through > from ? through : from, to, now },
  alive: (through > from ? through : from) < to && (through > from ? through : from) <= now,
});

/** What agents did in a stretch of time, over all queues; from rollups, and from legs after `through`. */
export async function sumsOfAgents(
  db: Db,
  ids: readonly string[],
  span: Span,
  through: Date,
): Promise<AgentSums[]> {
  const { live, alive } = liveOf(span, through);
  const { rows } = await sql<AgentSums>`
    select staff_id, ${sums} from (
      select staff_id, ${columns} from insight.agent_interval
        where start >= ${span.from} and start < least(${span.to}::timestamptz, ${through}::timestamptz)
      ${alive ? sql`union all select staff_id, ${columns} from (${agentRows(live)}) as l where start >= ${live.from} and start < ${live.to}` : sql``}
    ) as r where staff_id = any (${ids}::uuid[]) group by staff_id`.execute(db);
  return rows;
}

export interface StateSum {
  staffId: string;
  state: string;
  reason: string;
  spent: number;
}
/** Milliseconds of agents in each state. */
export async function statesOfAgents(
  db: Db,
  ids: readonly string[],
  span: Span,
  through: Date,
): Promise<StateSum[]> {
  const { live, alive } = liveOf(span, through);
  const { rows } = await sql<StateSum>`
    select staff_id, state, reason, sum(spent)::float8 as spent from (
      select staff_id, state, reason, spent from insight.agent_state_interval
        where start >= ${span.from} and start < least(${span.to}::timestamptz, ${through}::timestamptz)
      ${alive ? sql`union all select staff_id, state, reason, spent from (${stateRows(live)}) as l where start >= ${live.from} and start < ${live.to}` : sql``}
    ) as r where staff_id = any (${ids}::uuid[]) group by staff_id, state, reason order by staff_id, state, reason`.execute(
    db,
  );
  return rows;
}

/** Who handles contacts within a scope, by their team. */
export async function agentsWithin(
  db: Db,
  scope: Scope,
): Promise<{ id: string; name: string; teamId: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string; teamId: string | null }>`
    select s.id, s.name, s.team_id from routing.agent as a join access.staff as s on s.id = a.staff_id
      left join access.team as t on t.id = s.team_id
    where s.active and ${scopeFilter(scope, sql.ref('t.serviceId'), sql.ref('t.id'))}
    order by s.name, s.id`.execute(db);
  return rows;
}
