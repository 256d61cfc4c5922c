import { accessContact } from '#server/contacts/index.ts';
import {
  addJob,
  audit,
  conflict,
  forgetFiles,
  fileHashes,
  notFound,
  type Ctx,
  type Job,
  type Tx,
} from '#server/platform/index.ts';
import { contactFacts } from './facts.read.ts';
import { deleteParts } from './parts.store.ts';
import { dueRecordings } from './recordings.read.ts';
import { changeRecording, findRecording, type RecordingRow } from './recordings.store.ts';
import { tellRecording } from './telling.ts';
import { forgetTranscript } from './transcripts.service.ts';
import { dueTranscripts } from './transcripts.store.ts';

const dropJobName = 'recordings.drop-files';

/**
 * Deletes the sound of a recording: its data key is gone with the transaction, so that no copy of the parts can be read
 * any more; the files follow after the commit. The row stays and says why.
 */
export async function wipe(
  tx: Tx,
  ctx: Ctx,
  row: Pick<RecordingRow, 'id' | 'contactId' | 'callId'>,
  serviceId: string | null,
  { because, why }: { because: 'retention' | 'refused' | 'by_hand'; why: string | null },
): Promise<void> {
  await forgetTranscript(tx, row.id);
  const orphans = await forgetFiles(tx, await deleteParts(tx, row.id));
  await changeRecording(tx, row.id, {
    wrappedKey: null,
    seal: null,
    deletedAt: ctx.clock.now(),
    deletedBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
    deletedBecause: because,
    deletedWhy: why,
  });
  if (orphans.length > 0) await addJob(tx, dropJobName, { files: orphans });
  await audit(tx, ctx.actor, {
    action: 'recording.deleted',
    objectType: 'recording',
    objectId: row.id,
    serviceId,
    after: { because, contact: row.contactId },
    reason: why,
  });
}

/** Takes files that nothing refers to any more off the disk. */
export const dropFilesJob: Job = {
  name: dropJobName,
  async handle(ctx, payload) {
    const { files } = payload as { files: string[] };
    // Parts are encrypted each with a fresh vector: nobody hands in the same bytes again.
    const before = new Date(Date.now() + 60_000);
    for (const sha256 of files)
      await ctx.platform.files.drop(
        sha256,
        before,
        async () => (await fileHashes(ctx.db, [sha256])).size > 0,
      );
  },
};

/** A recording that the caller may manage, locked. @throws Problem 404 */
async function managed(tx: Tx, ctx: Ctx, id: string): Promise<RecordingRow> {
  const row = await findRecording(tx, { id }, { lock: true });
  if (row === null || row.startedAt === null) throw notFound('recording');
  await accessContact(tx, ctx.actor, row.contactId, 'recording.manage');
  return row;
}

/**
 * Keeps a recording beyond its time (a dispute, an authority), or no longer.
 * @throws Problem 404, 409 recording_deleted
 */
export const setHold = (ctx: Ctx, id: string, { held, why }: { held: boolean; why: string }): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await managed(tx, ctx, id);
    if (row.deletedAt !== null)
      throw conflict('recording_deleted', 'This recording was deleted: nothing of it is kept.');
    if ((row.heldAt !== null) === held) return;
    await changeRecording(
      tx,
      id,
      held
        ? {
            heldAt: ctx.clock.now(),
            heldBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
            heldWhy: why,
          }
        : { heldAt: null, heldBy: null, heldWhy: null },
    );
    await audit(tx, ctx.actor, {
      action: held ? 'recording.held' : 'recording.released',
      objectType: 'recording',
      objectId: id,
      serviceId: (await contactFacts(tx, row.contactId))?.serviceId ?? null,
      reason: why,
    });
    await tellRecording(tx, ctx, row, row.state);
  });

/** Deletes the sound of a recording before its time. @throws Problem 404, 409 recording_held, recording_runs */
export const deleteByHand = (ctx: Ctx, id: string, why: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await managed(tx, ctx, id);
    if (row.deletedAt !== null) return;
    if (row.heldAt !== null)
      throw conflict('recording_held', 'This recording is held: release it first, saying why.');
    if (row.state !== 'ended') throw conflict('recording_runs', 'This call is still going on.');
    await wipe(tx, ctx, row, (await contactFacts(tx, row.contactId))?.serviceId ?? null, {
      because: 'by_hand',
      why,
    });
    await tellRecording(tx, ctx, row, 'deleted');
  });

const atOnce = 200;

/** Deletes the sound of recordings whose time is over and that are not held. @returns how many */
export async function deleteDue(ctx: Ctx): Promise<number> {
  let count = 0;
  for (const id of await dueRecordings(ctx.db, ctx.clock.now(), atOnce)) {
    count += await ctx.tx(async (tx) => {
      const row = await findRecording(tx, { id }, { lock: true });
      // Held, or deleted, since it was found.
      if (row === null || row.deletedAt !== null || row.heldAt !== null) return 0;
      const contact = await contactFacts(tx, row.contactId);
      await wipe(tx, ctx, row, contact?.serviceId ?? null, { because: 'retention', why: null });
      await tellRecording(tx, ctx, row, 'deleted');
      return 1;
    });
  }
  await deleteDueTranscripts(ctx);
  return count;
}

/** Deletes what was said in calls where an agreement with the staff keeps that for a shorter time than the sound. */
async function deleteDueTranscripts(ctx: Ctx): Promise<void> {
  for (const id of await dueTranscripts(ctx.db, ctx.clock.now(), atOnce))
    await ctx.tx(async (tx) => {
      const row = await findRecording(tx, { id }, { lock: true });
      if (row === null || row.heldAt !== null || !(await forgetTranscript(tx, id))) return;
      await audit(tx, ctx.actor, {
        action: 'recording.transcript-deleted',
        objectType: 'recording',
        objectId: id,
        serviceId: (await contactFacts(tx, row.contactId))?.serviceId ?? null,
        after: { because: 'retention', contact: row.contactId },
      });
      await tellRecording(tx, ctx, row, 'transcript');
    });
}
