import { transcriptTerm } from '#server/access/index.ts';
import {
  addJob,
  audit,
  conflict,
  newId,
  notFound,
  removeJob,
  type Ctx,
  type Job,
  type Tx,
} from '#server/platform/index.ts';
import {
  anybodyListens,
  digitsOfWord,
  NobodyListens,
  transcribeTracks,
  type Written,
} from '#server/speech/index.ts';
import { accessContact } from '#server/contacts/index.ts';
import { contactFacts } from './facts.read.ts';
import { maskNumbers } from './masking.rules.ts';
import { extentOf, partsOf } from './parts.store.ts';
import { lateParts } from './recording.rules.ts';
import { findRecording, type RecordingRow } from './recordings.store.ts';
import { settingOf } from './settings.service.ts';
import { openSound } from './sound.ts';
import { tellRecording } from './telling.ts';
import { againAfter, openWritten, sealWritten, type Side } from './transcript.rules.ts';
import { tracksOf } from './tracks.ts';
import {
  changeInTurn,
  changeTranscript,
  findTranscript,
  insertTranscript,
  writtenToday,
  type TranscriptRow,
} from './transcripts.store.ts';

// What was said in a recorded call is written down after it, stretch by stretch: what is written is kept at once, so that
// whoever goes on (after a failure, a limit, a killed process) asks for nothing twice.

const jobName = 'recordings.transcribe';
const jobKey = (id: string) => `recording:${id}:transcript`;
/** So many recordings are written down at once: mails and everything else want their turn too. */
const lanes = 2;
/** When a call has ended its gateway is given so long before it is looked whether all has come, in milliseconds. */
const soon = 15_000;
/** After so long another recording of the lane has its turn, in milliseconds. */
const turnLasts = 40_000;

const queueJob = (tx: Tx, id: string, runAt?: Date): Promise<void> =>
  addJob(
    tx,
    jobName,
    { recording: id },
    {
      key: jobKey(id),
      queue: `${jobName}.${Number.parseInt(id.slice(-1), 16) % lanes}`,
      ...(runAt === undefined ? {} : { runAt }),
    },
  );

/**
 * For how long what is said in it is kept once it is written down, in days (null: as its sound); undefined: it must not be. A
 * message has nobody of the staff in it, so that no agreement with them is asked for.
 */
async function keptFor(
  tx: Tx,
  ctx: Ctx,
  row: Pick<RecordingRow, 'kind'>,
): Promise<number | null | undefined> {
  if (row.kind === 'message') return null;
  return (await transcriptTerm(tx, ctx.clock.now()))?.retentionDays;
}

/** A recording has ended: where its queue asks for it, and an agreement with the staff covers it, it is written down. */
export async function wantAtEnd(tx: Tx, ctx: Ctx, row: RecordingRow): Promise<void> {
  if (row.startedAt === null || row.deletedAt !== null) return;
  const setting = await settingOf(tx, row.queueId);
  if (!setting.transcripts) return;
  const keepDays = await keptFor(tx, ctx, row);
  // The last of it may be on its way.
  const from = new Date(ctx.clock.now().getTime() + soon);
  if (keepDays !== undefined) await want(tx, ctx, row, keepDays, from);
}

async function want(
  tx: Tx,
  ctx: Ctx,
  row: RecordingRow,
  keepDays: number | null,
  from?: Date,
): Promise<void> {
  const contact = (await contactFacts(tx, row.contactId))!;
  const asked = {
    state: 'waiting',
    because: 'upload',
    language: contact.language,
    keepDays,
    askedAt: ctx.clock.now(),
  } as const;
  if (!(await insertTranscript(tx, { recordingId: row.id, ...asked })))
    await changeTranscript(tx, row.id, { ...asked, attempts: 0, nextAt: null, faults: [] });
  await queueJob(tx, row.id, from);
}

/** A gateway says that it has brought everything: it may be time to write it down. */
export async function uploadTold(tx: Tx, id: string): Promise<void> {
  const transcript = await findTranscript(tx, id);
  if (transcript?.state === 'waiting' && transcript.because === 'upload') await queueJob(tx, id);
}

