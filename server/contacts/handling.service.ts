import { accessContact } from './access.ts';
import type { ContactRow } from './access.read.ts';
import { placeOf } from './applied.service.ts';
import {
  changeContact,
  changeConversation,
  lockConversations,
  type ContactChange,
} from './contacts.store.ts';
import { endLegs, startLegs } from './legs.store.ts';
import { outcomeExists } from './outcomes.store.ts';
import { classificationExists } from '#server/knowledge/index.ts';
import {
  audit,
  can,
  conflict,
  forbidden,
  invalid,
  record,
  type Ctx,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';

// What agents do with contacts. Each verb is one transaction: routing's state, the contact, its legs, the events.

/** The member of staff who acts. @throws Problem 403 for tokens and the system: these verbs are a person's */
function staffOf(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw forbidden('contact.handle as a member of staff');
  return ctx.actor.id;
}

async function answered(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  agentId: string,
  queueId: string | null,
  rescinded: readonly routing.OfferRow[],
): Promise<void> {
  const now = ctx.clock.now();
  const events: NewEvent[] = [];
  for (const offer of rescinded) {
    events.push({
      kind: 'contact.offer-ended',
      subjectId: contact.id,
      ...placeOf(contact),
      data: { contact: contact.id, offer: offer.id, agent: offer.agentId, result: 'rescinded' },
    });
  }
  await endLegs(tx, [contact.id], ['offer'], now, 'rescinded');
  await endLegs(tx, [contact.id], ['queue'], now, 'answered');
  await endLegs(tx, [contact.id], ['handle', 'hold'], now, 'transferred_out');
  await startLegs(tx, [{ contactId: contact.id, kind: 'handle', queueId, agentId, startedAt: now }]);
  await changeContact(tx, contact.id, { state: 'active', agentId, answeredAt: contact.answeredAt ?? now });
  events.push({
    kind: 'contact.answered',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      agent: agentId,
      queue: queueId,
      conversation: contact.conversationId,
      ...(contact.agentId === null ? {} : { fromAgent: contact.agentId }),
    },
  });
  await record(tx, ctx.actor, ...events);
}

/** Accepts an offer made to the caller. @throws 409 offer_ended */
export const acceptOffer = (ctx: Ctx, offerId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const { item, offer, rescinded } = await routing.acceptOffer(tx, ctx, offerId, agentId);
    const contact = await accessContact(
      tx,
      { ...ctx.actor, kind: 'system', grants: everything },
      item.id,
      'contact.read',
      { lock: true },
    );
    await endLegs(tx, [contact.id], ['offer'], ctx.clock.now(), 'accepted', agentId);
    await record(tx, ctx.actor, {
      kind: 'contact.offer-ended',
      subjectId: contact.id,
      ...placeOf(contact),
      data: { contact: contact.id, offer: offer.id, agent: agentId, result: 'accepted' },
    });
    await answered(tx, ctx, contact, agentId, item.queueId, rescinded);
    await routing.tellPresence(tx, ctx, agentId);
    return contact.id;
  });

// An offer is its own leave to see the contact it is about.
const everything = [{ permissions: new Set(['*']), serviceId: null, teamId: null }] as const;

/** Declines an offer made to the caller, with a reason. */
export const declineOffer = (ctx: Ctx, offerId: string, reason: string, note: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const { item, offer } = await routing.declineOffer(tx, ctx, offerId, agentId, reason);
    const contact = await accessContact(
      tx,
      { ...ctx.actor, kind: 'system', grants: everything },
      item.id,
      'contact.read',
      { lock: true },
    );
    await endLegs(tx, [contact.id], ['offer'], ctx.clock.now(), 'declined', agentId);
    await changeContact(tx, contact.id, { state: 'queued' });
    await record(tx, ctx.actor, {
      kind: 'contact.offer-ended',
      subjectId: contact.id,
      ...placeOf(contact),
      data: { contact: contact.id, offer: offer.id, agent: agentId, result: 'declined', reason, note },
    });
    await routing.tellPresence(tx, ctx, agentId);
  });

