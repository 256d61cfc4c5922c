import type { Db, Tx } from './db.ts';

/** A value kept under a key, or null. */
export async function readSetting<T>(db: Db, key: string): Promise<T | null> {
  const row = await db
    .selectFrom('platform.setting')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row === undefined ? null : (row.value as T);
}

export async function writeSetting(tx: Db | Tx, key: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value);
  await tx
    .insertInto('platform.setting')
    .values({ key, value: json })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json, updatedAt: new Date() }))
    .execute();
}
