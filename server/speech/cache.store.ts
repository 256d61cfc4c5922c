import { forgetFiles, readSetting, saveFiles, sql, type Db, type Tx } from '#server/platform/index.ts';

export const cacheLimitKey = 'speech.cache';
const megabyte = 1_000_000;
/** Without a setting: some fourteen hours of speech. */
const usualMegabytes = 400;

/** The most that spoken texts may take, in bytes. */
export async function cacheLimit(db: Db): Promise<number> {
  const set = await readSetting<{ megabytes: number }>(db, cacheLimitKey);
  return (set?.megabytes ?? usualMegabytes) * megabyte;
}

export async function cacheSize(db: Db): Promise<{ entries: number; bytes: number }> {
  const row = await db
    .selectFrom('speech.spoken')
    .select((all) => [
      all.fn.countAll<number>().as('entries'),
      sql<number>`coalesce(sum(size), 0)::float8`.as('bytes'),
    ])
    .executeTakeFirstOrThrow();
  return { entries: Number(row.entries), bytes: Number(row.bytes) };
}

/** The SHA-256 of a kept sound, which counts as used now; null when there is none. */
export async function findSpoken(db: Db, hash: string): Promise<string | null> {
  const row = await db
    .selectFrom('speech.spoken as s')
    .innerJoin('platform.file as f', 'f.id', 's.fileId')
    .select(['f.sha256', sql<boolean>`s.used_at < clock_timestamp() - interval '10 minutes'`.as('old')])
    .where('s.hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined) return null;
  // To the minute is enough to know what was not used for longest; a busy announcement is not written at each call.
  if (row.old)
    await db
      .updateTable('speech.spoken')
      .set({ usedAt: sql`clock_timestamp()` })
      .where('hash', '=', hash)
      .execute();
  return row.sha256;
}

/** Remembers a sound whose bytes the file store has; who comes second with the same one keeps nothing. */
export async function keepSpoken(
  tx: Tx,
  sound: { hash: string; sha256: string; size: number; language: string },
): Promise<void> {
  const { hash, sha256, size, language } = sound;
  const [file] = await saveFiles(tx, [{ sha256, size, type: 'audio/basic' }]);
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('speech.spoken')
    .values({ hash, fileId: file!.id, size, language })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirstOrThrow();
  if ((numInsertedOrUpdatedRows ?? 0n) === 0n) await forgetFiles(tx, [file!.id]);
}

/** Forgets one sound, e.g. when its bytes are gone. */
export async function dropSpoken(db: Db, hash: string): Promise<void> {
  await db.deleteFrom('speech.spoken').where('hash', '=', hash).execute();
}

/** Takes what was not used for longest out of the cache, until it is within `limit`. @returns ids of files */
export async function evictSpoken(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    with kept as (
      select hash, sum(size) over (order by used_at desc, hash) as bytes from speech.spoken
    )
    delete from speech.spoken s using kept k where k.hash = s.hash and k.bytes > ${limit}
    returning s.file_id as "fileId"`.execute(tx);
  return rows.map(({ fileId }) => fileId);
}
