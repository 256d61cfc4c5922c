import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';

export type TranscriptState = 'waiting' | 'working' | 'done' | 'failed' | 'deleted';
export type TranscriptReason =
  | 'upload'
  | 'limit'
  | 'provider'
  | 'no_provider'
  | 'no_agreement'
  | 'unreadable';
export type TranscriptRow = Omit<Selectable<DB['recordings.transcript']>, 'state' | 'because' | 'faults'> & {
  state: TranscriptState;
  because: TranscriptReason | null;
  faults: { provider: string; fault: string }[];
};
type Change = Omit<Updateable<DB['recordings.transcript']>, 'faults'> & {
  faults?: readonly { provider: string; fault: string }[];
};

const stored = ({ faults, ...change }: Change): Updateable<DB['recordings.transcript']> => ({
  ...change,
  ...(faults === undefined ? {} : { faults: JSON.stringify(faults) }),
});

/** @returns false when it is there already */
export async function insertTranscript(
  tx: Tx,
  row: Insertable<DB['recordings.transcript']>,
): Promise<boolean> {
  const made = await tx
    .insertInto('recordings.transcript')
    .values(row)
    .onConflict((conflict) => conflict.column('recordingId').doNothing())
    .returning('recordingId')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findTranscript(
  db: Db | Tx,
  recordingId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<TranscriptRow | null> {
  const row = await db
    .selectFrom('recordings.transcript')
    .selectAll()
    .where('recordingId', '=', recordingId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return (row as unknown as TranscriptRow | undefined) ?? null;
}

export async function changeTranscript(tx: Tx, recordingId: string, change: Change): Promise<void> {
  await tx
    .updateTable('recordings.transcript')
    .set(stored(change))
    .where('recordingId', '=', recordingId)
    .execute();
}

/** Changes it for whose turn it is. @returns false when it is another's turn by now, or nobody's */
export async function changeInTurn(
  db: Db | Tx,
  recordingId: string,
  turn: string,
  change: Change,
): Promise<boolean> {
  const changed = await db
    .updateTable('recordings.transcript')
    .set(stored(change))
    .where('recordingId', '=', recordingId)
    .where('turn', '=', turn)
    .returning('recordingId')
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * How many milliseconds of other calls of a queue have been begun to be written down on the organisation's present day, and
 * when that day ends.
 */
export async function writtenToday(
  tx: Tx,
  queueId: string | null,
  recordingId: string,
  now: Date,
): Promise<{ milliseconds: number; dayEnds: Date }> {
  const zone = sql`coalesce((select value #>> '{}' from platform.setting where key = 'timeZone'), 'Europe/Rome')`;
  const { rows } = await sql<{ milliseconds: number; dayEnds: Date }>`
    with day as (select (${now}::timestamptz at time zone ${zone})::date as today),
      edge as (select today::timestamp at time zone ${zone} as begins, (today + 1)::timestamp at time zone ${zone} as ends from day)
    select edge.ends as day_ends, (select coalesce(sum(r.length_ms), 0)::float8 from recordings.transcript as t
        join recordings.recording as r on r.id = t.recording_id
      where t.begun_at >= edge.begins and t.begun_at < edge.ends and r.queue_id is not distinct from ${queueId}::uuid
        and t.recording_id <> ${recordingId}::uuid) as milliseconds
    from edge`.execute(tx);
  return rows[0]!;
}

/** Transcripts whose own time is over, of recordings that are not held. */
export async function dueTranscripts(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from recordings.transcript as t join recordings.recording as r on r.id = t.recording_id
    where t.content is not null and t.keep_days is not null and r.held_at is null
      and r.ended_at + make_interval(days => t.keep_days) <= ${now} limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