/** Takes a waiting contact by hand, within the caller's capacity. @throws 409 over_capacity, not_waiting */
export const takeContact = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (seen.agentId === agentId && seen.state === 'active') return contactId;
    if (seen.state === 'active' && !can(ctx.actor, 'contact.assign'))
      throw conflict('already_taken', 'A colleague is handling this contact.');
    const { item, rescinded } = await routing.assign(tx, ctx, contactId, agentId);
    // Somebody was quicker: what was looked at before the item was locked may be over.
    if (item.state === 'active' && item.agentId === agentId) return contactId;
    if (item.agentId !== null && !can(ctx.actor, 'contact.assign'))
      throw conflict('already_taken', 'A colleague is handling this contact.');
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    if (contact.agentId !== null) {
      await audit(tx, ctx.actor, {
        action: 'contact.pulled',
        objectType: 'contact',
        objectId: contactId,
        serviceId: contact.serviceId,
        before: { agent: contact.agentId },
        after: { agent: agentId },
      });
    }
    await answered(tx, ctx, contact, agentId, item.queueId, rescinded);
    const others = [item.agentId, ...rescinded.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
    for (const one of new Set([agentId, ...others])) await routing.tellPresence(tx, ctx, one);
    return contactId;
  });

/** Hands a contact over with everything said (R19): to a queue (a new place) or to an agent (theirs first for a while). */
export const transferContact = (
  ctx: Ctx,
  contactId: string,
  to: { queue?: string | undefined; agent?: string | undefined; note: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    const mayPass = (contact: ContactRow) =>
      (contact.agentId === ctx.actor.id && contact.state === 'active') || can(ctx.actor, 'contact.assign');
    if (!mayPass(seen)) throw forbidden('contact.assign');
    if (to.agent !== undefined) {
      if (to.agent === seen.agentId) throw invalid('agent', 'this agent has the contact already');
      const [agent] = await routing.readAgents(tx, [to.agent]);
      if (agent === undefined || agent.profileId === null)
        throw invalid('agent', 'a member of staff who handles contacts');
    }
    await handOver(tx, ctx, contactId, to, mayPass);
    return contactId;
  });

/**
 * Moves a contact to a queue or an agent, with its legs and events; for verbs above and below it.
 * @param stillMay asked again once the contact is locked
 */
export async function handOver(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  to: { queue?: string | undefined; agent?: string | undefined; note: string },
  stillMay: (contact: ContactRow) => boolean,
): Promise<void> {
  const { item, rescinded } =
    to.queue === undefined
      ? await routing.moveToAgent(tx, ctx, contactId, to.agent!)
      : await routing.moveToQueue(tx, ctx, contactId, to.queue);
  const contact = await accessContact(
    tx,
    { ...ctx.actor, kind: 'system', grants: everything },
    contactId,
    'contact.read',
    { lock: true },
  );
  // Passed on or taken over while this waited for it: a second press of the key must not move it again.
  if (!stillMay(contact))
    throw conflict('not_yours', 'This contact is no longer in your hands.', { contact: contactId });
  const now = ctx.clock.now();
  const queueId = to.queue ?? item.queueId;
  const [queue] = await routing.readQueues(tx, [queueId]);
  await endLegs(tx, [contactId], ['offer'], now, 'rescinded');
  // A contact that still waited flows out of its queue; one that was being handled is transferred out by its agent.
  await endLegs(tx, [contactId], ['queue'], now, 'flowed_out');
  await endLegs(tx, [contactId], ['handle', 'hold'], now, 'transferred_out');
  await startLegs(tx, [
    {
      contactId,
      kind: 'queue',
      queueId,
      startedAt: now,
      detail: { transferredFrom: contact.agentId, toAgent: to.agent ?? null },
    },
  ]);
  await changeContact(tx, contactId, {
    state: 'queued',
    agentId: null,
    queueId,
    serviceId: queue?.serviceId ?? contact.serviceId,
    teamId: queue?.teamId ?? null,
    transferNote: to.note === '' ? null : to.note,
    unread: true,
  });
  const data = {
    contact: contactId,
    conversation: contact.conversationId,
    fromAgent: contact.agentId,
    fromQueue: contact.queueId,
    toQueue: to.queue ?? null,
    toAgent: to.agent ?? null,
  };
  const moved: NewEvent = {
    kind: 'contact.transferred',
    subjectId: contactId,
    serviceId: queue?.serviceId ?? contact.serviceId,
    teamId: queue?.teamId ?? null,
    data,
  };
  const left = contact.serviceId !== moved.serviceId || contact.teamId !== moved.teamId;
  await record(
    tx,
    ctx.actor,
    ...rescinded.map((offer): NewEvent => ({
      kind: 'contact.offer-ended',
      subjectId: contactId,
      ...placeOf(contact),
      data: { contact: contactId, offer: offer.id, agent: offer.agentId, result: 'rescinded' },
    })),
    moved,
    // Those who may see only the place it left are told that it has gone.
    ...(left ? [{ ...moved, ...placeOf(contact) }] : []),
  );
  const touched = [contact.agentId, ...rescinded.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
  for (const one of new Set(touched)) await routing.tellPresence(tx, ctx, one);
}

/** Ends handling; the wrap-up begins, or the contact closes where the queue wants none. */
export const finishContact = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    const { item, wrapUpUntil } = await routing.handled(tx, ctx, contactId, agentId);
    // Conversation before contact, as the intake of new messages does: the two must not wait for each other.
    await lockConversations(tx, [seen.conversationId]);
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    const now = ctx.clock.now();
    await endLegs(tx, [contactId], ['handle', 'hold'], now, 'completed');
    await changeConversation(tx, contact.conversationId, { state: 'closed' });
    if (wrapUpUntil === 'none') await closed(tx, ctx, contact, { handledAt: now });
    else {
      await startLegs(tx, [
        {
          contactId,
          kind: 'wrap_up',
          queueId: item.queueId,
          agentId,
          startedAt: now,
          detail: { until: wrapUpUntil?.toISOString() ?? null },
        },
      ]);
      await changeContact(tx, contactId, { state: 'wrap_up', handledAt: now });
      await record(tx, ctx.actor, {
        kind: 'contact.wrap-up',
        subjectId: contactId,
        ...placeOf(contact),
        data: {
          contact: contactId,
          agent: agentId,
          conversation: contact.conversationId,
          until: wrapUpUntil?.toISOString() ?? null,
        },
      });
    }
    await routing.tellPresence(tx, ctx, agentId);
    return contactId;
  });

