import { sql, type RawBuilder } from 'kysely';
import { bounds, quarterOf, type Span } from './facts.read.ts';

/**
 * The rows of `insight.agent_state_interval` of a span: for each quarter, how many milliseconds an agent spent in each
 * state. Presence comes from its history, what they had in hand from legs; the first state that holds counts, in the
 * order in which routing computes the one status of an agent, so that all of them add up to the time not offline.
 */
export function stateRows(span: Span): RawBuilder<unknown> {
  const { a, upto } = bounds(span);
  return sql`
  with stretch as (
    select h.staff_id, h.presence, coalesce(h.reason, '') as reason, h.status,
      tstzmultirange(tstzrange(greatest(h.started_at, ${a}), least(coalesce(h.ended_at, ${upto}), ${upto}))) as lasts
    from routing.presence_history as h
    where h.started_at < ${upto} and (h.ended_at > ${a} or h.ended_at is null)
      and least(coalesce(h.ended_at, ${upto}), ${upto}) > greatest(h.started_at, ${a})
  ), present as (
    select staff_id,
      range_agg(lasts) filter (where presence <> 'offline') as present,
      coalesce(range_agg(lasts) filter (where status = 'not_responding'), '{}') as deaf,
      coalesce(range_agg(lasts) filter (where presence = 'available' and status = 'off_queue'), '{}') as away,
      coalesce(range_agg(lasts) filter (where presence = 'available'), '{}') as available
    from stretch group by staff_id having bool_or(presence <> 'offline')
  ), held as (
    select l.agent_id as staff_id,
      coalesce(range_agg(tstzrange(l.started_at, coalesce(l.ended_at, ${upto}))) filter (where l.kind in ('handle', 'hold', 'consult')), '{}') as active,
      coalesce(range_agg(tstzrange(l.started_at, coalesce(l.ended_at, ${upto}))) filter (where l.kind = 'wrap_up'), '{}') as wrapping,
      coalesce(range_agg(tstzrange(l.started_at, coalesce(l.ended_at, ${upto}))) filter (where l.kind in ('offer', 'consult_offer')), '{}') as offered
    from lateral (
        select * from contacts.leg as e where e.ended_at > ${a} and e.started_at < ${upto}
        union all
        select * from contacts.leg as o where o.ended_at is null and o.started_at < ${upto}
      ) as l
    where l.kind in ('handle', 'hold', 'wrap_up', 'offer', 'consult', 'consult_offer') and l.agent_id is not null
    group by l.agent_id
  ), base as (
    select p.*, coalesce(h.active, '{}') as active, coalesce(h.wrapping, '{}') as wrapping, coalesce(h.offered, '{}') as offered
    from present as p left join held as h using (staff_id)
  ), ranked as (
    select b.staff_id, s.state, s.lasts from base as b cross join lateral (values
      ('not_responding', b.deaf),
      ('interacting', b.active * b.present - b.deaf),
      ('wrap_up', b.wrapping * b.present - b.deaf - b.active),
      ('offered', b.offered * b.present - b.deaf - b.active - b.wrapping),
      ('off_queue', b.away - b.deaf - b.active - b.wrapping - b.offered),
      ('idle', b.available - b.away - b.deaf - b.active - b.wrapping - b.offered)
    ) as s (state, lasts)
  ), apart as (
    select staff_id, state, '' as reason, lasts from ranked
    union all
    select s.staff_id, 'not_ready', s.reason, range_agg(s.lasts) - b.deaf - b.active - b.wrapping - b.offered
    from stretch as s join base as b using (staff_id) where s.presence = 'not_ready'
    group by s.staff_id, s.reason, b.deaf, b.active, b.wrapping, b.offered
  )
  select q.start, a.staff_id, a.state, a.reason,
    sum(floor(extract(epoch from upper(r)) * 1000)::bigint - floor(extract(epoch from lower(r)) * 1000)::bigint)::bigint as spent
  from apart as a
    cross join lateral unnest(a.lasts) as u (whole)
    cross join lateral generate_series(${quarterOf(sql`lower(u.whole)`)}, upper(u.whole) - interval '1 microsecond', interval '15 minutes') as q (start)
    cross join lateral (select u.whole * tstzrange(q.start, q.start + interval '15 minutes') as r) as cut
  where not isempty(r)
  group by q.start, a.staff_id, a.state, a.reason
  having sum(floor(extract(epoch from upper(r)) * 1000)::bigint - floor(extract(epoch from lower(r)) * 1000)::bigint) > 0`;
}
