import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Holds a limited queue until the transaction ends: who comes second counts what the first has put in. */
export async function lockQueueForEntry(db: Db | Tx, id: string): Promise<void> {
  // Not stronger: the foreign keys of items that enter elsewhere must not wait for it.
  await sql`select from routing.queue where id = ${id}::uuid for no key update`.execute(db);
}

/** How many items of these channels wait in a queue, offered ones included; consults take no place. */
export async function countWaiting(
  db: Db | Tx,
  queueId: string,
  channels: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from routing.work_item
    where kind <> 'consult' and queue_id = ${queueId}::uuid and state in ('waiting', 'offered') and channel = any (${channels}::text[])`.execute(
    db,
  );
  return rows[0]!.count;
}
