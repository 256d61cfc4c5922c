import { conflict, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockedContact } from './acting.ts';
import { addSystemLine } from './answering.service.ts';
import { endHandling } from './ending.service.ts';
import { hold, resume } from './holding.service.ts';
import { heldSince } from './legs.read.ts';
import { endLegsOf, startLegs } from './legs.store.ts';

// What a number outside that its agent brings on a call means for the contact: a leg of its own, the customer on hold
// meanwhile, a line in the conversation. The line itself is of whoever carries the call, whose call is locked before.

/**
 * A number is being called for the agent who has a contact: its customer waits meanwhile.
 * @param line what the conversation says of it, to staff alone
 * @returns whether this put them on hold; false: they were already
 * @throws Problem 409 not_active
 */
export async function beginOutside(
  tx: Tx,
  ctx: Ctx,
  of: { contactId: string; conversationId: string; agentId: string; line: string; transfer: boolean },
): Promise<boolean> {
  await addSystemLine(tx, ctx, of.conversationId, of.line);
  const contact = await lockedContact(tx, ctx, of.contactId);
  if (contact.state !== 'active' || contact.agentId !== of.agentId)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  const held = (await heldSince(tx, of.contactId)) === null;
  if (held) await hold(tx, ctx, contact);
  await startLegs(tx, [
    {
      contactId: of.contactId,
      kind: 'outside',
      queueId: contact.queueId,
      agentId: of.agentId,
      startedAt: ctx.clock.now(),
      detail: { purpose: of.transfer ? 'transfer' : 'consult' },
    },
  ]);
  return held;
}

/** The agent speaks with the number alone, the customer on hold, or with the customer. @throws Problem 409 not_active */
export async function holdForOutside(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  agentId: string,
  held: boolean,
): Promise<void> {
  const contact = await lockedContact(tx, ctx, contactId);
  if (contact.state !== 'active' || contact.agentId !== agentId)
    throw conflict('not_active', 'This contact is not being handled by this agent.');
  await (held ? hold : resume)(tx, ctx, contact);
}

/**
 * The number is on the call no more: its leg ends, and the customer who was put on hold for it comes back to their agent.
 * @param result why: busy, no_answer, hung_up, ended and the like
 */
export async function endOutside(
  tx: Tx,
  ctx: Ctx,
  of: { contactId: string; agentId: string; result: string; resumes: boolean },
): Promise<void> {
  await endOutsideLeg(tx, ctx, of.contactId, of.result);
  if (!of.resumes) return;
  const contact = await lockedContact(tx, ctx, of.contactId);
  if (contact.state === 'active' && contact.agentId === of.agentId) await resume(tx, ctx, contact);
}

/** Only the leg of it: the contact has left its agent already. */
export const endOutsideLeg = (tx: Tx, ctx: Ctx, contactId: string, result: string): Promise<void> =>
  endLegsOf(tx, contactId, ctx.clock.now(), { outside: result });

/** The customer goes on with the number, without any of ours: the handling is over, transferred out. */
export async function handOutside(
  tx: Tx,
  ctx: Ctx,
  of: { contactId: string; conversationId: string; line: string },
): Promise<void> {
  await endHandling(tx, ctx, of.contactId, 'transferred_out');
  await addSystemLine(tx, ctx, of.conversationId, of.line);
}
