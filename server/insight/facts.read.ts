import { sql, type RawBuilder } from 'kysely';

/** A stretch of time of which facts are gathered. `to` may lie ahead: nothing after `now` has happened yet. */
export interface Span {
  from: Date;
  to: Date;
  now: Date;
}

/** What is counted per queue and channel, in the order of the columns of `insight.queue_interval`. */
export const queueMeasures = [
  'offered',
  'answered',
  'abandoned',
  'short_abandoned',
  'flowed_out',
  'expired',
  'callback',
  'announced',
  'blocked',
  'answered_wait',
  'abandoned_wait',
  'answered_in_time',
  'answered_late',
  'abandoned_short',
  'abandoned_in_time',
  'abandoned_late',
  'flowed_out_in_time',
  'callback_in_time',
  'callback_late',
  'other_late',
  'handled',
  'handled_out',
  'handled_time',
  'handling',
  'hold',
  'wrap_up',
  'wait_promised',
  'wait_error',
  'wait_error_absolute',
  'wait_kept',
  'consults',
  'consults_answered',
  'consults_unanswered',
  'consulting',
  'arrived',
] as const;
/** What is counted per agent, queue and channel. */
export const agentMeasures = [
  'offers',
  'accepted',
  'declined',
  'missed',
  'answered',
  'answered_wait',
  'answered_in_time',
  'answered_late',
  'handled',
  'handled_out',
  'handled_time',
  'handling',
  'hold',
  'wrap_up',
  'consults',
  'consulting',
] as const;

/**
 * The ends of a span as values in the statement, not as columns of it: only so the planner knows that a quarter is a
 * small part of all legs. `upto`: until when anything can have happened.
 */
export const bounds = ({ from, to, now }: Span) => ({
  a: sql`${from}::timestamptz`,
  b: sql`${to}::timestamptz`,
  upto: sql`${to < now ? to : now}::timestamptz`,
});

/** The quarter of an hour in which an instant lies; all time zones in use have their midnight on such a border. */
export const quarterOf = (instant: RawBuilder<unknown>) =>
  sql`date_bin('15 minutes', ${instant}, timestamptz '2000-01-01Z')`;
/** Milliseconds since 1970, cut: differences of such numbers add up exactly, however a stretch is divided. */
const millis = (instant: RawBuilder<unknown>) => sql`floor(extract(epoch from ${instant}) * 1000)::bigint`;

/**
 * Everything that legs tell about a span, one row per thing counted: `fact (start, queue_id, channel, agent_id, measure,
 * n)`; a text to be put after `with`. Stays in a queue are judged by the version of the service level that was in force
 * when they began. Both the rollups and the live quarter are made of it, so that they cannot differ.
 */
