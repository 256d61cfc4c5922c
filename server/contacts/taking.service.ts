import { audit, conflict, record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { lockedContact, mayAssign, offerEnded, reasonOf, staffOf } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { consultAccepted, consultDeclined } from './consults/answering.ts';
import { changeContact } from './contacts.store.ts';
import { endLegs, endLegsOf, startLegs } from './legs.store.ts';
import { endListeningOf } from './listening/over.ts';

// How a contact comes into an agent's hands. Each verb is one transaction: routing's state, the contact, its legs, the events.

/** Accepts an offer made to the caller, of a contact or of a consult about one. @returns the contact @throws 409 offer_ended */
export const acceptOffer = (ctx: Ctx, offerId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const { item, offer, rescinded } = await routing.acceptOffer(tx, ctx, offerId, agentId);
    if (item.kind === 'consult') {
      const about = await consultAccepted(tx, ctx, offer, rescinded);
      await routing.tellPresence(tx, ctx, agentId, ...rescinded.map((one) => one.agentId));
      return about;
    }
    const contact = await lockedContact(tx, ctx, item.id);
    await endLegs(tx, [contact.id], ['offer'], ctx.clock.now(), 'accepted', agentId);
    await record(tx, ctx.actor, offerEnded(contact, offer, 'accepted'));
    await answered(tx, ctx, contact, agentId, item.queueId, rescinded);
    await routing.tellPresence(tx, ctx, agentId, ...rescinded.map((one) => one.agentId));
    return contact.id;
  });

/** Declines an offer made to the caller, with a reason. */
export const declineOffer = (ctx: Ctx, offerId: string, reason: string, note: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const { item, offer, stillOffered } = await routing.declineOffer(tx, ctx, offerId, agentId, reason);
    if (item.kind === 'consult') {
      await consultDeclined(tx, ctx, offer, stillOffered);
      return routing.tellPresence(tx, ctx, agentId);
    }
    const contact = await lockedContact(tx, ctx, item.id);
    await endLegs(tx, [contact.id], ['offer'], ctx.clock.now(), 'declined', agentId);
    if (!stillOffered) await changeContact(tx, contact.id, { state: 'queued' });
    await record(tx, ctx.actor, offerEnded(contact, offer, 'declined', { reason, note }));
    await routing.tellPresence(tx, ctx, agentId);
  });

/**
 * Takes a waiting contact by hand, within the caller's capacity; who may assign takes what a colleague has too, and says
 * why. Without it only what waits is taken: a colleague who was quicker keeps the contact.
 * @throws 409 over_capacity, not_waiting, already_taken
 */
export const takeContact = (ctx: Ctx, contactId: string, why?: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (seen.agentId === agentId && seen.state === 'active') return contactId;
    if (seen.state === 'active' && !mayAssign(ctx, seen))
      throw conflict('already_taken', 'A colleague is handling this contact.');
    if (seen.state === 'active') reasonOf(why);
    const before = await takeOver(
      tx,
      ctx,
      contactId,
      agentId,
      'contact.handle',
      (item) => item.agentId === null || (why !== undefined && mayAssign(ctx, seen)),
    );
    if (before !== null && before.agentId !== null)
      await audit(tx, ctx.actor, {
        action: 'contact.pulled',
        objectType: 'contact',
        objectId: contactId,
        serviceId: before.serviceId,
        before: { agent: before.agentId },
        after: { agent: agentId },
        reason: why ?? null,
      });
    return contactId;
  });

/**
 * Puts a contact into an agent's hands, wherever it was, through the gate of capacity; for verbs above and below it.
 * @param permission by which the caller sees it
 * @param allowed asked once the item is locked: what was looked at before may be over
 * @returns the contact as it was; null when the agent has it already
 */
export async function takeOver(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  agentId: string,
  permission: 'contact.handle' | 'contact.read',
  allowed: (item: routing.ItemRow) => boolean,
): Promise<ContactRow | null> {
  const { item, rescinded } = await routing.assign(tx, ctx, contactId, agentId);
  if (item.state === 'active' && item.agentId === agentId) return null;
  if (!allowed(item)) throw conflict('already_taken', 'A colleague is handling this contact.');
  const contact = await accessContact(tx, ctx.actor, contactId, permission, { lock: true });
  await answered(tx, ctx, contact, agentId, item.queueId, rescinded);
  const others = [item.agentId, ...rescinded.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
  await routing.tellPresence(tx, ctx, agentId, ...others);
  return contact;
}

/** The contact is in an agent's hands now: its legs, its state and its events say so. */
async function answered(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  agentId: string,
  queueId: string | null,
  rescinded: readonly routing.OfferRow[],
): Promise<void> {
  const now = ctx.clock.now();
  await endLegsOf(tx, contact.id, now, {
    offer: 'rescinded',
    queue: 'answered',
    handle: 'transferred_out',
    hold: 'transferred_out',
  });
  await startLegs(tx, [{ contactId: contact.id, kind: 'handle', queueId, agentId, startedAt: now }]);
  await endListeningOf(tx, ctx, contact, 'handed_on', agentId);
  await changeContact(tx, contact.id, { state: 'active', agentId, answeredAt: contact.answeredAt ?? now });
  await record(tx, ctx.actor, ...rescinded.map((offer) => offerEnded(contact, offer, 'rescinded')), {
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
}

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
