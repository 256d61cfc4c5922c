import { bytesPerMillisecond, type RecordingKind } from '#contract/recordings.ts';
import type { voice } from '#server/channels/index.ts';
import { conflict, invalid, Problem, saveFiles, type Ctx, type Tx } from '#server/platform/index.ts';
import { masked, peaksOf } from './audio.rules.ts';
import { openDataKey } from './keys.ts';
import { extentOf, findPart, insertPart, partsOf } from './parts.store.ts';
import { changeRecording, findRecording, stretchesOf, type RecordingRow } from './recordings.store.ts';
import { derived, encrypt, encryptWhole, partPlace, printOf, sameBytes, sealOf } from './sealing.rules.ts';
import { lateParts } from './recording.rules.ts';
import { tellRecording } from './telling.ts';
import { uploadGrew, uploadTold } from './transcripts.service.ts';

/** The recording of a call that parts may be put into. @throws Problem 409 not_recorded, recording_deleted */
async function running(
  db: Parameters<typeof findRecording>[0],
  callId: string,
  kind: RecordingKind,
): Promise<RecordingRow & { startedAt: Date; keyId: string; wrappedKey: Buffer }> {
  const row = await findRecording(db, { callId, kind });
  if (row === null || row.startedAt === null || row.keyId === null)
    throw conflict('not_recorded', 'This call is not recorded.');
  if (row.deletedAt !== null || row.wrappedKey === null)
    throw conflict('recording_deleted', 'This recording was deleted: nothing of it is kept.');
  return row as RecordingRow & { startedAt: Date; keyId: string; wrappedKey: Buffer };
}

/**
 * Takes a part of a recording: what falls into a pause is silenced, loudness is measured, everything is encrypted, and only
 * then is anything on the disk. The same part again has no second effect.
 * @throws Problem 409 not_recorded, recording_deleted, too_late, part_differs, 422 body
 */
export async function takePart(
  ctx: Ctx,
  callId: string,
  number: number,
  start: number,
  audio: unknown,
  kind: RecordingKind = 'call',
): Promise<{ length: number; known: boolean }> {
  if (!Buffer.isBuffer(audio))
    throw new Problem(415, 'unsupported_media_type', 'Content-Type: must be application/octet-stream.', [
      { field: 'Content-Type', message: 'must be application/octet-stream' },
    ]);
  if (audio.length === 0 || audio.length % bytesPerMillisecond !== 0)
    throw invalid('body', 'A-law, stereo interleaved: 16 bytes for each whole millisecond');
  const row = await running(ctx.db, callId, kind);
  const now = ctx.clock.now();
  if (row.endedAt !== null && now.getTime() - row.endedAt.getTime() > lateParts)
    throw conflict('too_late', 'This recording ended more than an hour ago.');
  const dataKey = openDataKey(ctx.platform, row);
  const place = { number, startMs: start, lengthMs: audio.length / bytesPerMillisecond };
  const print = printOf(dataKey, place, audio);
  const before = await findPart(ctx.db, row.id, number);
  if (before !== null) return knownPart(before, print);
  const silences = (await stretchesOf(ctx.db, row.id)).map(({ fromMs, toMs }) => ({
    from: fromMs,
    to: toMs,
  }));
  const kept = masked(audio, start, silences);
  const aad = partPlace(row.id, place);
  const sealed = encrypt(derived(dataKey, 'audio'), aad, kept);
  const peaks = encryptWhole(derived(dataKey, 'peaks'), aad, peaksOf(kept));
  const sha256 = await ctx.platform.files.put(sealed.content);
  return ctx
    .tx(async (tx) => {
      // Locked, so that what deletes the recording or seals it meanwhile is seen.
      const still = await findRecording(tx, { id: row.id }, { lock: true });
      if (still === null || still.deletedAt !== null)
        throw conflict('recording_deleted', 'This recording was deleted: nothing of it is kept.');
      const [file] = await saveFiles(tx, [
        { sha256, size: sealed.content.length, type: 'application/octet-stream' },
      ]);
      const fresh = await insertPart(tx, {
        recordingId: row.id,
        ...place,
        fileId: file!.id,
        iv: sealed.iv,
        tag: sealed.tag,
        print,
        peaks,
        receivedAt: now,
      });
      if (!fresh) {
        // Sent twice at the same moment: what this one has prepared goes with the transaction.
        throw new TwiceAtOnce();
      }
      if (still.endedAt !== null) {
        await sealIn(tx, still, dataKey);
        await uploadGrew(tx, row.id);
      }
      return { length: place.lengthMs, known: false };
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof TwiceAtOnce)) throw error;
      return knownPart((await findPart(ctx.db, row.id, number))!, print);
    });
}

class TwiceAtOnce extends Error {}

function knownPart(
  part: { lengthMs: number; print: Buffer },
  print: Buffer,
): { length: number; known: boolean } {
  if (!sameBytes(part.print, print))
    throw conflict('part_differs', 'Another part of this number is there already; it stays as it is.');
  return { length: part.lengthMs, known: true };
}

/** Seals the list of parts of a recording that has ended, and notes how long it is. */
export async function sealIn(tx: Tx, row: Pick<RecordingRow, 'id'>, dataKey: Buffer): Promise<void> {
  const parts = await partsOf(tx, row.id);
  const { length } = await extentOf(tx, row.id);
  await changeRecording(tx, row.id, { seal: sealOf(dataKey, row.id, parts), lengthMs: length });
}

/** A gateway says that it has uploaded everything. @throws Problem 409 not_recorded, recording_deleted */
export async function uploadEnded(
  ctx: Ctx,
  callId: string,
  parts: number,
  kind: RecordingKind = 'call',
): Promise<void> {
  const row = await running(ctx.db, callId, kind);
  await ctx.tx(async (tx) => {
    await changeRecording(tx, row.id, { partsTold: parts });
    await uploadTold(tx, row.id);
    await tellRecording(tx, ctx, row, row.state);
  });
}

/** What a gateway that begins again needs to go on. */
export async function uploadStateOf(ctx: Ctx, call: voice.CallRow) {
  const row = await findRecording(ctx.db, { callId: call.id });
  return {
    recording: call.recording,
    since: call.recordingSince,
    next: row === null ? 0 : (await extentOf(ctx.db, row.id)).next,
  };
}
