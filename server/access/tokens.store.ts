import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

export interface TokenRow {
  id: string;
  name: string;
  scopes: string[];
  roles: string[];
  serviceId: string | null;
  gateway: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}
const columns = [
  'id',
  'name',
  'scopes',
  'roles',
  'serviceId',
  'gateway',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
] as const;

/** A token that may be used now, found by the hash of its value. */
export async function findToken(db: Db, hash: string, now: Date): Promise<TokenRow | null> {
  const row = await db
    .selectFrom('access.apiToken')
    .select(columns)
    .where('hash', '=', hash)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .executeTakeFirst();
  return row ?? null;
}

export async function noteTokenUse(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('access.apiToken').set({ lastUsedAt: at }).where('id', '=', id).execute();
}

export async function listTokenRows(db: Db): Promise<TokenRow[]> {
  return db.selectFrom('access.apiToken').select(columns).orderBy('createdAt', 'desc').execute();
}

export async function findTokenRow(db: Db, id: string): Promise<TokenRow | null> {
  const row = await db.selectFrom('access.apiToken').select(columns).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** Keeps a token; a hash that is there already is left as it is, and the answer is null. */
export async function insertToken(
  tx: Tx,
  token: Omit<TokenRow, 'revokedAt' | 'lastUsedAt'> & { hash: string; createdBy: string | null },
): Promise<TokenRow | null> {
  const row = await tx
    .insertInto('access.apiToken')
    .values({ ...token, scopes: sql`${token.scopes}::text[]`, roles: sql`${token.roles}::text[]` })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row ?? null;
}

export async function markTokenRevoked(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('access.apiToken')
    .set({ revokedAt: at })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
