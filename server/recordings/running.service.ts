import { recordingTerm } from '#server/access/index.ts';
import type { voice } from '#server/channels/index.ts';
import { actorLabel, addJob, newId, removeJob, type Ctx, type Tx } from '#server/platform/index.ts';
import { contactFacts } from './facts.read.ts';
import { makeDataKey, openDataKey } from './keys.ts';
import { noticesOf, refusalOf } from './notices.store.ts';
import { sealIn } from './parts.service.ts';
import { decide, instantAt, keepDays } from './recording.rules.ts';
import {
  changeRecording,
  closeStretch,
  dropStretches,
  findRecording,
  insertRecording,
  openStretch,
  type RecordingRow,
} from './recordings.store.ts';
import { settingOf } from './settings.service.ts';
import { tellRecording } from './telling.ts';
import { wantAtEnd } from './transcripts.service.ts';

// A recording runs, pauses, stops and ends. Locked are the call, then its recording; never a contact.

export const resumeJobName = 'recordings.resume';
const resumeKey = (id: string) => `recording:${id}:resume`;

/** What the call is to be told: whether it is recorded now, and since when its time runs. */
export const recordedOf = (row: Pick<RecordingRow, 'state' | 'startedAt'> | null): voice.Recorded =>
  row === null || row.startedAt === null || row.state === 'ended'
    ? { recording: 'off', since: null }
    : { recording: row.state, since: row.startedAt };

/** Lets a recording run, from now on or on: a data key of its own is made when it first does. Without a key it stays off. */
export async function turnOn(tx: Tx, ctx: Ctx, row: RecordingRow): Promise<RecordingRow> {
  const now = ctx.clock.now();
  if (row.state === 'on') return row;
  // What was told when it was interrupted is not all any more.
  const change: Partial<RecordingRow> = { state: 'on', pausedUntil: null, partsTold: null };
  if (row.startedAt === null || row.deletedAt !== null) {
    let made: ReturnType<typeof makeDataKey>;
    try {
      made = makeDataKey(ctx.platform, row.id);
    } catch (error) {
      // Nobody's call waits for a key: it goes on without being recorded, and that is told.
      ctx.log.error(
        { err: error, call: row.callId },
        'a call cannot be recorded: the key file cannot be used',
      );
      await changeRecording(tx, row.id, { because: 'no_key', byHand: false });
      return { ...row, because: 'no_key', byHand: false };
    }
    const { keyId, wrappedKey } = made;
    // What was deleted because its caller refused begins anew where recording is mandatory.
    await dropStretches(tx, row.id);
    Object.assign(change, {
      startedAt: now,
      keyId,
      wrappedKey,
      seal: null,
      deletedAt: null,
      deletedBy: null,
      deletedBecause: null,
      deletedWhy: null,
    });
  } else await closeStretch(tx, row.id, instantAt(row.startedAt, now), 'resumed');
  if (row.state === 'paused') await removeJob(tx, resumeKey(row.id));
  await changeRecording(tx, row.id, change);
  return { ...row, ...change };
}

/** Nothing of what is said from now on is kept, until `turnOn`: because of a pause, or because it is off. */
async function interrupt(
  tx: Tx,
  ctx: Ctx,
  row: RecordingRow,
  kind: 'pause' | 'off',
  pausedUntil: Date | null,
): Promise<RecordingRow> {
  const now = ctx.clock.now();
  const at = row.startedAt === null ? 0 : instantAt(row.startedAt, now);
  if (row.state === 'paused') {
    await closeStretch(tx, row.id, at, 'over');
    await removeJob(tx, resumeKey(row.id));
  }
  if (row.startedAt !== null)
    await openStretch(tx, {
      id: newId(),
      recordingId: row.id,
      kind,
      fromMs: at,
      byLabel: actorLabel(ctx.actor),
    });
  const change = { state: kind === 'pause' ? ('paused' as const) : ('off' as const), pausedUntil };
  await changeRecording(tx, row.id, change);
  return { ...row, ...change };
}

export const turnOff = (tx: Tx, ctx: Ctx, row: RecordingRow): Promise<RecordingRow> =>
  row.state === 'off' ? Promise.resolve(row) : interrupt(tx, ctx, row, 'off', null);

/** Pauses for so many seconds at most. */
export async function pause(tx: Tx, ctx: Ctx, row: RecordingRow, seconds: number): Promise<RecordingRow> {
  if (row.state !== 'on') return row;
  const until = new Date(ctx.clock.now().getTime() + seconds * 1000);
  const paused = await interrupt(tx, ctx, row, 'pause', until);
  await addJob(tx, resumeJobName, { recording: row.id }, { runAt: until, key: resumeKey(row.id) });
  return paused;
}

