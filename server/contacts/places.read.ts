import type { Db, Tx } from '#server/platform/index.ts';

export async function serviceExists(db: Db | Tx, id: string): Promise<boolean> {
  const row = await db.selectFrom('access.service').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** The service that a queue belongs to; null when there is no such queue. */
export async function serviceOfQueue(db: Db | Tx, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('routing.queue')
    .select('serviceId')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.serviceId ?? null;
}
