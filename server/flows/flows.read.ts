import type { FlowChannel } from '#contract/flow-graph.ts';
import type { FlowFigures } from '#contract/flows.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** After so long without a word somebody has left, whether or not they were seen to. */
export const idleMinutes = 30;

const open = sql`(s.result = 'open' and s.last_at > now() - make_interval(mins => ${idleMinutes}))`;
const hungUp = sql`(s.result = 'hung_up' or (s.result = 'open' and s.last_at <= now() - make_interval(mins => ${idleMinutes})))`;

/** How the sessions of the last days went, by flow. */
export async function recentOf(
  db: Db,
  days: number,
): Promise<Map<string, { sessions: number; contained: number; handedOver: number; hungUp: number }>> {
  const { rows } = await sql<{
    flowId: string;
    sessions: number;
    contained: number;
    handedOver: number;
    hungUp: number;
  }>`
    select s.flow_id, count(*)::int as sessions, (count(*) filter (where s.result = 'contained'))::int as contained,
      (count(*) filter (where s.result = 'handed_over'))::int as handed_over, (count(*) filter (where ${hungUp}))::int as hung_up
    from flows.session s where s.trial_by is null and s.result <> 'announced' and s.started_at > now() - make_interval(days => ${days}) group by s.flow_id`.execute(
    db,
  );
  return new Map(rows.map(({ flowId, ...counts }) => [flowId, counts]));
}

/** What happened in a flow: all from the trails of real sessions. */
export async function figuresOf(
  db: Db,
  flow: { id: string; code: string },
  filter: { days: number; version?: number | undefined; channel?: FlowChannel | undefined },
): Promise<FlowFigures> {
  const of = sql`s.trial_by is null and s.started_at > now() - make_interval(days => ${filter.days})
    and (${filter.version ?? null}::int is null or s.version = ${filter.version ?? null}::int)
    and (${filter.channel ?? null}::text is null or s.channel = ${filter.channel ?? null}::text)`;
  const { rows: totals } = await sql<Omit<FlowFigures, 'edges' | 'nodes'>>`
    select count(*)::int as sessions, (count(*) filter (where s.result = 'contained'))::int as contained,
      (count(*) filter (where s.result = 'unanswered'))::int as unanswered,
      (count(*) filter (where s.result = 'handed_over'))::int as handed_over,
      (count(*) filter (where s.result = 'announced'))::int as announced,
      (count(*) filter (where ${hungUp}))::int as hung_up, (count(*) filter (where ${open}))::int as open,
      (count(*) filter (where s.identified_by is not null))::int as identified,
      percentile_cont(0.5) within group (order by extract(epoch from s.ended_at - s.started_at)) as median_seconds
    from flows.session s where s.flow_id = ${flow.id}::uuid and ${of}`.execute(db);
  // Also what others have come to from another flow.
  const { rows: edges } = await sql<{ from: string; exit: string; count: number }>`
    select t.node as "from", t.exit, count(*)::int as count from flows.trail t join flows.session s on s.id = t.session_id
    where t.flow = ${flow.code} and t.kind = 'went' and ${of} group by t.node, t.exit order by t.node, t.exit`.execute(
    db,
  );
  const { rows: nodes } = await sql<{ node: string; visits: number; hungUp: number; handedOver: number }>`
    with came as (
      select t.text as node, count(*)::int as visits from flows.trail t join flows.session s on s.id = t.session_id
        where t.flow = ${flow.code} and t.kind = 'went' and t.exit <> 'flow' and t.text <> '' and ${of} group by t.text
    ), begun as (
      select f.node, count(*)::int as visits from (
        select distinct on (t.session_id) t.node from flows.trail t join flows.session s on s.id = t.session_id
        where t.flow = ${flow.code} and ${of} order by t.session_id, t.n) f group by f.node
    ), ended as (
      select s.node, (count(*) filter (where ${hungUp}))::int as hung_up,
        (count(*) filter (where s.result = 'handed_over'))::int as handed_over
        from flows.session s where s.state ->> 'flow' = ${flow.code} and ${of} group by s.node
    )
    select node, sum(visits)::int as visits, sum(hung_up)::int as hung_up, sum(handed_over)::int as handed_over from (
      select node, visits, 0 as hung_up, 0 as handed_over from came
      union all select node, visits, 0, 0 from begun
      union all select node, 0, hung_up, handed_over from ended) as all_of group by node order by node`.execute(
    db,
  );
  return { ...totals[0]!, edges, nodes };
}

/** A calendar by its name. */
export async function calendarNamed(db: Db | Tx, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('calendars.calendar')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.id ?? null;
}
export const calendarNames = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('calendars.calendar').select('name').orderBy('name').execute()).map(
    ({ name }) => name,
  );

export interface StoryRow {
  id: string;
  code: string;
  name: { it: string; en: string };
  version: number | null;
  trialBy: string | null;
  channel: FlowChannel;
  language: string;
  startedAt: Date;
  endedAt: Date | null;
  result: 'open' | 'contained' | 'unanswered' | 'handed_over' | 'hung_up' | 'announced';
  contactId: string | null;
  customerId: string | null;
  identifiedBy: string | null;
  identifiedProof: string | null;
}
/** The sessions that led to a contact, oldest first. */
export async function sessionsOfContact(db: Db, contactId: string): Promise<StoryRow[]> {
  const rows = await db
    .selectFrom('flows.session as s')
    .innerJoin('flows.flow as f', 'f.id', 's.flowId')
    .select([
      's.id',
      'f.code',
      'f.name',
      's.version',
      's.trialBy',
      's.channel',
      's.language',
      's.startedAt',
      's.endedAt',
      's.result',
      's.contactId',
      's.customerId',
      's.identifiedBy',
      's.identifiedProof',
    ])
    .where('s.contactId', '=', contactId)
    .orderBy('s.startedAt')
    .execute();
  return rows as unknown as StoryRow[];
}