/** A pause is over: by hand, or because its time is. */
export async function resume(
  tx: Tx,
  ctx: Ctx,
  row: RecordingRow,
  because: 'resumed' | 'limit',
): Promise<RecordingRow> {
  if (row.state !== 'paused' || row.startedAt === null) return row;
  await closeStretch(tx, row.id, instantAt(row.startedAt, ctx.clock.now()), because);
  await removeJob(tx, resumeKey(row.id));
  await changeRecording(tx, row.id, { state: 'on', pausedUntil: null });
  return { ...row, state: 'on', pausedUntil: null };
}

/**
 * An agent and the customer of a call speak: by the rules of the queue that the contact is in now it is recorded from here,
 * goes on being recorded, or is not. Asked again it answers the same.
 */
export async function speaking(tx: Tx, ctx: Ctx, call: voice.CallRow): Promise<RecordingRow> {
  const contact = await contactFacts(tx, call.contactId);
  if (contact === null) throw new Error('who speaks with an agent is a contact');
  const before = await findRecording(tx, { callId: call.id }, { lock: true });
  const setting = await settingOf(tx, contact.queueId);
  const now = ctx.clock.now();
  const agreement = (await recordingTerm(tx, now)) !== null;
  const refused = (await refusalOf(tx, call.id)) !== null;
  const { record: decided, because } = decide({
    ...setting,
    contactId: contact.id,
    notice: (await noticesOf(tx, call.id)).length > 0,
    refused,
    agreement,
  });
  const byHand =
    before?.byHand === true &&
    setting.mode !== 'off' &&
    agreement &&
    (!refused || setting.mode === 'mandatory');
  const facts = {
    queueId: contact.queueId,
    mode: setting.mode,
    because: decided || !byHand ? because : ('by_hand' as const),
    emergency: setting.emergency,
    byHand,
  };
  let row: RecordingRow;
  if (before === null) {
    await insertRecording(tx, {
      id: newId(),
      callId: call.id,
      contactId: contact.id,
      state: 'off',
      decidedAt: now,
      keepDays: setting.keepDays,
      ...facts,
    });
    row = (await findRecording(tx, { callId: call.id }))!;
  } else {
    // Of several queues that a call went through, what promised the shortest time holds, and the law of the strictest.
    const running = before.startedAt !== null;
    const change = {
      ...facts,
      emergency: setting.emergency || (running && before.emergency),
      keepDays: running ? Math.min(before.keepDays, setting.keepDays) : setting.keepDays,
    };
    await changeRecording(tx, before.id, change);
    row = { ...before, ...change };
  }
  const after =
    decided || byHand
      ? row.state === 'paused'
        ? row
        : await turnOn(tx, ctx, row)
      : await turnOff(tx, ctx, row);
  if (before?.state !== after.state) await tellRecording(tx, ctx, after, after.state);
  return after;
}

/** The customer waits again, with nobody to speak to: only what the law wants goes on. */
export async function waitingAgain(tx: Tx, ctx: Ctx, call: voice.CallRow): Promise<RecordingRow | null> {
  const row = await findRecording(tx, { callId: call.id }, { lock: true });
  if (row === null || row.emergency || row.state === 'off' || row.state === 'ended') return row;
  const off = await turnOff(tx, ctx, row);
  await tellRecording(tx, ctx, off, 'off');
  return off;
}

/** A call is over: so is its recording. What its gateway has not uploaded yet may still come. */
export async function callEnded(tx: Tx, ctx: Ctx, call: voice.CallRow): Promise<void> {
  const row = await findRecording(tx, { callId: call.id }, { lock: true });
  if (row === null || row.state === 'ended') return;
  const now = ctx.clock.now();
  if (row.startedAt !== null) await closeStretch(tx, row.id, instantAt(row.startedAt, now), 'over');
  if (row.state === 'paused') await removeJob(tx, resumeKey(row.id));
  const days = keepDays({
    promised: row.keepDays,
    queue: row.queueId === null ? null : (await settingOf(tx, row.queueId)).keepDays,
    agreement: (await recordingTerm(tx, now))?.retentionDays ?? null,
    emergency: row.emergency,
  });
  await changeRecording(tx, row.id, {
    state: 'ended',
    endedAt: now,
    pausedUntil: null,
    keepUntil: row.startedAt === null ? null : new Date(now.getTime() + days * 86_400_000),
  });
  if (row.keyId !== null && row.wrappedKey !== null)
    try {
      await sealIn(
        tx,
        row,
        openDataKey(ctx.platform, { id: row.id, keyId: row.keyId, wrappedKey: row.wrappedKey }),
      );
    } catch (error) {
      // The end of a call does not fail because a key is missing; whoever opens the recording is told.
      ctx.log.error({ err: error, recording: row.id }, 'a recording could not be sealed');
    }
  await wantAtEnd(tx, ctx, row);
  await tellRecording(tx, ctx, row, 'ended');
}
