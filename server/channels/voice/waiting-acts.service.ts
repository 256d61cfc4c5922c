import { addSystemLine, leaveAnswered, readCallbackNumber, requestCallback } from '#server/contacts/index.ts';
import { Problem, sql, type Ctx, type Tx } from '#server/platform/index.ts';
import { answeredByAnnouncement } from './announcements.hearing.ts';
import type { CallRow } from './calls.store.ts';
import { theRecorder } from './recorder.ts';
import { standingOf } from './voice.read.ts';
import { theLinkSender, theVoicemail } from './voicemail.ts';
import type { Waiting } from './waiting-facts.ts';
import type { WaitingAct, WaitingInput, WaitingState } from './waiting-parts.rules.ts';

// What a caller has chosen, done in the transaction of the turn. What is refused has changed nothing.

type Done = Extract<WaitingInput, { kind: 'done' }>;

/** Does something that may be refused; a refusal is an answer, and leaves everything as it was. */
async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T | Problem> {
  await sql`savepoint waiting_act`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint waiting_act`.execute(tx);
    return result;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`rollback to savepoint waiting_act`.execute(tx);
    return error;
  }
}

const wrongOf = (problem: Problem): NonNullable<Done['wrong']> =>
  problem.fields.some(({ field }) => field === 'number')
    ? 'number'
    : problem.code === 'callbacks_full'
      ? 'full'
      : 'other';

const asked = (call: CallRow, { place, queue, language }: Waiting, number: string) => ({
  number,
  queueId: queue.id,
  via: 'phone' as const,
  at: null,
  language,
  customer: { id: place.customerId },
  origin: call.contactId,
});

/** The line that stands in the conversation for a message. */
function messageLine(seconds: number, language: string): string {
  const length = `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;
  return language.startsWith('it') ? `Messaggio vocale (${length})` : `Voice message (${length})`;
}

/**
 * Makes a message that was left somebody's work: a call that is owed, with the message in it. The caller's place in the
 * queue is kept.
 * @returns what was wrong; null: nothing
 */
async function keepMessage(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  waiting: Waiting,
  { number, seconds }: { number: string; seconds: number },
): Promise<Done['wrong'] | null> {
  const voicemail = theVoicemail();
  if (voicemail === null) return 'other';
  if (seconds < 1) {
    await voicemail.drop(tx, ctx, call.id);
    return 'nothing';
  }
  const promised = await attempt(tx, () =>
    requestCallback(tx, ctx, {
      ...asked(call, waiting, number),
      note: messageLine(seconds, waiting.language),
      message: true,
    }),
  );
  if (promised instanceof Problem) {
    await voicemail.drop(tx, ctx, call.id);
    return wrongOf(promised);
  }
  await voicemail.keep(tx, ctx, call.id, promised.contactId);
  return null;
}

/** It has answered them: they leave the queue without having been lost. */
export async function announced(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  waiting: Pick<Waiting, 'queue'>,
  id: string,
  how: 'key' | 'hung_up',
): Promise<void> {
  if (call.contactId !== null) await leaveAnswered(tx, ctx, call.contactId, id);
  const { serviceId, id: queueId } = waiting.queue;
  await answeredByAnnouncement(tx, ctx, call.id, { serviceId, queueId }, id, how);
}

/** Does what the script wants done, and says how it went. */
export async function perform(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  waiting: Waiting,
  state: WaitingState,
  act: WaitingAct,
  seconds: number | null,
): Promise<Done> {
  const done = (wrong: Done['wrong'] | null, words?: Done['words']): Done => ({
    kind: 'done',
    act: act.do,
    ok: wrong === null,
    ...(wrong == null ? {} : { wrong }),
    ...(words === undefined ? {} : { words }),
  });
  switch (act.do) {
    case 'announced':
      await announced(tx, ctx, call, waiting, act.id, 'key');
      return done(null);
    case 'callback': {
      const promised = await attempt(tx, () =>
        requestCallback(tx, ctx, { ...asked(call, waiting, act.number), note: '' }),
      );
      return done(promised instanceof Problem ? wrongOf(promised) : null);
    }
    case 'openMessage': {
      // Asked before they speak: what is said to a number that cannot be called is lost.
      if (!readCallbackNumber(act.number, waiting.queue.callback).ok) return done('number');
      const opened = (await theVoicemail()?.open(tx, ctx, call, waiting.queue.id)) ?? false;
      return done(opened ? null : 'other');
    }
    case 'keepMessage': {
      const number = state.message;
      if (number === null) return done('other');
      const length = await theVoicemail()?.length(tx, call.id);
      // What the gateway heard of it, and never more than what is here.
      const kept = Math.min(seconds ?? Infinity, length ?? 0);
      return done(await keepMessage(tx, ctx, call, waiting, { number, seconds: kept }));
    }
    case 'sms': {
      const sender = theLinkSender();
      if (sender === null || waiting.linkText === null || call.customerNumber === null) return done('other');
      await sender.send(tx, ctx, { to: call.customerNumber, text: waiting.linkText });
      return done(null);
    }
    case 'refuseRecording': {
      const recorder = theRecorder();
      if (recorder === null) return done('other');
      const { honoured } = await recorder.refuse(tx, ctx, call.id, 'keys');
      return done(null, [{ prompt: honoured ? 'recording-off' : 'recording-mandatory' }]);
    }
  }
}

/** A caller hung up, or was cut off, in the middle of a message: what came of it is one, if anything did. */
export async function messageCutOff(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  waiting: Waiting,
  number: string,
): Promise<void> {
  const seconds = (await theVoicemail()?.length(tx, call.id)) ?? 0;
  await keepMessage(tx, ctx, call, waiting, { number, seconds });
}

/**
 * An agent answered in the middle of a message: it is owed no call, and what was said stays with the contact that they speak
 * on, with a line in its conversation. Nothing where nothing was said.
 */
export async function messageMet(tx: Tx, ctx: Ctx, call: CallRow): Promise<void> {
  const voicemail = theVoicemail();
  const standing = await standingOf(tx, call.contactId);
  const seconds = (await voicemail?.length(tx, call.id)) ?? 0;
  if (voicemail === null || call.contactId === null || standing === null || seconds < 1)
    return voicemail?.drop(tx, ctx, call.id);
  await voicemail.keep(tx, ctx, call.id, call.contactId);
  await addSystemLine(tx, ctx, standing.conversationId, messageLine(seconds, standing.language), {
    kind: 'voice-message',
  });
}
