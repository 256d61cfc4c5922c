import { conflict, record, type Ctx, type Tx } from '#server/platform/index.ts';
import type { ContactRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { staffOf } from './acting.ts';
import { placeOf } from './place.ts';
import { heldSince } from './legs.read.ts';
import { endLegs, startLegs } from './legs.store.ts';

// A customer who is put on hold waits while the agent has the contact: a leg of kind `hold` inside that of the handling.
// What their channel does with them meanwhile (music on a call), it hears from the events.

/** Puts the customer of the caller's contact on hold; one who is held already stays so. @throws 409 not_active */
export const holdContact = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    await hold(tx, ctx, await inHand(tx, ctx, contactId));
    return contactId;
  });

/** Comes back to a customer on hold; where nobody is held nothing happens. @throws 409 not_active */
export const resumeContact = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    await resume(tx, ctx, await inHand(tx, ctx, contactId));
    return contactId;
  });

/** For verbs that hold on their own, as a consultation does; the contact is locked and active. */
export async function hold(tx: Tx, ctx: Ctx, contact: ContactRow): Promise<void> {
  if ((await heldSince(tx, contact.id)) !== null) return;
  await startLegs(tx, [
    {
      contactId: contact.id,
      kind: 'hold',
      queueId: contact.queueId,
      agentId: contact.agentId,
      startedAt: ctx.clock.now(),
    },
  ]);
  await tell(tx, ctx, 'contact.held', contact);
}

/** The twin of `hold`. */
export async function resume(tx: Tx, ctx: Ctx, contact: ContactRow): Promise<void> {
  if ((await heldSince(tx, contact.id)) === null) return;
  await endLegs(tx, [contact.id], ['hold'], ctx.clock.now(), 'resumed');
  await tell(tx, ctx, 'contact.resumed', contact);
}

async function inHand(tx: Tx, ctx: Ctx, contactId: string): Promise<ContactRow> {
  const agentId = staffOf(ctx);
  const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
  if (contact.state !== 'active' || contact.agentId !== agentId)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  return contact;
}

const tell = (
  tx: Tx,
  ctx: Ctx,
  kind: 'contact.held' | 'contact.resumed',
  contact: ContactRow,
): Promise<void> =>
  record(tx, ctx.actor, {
    kind,
    subjectId: contact.id,
    ...placeOf(contact),
    data: { contact: contact.id, conversation: contact.conversationId, agent: contact.agentId },
  });
