import type { z } from 'zod';
import type * as contract from '#contract/voice.ts';
import {
  accessContact,
  callAnswered,
  consultedLost,
  endAttempt,
  endHandling,
  leave,
  requestCallback,
  sendBack,
} from '#server/contacts/index.ts';
import { hangUpFlow } from '#server/flows/index.ts';
import {
  conflict,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  record,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { estimateFor, markNotResponding, readQueues } from '#server/routing/index.ts';
import { heard, unanswered, type CallNews } from './call.rules.ts';
import {
  changeCall,
  findCall,
  forgetGateway,
  insertCall,
  noteEvent,
  openCallsOf,
  type CallRow,
} from './calls.store.ts';
import { receiveCaller } from './caller.ts';
import { flowAnswering } from './flow-calls.service.ts';
import { leftAtFirst } from './first.service.ts';
import { listenerLost } from './listeners.service.ts';
import { dropOutside, gatewayMedium, heardSince } from './medium.ts';
import { theRecorder } from './recorder.ts';
import { insertTrialCall, trialOfLeg } from './trial-calls.store.ts';
import { phoneEntryPoint, standingOf } from './voice.read.ts';
import { waitingEnded } from './waiting.service.ts';

type Arrival = z.output<(typeof contract.arriveCall)['body']>;
type Arrived = z.input<(typeof contract.arriveCall)['output']>;
type News = z.output<(typeof contract.tellCall)['body']>;

/** A call as the contract has it. */
export const callView = ({
  contactId,
  agentId,
  version: _version,
  script: _script,
  turn: _turn,
  lastTurn: _last,
  ...row
}: CallRow) => ({
  ...row,
  contact: contactId,
  agent: agentId,
});

/**
 * A call comes in: the flow of the number that was dialled answers it; where there is none its caller is recognised by their
 * number, and a contact waits in the queue, by business rules and branches. The same call told again is the call that is there.
 * @throws Problem 422 naming `to` when it is no number of ours
 */
export async function arrive(ctx: Ctx, arrival: Arrival): Promise<Arrived> {
  try {
    return await ctx.tx((tx) => arriveIn(tx, ctx, arrival));
  } catch (error) {
    // Told twice at the same moment: the other was first.
    if (!isUniqueViolation(error, 'call_gateway_ref_key')) throw error;
    return ctx.tx((tx) => arriveIn(tx, ctx, arrival));
  }
}

async function arriveIn(
  tx: Tx,
  ctx: Ctx,
  { gateway, ref, from, to, language, name }: Arrival,
): Promise<Arrived> {
  const before = await findCall(tx, { gateway, ref });
  if (before !== null) return arrivedView(tx, ctx, before, null);
  const trial = await trialOfLeg(tx, { gateway, leg: ref });
  if (trial !== null) return arrivedView(tx, ctx, await insertTrialCall(tx, ctx, trial), null);
  const entry = await phoneEntryPoint(tx, to);
  if (entry === null) throw invalid('to', 'a telephone number of the organisation that is in use');
  const now = ctx.clock.now();
  const lang = language ?? entry.language;
  const common = {
    id: newId(),
    gateway,
    ref,
    direction: 'in' as const,
    customerNumber: from,
    ownNumber: entry.address,
    state: 'waiting' as const,
    startedAt: now,
    answeredAt: now,
  };
  const script = await flowAnswering(tx, ctx, entry, { from, language: lang, name: name ?? null });
  if (script !== null) {
    await insertCall(tx, { ...common, wanted: 'flow', script: JSON.stringify(script) });
    return arrivedView(tx, ctx, (await findCall(tx, { id: common.id }))!, null);
  }
  const caller = { gateway, ref, number: from, name: name ?? null, language: lang };
  const { contactId, blocked } = await receiveCaller(tx, ctx, entry, caller, null);
  // Whom no queue took hears why, and what they may choose instead.
  await insertCall(tx, { ...common, contactId: contactId!, wanted: 'wait' });
  return arrivedView(tx, ctx, (await findCall(tx, { id: common.id }))!, blocked?.text ?? null);
}

async function arrivedView(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  refused: { it: string; en: string } | null,
): Promise<Arrived> {
  const standing = await standingOf(tx, call.contactId);
  const [queue] = standing?.queueId == null ? [] : await readQueues(tx, [standing.queueId]);
  return {
    ...callView(call),
    refused,
    callback: queue?.callback.allowed ?? false,
    estimatedWait: queue === undefined ? null : await estimateFor(tx, queue.id, 'phone', ctx.clock.now()),
  };
}

/**
 * A gateway tells what happened to a call, in one transaction with all that follows from it: an attempt of a callback
 * went well or not, a caller who waited has abandoned, a handling is over. Told again nothing follows.
 */
export const tell = (ctx: Ctx, id: string, news: News) =>
  ctx.tx(async (tx) => {
    const call = await findCall(tx, { id }, { lock: true });
    if (call === null) throw notFound('call');
    const at = ctx.clock.now();
    const fresh = await noteEvent(tx, {
      callId: id,
      event: news.event,
      kind: news.kind,
      at: news.at === undefined ? at : new Date(news.at),
      detail: JSON.stringify({ by: news.by, cause: news.cause, ref: news.ref, staff: news.staff }),
    });
    if (fresh) {
      if (news.ref !== undefined && call.ref === null) await changeCall(tx, id, { ref: news.ref });
      await follow(tx, ctx, call, {
        kind: news.kind,
        // Our clock: what a gateway's says is kept beside it.
        at,
        by: news.by,
        cause: news.cause,
        answeredAt: news.answeredAt === undefined ? undefined : at,
      });
      if (news.kind === 'agent_lost') await agentLost(tx, ctx, call);
      if (news.kind === 'party_lost' && news.staff !== undefined) await partyLost(tx, ctx, call, news.staff);
    }
    return callView((await findCall(tx, { id }))!);
  });

/**
 * The customer is on the line and the agent is not: they wait again, in the place that they had; the agent gets nothing
 * more until they say that they are there.
 */
async function agentLost(tx: Tx, ctx: Ctx, call: CallRow): Promise<void> {
  if (call.endedAt !== null || call.agentId === null || call.contactId === null) return;
  const standing = await standingOf(tx, call.contactId);
  if (standing?.state !== 'active' || standing.agentId !== call.agentId) return;
  await markNotResponding(tx, ctx, call.agentId);
  await sendBack(tx, ctx, call.contactId, 'agent_lost', (agent) => agent === call.agentId);
  await gatewayMedium.want(tx, ctx, call, 'wait', null);
}

/**
 * The line of somebody beside the agent is gone: whoever was consulted is so no more, and the customer is taken back; a
 * supervisor follows the call no longer.
 */
async function partyLost(tx: Tx, ctx: Ctx, call: CallRow, staff: string): Promise<void> {
  if (call.contactId === null || call.endedAt !== null) return;
  const party = call.parties.find((one) => one.staff === staff);
  if (party?.role === 'consulted') await consultedLost(tx, ctx, call.contactId, staff);
  if (party?.role === 'supervisor') await listenerLost(tx, ctx, call.contactId, staff);
}

/** A gateway has gone: what it had is over, at once and not when it has been silent for long enough. */
export async function gatewayGone(ctx: Ctx, gateway: string): Promise<void> {
  await forgetGateway(ctx.db, gateway, heardSince(new Date(ctx.clock.now().getTime() - 1)));
  for (const { id } of await openCallsOf(ctx.db, gateway))
    await ctx.tx(async (tx) => {
      const call = await findCall(tx, { id }, { lock: true });
      if (call !== null)
        await follow(tx, ctx, call, { kind: 'ended', at: ctx.clock.now(), by: 'gateway', cause: 'failed' });
    });
}

/** What follows from news; also for calls whose gateway is gone. */
export async function follow(tx: Tx, ctx: Ctx, call: CallRow, news: CallNews): Promise<void> {
  const found = heard(call, news);
  if (found === null) return;
  const left = found.ended ? await dropOutside(tx, ctx, call) : null;
  await changeCall(tx, call.id, {
    ...found.change,
    ...(found.ended ? { recording: 'off', parties: '[]' } : {}),
    ...(left === null ? {} : { outside: JSON.stringify(left) }),
  });
  const { contactId } = call;
  if (contactId === null) {
    // In a flow still: it is nobody's work.
    if (
      found.ended &&
      call.script?.kind === 'flow' &&
      !(await leftAtFirst(tx, ctx, call, call.script, news.by))
    )
      await hangUpFlow(tx, ctx, call.script.session, true);
    return;
  }
  // A call that we owe is told how each attempt went; one that an agent placed of their own has its contact only.
  const owed = call.direction === 'out' && (await standingOf(tx, contactId))?.kind === 'callback';
  if (found.answered && owed) await endAttempt(tx, ctx, contactId, 'reached');
  else if (found.answered && call.direction === 'out') await callAnswered(tx, ctx, contactId);
  if (found.answered && !found.ended) {
    const now = (await findCall(tx, { id: call.id }))!;
    await gatewayMedium.want(tx, ctx, now, call.agentId === null ? 'wait' : 'talk', call.agentId);
  }
  if (found.ended) {
    await theRecorder()?.ended(tx, ctx, call);
    await waitingEnded(tx, ctx, call, news.by);
    const { answeredAt, cause } = found.change;
    if (answeredAt == null && owed) await endAttempt(tx, ctx, contactId, unanswered(cause ?? 'failed'));
    else if ((await leave(tx, ctx, contactId, ctx.clock.now())) === 'still-handled')
      await endHandling(tx, ctx, contactId);
  }
  const standing = await standingOf(tx, contactId);
  if (standing !== null)
    await record(tx, ctx.actor, {
      kind: 'call.changed',
      subjectId: call.id,
      serviceId: standing.serviceId,
      teamId: standing.teamId,
      data: { contact: contactId, call: call.id, state: found.change.state ?? call.state },
    });
}

/**
 * An agent hangs up: nobody is spoken with any more, and their wrap-up begins. While the customer of a callback is being
 * dialled it ends that attempt.
 * @throws Problem 404, 409 not_on_the_line
 */
export const hangUp = (ctx: Ctx, contactId: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const call = await findCall(tx, { contactId, open: true }, { lock: true });
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (call === null || contact.state !== 'active' || contact.agentId !== ctx.actor.id)
      throw conflict('not_on_the_line', 'The call is over.');
    const attempt = contact.kind === 'callback' && call.answeredAt === null;
    if (!attempt) await endHandling(tx, ctx, contactId);
    await gatewayMedium.want(tx, ctx, call, 'end', null);
  });

/** A caller who waits, or was turned away, asks to be called back. @throws Problem as `requestCallback`, 409 call_over */
export const callBack = (ctx: Ctx, id: string, wish: { number: string | null; at: string | null }) =>
  ctx.tx(async (tx) => {
    const call = await findCall(tx, { id }, { lock: true });
    if (call === null) throw notFound('call');
    if (call.state === 'ended') throw conflict('call_over', 'This call is over.');
    if (call.contactId === null)
      throw conflict('call_in_flow', 'This call is in self-service, which promises callbacks by itself.');
    const number = wish.number ?? call.customerNumber;
    if (number === null) throw invalid('number', 'is withheld: one to call back is needed');
    const standing = (await standingOf(tx, call.contactId))!;
    const promise = await requestCallback(tx, ctx, {
      number,
      queueId: standing.queueId!,
      via: 'phone',
      at: wish.at === null ? null : new Date(wish.at),
      note: '',
      language: standing.language,
      customer: { id: standing.customerId },
      origin: call.contactId,
    });
    await gatewayMedium.want(tx, ctx, call, 'end', null);
    return { contact: promise.contactId, existed: promise.existed, promisedAt: promise.promisedAt };
  });