/** More of a recording has come after its end: what was written down without it is written anew. */
export async function uploadGrew(tx: Tx, id: string): Promise<void> {
  const transcript = await findTranscript(tx, id, { lock: true });
  if (transcript === null || transcript.state === 'deleted') return;
  if (transcript.state !== 'waiting')
    await changeTranscript(tx, id, { state: 'waiting', because: 'upload', turn: null, doneAt: null });
  if (transcript.state !== 'waiting' || transcript.because === 'upload') await queueJob(tx, id);
}

/** What was said is forgotten with the sound, or because its own time is over. */
export async function forgetTranscript(tx: Tx, id: string): Promise<boolean> {
  await removeJob(tx, jobKey(id));
  const transcript = await findTranscript(tx, id, { lock: true });
  if (transcript === null || transcript.state === 'deleted') return false;
  await changeTranscript(tx, id, {
    state: 'deleted',
    because: null,
    faults: [],
    content: null,
    turn: null,
    nextAt: null,
  });
  return true;
}

/**
 * Has a recording written down now: after a failure, before its next try, or for the first time.
 * @throws Problem 404, 409 recording_deleted, recording_runs, not_transcribed, transcript_done
 */
export const wantByHand = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await findRecording(tx, { id }, { lock: true });
    if (row === null || row.startedAt === null) throw notFound('recording');
    await accessContact(tx, ctx.actor, row.contactId, 'recording.manage');
    if (row.deletedAt !== null)
      throw conflict('recording_deleted', 'This recording was deleted: nothing of it is kept.');
    if (row.state !== 'ended') throw conflict('recording_runs', 'This call is still going on.');
    const before = await findTranscript(tx, id, { lock: true });
    if (before?.state === 'done')
      throw conflict('transcript_done', 'What was said in this call is written down already.');
    const keepDays = await keptFor(tx, ctx, row);
    if (keepDays === undefined || (before === null && !(await settingOf(tx, row.queueId)).transcripts))
      throw conflict(
        'not_transcribed',
        'Its queue does not ask for transcripts, or no agreement with the staff covers them.',
      );
    if (before?.state === 'working') return;
    await want(tx, ctx, row, keepDays);
    await audit(tx, ctx.actor, {
      action: 'recording.transcript-wanted',
      objectType: 'recording',
      objectId: id,
      serviceId: (await contactFacts(tx, row.contactId))?.serviceId ?? null,
    });
    await tellRecording(tx, ctx, row, 'transcript');
  });

type Readable = RecordingRow & { startedAt: Date; keyId: string; wrappedKey: Buffer };
interface Turn {
  id: string;
  row: Readable;
  transcript: TranscriptRow;
}

/** Takes the turn of writing a recording down; null: not now, or never. Whoever had it before has it no longer. */
const takeTurn = (ctx: Ctx, recordingId: string): Promise<Turn | null> =>
  ctx.tx(async (tx) => {
    const row = await findRecording(tx, { id: recordingId }, { lock: true });
    const transcript = await findTranscript(tx, recordingId, { lock: true });
    if (row === null || row.endedAt === null || row.deletedAt !== null || row.wrappedKey === null)
      return null;
    if (transcript === null || (transcript.state !== 'waiting' && transcript.state !== 'working'))
      return null;
    const now = ctx.clock.now();
    if (transcript.nextAt !== null && transcript.nextAt > now) {
      await queueJob(tx, recordingId, transcript.nextAt);
      return null;
    }
    const later = async (change: Parameters<typeof changeTranscript>[2], at: Date) => {
      await changeTranscript(tx, recordingId, { state: 'waiting', ...change });
      await queueJob(tx, recordingId, at);
      await tellRecording(tx, ctx, row, 'transcript');
      return null;
    };
    const last = new Date(row.endedAt.getTime() + lateParts);
    const { count } = await extentOf(tx, recordingId);
    // Another number was told when it was interrupted, and it went on.
    if (row.partsTold !== count && last > now) return later({ because: 'upload' }, last);
    if ((await keptFor(tx, ctx, row)) === undefined) {
      await changeTranscript(tx, recordingId, { state: 'failed', because: 'no_agreement', turn: null });
      await tellRecording(tx, ctx, row, 'transcript');
      return null;
    }
    if (transcript.begunAt === null) {
      const { transcriptMinutes } = await settingOf(tx, row.queueId);
      const { milliseconds, dayEnds } = await writtenToday(tx, row.queueId, recordingId, now);
      // One that is longer than the limit itself has a day of its own.
      if (milliseconds > 0 && milliseconds + (row.lengthMs ?? 0) > transcriptMinutes * 60_000)
        return later({ because: 'limit', nextAt: dayEnds }, dayEnds);
    }
    const turn = newId();
    await changeTranscript(tx, recordingId, {
      state: 'working',
      because: null,
      nextAt: null,
      turn,
      begunAt: transcript.begunAt ?? now,
    });
    if (transcript.state !== 'working') await tellRecording(tx, ctx, row, 'transcript');
    return { id: turn, row: row as Readable, transcript };
  });

