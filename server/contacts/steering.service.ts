import { endSessionsOf, singleViewsAllowed } from '#server/access/index.ts';
import {
  audit,
  conflict,
  forbidden,
  inScope,
  notFound,
  Problem,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { accessContact } from './access.ts';
import { mayAssign, stillWith } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { closed } from './ending.service.ts';
import { endLegs } from './legs.store.ts';
import { handOver } from './transfer.service.ts';

// What a supervisor steers by hand. Each verb is audited with who and why.

/**
 * Sets the seniority of a contact that waits: it is served as if it had come so many seconds earlier (R5), or before all
 * that wait in its queue now. Its arrival, and with it every figure, stays.
 * @throws Problem 403 without contact.assign there, 404, 409 not_waiting
 */
export const prioritise = (
  ctx: Ctx,
  contactId: string,
  wish: { boostSeconds?: number | undefined; first: boolean; why: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.read');
    if (!mayAssign(ctx, seen)) throw forbidden('contact.assign');
    const [item] = await routing.readItems(tx, [contactId]);
    if (item === undefined || (item.state !== 'waiting' && item.state !== 'offered'))
      throw conflict('not_waiting', 'This contact does not wait in a queue.');
    const boostSeconds = wish.boostSeconds ?? (await routing.boostToBeFirst(tx, item));
    await routing.ruleOn(tx, contactId, { boostSeconds, requires: [], planId: null });
    await audit(tx, ctx.actor, {
      action: 'contact.prioritised',
      objectType: 'contact',
      objectId: contactId,
      serviceId: seen.serviceId,
      before: { boostSeconds: item.boostSeconds },
      after: { boostSeconds },
      reason: wish.why,
    });
    await record(tx, ctx.actor, {
      kind: 'contact.prioritised',
      subjectId: contactId,
      ...placeOf(seen),
      data: { contact: contactId, conversation: seen.conversationId, boostSeconds },
    });
    return contactId;
  });

/**
 * Ends the wrap-up of a contact for its agent, who has room again. What they had chosen stays; the rest can be added to
 * the closed contact.
 * @throws Problem 403 without contact.assign there, 404, 409 not_in_wrap_up, changed_hands
 */
export const endWrapUp = (
  ctx: Ctx,
  contactId: string,
  { agent, why }: { agent?: string | undefined; why: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.read');
    if (!mayAssign(ctx, seen)) throw forbidden('contact.assign');
    await routing.wrapUpOver(tx, ctx, contactId);
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.read', { lock: true });
    stillWith(contact, agent);
    await endLegs(tx, [contactId], ['wrap_up'], ctx.clock.now(), 'completed');
    await audit(tx, ctx.actor, {
      action: 'contact.wrap-up-ended',
      objectType: 'contact',
      objectId: contactId,
      serviceId: contact.serviceId,
      before: { agent: contact.agentId, state: contact.state },
      after: { outcome: contact.outcomeId, classification: contact.classificationId },
      reason: why,
    });
    await closed(tx, ctx, contact, {});
    if (contact.agentId !== null) await routing.tellPresence(tx, ctx, contact.agentId);
    return contactId;
  });

/**
 * Ends an agent's work at all their desks: offline, sessions over. What they are handling stays theirs, or goes back to
 * its queue in its old place; what they are wrapping up stays theirs, only they know its outcome.
 * @throws Problem 404 for an agent out of scope
 */
export async function logOutAgent(
  ctx: Ctx,
  agentId: string,
  wish: { contacts: 'keep' | 'return'; why: string },
): Promise<{ sessions: number | null; returned: string[] }> {
  const place = await routing.placeOfAgent(ctx.db, agentId);
  if (!inScope(scopeOf(ctx.actor, 'routing.supervise'), place)) throw notFound('agent');
  if (agentId === ctx.actor.id)
    throw conflict('yourself', 'You cannot log yourself out from here: sign out at your desk.');
  // Nothing new comes to them from here on; one transaction for each contact, so that a fault of one stops no other.
  await ctx.tx(async (tx) => {
    if ((await routing.readAgents(tx, [agentId])).length === 0) throw notFound('agent');
    await routing.signOff(tx, ctx, agentId, wish.why);
    // Before the sessions end: afterwards the desk is refused whatever it asks, and could not hear why.
    await record(tx, ctx.actor, {
      kind: 'agent.logged-out',
      subjectId: agentId,
      staffId: agentId,
      ...place,
      data: { agent: agentId, by: ctx.actor.name, why: wish.why },
    });
  });
  const returned: string[] = [];
  const open = wish.contacts === 'return' ? await routing.heldBy(ctx.db, agentId) : [];
  for (const { id, queueId } of open)
    if (await giveBack(ctx, id, queueId, agentId, wish.why)) returned.push(id);
  const sessions = await ctx.tx(async (tx) => {
    const ended = await endSessionsOf(tx, ctx, agentId);
    await audit(tx, ctx.actor, {
      action: 'agent.logged-out',
      objectType: 'agent',
      objectId: agentId,
      serviceId: place.serviceId,
      before: { sessions: ended },
      after: { contacts: wish.contacts, returned },
      reason: wish.why,
    });
    return ended;
  });
  // At how many desks somebody was is how they were doing.
  return { sessions: (await singleViewsAllowed(ctx.db, ctx.clock.now())) ? sessions : null, returned };
}

/** @returns whether it went back; false when somebody or its customer was quicker */
async function giveBack(
  ctx: Ctx,
  id: string,
  queueId: string,
  agentId: string,
  why: string,
): Promise<boolean> {
  try {
    return await ctx.tx(async (tx: Tx) => {
      const [item] = await routing.readItems(tx, [id]);
      if (item?.agentId !== agentId || item.state === 'wrap_up') return false;
      let serviceId: string | null = null;
      await handOver(tx, ctx, id, { queue: queueId, note: why }, (contact) => {
        serviceId = contact.serviceId;
        return contact.agentId === agentId && contact.state === 'active';
      });
      await routing.keepPlace(tx, id, item.queuedAt);
      await audit(tx, ctx.actor, {
        action: 'contact.reassigned',
        objectType: 'contact',
        objectId: id,
        serviceId,
        before: { queue: queueId, agent: agentId },
        after: { queue: queueId, agent: null },
        reason: why,
      });
      return true;
    });
  } catch (error) {
    // Ended or taken over at this very moment: nothing is left to give back, and the others still are.
    if (error instanceof Problem && error.status === 409) return false;
    throw error;
  }
}
