import type { Db } from '#server/platform/index.ts';

/** The id of a role, or null when there is none with this code. */
export async function roleByCode(db: Db, code: string): Promise<string | null> {
  const row = await db.selectFrom('access.role').select('id').where('code', '=', code).executeTakeFirst();
  return row?.id ?? null;
}
