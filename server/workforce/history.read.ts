import { sql, type Db } from '#server/platform/index.ts';

/** From when to when the past is read, and in which time zone its days lie. */
export interface Past {
  from: Date;
  to: Date;
  timeZone: string;
}

/** Stays that began, per half hour of the week (0 = Monday 00:00), over all weeks. */
export async function arrivalsOf(
  db: Db,
  { from, to, timeZone }: Past,
): Promise<{ queueId: string; channel: string; halfHour: number; count: number }[]> {
  const { rows } = await sql<{ queueId: string; channel: string; halfHour: number; count: number }>`
    select queue_id, channel, (extract(isodow from local)::int - 1) * 48 + extract(hour from local)::int * 2
        + floor(extract(minute from local) / 30)::int as half_hour, count(*)::int as count
    from (
      select l.queue_id, c.channel, l.started_at at time zone ${timeZone} as local
      from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
      where l.kind = 'queue' and l.started_at >= ${from} and l.started_at < ${to} and l.queue_id is not null
    ) as stays
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

/**
 * How long stretches of a kind lasted, per queue and channel: at most `bins` values, each the mean of as many of them,
 * so that their mean is the true one.
 */
export async function durationsOf(
  db: Db,
  { from, to }: Past,
  kind: 'handle' | 'wrap_up',
  bins: number,
): Promise<{ queueId: string; channel: string; count: number; values: number[] }[]> {
  const { rows } = await sql<{ queueId: string; channel: string; count: number; values: number[] }>`
    select queue_id, channel, sum(count)::int as count, array_agg(mean order by bin) as values
    from (
      select queue_id, channel, bin, avg(seconds)::float8 as mean, count(*) as count
      from (
        select queue_id, channel, seconds, ntile(${bins}) over (partition by queue_id, channel order by seconds) as bin
        from (
          -- A wrap-up belongs to the queue of the stay before it.
          select coalesce(l.queue_id, c.queue_id) as queue_id, c.channel,
            extract(epoch from l.ended_at - l.started_at) as seconds
          from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
          where l.kind = ${kind} and l.started_at >= ${from} and l.started_at < ${to} and l.ended_at is not null
        ) as stretches
        where queue_id is not null
      ) as ranked
      group by 1, 2, 3
    ) as binned
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** Waits that ended, for the patience: their sum in seconds, and how many ended because the customer left. */
export async function waitsOf(
  db: Db,
  { from, to }: Past,
): Promise<{ queueId: string; channel: string; seconds: number; abandoned: number }[]> {
  const { rows } = await sql<{ queueId: string; channel: string; seconds: number; abandoned: number }>`
    select l.queue_id, c.channel, sum(extract(epoch from l.ended_at - l.started_at))::float8 as seconds,
      count(*) filter (where l.result = 'abandoned')::int as abandoned
    from contacts.leg as l join contacts.contact as c on c.id = l.contact_id
    where l.kind = 'queue' and l.started_at >= ${from} and l.started_at < ${to} and l.ended_at is not null
      and l.queue_id is not null
    group by 1, 2`.execute(db);
  return rows;
}

export interface ProfilePast {
  profileId: string;
  accepted: number;
  declined: number;
  missed: number;
  /** Seconds from offer to acceptance, in bins as with `durationsOf`. */
  acceptSeconds: number[];
}

/** How agents of a profile answered their offers. */
export async function offersOf(db: Db, { from, to }: Past, bins: number): Promise<ProfilePast[]> {
  const { rows } = await sql<ProfilePast>`
    with offers as (
      select a.profile_id, l.result, extract(epoch from l.ended_at - l.started_at) as seconds
      from contacts.leg as l join routing.agent as a on a.staff_id = l.agent_id
      where l.kind = 'offer' and l.started_at >= ${from} and l.started_at < ${to} and l.ended_at is not null
        and a.profile_id is not null
    ), binned as (
      select profile_id, bin, avg(seconds)::float8 as mean
      from (select profile_id, seconds, ntile(${bins}) over (partition by profile_id order by seconds) as bin
        from offers where result = 'accepted') as ranked
      group by 1, 2
    )
    select o.profile_id, count(*) filter (where result = 'accepted')::int as accepted,
      count(*) filter (where result = 'declined')::int as declined,
      count(*) filter (where result = 'timed_out')::int as missed,
      coalesce((select array_agg(b.mean order by b.bin) from binned as b where b.profile_id = o.profile_id), '{}')
        as accept_seconds
    from offers as o group by 1`.execute(db);
  return rows;
}

export interface AgentPast {
  id: string;
  profileId: string;
  profile: string;
  capacity: Record<string, { max: number; interruptedBy: string[] }>;
  lines: { queueId: string; channel: string; priority: number; delaySeconds: number }[];
  skills: { skill: string; level: number }[];
  /** Days on which they worked, by weekday (1 = Monday): how many, and the median of start and end in minutes. */
  days: { weekday: number; count: number; start: number; end: number }[];
}

/**
 * Agents with their profile, skills and usual hours. The hours come from their declared presence; for who has none in
 * these weeks from what they handled, which begins a little after they come and ends a little before they go.
 */
export async function agentsOf(db: Db, { from, to, timeZone }: Past): Promise<AgentPast[]> {
  const { rows } = await sql<AgentPast>`
    with stretches as (
      select h.staff_id as agent, true as declared, h.started_at as began, coalesce(h.ended_at, ${to}) as ended
      from routing.presence_history as h
      where h.presence = 'available' and h.started_at >= ${from} and h.started_at < ${to}
      union all
      select l.agent_id, false, l.started_at, l.ended_at from contacts.leg as l
      where l.kind in ('handle', 'wrap_up') and l.agent_id is not null and l.ended_at is not null
        and l.started_at >= ${from} and l.started_at < ${to}
    ), local as (
      select agent, declared, began at time zone ${timeZone} as began, ended at time zone ${timeZone} as ended
      from stretches
    ), days as (
      select agent, declared, began::date as day, extract(epoch from min(began) - began::date) / 60 as start,
        extract(epoch from max(least(ended, began::date + interval '1 day')) - began::date) / 60 as end
      from local group by agent, declared, began::date
    ), usual as (
      select agent, declared, extract(isodow from day)::int as weekday, count(*)::int as count,
        percentile_cont(0.5) within group (order by start) as start, percentile_cont(0.5) within group (order by "end") as end
      from days group by 1, 2, 3
    )
    select a.staff_id as id, p.id as profile_id, p.name as profile, p.capacity,
      coalesce((select json_agg(json_build_object('queueId', q.queue_id, 'channel', q.channel, 'priority', q.priority,
          'delaySeconds', q.delay_seconds) order by q.priority, q.queue_id, q.channel)
        from routing.profile_queue as q where q.profile_id = p.id), '[]') as lines,
      coalesce((select json_agg(json_build_object('skill', s.code, 'level', k.level) order by s.code)
        from routing.agent_skill as k join routing.skill as s on s.id = k.skill_id
        where k.staff_id = a.staff_id), '[]') as skills,
      coalesce((select json_agg(json_build_object('weekday', u.weekday, 'count', u.count, 'start', u.start, 'end', u.end)
          order by u.weekday)
        from usual as u where u.agent = a.staff_id
          and u.declared = exists (select from usual as d where d.agent = a.staff_id and d.declared)), '[]') as days
    from routing.agent as a join access.staff as s on s.id = a.staff_id join routing.profile as p on p.id = a.profile_id
    where s.active order by p.name, a.staff_id`.execute(db);
  return rows;
}

/** Codes of skills by their ids. */
export async function skillCodes(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('routing.skill').select(['id', 'code']).execute();
  return new Map(rows.map((row) => [row.id, row.code]));
}

/** What really happened in a queue, to compare with what is simulated. Service level by formula `negative`. */
export interface PastFigures {
  queueId: string;
  offered: number;
  answered: number;
  abandoned: number;
  inTime: number;
  events: number;
  waitAnswered: number;
}

export async function figuresOf(db: Db, { from, to }: Past): Promise<PastFigures[]> {
  const { rows } = await sql<PastFigures>`
    select queue_id, count(*)::int as offered, count(*) filter (where result = 'answered')::int as answered,
      count(*) filter (where result = 'abandoned')::int as abandoned,
      count(*) filter (where result = 'answered' and wait <= threshold)::int as in_time,
      count(*) filter (where threshold is not null and case
        when result = 'answered' then true when result = 'abandoned' then wait >= short or wait > threshold
        else wait > threshold or result = 'expired' end)::int as events,
      coalesce(sum(wait) filter (where result = 'answered'), 0)::float8 as wait_answered
    from (
      select l.queue_id, l.result, extract(epoch from coalesce(l.ended_at, now()) - l.started_at) as wait,
        (q.service_level -> 'threshold' ->> c.channel)::float8 as threshold, q.short_abandon_seconds as short
      from contacts.leg as l join contacts.contact as c on c.id = l.contact_id join routing.queue as q on q.id = l.queue_id
      where l.kind = 'queue' and l.started_at >= ${from} and l.started_at < ${to}
    ) as stays
    group by 1`.execute(db);
  return rows;
}