/** Closes a contact whose handling and wrap-up are over. */
export async function closed(tx: Tx, ctx: Ctx, contact: ContactRow, change: ContactChange): Promise<void> {
  await changeContact(tx, contact.id, {
    ...change,
    state: 'closed',
    closedAt: ctx.clock.now(),
    unread: false,
  });
  await record(tx, ctx.actor, {
    kind: 'contact.closed',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      agent: contact.agentId,
      conversation: contact.conversationId,
      customer: contact.customerId,
      outcome: change.outcomeId ?? contact.outcomeId,
      classification: change.classificationId ?? contact.classificationId,
    },
  });
}

/**
 * Outcome and three-level classification. From `active` it ends handling too, so that one key can do both; on a contact
 * that is already closed it corrects what was chosen or fills what the time-out left open.
 */
export const wrapUpContact = (
  ctx: Ctx,
  contactId: string,
  chosen: { outcome: string; classification: string; note: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    if (!(await outcomeExists(tx, chosen.outcome))) throw invalid('outcome', 'one of the outcomes in use');
    if (!(await classificationExists(tx, chosen.classification)))
      throw invalid('classification', 'a classification in use');
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (seen.agentId !== agentId && !can(ctx.actor, 'contact.assign'))
      throw conflict('not_yours', 'Only its agent can wrap this contact up.');
    const change: ContactChange = {
      outcomeId: chosen.outcome,
      classificationId: chosen.classification,
      wrapUpNote: chosen.note === '' ? null : chosen.note,
    };
    const now = ctx.clock.now();
    if (seen.state === 'active') {
      await routing.handled(tx, ctx, contactId, agentId);
      await lockConversations(tx, [seen.conversationId]);
      await endLegs(tx, [contactId], ['handle', 'hold'], now, 'completed');
      await changeConversation(tx, seen.conversationId, { state: 'closed' });
      change.handledAt = now;
    }
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    if (contact.state === 'active' || contact.state === 'wrap_up') {
      const forcedUntil = await routing.wrapUpDone(tx, ctx, contactId);
      if (forcedUntil !== null) return heldInWrapUp(tx, ctx, seen, contact, change, forcedUntil);
      await endLegs(tx, [contactId], ['wrap_up'], now, 'completed');
      await closed(tx, ctx, contact, change);
      if (contact.agentId !== null) await routing.tellPresence(tx, ctx, contact.agentId);
      return contactId;
    }
    if (contact.state !== 'closed') throw conflict('not_handled', 'This contact has not been handled yet.');
    await changeContact(tx, contactId, change);
    await audit(tx, ctx.actor, {
      action: 'contact.reclassified',
      objectType: 'contact',
      objectId: contactId,
      serviceId: contact.serviceId,
      before: { outcome: contact.outcomeId, classification: contact.classificationId },
      after: { outcome: chosen.outcome, classification: chosen.classification },
    });
    await record(tx, ctx.actor, {
      kind: 'contact.changed',
      subjectId: contactId,
      ...placeOf(contact),
      data: { contact: contactId, fields: ['outcome', 'classification'] },
    });
    return contactId;
  });

