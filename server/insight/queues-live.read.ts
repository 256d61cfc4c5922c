import { sql } from 'kysely';
import { scopeFilter, scopeOf, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import type { ServiceLevelFormula } from './service-level.rules.ts';

/** A queue with today's raw counts, as the live strip sums them. Times in seconds. */
export interface QueueFigures {
  id: string;
  name: string;
  serviceId: string;
  calendarId: string | null;
  emergencyClosed: boolean;
  serviceLevel: {
    formula: ServiceLevelFormula;
    version: number;
    threshold: Record<string, number>;
    target: number;
  };
  offered: number;
  waiting: number;
  longestWait: number;
  answered: number;
  abandoned: number;
  shortAbandoned: number;
  flowedOut: number;
  expired: number;
  callbacks: number;
  announced: number;
  answeredWait: number;
  inHandling: number;
  answeredInTime: number;
  answeredLate: number;
  abandonedShort: number;
  abandonedInTime: number;
  abandonedLate: number;
  flowedOutInTime: number;
  callbackInTime: number;
  otherLate: number;
}

/**
 * Today's figures of the queues in scope, from their queue legs. Today begins at midnight in the organisation's time
 * zone. Counted are the stays that touch today: those that ended today and those that last, also when they began
 * before; so offered = answered + abandoned + flowed out + expired + callbacks + announced + waiting holds at every moment. A stay that
 * staff ended without an answer counts as flowed out. service-level.rules.ts says what the service-level counts mean.
 */
export async function queueFigures(
  db: Db | Tx,
  actor: Actor,
  now: Date,
  timeZone: string,
): Promise<QueueFigures[]> {
  const scope = scopeFilter(scopeOf(actor, 'live.read'), sql.ref('q.serviceId'), sql.ref('q.teamId'));
  const { rows } = await sql<QueueFigures>`
    with day as (
      select date_trunc('day', ${now}::timestamptz, ${timeZone}) as midnight, ${now}::timestamptz as now
    ), touched as (
      select l.queue_id, l.contact_id, l.started_at, l.ended_at, l.result
      from contacts.leg as l cross join day where l.kind = 'queue' and l.ended_at >= day.midnight
      union all
      select l.queue_id, l.contact_id, l.started_at, l.ended_at, l.result
      from contacts.leg as l where l.kind = 'queue' and l.ended_at is null
    ), timed as (
      select t.queue_id, t.started_at, q.short_abandon_seconds as short,
        greatest(0, extract(epoch from coalesce(t.ended_at, day.now) - t.started_at))::float8 as wait,
        greatest(0, extract(epoch from day.midnight - t.started_at))::float8 as before,
        case when c.kind <> 'callback' then (q.service_level -> 'threshold' ->> c.channel)::float8 end as threshold,
        case when t.ended_at is null then 'waiting'
             when t.result in ('answered', 'abandoned', 'expired', 'callback', 'announced') then t.result else 'flowed_out' end as fate
      from touched as t cross join day
        join routing.queue as q on q.id = t.queue_id
        join contacts.contact as c on c.id = t.contact_id
      where ${scope}
    ), placed as (
      select *, case
        when threshold is null then null
        when wait > threshold then case when threshold >= before then 'late' end
        when fate = 'waiting' then null
        else 'in_time' end as event
      from timed
    ), counted as (
      select queue_id, count(*) as offered,
        count(*) filter (where fate = 'waiting') as waiting,
        coalesce(max(wait) filter (where fate = 'waiting'), 0) as longest_wait,
        count(*) filter (where fate = 'answered') as answered,
        coalesce(sum(wait) filter (where fate = 'answered'), 0) as answered_wait,
        count(*) filter (where fate = 'abandoned') as abandoned,
        count(*) filter (where fate = 'abandoned' and wait < short) as short_abandoned,
        count(*) filter (where fate = 'flowed_out') as flowed_out,
        count(*) filter (where fate = 'expired') as expired,
        count(*) filter (where fate = 'callback') as callbacks,
        count(*) filter (where fate = 'announced') as announced,
        count(*) filter (where event = 'in_time' and fate = 'answered') as answered_in_time,
        count(*) filter (where event = 'late' and fate = 'answered') as answered_late,
        count(*) filter (where event = 'in_time' and fate = 'abandoned' and wait < short) as abandoned_short,
        count(*) filter (where event = 'in_time' and fate = 'abandoned' and wait >= short) as abandoned_in_time,
        count(*) filter (where event = 'late' and fate = 'abandoned') as abandoned_late,
        count(*) filter (where event = 'in_time' and fate = 'flowed_out') as flowed_out_in_time,
        count(*) filter (where event = 'in_time' and fate = 'callback') as callback_in_time,
        count(*) filter (where event = 'late' and fate in ('waiting', 'flowed_out', 'expired', 'callback', 'announced')
                            or event = 'in_time' and fate = 'expired') as other_late
      from placed group by queue_id
    ), handled as (
      select c.queue_id, count(*) as in_handling from contacts.contact as c
      where c.closed_at is null and c.state = 'active' and c.queue_id is not null group by c.queue_id
    )
    select q.id, q.name, q.service_id, q.calendar_id, q.emergency_closed, q.service_level,
      ${sql.join(
        summed.map(
          (column) =>
            sql`coalesce(${sql.ref(`counted.${column}`)}, 0)::float8 as ${sql.raw(`"${snake(column)}"`)}`,
        ),
      )},
      coalesce(handled.in_handling, 0)::float8 as in_handling
    from routing.queue as q
      left join counted on counted.queue_id = q.id left join handled on handled.queue_id = q.id
    where ${scope} and (q.active or counted.offered > 0)
    order by q.name, q.id`.execute(db);
  return rows;
}

const summed = [
  'offered',
  'waiting',
  'longestWait',
  'answered',
  'answeredWait',
  'abandoned',
  'shortAbandoned',
  'flowedOut',
  'expired',
  'callbacks',
  'announced',
  'answeredInTime',
  'answeredLate',
  'abandonedShort',
  'abandonedInTime',
  'abandonedLate',
  'flowedOutInTime',
  'callbackInTime',
  'otherLate',
] as const satisfies readonly (keyof QueueFigures)[];

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
