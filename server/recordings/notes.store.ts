import type { Insertable } from 'kysely';
import type { DB, Tx } from '#server/platform/index.ts';

export const insertNote = async (tx: Tx, row: Insertable<DB['recordings.note']>): Promise<void> => {
  await tx.insertInto('recordings.note').values(row).execute();
};

/** Changes a note of its author, or takes it away (`text` null). @returns whether there was one */
export async function changeNote(
  tx: Tx,
  which: { recordingId: string; id: string; authorId: string },
  change: { text: string; at: Date } | null,
): Promise<boolean> {
  const { recordingId, id, authorId } = which;
  const found =
    change === null
      ? await tx
          .deleteFrom('recordings.note')
          .where('id', '=', id)
          .where('recordingId', '=', recordingId)
          .where('authorId', '=', authorId)
          .returning('id')
          .executeTakeFirst()
      : await tx
          .updateTable('recordings.note')
          .set({ text: change.text, changedAt: change.at })
          .where('id', '=', id)
          .where('recordingId', '=', recordingId)
          .where('authorId', '=', authorId)
          .returning('id')
          .executeTakeFirst();
  return found !== undefined;
}
