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
