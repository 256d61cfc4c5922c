import { sql } from 'kysely';
import type { Db, Tx } from './db.ts';
import { newId } from './ids.ts';

export interface EarlierRequest {
  route: string;
  requestHash: string;
  status: number | null;
  response: unknown;
  /** Its effect is committed; without a status its answer was lost. */
  done: boolean;
  /** It has been under way for so long that whoever carried it out must be dead. */
  stale: boolean;
}

/** A request that is carried out under a key. */
export interface Claim {
  owner: string;
  key: string;
  id: string;
}

/** No request takes this long; what is under way for longer was left behind by a crash. */
const staleAfter = '5 minutes';
/** How long a key is remembered. */
const keptFor = '7 days';

/**
 * Claims a key for a request; the answer is the earlier request that has it, or the claim. A claim that a crash left
 * behind before its effect was committed is taken over.
 */
export async function beginIdempotent(
  db: Db,
  request: { owner: string; key: string; route: string; requestHash: string },
): Promise<Claim | EarlierRequest> {
  const id = newId();
  const { rows } = await sql<{ claim: string }>`
    insert into platform.idempotency as i (owner, key, route, request_hash, claim)
    values (${request.owner}, ${request.key}, ${request.route}, ${request.requestHash}, ${id}::uuid)
    on conflict (owner, key) do update
      set route = excluded.route, request_hash = excluded.request_hash, claim = excluded.claim, created_at = now()
      where i.status is null and i.effect_at is null and i.created_at < now() - ${staleAfter}::interval
    returning claim`.execute(db);
  if (rows.length > 0) return { owner: request.owner, key: request.key, id };
  const row = await db
    .selectFrom('platform.idempotency')
    .select([
      'route',
      'requestHash',
      'status',
      'response',
      sql<boolean>`effect_at is not null`.as('done'),
      sql<boolean>`status is null and created_at < now() - ${staleAfter}::interval`.as('stale'),
    ])
    .where('owner', '=', request.owner)
    .where('key', '=', request.key)
    .executeTakeFirst();
  // Freed between the two questions: now it can be had.
  return row ?? beginIdempotent(db, request);
}

const claimed = (db: Db | Tx, claim: Claim) =>
  db
    .updateTable('platform.idempotency')
    .where('owner', '=', claim.owner)
    .where('key', '=', claim.key)
    .where('claim', '=', claim.id);

/** Notes in the effect's own transaction that there is one. False when somebody else has taken the claim over. */
export async function markEffect(tx: Tx, claim: Claim): Promise<boolean> {
  const { numUpdatedRows } = await claimed(tx, claim)
    .set({ effectAt: sql`clock_timestamp()` })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function finishIdempotent(
  db: Db,
  claim: Claim,
  status: number,
  response: string | null,
): Promise<void> {
  await claimed(db, claim).set({ status, response }).execute();
}

/** A request that failed may be tried again with the same key. */
export async function forgetIdempotent(db: Db, claim: Claim): Promise<void> {
  await db
    .deleteFrom('platform.idempotency')
    .where('owner', '=', claim.owner)
    .where('key', '=', claim.key)
    .where('claim', '=', claim.id)
    .execute();
}

/** Forgets keys that are a week old. The answer is how many. */
export async function dropOldKeys(db: Db): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('platform.idempotency')
    .where('createdAt', '<', sql<Date>`now() - ${keptFor}::interval`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