/** Ends a turn, unless it was another's already. */
const endTurn = (
  ctx: Ctx,
  { id, row }: Turn,
  change: Parameters<typeof changeTranscript>[2],
  again: Date | 'now' | null,
): Promise<void> =>
  ctx.tx(async (tx) => {
    await findRecording(tx, { id: row.id }, { lock: true });
    if (!(await changeInTurn(tx, row.id, id, { ...change, turn: null }))) return;
    if (again !== null) await queueJob(tx, row.id, again === 'now' ? undefined : again);
    await tellRecording(tx, ctx, row, 'transcript');
  });

/** Writes down what is still to be written of a recording, until its turn is over. */
async function writeOn(ctx: Ctx, turn: Turn): Promise<void> {
  const { row, transcript } = turn;
  let sound: Awaited<ReturnType<typeof openSound>>;
  let before: Written<Side> | null;
  try {
    sound = await openSound(ctx, row, await partsOf(ctx.db, row.id));
    before = transcript.content === null ? null : openWritten(sound.dataKey, row.id, transcript.content);
  } catch (error) {
    ctx.log.error(
      { err: error, recording: row.id },
      'a recording cannot be written down: it cannot be opened',
    );
    await endTurn(ctx, turn, { state: 'failed', because: 'unreadable' }, null);
    return;
  }
  const hidden = (said: Written<Side>['said']) => maskNumbers(said, transcript.language, digitsOfWord);
  const until = performance.now() + turnLasts;
  let mine = true;
  let progressed = false;
  const keep = async (written: Written<Side>): Promise<boolean> => {
    mine = await changeInTurn(ctx.db, row.id, turn.id, {
      pieces: written.pieces,
      piecesDone: written.done,
      content: sealWritten(sound.dataKey, row.id, { ...written, said: hidden(written.said) }),
    });
    progressed = true;
    const tenth = (done: number) => Math.floor((done * 10) / Math.max(1, written.pieces));
    if (mine && written.done < written.pieces && tenth(written.done) > tenth(written.done - 1))
      await ctx.tx((tx) => tellRecording(tx, ctx, row, 'transcript'));
    return mine && performance.now() < until;
  };
  try {
    const written = await transcribeTracks(ctx, await tracksOf(sound), {
      language: transcript.language,
      before,
      kept: keep,
      hint: (text) => text.replace(/\d(?:[\s.-]?\d){3,}/g, ''),
    });
    if (!mine) return;
    if (written.done < written.pieces) {
      await endTurn(ctx, turn, { attempts: 0 }, 'now');
      return;
    }
    // Also where nobody said anything, so that nothing was kept.
    await keep(written);
    await endTurn(ctx, turn, { state: 'done', doneAt: ctx.clock.now(), attempts: 0, faults: [] }, null);
  } catch (error) {
    if (!(error instanceof NobodyListens)) throw error;
    const attempts = progressed ? 1 : transcript.attempts + 1;
    const wait = againAfter(attempts);
    const because = (await anybodyListens(ctx.db)) ? 'provider' : 'no_provider';
    // Providers that rest after failures were not asked: what they said last still holds.
    const faults = error.faults.length === 0 && because === 'provider' ? transcript.faults : error.faults;
    const next = wait === null ? null : new Date(ctx.clock.now().getTime() + wait);
    await endTurn(
      ctx,
      turn,
      { state: next === null ? 'failed' : 'waiting', because, attempts, faults, nextAt: next },
      next,
    );
  }
}

export const transcribeJob: Job = {
  name: jobName,
  async handle(ctx, payload) {
    const turn = await takeTurn(ctx, (payload as { recording: string }).recording);
    if (turn !== null) await writeOn(ctx, turn);
  },
};
