import type { Db, Tx } from '#server/platform/index.ts';

export async function serviceExists(db: Db | Tx, id: string): Promise<boolean> {
  const row = await db.selectFrom('access.service').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

export async function queueExists(db: Db | Tx, id: string): Promise<boolean> {
  const row = await db.selectFrom('routing.queue').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
