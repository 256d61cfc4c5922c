import type { Db } from './db.ts';

export interface EarlierRequest {
  route: string;
  requestHash: string;
  status: number | null;
  response: unknown;
}

/** Claims a key for a request; the answer is the earlier request that has it, or null when the claim is ours. */
export async function beginIdempotent(
  db: Db,
  claim: { owner: string; key: string; route: string; requestHash: string },
): Promise<EarlierRequest | null> {
  const inserted = await db
    .insertInto('platform.idempotency')
    .values(claim)
    .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (inserted !== undefined) return null;
  const row = await db
    .selectFrom('platform.idempotency')
    .select(['route', 'requestHash', 'status', 'response'])
    .where('owner', '=', claim.owner)
    .where('key', '=', claim.key)
    .executeTakeFirst();
  return row ?? null;
}

export async function finishIdempotent(
  db: Db,
  owner: string,
  key: string,
  status: number,
  response: string | null,
): Promise<void> {
  await db
    .updateTable('platform.idempotency')
    .set({ status, response })
    .where('owner', '=', owner)
    .where('key', '=', key)
    .execute();
}

/** A request that failed may be tried again with the same key. */
export async function forgetIdempotent(db: Db, owner: string, key: string): Promise<void> {
  await db.deleteFrom('platform.idempotency').where('owner', '=', owner).where('key', '=', key).execute();
}
