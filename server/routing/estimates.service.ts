import type { Ctx, Db } from '#server/platform/index.ts';
import { readEstimates, type EstimateRow } from './estimates.store.ts';

/** Estimates older than this are not told: who made them may be gone. */
const estimateSeconds = 60;

/** The leader's last word on the wait in queues, if it is young enough to be told. */
export const estimatesOf = (
  ctx: Pick<Ctx, 'db' | 'clock'>,
  queues: readonly string[] | 'all',
): Promise<EstimateRow[]> =>
  readEstimates(ctx.db, queues, new Date(ctx.clock.now().getTime() - estimateSeconds * 1000));

/** Seconds for who enters a queue now (R21); null when nothing honest can be said. */
export async function estimateFor(
  db: Db,
  queueId: string,
  channel: string,
  now: Date,
): Promise<number | null> {
  const rows = await estimatesOf({ db, clock: { now: () => now } }, [queueId]);
  return rows.find((row) => row.channel === channel)?.seconds ?? null;
}

/**
 * Seconds until the item at a place (from 1) is probably answered (R21); null when nothing honest can be said. The
 * estimate is for who would come last; each place further ahead waits one place less.
 */
export function waitAtPlace(estimate: EstimateRow | undefined, place: number): number | null {
  if (estimate?.seconds == null) return null;
  const further = place - (estimate.waiting + 1);
  return Math.max(0, Math.ceil(estimate.seconds + further * (estimate.secondsPerPlace ?? 0)));
}
