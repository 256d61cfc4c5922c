import {
  accessContact,
  beginOutside,
  endOutside as endOutsideOf,
  handOutside,
  holdForOutside,
  isConsulted,
} from '#server/contacts/index.ts';
import {
  audit,
  conflict,
  forbidden,
  inScope,
  invalid,
  newId,
  notFound,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { callView } from './calls.service.ts';
import { changeCall, findCall, gatewayDials, type CallRow, type Outside } from './calls.store.ts';
import { gatewayMedium, heardSince, order } from './medium.ts';
import { isCallable, readDialledNumber } from './numbers.rules.ts';
import { outboundOf } from './outbound.read.ts';
import { isUnderWay, outsideAfter, overWith, type OutsideNews } from './outside.rules.ts';
import { tellCall } from './parties.service.ts';
import { standingOf } from './voice.read.ts';

// A number outside on a call: asked while the customer waits, spoken with by all three, or given the call. The call is
// locked first, then its contact.

type Held = CallRow & { contactId: string };

/** The open call of the caller's own contact, locked. @throws Problem 404, 409 not_on_call */
async function ownCall(tx: Tx, ctx: Ctx, contactId: string) {
  const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
  const call = await findCall(tx, { contactId, open: true }, { lock: true });
  const mine = seen.state === 'active' && seen.agentId === ctx.actor.id;
  if (call === null || !mine || (call.wanted !== 'talk' && call.wanted !== 'hold'))
    throw conflict('not_on_call', 'You are on no call with this customer.');
  return { call: { ...call, contactId } as Held, contact: seen, staff: ctx.actor.id! };
}

/** The same where a number outside has answered. @throws Problem 409 outside_not_answered */
async function withOutside(tx: Tx, ctx: Ctx, contactId: string) {
  const found = await ownCall(tx, ctx, contactId);
  const { outside } = found.call;
  if (outside?.state !== 'answered')
    throw conflict('outside_not_answered', 'No number outside has answered on this call.');
  return { ...found, outside };
}

/** Writes how the number stands, orders the gateway accordingly, and tells those who see the call. */
async function change(tx: Tx, ctx: Ctx, call: Held, outside: Outside): Promise<void> {
  await changeCall(tx, call.id, { outside: JSON.stringify(outside) });
  const now = (await findCall(tx, { id: call.id }))!;
  await order(tx, now, now.wanted, now.agentId, now.recording);
  await tellCall(tx, ctx, now);
}

const viewOf = async (tx: Tx, id: string) => callView((await findCall(tx, { id }))!);

/**
 * Calls a number outside from a call of one's own, in the name of its service; the customer waits meanwhile.
 * @throws Problem 403; 422 naming `number`; 409 not_on_call, consult_open, outside_open, no_line, no_shown_number
 */
export const askOutside = (
  ctx: Ctx,
  contactId: string,
  { number, purpose }: { number: string; purpose: 'consult' | 'transfer' },
) =>
  ctx.tx(async (tx) => {
    const { call, contact, staff } = await ownCall(tx, ctx, contactId);
    if (!inScope(scopeOf(ctx.actor, 'contact.call'), contact)) throw forbidden('contact.call');
    if (isUnderWay(call.outside))
      throw conflict('outside_open', 'A number outside is on this call already: hang it up first.');
    if (await isConsulted(tx, contactId))
      throw conflict(
        'consult_open',
        'You are asking for help with this contact already: end that consult first.',
      );
    if (!(await gatewayDials(tx, call.gateway, heardSince(ctx.clock.now()))))
      throw conflict('no_line', 'There is no telephone line on which a call could be placed.');
    const [service] = await outboundOf(tx, contact.serviceId);
    const rules = service ?? { abroad: false, premium: false, emergency: false };
    const reading = readDialledNumber(number, rules);
    if (!reading.ok) throw invalid('number', reading.message);
    if (reading.value === call.customerNumber)
      throw invalid('number', 'another number than the one the customer is speaking from');
    // What the service shows; else the number by which the customer reached it. Both can be called back.
    const shown = [service?.number, call.ownNumber].find((one) => one != null && isCallable(one)) ?? null;
    if (shown === null)
      throw conflict(
        'no_shown_number',
        'This service has no number to show to those who are called: an administrator sets it.',
      );
    const italian = contact.language.startsWith('it');
    const held = await beginOutside(tx, ctx, {
      contactId,
      conversationId: contact.conversationId,
      agentId: staff,
      transfer: purpose === 'transfer',
      line: italian
        ? `Chiamato ${reading.value} con il numero ${shown}`
        : `Called ${reading.value}, showing ${shown}`,
    });
    await audit(tx, ctx.actor, {
      action: 'outside.asked',
      objectType: 'contact',
      objectId: contactId,
      serviceId: contact.serviceId,
      after: { shown, purpose },
    });
    await change(tx, ctx, call, {
      id: newId(),
      number: reading.value,
      shown,
      by: staff,
      purpose,
      state: 'dialling',
      together: false,
      ringSeconds: service?.ringSeconds ?? 30,
      askedAt: ctx.clock.now().toISOString(),
      answeredAt: null,
      endedAt: null,
      cause: null,
      endedBy: null,
      held,
    });
    return viewOf(tx, call.id);
  });

/** Says whom the agent speaks with: the number aside, the customer, or both. @throws Problem 409 */
export const setOutsideLine = (ctx: Ctx, contactId: string, line: 'aside' | 'customer' | 'all') =>
  ctx.tx(async (tx) => {
    const { call, contact, outside, staff } = await withOutside(tx, ctx, contactId);
    const held = line === 'aside';
    const together = line === 'all';
    await holdForOutside(tx, ctx, contactId, staff, held);
    if (together && !outside.together)
      await audit(tx, ctx.actor, {
        action: 'outside.joined',
        objectType: 'contact',
        objectId: contactId,
        serviceId: contact.serviceId,
      });
    await change(tx, ctx, call, { ...outside, together, held: outside.held || held });
    return viewOf(tx, call.id);
  });

/** Leaves the customer with the number: the call is theirs, the handling is over. @throws Problem 409 */
export const completeOutside = (ctx: Ctx, contactId: string) =>
  ctx.tx(async (tx) => {
    const { call, contact, outside } = await withOutside(tx, ctx, contactId);
    await handOver(tx, ctx, call, outside);
    await audit(tx, ctx.actor, {
      action: 'outside.completed',
      objectType: 'contact',
      objectId: contactId,
      serviceId: contact.serviceId,
    });
    return viewOf(tx, call.id);
  });

async function handOver(tx: Tx, ctx: Ctx, call: Held, outside: Outside): Promise<void> {
  const standing = (await standingOf(tx, call.contactId))!;
  await gatewayMedium.want(tx, ctx, call, 'outside', null);
  await handOutside(tx, ctx, {
    contactId: call.contactId,
    conversationId: standing.conversationId,
    line: standing.language.startsWith('it') ? `Passata a ${outside.number}` : `Handed to ${outside.number}`,
  });
  await tellCall(tx, ctx, call);
}

/** Hangs the number up; nothing when it is over already. The customer comes back. @throws Problem 409 not_on_call */
export const endOutside = (ctx: Ctx, contactId: string) =>
  ctx.tx(async (tx) => {
    const { call } = await ownCall(tx, ctx, contactId);
    if (isUnderWay(call.outside))
      await close(tx, ctx, call, overWith(call.outside!, 'hung_up', 'staff', ctx.clock.now()), 'ended');
    return viewOf(tx, call.id);
  });

async function close(tx: Tx, ctx: Ctx, call: Held, over: Outside, result: string): Promise<void> {
  await change(tx, ctx, call, over);
  await endOutsideOf(tx, ctx, {
    contactId: call.contactId,
    agentId: over.by,
    result,
    resumes: over.held,
  });
}

/** A gateway tells what happened to the number. @throws Problem 404 */
export const tellOutside = (ctx: Ctx, callId: string, outsideId: string, news: OutsideNews) =>
  ctx.tx(async (tx) => {
    const call = await findCall(tx, { id: callId }, { lock: true });
    if (call === null) throw notFound('call');
    const { outside, contactId } = call;
    if (call.endedAt !== null || contactId === null || outside?.id !== outsideId) return callView(call);
    const after = outsideAfter(outside, news, ctx.clock.now());
    if (after === null) return callView(call);
    const held: Held = { ...call, contactId };
    if (after.state !== 'ended') await change(tx, ctx, held, after);
    // It has the call: when it goes, the call is over.
    else if (call.wanted === 'outside') {
      await change(tx, ctx, held, after);
      await gatewayMedium.want(tx, ctx, { ...call, outside: after }, 'end', null);
    } else await close(tx, ctx, held, after, after.cause!);
    if (after.state === 'answered' && after.purpose === 'transfer')
      await handOver(tx, ctx, { ...held, outside: after }, after);
    return viewOf(tx, callId);
  });
