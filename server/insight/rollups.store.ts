import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';
import { agentMeasures, agentRows, quarterOf, queueMeasures, queueRows, type Span } from './facts.read.ts';
import { stateRows } from './states.read.ts';

/** A quarter of an hour, in milliseconds: the length of every interval. */
export const quarter = 15 * 60_000;

interface Rollup {
  name: 'queue_interval' | 'agent_interval' | 'agent_state_interval';
  columns: readonly string[];
  rows: (span: Span) => RawBuilder<unknown>;
}
const rollups: readonly Rollup[] = [
  { name: 'queue_interval', columns: ['start', 'queue_id', 'channel', ...queueMeasures], rows: queueRows },
  {
    name: 'agent_interval',
    columns: ['start', 'staff_id', 'queue_id', 'channel', ...agentMeasures],
    rows: agentRows,
  },
  {
    name: 'agent_state_interval',
    columns: ['start', 'staff_id', 'state', 'reason', 'spent'],
    rows: stateRows,
  },
];
const listed = (columns: readonly string[]) => sql.raw(columns.join(', '));

/** Makes the rollups of a span anew, whole: what was there goes. Both ends lie on a quarter. */
export async function writeRollups(tx: Tx, span: Span, personalSince: Date): Promise<void> {
  for (const { name, columns, rows } of rollups) {
    await sql`delete from ${sql.table(`insight.${name}`)} where start >= ${span.from} and start < ${span.to}`.execute(
      tx,
    );
    // What is kept for a limited time only is not made again after it.
    const kept = name === 'queue_interval' ? sql`true` : sql`r.start >= ${personalSince}`;
    await sql`insert into ${sql.table(`insight.${name}`)} (${listed(columns)})
      select ${listed(columns)} from (${rows(span)}) as r
      where r.start >= ${span.from} and r.start < ${span.to} and ${kept}`.execute(tx);
  }
}

/** A rollup that is not what the legs say now. */
export interface Difference {
  start: Date;
  rollup: string;
  /** Rows that stand there and should not, and rows that should stand there and do not. */
  wrong: number;
}

/** Compares the rollups of a span with what the legs and the history say now. Nothing is written. */
export async function compareRollups(db: Db, span: Span, personalSince: Date): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { name, columns, rows } of rollups) {
    const kept = name === 'queue_interval' ? sql`true` : sql`start >= ${personalSince}`;
    const { rows: differing } = await sql<{ start: Date; wrong: number }>`
      with told as materialized (
        select ${listed(columns)} from (${rows(span)}) as r where start >= ${span.from} and start < ${span.to} and ${kept}
      ), kept as materialized (
        select ${listed(columns)} from ${sql.table(`insight.${name}`)}
        where start >= ${span.from} and start < ${span.to} and ${kept}
      )
      select start, count(*)::int as wrong from (
        (select * from told except all select * from kept) union all (select * from kept except all select * from told)
      ) as d group by start order by start`.execute(db);
    found.push(...differing.map((one) => ({ ...one, rollup: name })));
  }
  return found;
}

/**
 * Marks the quarters that are over and were touched by legs that ended since `since`: where they began, ended and passed
 * their threshold, and all that their work covers. @returns how many quarters wait
 */
export async function markTouched(tx: Tx, since: Date, through: Date): Promise<void> {
  await sql`
    with ended as (
      select l.kind, l.queue_id, l.started_at, l.ended_at, c.channel from contacts.leg as l
        join contacts.contact as c on c.id = l.contact_id
      where l.ended_at >= ${since} and l.started_at < ${through}
    )
    insert into insight.dirty (start)
    select distinct ${quarterOf(sql`t.at`)} from (
      select e.started_at as at from ended as e
      union all select e.ended_at from ended as e
      union all
      -- Under whatever version it was promised: one quarter too many costs nothing.
      select e.started_at + make_interval(secs => p.seconds) from ended as e
        cross join lateral (
          select (q.service_level -> 'threshold' ->> e.channel)::float8 as seconds from routing.queue as q where q.id = e.queue_id
          union select (v.threshold ->> e.channel)::float8 from insight.indicator_version as v where v.queue_id = e.queue_id
        ) as p
      where e.kind = 'queue' and p.seconds is not null and e.started_at + make_interval(secs => p.seconds) < e.ended_at
      union all
      select g.at from ended as e cross join lateral generate_series(${quarterOf(sql`e.started_at`)}, e.ended_at, interval '15 minutes') as g (at)
      where e.kind <> 'queue' and e.started_at < ${quarterOf(sql`e.ended_at`)}
      union all
      select g.at from routing.presence_history as h
        cross join lateral generate_series(${quarterOf(sql`h.started_at`)}, h.ended_at, interval '15 minutes') as g (at)
      where h.ended_at >= ${since} and h.started_at < ${through}
    ) as t where ${quarterOf(sql`t.at`)} < ${through}
    on conflict do nothing`.execute(tx);
}

/** Marks every quarter from one instant until another. */
export async function markSpan(tx: Tx, from: Date, to: Date): Promise<void> {
  await sql`insert into insight.dirty (start)
    select at from generate_series(${quarterOf(sql`${from}::timestamptz`)}, ${to}::timestamptz - interval '1 microsecond', interval '15 minutes') as g (at)
    on conflict do nothing`.execute(tx);
}

/** Takes marked quarters, the newest first; they are marked no longer. */
export async function takeMarked(tx: Tx, most: number): Promise<Date[]> {
  const { rows } = await sql<{ start: Date }>`
    delete from insight.dirty where start in (
      select start from insight.dirty order by start desc limit ${most} for update skip locked)
    returning start`.execute(tx);
  return rows.map((row) => row.start).toSorted((a, b) => a.getTime() - b.getTime());
}

/** When the first leg or presence began; null while there is none. */
export async function firstAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select least((select min(started_at) from contacts.leg), (select min(started_at) from routing.presence_history)) as at`.execute(
    db,
  );
  return rows[0]?.at ?? null;
}

/** Deletes what tells about single agents and is older than allowed. */
export async function forgetAgents(tx: Tx, before: Date): Promise<number> {
  const states = await tx
    .deleteFrom('insight.agentStateInterval')
    .where('start', '<', before)
    .executeTakeFirst();
  const work = await tx.deleteFrom('insight.agentInterval').where('start', '<', before).executeTakeFirst();
  return Number(states.numDeletedRows + work.numDeletedRows);
}
