import type { Insertable, Selectable } from 'kysely';
import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';

export type PartRow = Selectable<DB['recordings.part']>;

/** @returns false when a part of this number is there already */
export async function insertPart(tx: Tx, row: Insertable<DB['recordings.part']>): Promise<boolean> {
  const made = await tx
    .insertInto('recordings.part')
    .values(row)
    .onConflict((conflict) => conflict.columns(['recordingId', 'number']).doNothing())
    .returning('number')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findPart(db: Db | Tx, recordingId: string, number: number): Promise<PartRow | null> {
  const row = await db
    .selectFrom('recordings.part')
    .selectAll()
    .where('recordingId', '=', recordingId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

export const partsOf = (db: Db | Tx, recordingId: string): Promise<PartRow[]> =>
  db
    .selectFrom('recordings.part')
    .selectAll()
    .where('recordingId', '=', recordingId)
    .orderBy('number')
    .execute();

/** How far a recording's parts reach, in milliseconds; how many there are; the number of the next. */
export async function extentOf(
  db: Db | Tx,
  recordingId: string,
): Promise<{ length: number; count: number; next: number }> {
  const { rows } = await sql<{ length: number; count: number; next: number }>`
    select coalesce(max(start_ms + length_ms), 0)::int as length, count(*)::int as count, coalesce(max(number) + 1, 0)::int as next
    from recordings.part where recording_id = ${recordingId}::uuid`.execute(db);
  return rows[0]!;
}

/** Takes the parts of a recording away. @returns the files they were in */
export async function deleteParts(tx: Tx, recordingId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('recordings.part')
    .where('recordingId', '=', recordingId)
    .returning('fileId')
    .execute();
  return rows.map(({ fileId }) => fileId);
}
