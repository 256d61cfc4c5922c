import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface EstimateRow {
  queueId: string;
  channel: string;
  waiting: number;
  seconds: number | null;
  secondsPerPlace: number | null;
  measuredAt: Date;
}

/** Puts the leader's present estimates in the place of the last ones. */
export async function saveEstimates(tx: Tx, rows: readonly EstimateRow[], at: Date): Promise<void> {
  if (rows.length > 0)
    await sql`
      insert into routing.estimate (queue_id, channel, waiting, seconds, seconds_per_place, measured_at)
      select * from unnest(${rows.map((row) => row.queueId)}::uuid[], ${rows.map((row) => row.channel)}::text[],
        ${rows.map((row) => row.waiting)}::int[], ${rows.map((row) => row.seconds)}::int[],
        ${rows.map((row) => row.secondsPerPlace)}::float8[], ${rows.map((row) => row.measuredAt)}::timestamptz[])
      on conflict (queue_id, channel) do update set waiting = excluded.waiting, seconds = excluded.seconds,
        seconds_per_place = excluded.seconds_per_place, measured_at = excluded.measured_at`.execute(tx);
  await tx.deleteFrom('routing.estimate').where('measuredAt', '<', at).execute();
}

/** Estimates of queues that were told since a moment; older ones are worth nothing. */
export async function readEstimates(
  db: Db,
  queues: readonly string[] | 'all',
  since: Date,
): Promise<EstimateRow[]> {
  const query = db.selectFrom('routing.estimate').selectAll().where('measuredAt', '>=', since);
  if (queues !== 'all' && queues.length === 0) return [];
  return (queues === 'all' ? query : query.where('queueId', 'in', queues)).execute();
}
