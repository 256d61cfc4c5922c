import type { Insertable } from 'kysely';
import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';

export const insertListen = async (tx: Tx, row: Insertable<DB['recordings.listen']>): Promise<void> => {
  await tx.insertInto('recordings.listen').values(row).execute();
};

/** A listen that somebody has opened. */
export async function findListen(db: Db | Tx, recordingId: string, id: string, actor: string) {
  const row = await db
    .selectFrom('recordings.listen')
    .selectAll()
    .where('id', '=', id)
    .where('recordingId', '=', recordingId)
    .where('actor', '=', actor)
    .executeTakeFirst();
  return row ?? null;
}

/** Notes what was heard so far; it only grows. */
export async function noteHeard(
  tx: Tx,
  id: string,
  heard: { from: number; to: number; heard: number },
): Promise<void> {
  await sql`update recordings.listen set from_ms = least(coalesce(from_ms, ${heard.from}), ${heard.from}),
    to_ms = greatest(coalesce(to_ms, ${heard.to}), ${heard.to}), heard_ms = greatest(heard_ms, ${heard.heard})
    where id = ${id}::uuid`.execute(tx);
}
