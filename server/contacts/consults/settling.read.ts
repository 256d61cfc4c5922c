import type { Db, Tx } from '#server/platform/index.ts';

/** How contacts stand, without a lock and whoever asks. */
export const contactsById = (
  db: Db | Tx,
  ids: readonly string[],
): Promise<{ id: string; state: string; agentId: string | null }[]> =>
  db
    .selectFrom('contacts.contact')
    .select(['id', 'state', 'agentId'])
    .where('id', 'in', [...ids])
    .execute();