export function facts(span: Span): RawBuilder<unknown> {
  const { a, b, upto } = bounds(span);
  return sql`
  promise as materialized (
    select q.id as queue_id, v.valid_from,
      coalesce(lead(v.valid_from) over (partition by q.id order by v.valid_from), 'infinity') as valid_until,
      coalesce(v.threshold, q.service_level -> 'threshold') as threshold,
      coalesce(v.short_abandon_seconds, q.short_abandon_seconds) as short
    from routing.queue as q
      left join insight.indicator_version as v on v.queue_id = q.id and v.indicator = 'service_level'
  ), longest as materialized (
    select p.queue_id, make_interval(secs => coalesce(max(t.value::float8), 0)) as threshold
    from promise as p left join lateral jsonb_each_text(p.threshold) as t on true group by p.queue_id
  ), stay_raw as (
    select l.contact_id, l.ordinal, l.queue_id, l.started_at, l.ended_at, l.result, l.detail
    from longest as q cross join lateral (
      select * from contacts.leg as s where s.kind = 'queue' and s.queue_id = q.queue_id
        and s.started_at >= ${a} - q.threshold and s.started_at < ${b}) as l
    union all
    select l.contact_id, l.ordinal, l.queue_id, l.started_at, l.ended_at, l.result, l.detail
    from contacts.leg as l join longest as q on q.queue_id = l.queue_id
    where l.kind = 'queue' and l.ended_at >= ${a} and l.ended_at < ${b} and l.started_at < ${a} - q.threshold
  ), stay as materialized (
    select l.contact_id, l.ordinal, l.queue_id, c.channel, c.kind, l.started_at, l.ended_at,
      case when l.ended_at is null then null
           when l.result in ('answered', 'abandoned', 'expired', 'callback', 'announced') then l.result else 'flowed_out' end as fate,
      ${millis(sql`coalesce(l.ended_at, ${upto})`)} - ${millis(sql`l.started_at`)} as wait,
      -- Who is called back waits for no answer on the line: their event was that of the stay they left for it.
      case when c.kind <> 'callback' then (p.threshold ->> c.channel)::float8 * 1000 end as threshold, p.short * 1000 as short,
      (l.detail ->> 'estimatedWait')::float8 * 1000 as told
    from stay_raw as l join contacts.contact as c on c.id = l.contact_id
      left join lateral (
        select p.threshold, p.short from promise as p
        where p.queue_id = l.queue_id and (p.valid_from is null or l.started_at < p.valid_until)
        order by p.valid_from limit 1) as p on true
  ), judged as (
    select *, case
        when threshold is null then null
        when wait > threshold then started_at + make_interval(secs => threshold / 1000)
        else ended_at end as event_at,
      case
        when threshold is null then null
        when wait > threshold then case fate when 'answered' then 'answered_late' when 'abandoned' then 'abandoned_late'
          when 'callback' then 'callback_late' else 'other_late' end
        when fate = 'answered' then 'answered_in_time'
        when fate = 'abandoned' then case when wait < short then 'abandoned_short' else 'abandoned_in_time' end
        when fate = 'flowed_out' then 'flowed_out_in_time'
        when fate = 'callback' then 'callback_in_time'
        when fate = 'expired' then 'other_late' end as event
    from stay
  ), taken as (
    select j.*, h.agent_id as taker from judged as j
      left join lateral (
        select l.agent_id from contacts.leg as l
        where l.contact_id = j.contact_id and l.kind = 'handle' and l.ordinal > j.ordinal order by l.ordinal limit 1
      ) as h on j.fate = 'answered'
    where j.ended_at >= ${a} and j.ended_at < ${b}
  ), work as materialized (
    select l.kind, l.queue_id, c.channel, c.direction, l.agent_id, l.started_at, l.ended_at, l.result
    from lateral (
        select * from contacts.leg as e where e.ended_at >= ${a} and e.started_at < ${b}
        union all
        select * from contacts.leg as o where o.ended_at is null and o.started_at < ${b}
      ) as l join contacts.contact as c on c.id = l.contact_id
    where l.kind in ('handle', 'hold', 'wrap_up', 'offer', 'consult_queue', 'consult_offer', 'consult')
      and l.queue_id is not null
  ), piece as (
    select w.kind, w.queue_id, w.channel, w.agent_id, g.start,
      ${millis(sql`least(coalesce(w.ended_at, ${upto}), ${upto}, g.start + interval '15 minutes')`)}
        - ${millis(sql`greatest(w.started_at, g.start)`)} as n
    from work as w cross join lateral generate_series(
      ${quarterOf(sql`greatest(w.started_at, ${a})`)},
      least(coalesce(w.ended_at, ${upto}), ${upto}) - interval '1 microsecond', interval '15 minutes') as g (start)
    where w.kind in ('handle', 'hold', 'wrap_up', 'consult')
  ), fact (start, queue_id, channel, agent_id, measure, n) as (
    select ${quarterOf(sql`s.started_at`)}, s.queue_id, s.channel, null::uuid, 'offered', 1::bigint
    from stay as s where s.started_at >= ${a} and s.started_at < ${b}
    union all
    -- Each customer once: who left for a callback comes as that, and comes into a queue with its first stay there only.
    select ${quarterOf(sql`s.started_at`)}, s.queue_id, s.channel, null, 'arrived', 1
    from stay as s where s.started_at >= ${a} and s.started_at < ${b} and s.fate is distinct from 'callback'
      and (s.kind <> 'callback' or not exists (
        select from contacts.leg as e where e.contact_id = s.contact_id and e.kind = 'queue'
          and e.queue_id = s.queue_id and e.ordinal < s.ordinal))
    union all
    select ${quarterOf(sql`t.ended_at`)}, t.queue_id, t.channel, null, m.measure, m.n
    from taken as t cross join lateral (values
      (t.fate, 1::bigint),
      (case when t.fate in ('answered', 'abandoned') then t.fate || '_wait' end, t.wait),
      (case when t.fate = 'abandoned' and t.wait < t.short then 'short_abandoned' end, 1),
      (case when t.fate = 'answered' and t.told is not null then 'wait_promised' end, 1),
      (case when t.fate = 'answered' and t.told is not null then 'wait_error' end, round(t.told)::bigint - t.wait),
      (case when t.fate = 'answered' and t.told is not null then 'wait_error_absolute' end, abs(round(t.told)::bigint - t.wait)),
      (case when t.fate = 'answered' and abs(t.told - t.wait) <= greatest(30000, t.wait * 0.2) then 'wait_kept' end, 1)
    ) as m (measure, n) where m.measure is not null
    union all
    select ${quarterOf(sql`t.ended_at`)}, t.queue_id, t.channel, t.taker, m.measure, m.n
    from taken as t cross join lateral (values
      ('agent:answered', 1::bigint), ('agent:answered_wait', t.wait),
      (case when t.threshold is null then null when t.wait > t.threshold then 'agent:answered_late' else 'agent:answered_in_time' end, 1)
    ) as m (measure, n) where t.taker is not null and m.measure is not null
    union all
    select ${quarterOf(sql`j.event_at`)}, j.queue_id, j.channel, null, j.event, 1
    from judged as j where j.event is not null and j.event_at >= ${a} and j.event_at < ${b}
    union all
    select start, queue_id, channel, agent_id, case kind when 'handle' then 'handling' when 'consult' then 'consulting' else kind end, n from piece
    union all
    select ${quarterOf(sql`w.ended_at`)}, w.queue_id, w.channel, w.agent_id, m.measure, m.n
    from work as w cross join lateral (values
      (case when w.kind = 'handle' and w.result is distinct from 'unreached'
        then case w.direction when 'in' then 'handled' else 'handled_out' end end, 1::bigint),
      (case when w.kind in ('handle', 'wrap_up') and w.direction = 'in' and w.result is distinct from 'unreached' then 'handled_time' end,
        ${millis(sql`w.ended_at`)} - ${millis(sql`w.started_at`)}),
      (case when w.kind = 'consult' then 'agent:consults' end, 1),
      (case when w.kind = 'consult_queue'
        then case w.result when 'answered' then 'consults_answered' else 'consults_unanswered' end end, 1),
      (case when w.kind in ('offer', 'consult_offer') then case w.result when 'accepted' then 'agent:accepted' when 'declined' then 'agent:declined'
        when 'timed_out' then 'agent:missed' end end, 1)
    ) as m (measure, n) where w.ended_at >= ${a} and w.ended_at < ${b} and m.measure is not null
    union all
    select ${quarterOf(sql`w.started_at`)}, w.queue_id, w.channel, w.agent_id, 'agent:offers', 1
    from work as w where w.kind in ('offer', 'consult_offer') and w.started_at >= ${a} and w.started_at < ${b}
    union all
    select ${quarterOf(sql`w.started_at`)}, w.queue_id, w.channel, null, 'consults', 1
    from work as w where w.kind = 'consult_queue' and w.started_at >= ${a} and w.started_at < ${b}
    union all
    select ${quarterOf(sql`l.ended_at`)}, l.queue_id, c.channel, null, 'blocked', 1
    from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
    where l.kind = 'flow' and l.result = 'blocked' and l.queue_id is not null and l.ended_at >= ${a} and l.ended_at < ${b}
  )`;
}

const summed = (measure: string, ...names: string[]) =>
  sql`coalesce(sum(n) filter (where measure in (${sql.join(names.map((name) => sql.lit(name)))})), 0)::bigint as ${sql.raw(measure)}`;

/** The rows of `insight.queue_interval` of a span, as its legs tell them now. */
export const queueRows = (span: Span): RawBuilder<unknown> => sql`
  with ${facts(span)}
  select start, queue_id, channel, ${sql.join(queueMeasures.map((measure) => summed(measure, measure)))}
  from fact where measure not like 'agent:%' group by start, queue_id, channel having bool_or(n <> 0)`;

/** The rows of `insight.agent_interval` of a span. What an agent answered is what they took out of the queue. */
export const agentRows = (span: Span): RawBuilder<unknown> => sql`
  with ${facts(span)}
  select start, agent_id as staff_id, queue_id, channel,
    ${sql.join(agentMeasures.map((measure) => summed(measure, measure, `agent:${measure}`)))}
  from fact where agent_id is not null group by start, agent_id, queue_id, channel having bool_or(n <> 0)`;
