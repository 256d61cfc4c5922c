import type { Db, Tx } from '#server/platform/index.ts';
import { changeItem } from './items.store.ts';

/** What an agent is handling now, or has parked: not what they wrap up. The oldest first. */
export const heldBy = (db: Db, agentId: string): Promise<{ id: string; queueId: string }[]> =>
  db
    .selectFrom('routing.workItem')
    .select(['id', 'queueId'])
    .where('agentId', '=', agentId)
    .where('state', 'in', ['active', 'parked'])
    .orderBy('queuedAt')
    .execute();

/** Gives an item that went back to a queue the place it had there before. */
export const keepPlace = (tx: Tx, itemId: string, queuedAt: Date): Promise<void> =>
  changeItem(tx, itemId, { queuedAt });
