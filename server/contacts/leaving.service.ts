import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { endWith } from './callbacks/callbacks.store.ts';
import { lockedContact, offerEnded } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { changeContact, changeConversation, conversationOf, lockConversations } from './contacts.store.ts';
import { endLegsOf } from './legs.store.ts';

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
  // Conversation before contact, as everywhere.
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  if (items.length === 0) return contact.state === 'active' ? 'still-handled' : 'over';
  await endLegsOf(tx, contactId, at, { offer: 'abandoned', queue: 'abandoned' });
  await changeContact(tx, contactId, { state: 'abandoned', closedAt: at });
  if (contact.kind === 'callback') await endWith(tx, [contactId], 'unreached', 'abandoned', at);
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(tx, ctx.actor, ...offers.map((offer) => offerEnded(contact, offer, 'abandoned')), {
    kind: 'contact.abandoned',
    subjectId: contactId,
    ...placeOf(contact),
    data: { contact: contactId, queue: contact.queueId, conversation: contact.conversationId },
  });
  await routing.tellPresence(tx, ctx, ...offers.map((offer) => offer.agentId));
  return 'abandoned';
}

/**
 * What was told to a customer who waited has answered them, and they go: neither abandoned nor anybody's work. Nothing
 * happens to a contact that waits no longer.
 * @returns whether it waited
 */
export async function leaveAnswered(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  announcement: string,
): Promise<boolean> {
  const gone = await routing.withdraw(tx, ctx, contactId, 'announced');
  if (gone === null) return false;
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  const now = ctx.clock.now();
  await endLegsOf(tx, contactId, now, { offer: 'rescinded', queue: 'announced' });
  await changeContact(tx, contactId, { state: 'closed', closedAt: now, unread: false });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(tx, ctx.actor, ...gone.offers.map((offer) => offerEnded(contact, offer, 'rescinded')), {
    kind: 'contact.announced',
    subjectId: contactId,
    ...placeOf(contact),
    data: { contact: contactId, queue: contact.queueId, conversation: contact.conversationId, announcement },
  });
  await routing.tellPresence(tx, ctx, ...gone.offers.map((offer) => offer.agentId));
  return true;
}
