import type { RecordingControl } from '#contract/recordings.ts';
import { recordingTerm } from '#server/access/index.ts';
import { voice } from '#server/channels/index.ts';
import { accessContact, type ContactRow } from '#server/contacts/index.ts';
import { can, conflict, forbidden, invalid, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { noticeOf, noteNotice, refuse } from './notices.service.ts';
import { noticesOf, refusalOf } from './notices.store.ts';
import { controlOf, type ControlFacts } from './recording.rules.ts';
import { changeRecording, findRecording, type RecordingRow } from './recordings.store.ts';
import { pause, recordedOf, resume, turnOff, turnOn } from './running.service.ts';
import { tellRecording } from './telling.ts';
import { settingOf } from './settings.service.ts';

// What the agent on a call does with its recording, and a payment page in their stead.

/** The call of a contact that is in the caller's hands, locked. @throws Problem 404, 409 not_active, no_call */
async function inHand(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
): Promise<{ contact: ContactRow; call: voice.CallRow; row: RecordingRow }> {
  // The call before its contact, as everywhere.
  const call = await voice.openVoiceCall(tx, contactId, true);
  const machine = ctx.actor.kind === 'token' && can(ctx.actor, 'recording.pause');
  const contact = await accessContact(
    tx,
    ctx.actor,
    contactId,
    machine ? 'recording.pause' : 'contact.handle',
  );
  if (!machine && ctx.actor.kind !== 'staff') throw forbidden('contact.handle as a member of staff');
  if (!machine && (contact.state !== 'active' || contact.agentId !== ctx.actor.id))
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  const row = call === null ? null : await findRecording(tx, { callId: call.id }, { lock: true });
  if (call === null || row === null)
    throw conflict('no_call', 'There is no call of this contact that could be recorded now.');
  return { contact, call, row };
}

async function factsOf(db: Db | Tx, ctx: Ctx, call: voice.CallRow, row: RecordingRow): Promise<ControlFacts> {
  return {
    mode: row.mode,
    emergency: row.emergency,
    state: row.state,
    because: row.because,
    refused: (await refusalOf(db, call.id))?.honoured === true,
    agreement: (await recordingTerm(db, ctx.clock.now())) !== null,
    speaking: call.wanted === 'talk' || call.wanted === 'hold',
  };
}

async function controlView(
  db: Db | Tx,
  ctx: Ctx,
  call: voice.CallRow,
  row: RecordingRow,
): Promise<RecordingControl> {
  const facts = await factsOf(db, ctx, call, row);
  return {
    state: row.state,
    mode: row.mode,
    because: row.because,
    since: row.startedAt?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    noticeSaid: (await noticesOf(db, call.id)).length > 0,
    refused: facts.refused,
    may: controlOf(facts),
  };
}

/** What the agent on the call of a contact may do with its recording; null where no call runs. */
export async function controlOfContact(ctx: Ctx, contactId: string): Promise<RecordingControl | null> {
  const call = await voice.openVoiceCall(ctx.db, contactId);
  const row = call === null ? null : await findRecording(ctx.db, { callId: call.id });
  return call === null || row === null ? null : controlView(ctx.db, ctx, call, row);
}

/** Ends a change: the gateway, the desks and the caller are told how the recording stands. */
async function told(tx: Tx, ctx: Ctx, call: voice.CallRow): Promise<RecordingControl> {
  const row = (await findRecording(tx, { callId: call.id }))!;
  await voice.setRecording(tx, call.id, recordedOf(row));
  await tellRecording(tx, ctx, row, row.state);
  return controlView(tx, ctx, call, row);
}

/**
 * The agent starts or stops recording, or says that the customer does not want it.
 * @throws Problem 404, 409 not_active, no_call, recording_fixed, 422 `noticeSaid` where the customer has not been told
 */
export const steerRecording = (
  ctx: Ctx,
  contactId: string,
  wish: { wanted: 'on' | 'off'; noticeSaid: boolean; refused: boolean },
): Promise<RecordingControl> =>
  ctx.tx(async (tx) => {
    const { call, row, contact } = await inHand(tx, ctx, contactId);
    const facts = await factsOf(tx, ctx, call, row);
    const may = controlOf(facts);
    if (wish.refused) {
      await refuse(tx, ctx, call.id, 'agent', ctx.actor.id);
      return told(tx, ctx, call);
    }
    if (wish.wanted === 'off') {
      if (row.state === 'off') return controlView(tx, ctx, call, row);
      if (!may.stop)
        throw conflict('recording_fixed', 'Recording is set by the queue and cannot be stopped by hand.');
      await turnOff(tx, ctx, row);
      await changeRecording(tx, row.id, { byHand: false });
      return told(tx, ctx, call);
    }
    if (row.state === 'on' || row.state === 'paused') return controlView(tx, ctx, call, row);
    if (!may.start)
      throw conflict(
        'recording_fixed',
        facts.refused
          ? 'The customer does not want to be recorded.'
          : facts.agreement
            ? 'Calls of this queue are not recorded.'
            : 'Recording calls needs an agreement with the staff that covers it.',
      );
    if ((await noticesOf(tx, call.id)).length === 0) {
      if (!wish.noticeSaid) throw invalid('noticeSaid', 'that the customer was told before recording begins');
      const language = contact.language;
      const notice = contact.queueId === null ? null : await noticeOf(tx, contact.queueId, language);
      await changeRecording(tx, row.id, { byHand: true });
      await noteNotice(tx, ctx, call.id, { language, text: notice?.text ?? '—', prompt: null }, ctx.actor.id);
    }
    const now = (await findRecording(tx, { callId: call.id }, { lock: true }))!;
    if (now.state !== 'on' && (await turnOn(tx, ctx, now)).state === 'on')
      await changeRecording(tx, row.id, { byHand: true, because: 'by_hand' });
    return told(tx, ctx, call);
  });

/** Pauses: nothing is kept until it goes on, by hand or by its time. @throws Problem 404, 409 not_active, no_call, recording_fixed */
export const pauseByHand = (ctx: Ctx, contactId: string): Promise<RecordingControl> =>
  ctx.tx(async (tx) => {
    const { call, row } = await inHand(tx, ctx, contactId);
    if (row.state === 'on') {
      if (!controlOf(await factsOf(tx, ctx, call, row)).pause)
        throw conflict('recording_fixed', 'An emergency line is recorded without a pause.');
      await pause(tx, ctx, row, (await settingOf(tx, row.queueId)).pauseSeconds);
    }
    return told(tx, ctx, call);
  });

/** Goes on after a pause. @throws Problem 404, 409 not_active, no_call */
export const resumeByHand = (ctx: Ctx, contactId: string): Promise<RecordingControl> =>
  ctx.tx(async (tx) => {
    const { call, row } = await inHand(tx, ctx, contactId);
    await resume(tx, ctx, row, 'resumed');
    return told(tx, ctx, call);
  });

/** The time of a pause is over. A pause that ended meanwhile, and a later one, stay as they are. */
export const resumeByLimit = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const seen = await findRecording(tx, { id });
    if (seen === null) return;
    const call = await voice.findVoiceCall(tx, seen.callId, true);
    const row = await findRecording(tx, { id }, { lock: true });
    if (call === null || row?.state !== 'paused' || row.pausedUntil! > ctx.clock.now()) return;
    await resume(tx, ctx, row, 'limit');
    await told(tx, ctx, call);
  });
