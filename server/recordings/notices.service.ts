import { voice } from '#server/channels/index.ts';
import { audit, newId, notFound, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { wipe } from './keeping.service.ts';
import { contactFacts } from './facts.read.ts';
import { insertNotice, insertRefusal, noticesOf, refusalOf } from './notices.store.ts';
import { mayRefuse } from './recording.rules.ts';
import { changeRecording, findRecording } from './recordings.store.ts';
import { recordedOf, speaking, turnOff } from './running.service.ts';
import { tellRecording } from './telling.ts';
import { settingOf } from './settings.service.ts';

/** What callers of a queue are told, in their language or else in Italian; null where nothing is recorded. */
export async function noticeOf(
  db: Db | Tx,
  queueId: string,
  language: string,
): Promise<voice.RecordingNotice | null> {
  const setting = await settingOf(db, queueId);
  if (setting.mode === 'off') return null;
  const short = language.slice(0, 2).toLowerCase();
  const found = [short, 'it', 'en'].find((one) => setting.notice[one] !== undefined);
  if (found === undefined) return null;
  return { text: setting.notice[found]!, language: found, mayRefuse: mayRefuse(setting) };
}

/** A call that is somebody's work: what is said in self-service before is not recorded. @throws Problem 404 */
async function callOf(tx: Tx, id: string): Promise<voice.CallRow & { contactId: string }> {
  const call = await voice.findVoiceCall(tx, id, true);
  if (call === null || call.contactId === null) throw notFound('call');
  return { ...call, contactId: call.contactId };
}

/** Whether the caller of a call has been told by its gateway, or by the agent. */
export const noticed = async (db: Db | Tx, callId: string): Promise<boolean> =>
  (await noticesOf(db, callId)).length > 0;

/**
 * A caller was told that they may be recorded: kept word for word. Told while they speak already, what was waiting for
 * the notice begins.
 * @throws Problem 404
 */
export async function noteNotice(
  tx: Tx,
  ctx: Ctx,
  callId: string,
  said: { language: string; text: string; prompt: string | null },
  agentId: string | null = null,
): Promise<void> {
  const call = await callOf(tx, callId);
  const contact = await contactFacts(tx, call.contactId);
  await insertNotice(tx, {
    id: newId(),
    callId,
    contactId: call.contactId,
    queueId: contact?.queueId ?? null,
    ...said,
    saidBy: agentId === null ? 'gateway' : 'agent',
    agentId,
    at: ctx.clock.now(),
  });
  if (call.endedAt === null && call.wanted === 'talk')
    await voice.setRecording(tx, callId, recordedOf(await speaking(tx, ctx, call)));
}

const words = {
  honoured: {
    it: 'Va bene: la chiamata non sarà registrata.',
    en: 'Very well: this call will not be recorded.',
  },
  mandatory: {
    it: 'Su questa linea tutte le chiamate devono essere registrate. Se prosegue, la chiamata sarà registrata.',
    en: 'Every call on this line must be recorded. If you stay on the line, it will be recorded.',
  },
};

/**
 * A caller does not want to be recorded. It is kept that they said so; unless recording is mandatory nothing runs from now
 * on, and what was recorded of the call before is deleted. The call goes on.
 * @throws Problem 404
 */
export async function refuse(
  tx: Tx,
  ctx: Ctx,
  callId: string,
  via: 'keys' | 'speech' | 'agent',
  agentId: string | null = null,
): Promise<{ honoured: boolean; say: { it: string; en: string } }> {
  const call = await callOf(tx, callId);
  const contact = (await contactFacts(tx, call.contactId))!;
  const honoured = mayRefuse(await settingOf(tx, contact.queueId));
  if ((await refusalOf(tx, callId)) === null)
    await audit(tx, ctx.actor, {
      action: 'recording.refused',
      objectType: 'call',
      objectId: callId,
      serviceId: contact.serviceId,
      after: { via, honoured, contact: contact.id },
    });
  await insertRefusal(tx, {
    callId,
    contactId: call.contactId,
    via,
    agentId,
    honoured,
    at: ctx.clock.now(),
  });
  const row = await findRecording(tx, { callId }, { lock: true });
  if (honoured && row !== null && row.state !== 'ended') {
    const off = await turnOff(tx, ctx, row);
    await changeRecording(tx, row.id, { because: 'refused', byHand: false });
    if (row.startedAt !== null && row.deletedAt === null)
      await wipe(tx, ctx, row, contact.serviceId, { because: 'refused', why: null });
    await voice.setRecording(tx, callId, recordedOf(off));
    await tellRecording(tx, ctx, row, 'off');
  }
  return { honoured, say: honoured ? words.honoured : words.mandatory };
}
