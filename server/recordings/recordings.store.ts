import type { Insertable, Selectable, Updateable } from 'kysely';
import type {
  RecordingKind,
  RecordingMode,
  RecordingReason,
  RecordingSetting,
} from '#contract/recordings.ts';
import type { DB, Db, Tx } from '#server/platform/index.ts';

export type RecordingRow = Omit<
  Selectable<DB['recordings.recording']>,
  'mode' | 'because' | 'state' | 'kind'
> & {
  kind: RecordingKind;
  mode: RecordingMode;
  because: RecordingReason;
  state: 'off' | 'on' | 'paused' | 'ended';
};
export type StretchRow = Omit<Selectable<DB['recordings.stretch']>, 'kind'> & { kind: 'pause' | 'off' };

export async function readSettingOf(
  db: Db | Tx,
  queueId: string,
): Promise<(RecordingSetting & { noticeVersion: number }) | null> {
  const row = await db
    .selectFrom('recordings.setting')
    .selectAll()
    .where('queueId', '=', queueId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { queueId: _, ...setting } = row;
  return setting as unknown as RecordingSetting & { noticeVersion: number };
}

export async function saveSetting(
  tx: Tx,
  queueId: string,
  setting: RecordingSetting & { noticeVersion: number },
): Promise<void> {
  const fields = { ...setting, notice: JSON.stringify(setting.notice) };
  await tx
    .insertInto('recordings.setting')
    .values({ queueId, ...fields })
    .onConflict((conflict) => conflict.column('queueId').doUpdateSet(fields))
    .execute();
}

/** A recording, of a call itself unless its message is asked for, which is the last one; those of a contact are for `recordingsOf`. */
export async function findRecording(
  db: Db | Tx,
  which: { id: string } | { callId: string; kind?: RecordingKind },
  { lock = false }: { lock?: boolean } = {},
): Promise<RecordingRow | null> {
  const query = db.selectFrom('recordings.recording').selectAll();
  const row = await (
    'id' in which
      ? query.where('id', '=', which.id)
      : query
          .where('callId', '=', which.callId)
          .where('kind', '=', which.kind ?? 'call')
          .orderBy('decidedAt', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
  )
    .$if(lock, (one) => one.forUpdate())
    .executeTakeFirst();
  return (row as RecordingRow | undefined) ?? null;
}

export const insertRecording = async (tx: Tx, row: Insertable<DB['recordings.recording']>): Promise<void> => {
  await tx.insertInto('recordings.recording').values(row).execute();
};

/** Takes a recording away altogether: of something that was none in the end. */
export const deleteRecording = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('recordings.recording').where('id', '=', id).execute();
};

export async function changeRecording(
  tx: Tx,
  id: string,
  change: Updateable<DB['recordings.recording']>,
): Promise<void> {
  await tx.updateTable('recordings.recording').set(change).where('id', '=', id).execute();
}

/** The stretches of a recording in which nothing is kept, in order. */
export async function stretchesOf(db: Db | Tx, recordingId: string): Promise<StretchRow[]> {
  const rows = await db
    .selectFrom('recordings.stretch')
    .selectAll()
    .where('recordingId', '=', recordingId)
    .orderBy('fromMs')
    .execute();
  return rows as StretchRow[];
}

export const openStretch = async (tx: Tx, row: Insertable<DB['recordings.stretch']>): Promise<void> => {
  await tx.insertInto('recordings.stretch').values(row).execute();
};

export async function closeStretch(
  tx: Tx,
  recordingId: string,
  toMs: number,
  because: 'resumed' | 'limit' | 'over',
): Promise<void> {
  await tx
    .updateTable('recordings.stretch')
    .set({ toMs, endedBecause: because })
    .where('recordingId', '=', recordingId)
    .where('toMs', 'is', null)
    .execute();
}

/** For a recording that begins anew. */
export async function dropStretches(tx: Tx, recordingId: string): Promise<void> {
  await tx.deleteFrom('recordings.stretch').where('recordingId', '=', recordingId).execute();
}

/** Recordings whose data key is wrapped by another key than this one. */
export async function wrappedUnder(
  db: Db,
  otherThan: string,
  except: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('recordings.recording')
    .select('id')
    .where('wrappedKey', 'is not', null)
    .where('keyId', '!=', otherThan)
    .$if(except.length > 0, (query) => query.where('id', 'not in', [...except]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
