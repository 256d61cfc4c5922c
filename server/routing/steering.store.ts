import { sql, type Db, type Tx } from '#server/platform/index.ts';
import { changeItem, type ItemRow } from './items.store.ts';

/** Contacts that an agent is handling now, or has parked: not what they wrap up. The oldest first. */
export const heldBy = (db: Db, agentId: string): Promise<{ id: string; queueId: string }[]> =>
  db
    .selectFrom('routing.workItem')
    .select(['id', 'queueId'])
    .where('agentId', '=', agentId)
    .where('kind', '<>', 'consult')
    .where('state', 'in', ['active', 'parked'])
    .orderBy('queuedAt')
    .execute();

/** Gives an item that went back to a queue the place it had there before. */
export const keepPlace = (tx: Tx, itemId: string, queuedAt: Date): Promise<void> =>
  changeItem(tx, itemId, { queuedAt });

/** Seconds of seniority with which a waiting item is served before all others that wait in its queue. */
export async function boostToBeFirst(
  db: Db,
  item: Pick<ItemRow, 'id' | 'queueId' | 'queuedAt'>,
): Promise<number> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(queued_at - boost_seconds * interval '1 second') as first from routing.work_item
    where queue_id = ${item.queueId}::uuid and state in ('waiting', 'offered') and id <> ${item.id}::uuid`.execute(
    db,
  );
  const first = rows[0]?.first ?? null;
  return first === null ? 0 : Math.max(0, Math.floor((item.queuedAt.getTime() - first.getTime()) / 1000) + 1);
}
