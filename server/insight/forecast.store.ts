import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

export interface HistoryCell {
  queueId: string;
  channel: string;
  /** Calendar day and half hour of it, by the clock on the wall: 0 to 47. */
  day: string;
  slot: number;
  arrived: number;
}
/** How many customers came into each queue per half hour of each day since an instant, in a time zone. */
export async function arrivals(db: Db, since: Date, timeZone: string): Promise<HistoryCell[]> {
  const { rows } = await sql<HistoryCell>`
    select queue_id, channel, to_char(local, 'YYYY-MM-DD') as day,
      (extract(hour from local) * 2 + floor(extract(minute from local) / 30))::int as slot, sum(arrived)::float8 as arrived
    from (
      select queue_id, channel, start at time zone ${timeZone} as local, arrived from insight.queue_interval
      where start >= ${since} and arrived > 0
    ) as q group by 1, 2, 3, 4`.execute(db);
  return rows;
}

export interface ForecastRow {
  queueId: string;
  channel: string;
  start: Date;
  offered: number;
}
/** Writes forecasts; `anew` replaces what was foretold before for the same half hours. */
export async function writeForecast(
  tx: Tx,
  rows: readonly ForecastRow[],
  how: { method: string; version: number },
  madeAt: Date,
  anew: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into insight.forecast (start, queue_id, channel, offered, method, version, made_at)
    select start, queue, channel, offered, ${how.method}, ${how.version}, ${madeAt}
    from unnest(${rows.map((row) => row.start)}::timestamptz[], ${rows.map((row) => row.queueId)}::uuid[],
      ${rows.map((row) => row.channel)}::text[], ${rows.map((row) => row.offered)}::float8[]) as r (start, queue, channel, offered)
    on conflict (start, queue_id, channel) do ${
      anew
        ? sql`update set offered = excluded.offered, method = excluded.method, version = excluded.version, made_at = excluded.made_at`
        : sql`nothing`
    }`.execute(tx);
}

/** The days for which anything was foretold, by their first half hour. */
export async function foretoldBetween(db: Db, from: Date, to: Date): Promise<boolean> {
  const row = await db
    .selectFrom('insight.forecast')
    .select('start')
    .where('start', '>=', from)
    .where('start', '<', to)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What came and what was foretold per queue and half hour of a stretch that is over; only where something was foretold. */
export async function foretoldAndCame(
  db: Db,
  queues: readonly string[],
  from: Date,
  to: Date,
): Promise<{ actual: number; forecast: number }[]> {
  const { rows } = await sql<{ actual: number; forecast: number }>`
    with told as (
      select queue_id, start, sum(offered)::float8 as forecast from insight.forecast
      where start >= ${from} and start < ${to} and queue_id = any (${queues}::uuid[]) group by queue_id, start
    ), came as (
      select queue_id, date_bin('30 minutes', start, ${from}::timestamptz) as start, sum(arrived)::float8 as actual from insight.queue_interval
      where start >= ${from} and start < ${to} and queue_id = any (${queues}::uuid[]) group by 1, 2
    )
    select coalesce(came.actual, 0) as actual, coalesce(told.forecast, 0) as forecast
    from told full join came using (queue_id, start)
    where exists (select from told as t where t.queue_id = queue_id)`.execute(db);
  return rows;
}
