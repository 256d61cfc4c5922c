import { openingHours } from '#server/calendars/index.ts';
import { audit, conflict, record, type Ctx, type NewEvent, type Tx } from '#server/platform/index.ts';
import { readQueues, tellPresence, withdraw } from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { accessContact } from '../access.ts';
import { offerEnded } from '../acting.ts';
import { placeOf } from '../applied.service.ts';
import { changeContact, changeConversation } from '../contacts.store.ts';
import { endLegsOf } from '../legs.store.ts';
import { expiryOf } from './callbacks.rules.ts';
import { changeCallback, openAttempt, type CallbackRow } from './callbacks.store.ts';
import { lockCallback } from './locked.ts';
import { checkTime, scheduledEvent } from './request.service.ts';

/** Cancels an open callback for whoever may handle its contact. @throws Problem 409 callback_over, being_called */
export const cancelCallback = (ctx: Ctx, contactId: string, why: string): Promise<string> =>
  ctx.tx(async (tx) => {
    await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    await cancel(tx, ctx, contactId, why);
    return contactId;
  });

/** Cancels for one who has shown otherwise that they may: the customer by their link. */
export async function cancel(tx: Tx, ctx: Ctx, contactId: string, why: string): Promise<void> {
  const { contact, callback, offers } = await takeOut(tx, ctx, contactId, 'cancelled');
  const now = ctx.clock.now();
  await changeCallback(tx, contactId, { state: 'cancelled', reason: why, endedAt: now, dueAt: null });
  await changeContact(tx, contactId, { state: 'cancelled', closedAt: now, unread: false });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await audit(tx, ctx.actor, {
    action: 'callback.cancelled',
    objectType: 'contact',
    objectId: contactId,
    serviceId: contact.serviceId,
    before: { state: contact.state, dueAt: callback.dueAt, attempts: callback.attempts },
    reason: why,
  });
  await record(tx, ctx.actor, ...offers, {
    kind: 'contact.cancelled',
    subjectId: contactId,
    ...placeOf(contact),
    data: { contact: contactId, queue: contact.queueId, conversation: contact.conversationId, why },
  });
}

/** Gives an open callback another time. @throws Problem 409 callback_over, being_called; 422 naming `at` */
export const rescheduleCallback = (
  ctx: Ctx,
  contactId: string,
  wish: { at: Date; why: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    await reschedule(tx, ctx, contactId, wish);
    return contactId;
  });

/** Gives another time for one who has shown otherwise that they may: the customer by their link. */
export async function reschedule(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  wish: { at: Date; why: string },
): Promise<void> {
  const { contact, callback, offers } = await takeOut(tx, ctx, contactId, 'rescheduled');
  const [queue] = await readQueues(tx, [contact.queueId ?? callback.queueId]);
  const hours = await openingHours(tx, queue?.calendarId ?? null);
  checkTime(wish.at, ctx.clock.now(), hours.isOpen);
  const expiresAt = expiryOf(wish.at, queue?.callback ?? { expiresDays: 3 });
  await changeCallback(tx, contactId, {
    wantedAt: wish.at,
    promisedAt: wish.at,
    dueAt: wish.at,
    // Its place is that of the time that was agreed: it comes before who arrives after that.
    placeAt: wish.at,
    expiresAt: expiresAt > callback.expiresAt ? expiresAt : callback.expiresAt,
  });
  await changeContact(tx, contactId, { state: 'scheduled' });
  await audit(tx, ctx.actor, {
    action: 'callback.rescheduled',
    objectType: 'contact',
    objectId: contactId,
    serviceId: contact.serviceId,
    before: { dueAt: callback.dueAt, promisedAt: callback.promisedAt },
    after: { dueAt: wish.at },
    reason: wish.why,
  });
  // That it has a time already tells of it; that somebody gave it another one, with why, is news of its own.
  await record(tx, ctx.actor, ...offers, scheduledEvent(contact, wish.at, { moved: true, why: wish.why }));
}

/** A callback past its end that nobody is making: its customer is not called any more. */
export async function expireCallback(tx: Tx, ctx: Ctx, contactId: string): Promise<boolean> {
  const now = ctx.clock.now();
  const { contact: seen, callback: before } = await lockCallback(tx, ctx, contactId);
  const idle = ['scheduled', 'queued', 'offered'].includes(seen.state);
  if (before.state !== 'open' || before.expiresAt > now || !idle) return false;
  if ((await openAttempt(tx, contactId)) !== null) return false;
  const { contact, offers } = await takeOut(tx, ctx, contactId, 'expired');
  await changeCallback(tx, contactId, { state: 'expired', reason: 'expires', endedAt: now, dueAt: null });
  await changeContact(tx, contactId, { state: 'expired', closedAt: now, unread: false });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(tx, ctx.actor, ...offers, {
    kind: 'contact.expired',
    subjectId: contactId,
    ...placeOf(contact),
    data: { contact: contactId, queue: contact.queueId, conversation: contact.conversationId },
  });
  return true;
}

/** Takes an open callback out of its queue, if it is in one. @throws Problem 409 callback_over, being_called */
async function takeOut(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  as: 'cancelled' | 'rescheduled' | 'expired',
): Promise<{ contact: ContactRow; callback: CallbackRow; offers: NewEvent[] }> {
  const { contact, callback } = await lockCallback(tx, ctx, contactId);
  if (callback.state !== 'open')
    throw conflict('callback_over', 'This callback is over.', { state: callback.state });
  const idle = ['scheduled', 'queued', 'offered'].includes(contact.state);
  if (!idle || (await openAttempt(tx, contactId)) !== null)
    throw conflict('being_called', 'The customer is being called at this moment.');
  const gone = await withdraw(tx, ctx, contactId, as);
  const offers = gone?.offers ?? [];
  await endLegsOf(tx, contactId, ctx.clock.now(), { offer: 'rescinded', queue: as });
  await tellPresence(tx, ctx, ...offers.map((offer) => offer.agentId));
  return {
    contact,
    callback,
    offers: offers.map((offer) => offerEnded(contact, offer, 'rescinded')),
  };
}
