import { conflict, record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow } from './access.read.ts';
import { lockedContact, offerEnded } from './acting.ts';
import { writeNote } from './answering.service.ts';
import { placeOf } from './applied.service.ts';
import {
  changeContact,
  changeConversation,
  conversationOf,
  deleteDrafts,
  lockConversations,
} from './contacts.store.ts';
import { closed, heldInWrapUp } from './ending.service.ts';
import { endLegs, endLegsOf, type LegResults } from './legs.store.ts';
import { handOver } from './transfer.service.ts';

// How work that is made in the house ends, for the modules that made it. Each runs in the caller's transaction.

/**
 * What was asked is done: handling and wrap-up end together, for the agent who has it.
 * @param mayFor whether the caller may end it for this agent
 * @throws Problem 409 not_active, not_yours
 */
export async function completeWork(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  mayFor: (agentId: string) => boolean,
): Promise<ContactRow> {
  const [item] = await routing.readItems(tx, [contactId]);
  if (item?.state !== 'active' || item.agentId === null)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  const { agentId } = item;
  if (!mayFor(agentId)) throw conflict('not_yours', 'A colleague is handling this contact.');
  // Looks again under its locks: somebody may have taken it over.
  await routing.handled(tx, ctx, contactId, agentId);
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  const now = ctx.clock.now();
  await endLegs(tx, [contactId], ['handle', 'hold'], now, 'completed');
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  if (ctx.actor.kind === 'staff') await deleteDrafts(tx, ctx.actor.id!, contact.conversationId, 'reply');
  const forcedUntil = await routing.wrapUpDone(tx, ctx, contactId);
  if (forcedUntil === null) {
    await closed(tx, ctx, contact, { handledAt: now });
    await routing.tellPresence(tx, ctx, agentId);
  } else await heldInWrapUp(tx, ctx, contact, contact, { handledAt: now }, forcedUntil);
  return contact;
}

/** How work is taken out of everybody's hands. */
export interface TakingOut {
  state: 'cancelled' | 'abandoned';
  /** How its open stretches end. */
  legs: LegResults;
  why: string;
}

/**
 * Takes a work item out of routing, whether it waits, is offered or in somebody's hands: nobody's work any more.
 * @throws 409 not_in_routing when it is over already
 */
export async function takeOut(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  how: TakingOut,
  stillMay: (agentId: string | null) => boolean = () => true,
): Promise<ContactRow> {
  const { item, offers } = await routing.takeBack(tx, ctx, contactId);
  if (!stillMay(item.agentId)) throw conflict('not_yours', 'This contact is no longer in your hands.');
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  const now = ctx.clock.now();
  await endLegsOf(tx, contactId, now, how.legs);
  await changeContact(tx, contactId, { state: how.state, closedAt: now, unread: false });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(tx, ctx.actor, ...offers.map((offer) => offerEnded(contact, offer, 'rescinded')), {
    kind: how.state === 'abandoned' ? 'contact.abandoned' : 'contact.cancelled',
    subjectId: contactId,
    ...placeOf(contact),
    data: {
      contact: contactId,
      queue: contact.queueId,
      conversation: contact.conversationId,
      why: how.why,
      ...(item.agentId === null ? {} : { agent: item.agentId }),
    },
  });
  const touched = [item.agentId, ...offers.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
  await routing.tellPresence(tx, ctx, ...touched);
  return contact;
}

/**
 * Gives a contact that is being handled back to its queue, in its old place: whoever it is for was not there.
 * @param result how the handling ended
 */
export async function sendBack(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  result: string,
  stillMay: (agentId: string | null) => boolean,
): Promise<void> {
  const item = await routing.lockItem(tx, contactId);
  if (item?.state !== 'active')
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  if (!stillMay(item.agentId)) throw conflict('not_yours', 'This contact is no longer in your hands.');
  await endLegs(tx, [contactId], ['handle', 'hold'], ctx.clock.now(), result);
  await handOver(tx, ctx, contactId, { queue: item.queueId, note: '' }, () => true);
  await routing.keepPlace(tx, contactId, item.queuedAt);
}

/** A note on a contact's conversation by the caller, and who must read it. Nobody is told of their own words. */
export const noteOnWork = (
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  text: string,
  mentions: readonly string[],
): Promise<string> =>
  writeNote(
    tx,
    ctx,
    contact,
    text,
    mentions.filter((one) => one !== ctx.actor.id),
  );
