import type { TurnInput } from '#contract/voice-turns.ts';
import { readSetting, type Ctx, type Tx } from '#server/platform/index.ts';
import { heardAnnouncement } from './announcements.hearing.ts';
import { wentWith } from './announcements.rules.ts';
import { changeCall, findCall, type CallRow } from './calls.store.ts';
import { toTurn } from './saying.ts';
import { musicOnly, type Answered, type CallScript, type WaitScript } from './script.ts';
import { announced, messageCutOff, messageMet, perform } from './waiting-acts.service.ts';
import { theVoicemail } from './voicemail.ts';
import { waitingFacts } from './waiting-facts.ts';
import { initialWaiting, type WaitingState } from './waiting-parts.rules.ts';
import { stepWaiting } from './waiting.rules.ts';

const scriptOf = (call: CallRow): WaitScript | null => {
  const script = call.script as CallScript | null;
  return script?.kind === 'wait' ? script : null;
};

/** Where the script stands; in another queue place and choices are told anew. */
function stateOf(call: CallRow, queueId: string): WaitingState {
  const script = scriptOf(call);
  const state = { ...initialWaiting, ...script?.state };
  return script?.queue === queueId
    ? state
    : { ...state, toldPosition: null, toldBand: null, toldAt: null, offeredAt: null, question: null };
}

/**
 * What a caller hears who waits in a queue, or whom no queue took, and what their keys do. In the transaction of the
 * turn, with the call locked.
 */
export async function waitingTurn(tx: Tx, ctx: Ctx, call: CallRow, input: TurnInput): Promise<Answered> {
  const waiting = await waitingFacts(tx, ctx, call);
  // Neither waits nor was turned away: what is wanted of the call changes in a moment.
  if (waiting === null) {
    if (input.kind === 'recorded') await keepMet(tx, ctx, call);
    const script = scriptOf((await findCall(tx, { id: call.id }))!) ?? { kind: 'wait' };
    return { script, say: [], next: musicOnly };
  }
  const { facts, queue, language } = waiting;
  const before = stateOf(call, queue.id);
  if (before.question?.at === 'announcement' && input.kind !== 'begin')
    await heardAnnouncement(
      tx,
      ctx,
      call.id,
      { serviceId: queue.serviceId, queueId: queue.id },
      before.question.id,
    );
  // It was being left when somebody answered; they wait again.
  if (input.kind === 'begin' && before.message !== null) await messageMet(tx, ctx, call);
  let step = stepWaiting(before, facts, input);
  const say = [...step.say];
  for (let acts = 0; step.act !== null && acts < 3; acts += 1) {
    const seconds = input.kind === 'recorded' ? input.seconds : null;
    const done = await perform(tx, ctx, call, waiting, step.state, step.act, seconds);
    step = stepWaiting(step.state, facts, done);
    say.push(...step.say);
  }
  const timeZone = (await readSetting<string>(tx, 'timeZone')) ?? 'Europe/Rome';
  return {
    script: { kind: 'wait', state: step.state, queue: queue.id },
    language,
    say: toTurn(say, language, { timeZone, now: ctx.clock.now() }),
    next: step.next ?? musicOnly,
  };
}

/**
 * A call that was in a queue's script is over, before its contact hears of it: a message that was being left is kept, and
 * who hung up on an announcement was answered by it.
 */
export async function waitingEnded(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  by: 'customer' | 'agent' | 'gateway' | undefined,
): Promise<void> {
  if (call.wanted === 'wait') await endScript(tx, ctx, call, by);
  else await keepMet(tx, ctx, call);
  // What was begun and is no message: nothing was said.
  await theVoicemail()?.drop(tx, ctx, call.id);
}

async function endScript(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  by: 'customer' | 'agent' | 'gateway' | undefined,
): Promise<void> {
  const state = scriptOf(call)?.state;
  if (state == null || state.over) return;
  const waiting = await waitingFacts(tx, ctx, call);
  // Somebody has just answered.
  if (waiting === null) return keepMet(tx, ctx, call);
  if (state.message !== null) await messageCutOff(tx, ctx, call, waiting, state.message);
  else if (by === 'customer' && state.last !== null && wentWith(state.last, waiting.facts.elapsed))
    await announced(tx, ctx, call, waiting, state.last.id, 'hung_up');
}

/** A message in whose middle somebody answered is kept, once: the script says that one was being left. */
export async function keepMet(tx: Tx, ctx: Ctx, call: CallRow): Promise<void> {
  const script = scriptOf(call);
  if (script?.state?.message == null || script.state.over) return;
  await messageMet(tx, ctx, call);
  const state: WaitingState = { ...script.state, message: null };
  await changeCall(tx, call.id, { script: JSON.stringify({ ...script, state }) });
}

/** A gateway has brought all of a message: where somebody has answered in its middle, that is all there will be of it. */
export const messageUploaded = (ctx: Ctx, callId: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const call = await findCall(tx, { id: callId }, { lock: true });
    if (call?.endedAt === null && call.wanted !== 'wait') await keepMet(tx, ctx, call);
  });