/** What was chosen is kept; the contact closes by itself when the time that the queue forces is over (R15). */
async function heldInWrapUp(
  tx: Tx,
  ctx: Ctx,
  seen: ContactRow,
  contact: ContactRow,
  change: ContactChange,
  until: Date,
): Promise<string> {
  await changeContact(tx, contact.id, { ...change, state: 'wrap_up' });
  if (seen.state === 'active')
    await startLegs(tx, [
      {
        contactId: contact.id,
        kind: 'wrap_up',
        queueId: contact.queueId,
        agentId: contact.agentId,
        startedAt: ctx.clock.now(),
        detail: { until: until.toISOString() },
      },
    ]);
  await record(tx, ctx.actor, {
    kind: 'contact.wrap-up',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      agent: contact.agentId,
      conversation: contact.conversationId,
      until: until.toISOString(),
      outcome: change.outcomeId,
    },
  });
  if (contact.agentId !== null) await routing.tellPresence(tx, ctx, contact.agentId);
  return contact.id;
}

const extensionSeconds = 60;

/** 60 seconds more for a timed wrap-up, once. */
export const extendWrapUp = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    const [item] = await routing.readItems(tx, [contactId]);
    if (item?.wrapUpUntil == null) throw conflict('no_time_limit', 'This wrap-up has no time limit.');
    if (contact.wrapUpExtended) throw conflict('extended_already', 'The wrap-up was already extended once.');
    const until = new Date(
      Math.max(item.wrapUpUntil.getTime(), ctx.clock.now().getTime()) + extensionSeconds * 1000,
    );
    await routing.extendWrapUp(tx, contactId, agentId, until);
    await changeContact(tx, contactId, { wrapUpExtended: true });
    await record(tx, ctx.actor, {
      kind: 'contact.wrap-up',
      subjectId: contactId,
      ...placeOf(contact),
      data: {
        contact: contactId,
        agent: agentId,
        conversation: contact.conversationId,
        until: until.toISOString(),
      },
    });
    return contactId;
  });

/** The agent has seen what the customer wrote. */
export const markRead = (ctx: Ctx, contactId: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (!contact.unread || contact.agentId !== ctx.actor.id) return;
    await changeContact(tx, contactId, { unread: false });
    await record(tx, ctx.actor, {
      kind: 'contact.changed',
      subjectId: contactId,
      ...placeOf(contact),
      data: {
        contact: contactId,
        conversation: contact.conversationId,
        fields: ['unread'],
        readBy: ctx.actor.id,
      },
    });
  });

/**
 * The customer left before or while being served, as their channel tells. A contact that still waited is abandoned;
 * one in an agent's hands stays there, and the conversation says so.
 */
export async function leave(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  at: Date,
): Promise<'abandoned' | 'still-handled' | 'over'> {
  const { items, offers } = await routing.abandon(tx, ctx, contactId);
  const anyone = { ...ctx.actor, kind: 'system', grants: everything } as const;
  const seen = await accessContact(tx, anyone, contactId, 'contact.read');
  await lockConversations(tx, [seen.conversationId]);
  const contact = await accessContact(tx, anyone, contactId, 'contact.read', { lock: true });
  if (items.length === 0) return contact.state === 'active' ? 'still-handled' : 'over';
  await endLegs(tx, [contactId], ['offer'], at, 'abandoned');
  await endLegs(tx, [contactId], ['queue'], at, 'abandoned');
  await changeContact(tx, contactId, { state: 'abandoned', closedAt: at });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(
    tx,
    ctx.actor,
    ...offers.map((offer): NewEvent => ({
      kind: 'contact.offer-ended',
      subjectId: contactId,
      ...placeOf(contact),
      data: { contact: contactId, offer: offer.id, agent: offer.agentId, result: 'abandoned' },
    })),
    {
      kind: 'contact.abandoned',
      subjectId: contactId,
      ...placeOf(contact),
      data: { contact: contactId, queue: contact.queueId, conversation: contact.conversationId },
    },
  );
  for (const offer of offers) await routing.tellPresence(tx, ctx, offer.agentId);
  return 'abandoned';
}
