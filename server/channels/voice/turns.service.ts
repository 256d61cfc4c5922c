import type { z } from 'zod';
import type * as contract from '#contract/voice-turns.ts';
import { conflict, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { callView } from './calls.service.ts';
import { changeCall, findCall, type CallRow } from './calls.store.ts';
import { flowAnswered, flowTurn } from './flow-calls.service.ts';
import { toldFirst } from './first.service.ts';
import { linesOf, nothingMore, type Answered, type FlowScript, type LastTurn } from './script.ts';
import { standingOf } from './voice.read.ts';
import { keepMet, waitingTurn } from './waiting.service.ts';

type Wish = z.output<(typeof contract.turnOfCall)['body']>;
type Turned = z.input<(typeof contract.turnOfCall)['output']>;

const nowhere: LastTurn = {
  language: 'it',
  place: { service: null, queue: null },
  say: [],
  next: nothingMore,
};
const turned = (call: CallRow, { language, place, say, next }: LastTurn): Turned => ({
  turn: call.turn,
  call: callView(call),
  language,
  place,
  say,
  next,
});

/**
 * A turn of a call: what its caller did, answered with what they hear then. The same turn again gets the same answer;
 * what is no longer wanted has nothing to say.
 * @throws Problem 404, 409 `call_over`, 409 `turn_over` with the number that is waited for
 */
export async function takeTurn(ctx: Ctx, id: string, wish: Wish): Promise<Turned> {
  const at = await ctx.tx(async (tx) => {
    const call = await openCall(tx, id);
    const before = repeated(call, wish.turn);
    if (before !== null) return turned(call, before);
    if (call.wanted === 'flow' && call.script?.kind === 'flow') {
      const told = await toldFirst(tx, ctx, call, call.script, wish.input);
      return 'session' in told ? told : keep(tx, call, told);
    }
    if (call.wanted === 'wait') return keep(tx, call, await waitingTurn(tx, ctx, call, wish.input));
    if (wish.input.kind === 'recorded') await keepMet(tx, ctx, call);
    return turned(call, nowhere);
  });
  return 'session' in at ? takeFlowTurn(ctx, id, wish, at) : at;
}

/**
 * A flow is answered in transactions of its own, for it may call other people's services; what comes of it for the call is
 * one more. Whatever breaks in between, the same turn again goes on from there.
 */
async function takeFlowTurn(ctx: Ctx, id: string, wish: Wish, script: FlowScript): Promise<Turned> {
  const flow = await flowTurn(ctx, script, wish.input);
  return ctx.tx(async (tx) => {
    const call = await openCall(tx, id);
    const before = repeated(call, wish.turn);
    if (before !== null) return turned(call, before);
    if (call.wanted !== 'flow') return turned(call, nowhere);
    return keep(tx, call, await flowAnswered(tx, ctx, call, script, flow));
  });
}

/** A call that is under way, locked. @throws Problem 404, 409 `call_over` */
async function openCall(tx: Tx, id: string): Promise<CallRow> {
  const call = await findCall(tx, { id }, { lock: true });
  if (call === null) throw notFound('call');
  if (call.endedAt !== null) throw conflict('call_over', 'This call is over.');
  return call;
}

/** What was answered to a turn before; null: it is the one that is waited for. @throws Problem 409 `turn_over` */
function repeated(call: CallRow, turn: number): LastTurn | null {
  if (turn === call.turn) return null;
  if (turn === call.turn - 1 && call.lastTurn !== null) return call.lastTurn;
  throw conflict('turn_over', 'Another turn is waited for now.', { turn: call.turn });
}

const mostEarlier = 4;
/** What can be read of the turns before the one that is kept now. */
const earlierOf = ({ turn, lastTurn }: CallRow): LastTurn['earlier'] => {
  if (lastTurn === null) return [];
  const lines = linesOf(lastTurn);
  const before = lastTurn.earlier ?? [];
  return lines.length === 0 ? before : [...before, { turn, lines }].slice(-mostEarlier);
};

/** Keeps where the script stands and what is answered. */
async function keep(
  tx: Tx,
  call: CallRow,
  { script, language, place, say, next }: Answered,
): Promise<Turned> {
  const now = (await findCall(tx, { id: call.id }))!;
  const standing = await standingOf(tx, now.contactId);
  const lastTurn: LastTurn = {
    language: language ?? standing?.language ?? 'it',
    place: place ?? { service: standing?.serviceId ?? null, queue: standing?.queueId ?? null },
    say,
    next,
    earlier: earlierOf(call),
  };
  await changeCall(tx, call.id, {
    turn: call.turn + 1,
    script: script === null ? null : JSON.stringify(script),
    lastTurn: JSON.stringify(lastTurn),
  });
  return turned({ ...now, turn: call.turn + 1 }, lastTurn);
}
