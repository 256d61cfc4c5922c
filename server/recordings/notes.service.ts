import type { RecordingNote } from '#contract/recordings.ts';
import { forbidden, invalid, newId, notFound, type Ctx } from '#server/platform/index.ts';
import { notesOf } from './details.read.ts';
import { audible, hears } from './rights.service.ts';
import { changeNote, insertNote } from './notes.store.ts';
import { tellRecording } from './telling.ts';

// Notes at moments of a recording, by whoever may hear it; each changes their own.

const authorOf = (ctx: Ctx): string => {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw forbidden('contact.read as a member of staff');
  return ctx.actor.id;
};

const found = async (ctx: Ctx, recordingId: string, id: string): Promise<RecordingNote> =>
  (await notesOf(ctx.db, recordingId, authorOf(ctx))).find((one) => one.id === id) as RecordingNote;

/** @throws Problem 403, 404, 409, 422 naming `at` when it lies behind the end */
export async function addNote(
  ctx: Ctx,
  recordingId: string,
  { at, text }: { at: number; text: string },
): Promise<RecordingNote> {
  const authorId = authorOf(ctx);
  const { row, stretches } = await audible(ctx, recordingId);
  if (at > (row.lengthMs ?? row.reach)) throw invalid('at', 'a moment within the recording');
  if (!hears(stretches, at)) throw invalid('at', 'a moment of the part that you handled yourself');
  const id = newId();
  await ctx.tx(async (tx) => {
    await insertNote(tx, { id, recordingId, atMs: at, text, authorId, madeAt: ctx.clock.now() });
    await tellRecording(tx, ctx, row, 'notes');
  });
  return found(ctx, recordingId, id);
}

/** Changes a note of one's own. @throws Problem 404 */
export async function editNote(
  ctx: Ctx,
  recordingId: string,
  id: string,
  text: string,
): Promise<RecordingNote> {
  const authorId = authorOf(ctx);
  const { row } = await audible(ctx, recordingId);
  await ctx.tx(async (tx) => {
    if (!(await changeNote(tx, { recordingId, id, authorId }, { text, at: ctx.clock.now() })))
      throw notFound('note of yours');
    await tellRecording(tx, ctx, row, 'notes');
  });
  return found(ctx, recordingId, id);
}

/** Deletes a note of one's own. @throws Problem 404 */
export async function dropNote(ctx: Ctx, recordingId: string, id: string): Promise<void> {
  const authorId = authorOf(ctx);
  const { row } = await audible(ctx, recordingId);
  await ctx.tx(async (tx) => {
    if (!(await changeNote(tx, { recordingId, id, authorId }, null))) throw notFound('note of yours');
    await tellRecording(tx, ctx, row, 'notes');
  });
}
