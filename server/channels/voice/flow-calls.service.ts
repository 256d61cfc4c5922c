import type { Turn } from '#contract/flow-turns.ts';
import type { TurnInput } from '#contract/voice-turns.ts';
import {
  answerFlow,
  breakFlow,
  firstTurn,
  flowStanding,
  flowUnanswered,
  openFlow,
  tieFlow,
} from '#server/flows/index.ts';
import { Problem, type Ctx, type Tx } from '#server/platform/index.ts';
import { canHear } from '#server/speech/index.ts';
import { handOverOf } from '../visitors/hand-over.ts';
import { phoneSettings } from '../visitors/settings.rules.ts';
import { changeCall, findCall, type CallRow } from './calls.store.ts';
import { receiveCaller } from './caller.ts';
import { inputOf, nextOf, sayingsOf } from './flow-calls.rules.ts';
import { gatewayMedium } from './medium.ts';
import { trialAnswered } from './trial-turns.ts';
import { nothingMore, type Answered, type FlowScript, type WaitScript } from './script.ts';
import { phoneEntryPointById } from './voice.read.ts';
import { initialWaiting } from './waiting-parts.rules.ts';

// A call in self-service: from the number that a flow answers to the end of it, or to a person.

/** Opens the flow of a number; null where none answers, or what answered is out of use: a person does then. */
export async function flowAnswering(
  tx: Tx,
  ctx: Ctx,
  entry: { id: string; settings: unknown },
  caller: { from: string | null; language: string; name: string | null },
): Promise<FlowScript | null> {
  const { flow } = phoneSettings(entry.settings);
  if (flow === null) return null;
  const begun = await openFlow(tx, ctx, {
    flow,
    channel: 'phone',
    language: caller.language,
    from: caller.from,
    entryPointId: entry.id,
  });
  if (begun === null) {
    ctx.log.error({ flow, entryPoint: entry.id }, 'the flow of a telephone number cannot answer it');
    return null;
  }
  return { kind: 'flow', session: begun.id, turn: 0, name: caller.name, language: caller.language };
}

/** Who comes out of a flow waits without being welcomed again, or told again what they were told before it. */
const afterFlow = ({ first }: FlowScript): WaitScript => ({
  kind: 'wait',
  state: { ...initialWaiting, welcomed: true, heard: first?.heard ?? [] },
});

/** So many questions in a row are passed over that a telephone has no answer for. */
const mostUnanswerable = 12;

/**
 * The next turn of a flow, in transactions of its own; null: it cannot go on. A question that neither keys nor speech can
 * answer here is answered by silence at once, for its way out.
 * @throws Problem 409 `answer_under_way` while somebody else's service is being waited for
 */
export async function flowTurn(
  ctx: Ctx,
  { session, turn: number }: FlowScript,
  input: TurnInput,
): Promise<Turn | null> {
  try {
    const standing = await flowStanding(ctx.db, session);
    if (standing === null) return null;
    let turn: Turn;
    // What begins anew in the middle, after a fault of the line, hears the question again.
    if (number === 0) turn = await firstTurn(ctx, session);
    else if (input.kind === 'begin' && standing.lastTurn !== null) turn = standing.lastTurn;
    else turn = await answerFlow(ctx, session, number, inputOf(input, standing.lastTurn?.ask ?? null));
    for (let passed = 0; passed < mostUnanswerable && turn.ask?.keys === null; passed += 1) {
      if (await canHear(ctx)) break;
      turn = await answerFlow(ctx, session, turn.turn, { kind: 'silence' });
    }
    return turn;
  } catch (error) {
    if (error instanceof Problem && error.code === 'answer_under_way') throw error;
    ctx.log.error({ err: error, session }, 'a flow on the telephone cannot go on');
    return null;
  }
}

/** What a turn of the flow is for its call, in the transaction that keeps it, with the call locked. */
export async function flowAnswered(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  script: FlowScript,
  turn: Turn | null,
): Promise<Answered> {
  if (script.trial !== undefined) return trialAnswered(tx, ctx, script, script.trial, turn);
  const standing = (await flowStanding(tx, script.session))!;
  const entry =
    standing.entryPointId === null ? undefined : await phoneEntryPointById(tx, standing.entryPointId);
  const common = {
    language: turn?.language ?? standing.language,
    place: { service: entry?.serviceId ?? null, queue: entry?.queueId ?? null },
  };
  const say = turn === null ? [] : sayingsOf(turn);
  if (turn !== null && turn.outcome?.kind !== 'queue')
    return {
      ...common,
      script: { ...script, turn: turn.turn },
      say,
      next: nextOf(turn, turn.ask !== null && (await canHear(ctx))),
    };
  if (turn === null) {
    await breakFlow(tx, ctx, script.session);
    say.push({ prompt: 'connecting', text: '', language: common.language, notice: false });
  }
  const none = { prompt: 'cannot-answer', text: '', language: common.language, notice: false };
  if (entry === undefined) return { ...common, script: null, say: [...say, none], next: { kind: 'end' } };
  const handed = await handOverOf(tx, ctx, script.session);
  const { contactId, blocked } = await receiveCaller(
    tx,
    ctx,
    entry,
    {
      gateway: call.gateway,
      ref: call.ref ?? call.id,
      number: call.customerNumber,
      name: script.name,
      language: common.language,
    },
    handed,
  );
  await tieFlow(tx, script.session, contactId!);
  await changeCall(tx, call.id, { contactId: contactId! });
  // Whom no queue took hears why, and what they may choose instead, by the script of waiting.
  if (blocked !== null) await flowUnanswered(tx, script.session);
  await gatewayMedium.want(tx, ctx, (await findCall(tx, { id: call.id }))!, 'wait', null);
  return { ...common, script: afterFlow(script), say, next: nothingMore };
}
