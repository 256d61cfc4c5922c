import {
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
import type { ContactRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { lockedContact, offerEnded } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { changeContact } from './contacts.store.ts';
import { endLegsOf, startLegs } from './legs.store.ts';

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
  const contact = await lockedContact(tx, ctx, contactId);
  // Passed on or taken over while this waited for it: a second press of the key must not move it again.
  if (!stillMay(contact))
    throw conflict('not_yours', 'This contact is no longer in your hands.', { contact: contactId });
  const now = ctx.clock.now();
  const queueId = to.queue ?? item.queueId;
  const [queue] = await routing.readQueues(tx, [queueId]);
  // A contact that still waited flows out of its queue; one that was being handled is transferred out by its agent.
  await endLegsOf(tx, contactId, now, {
    offer: 'rescinded',
    queue: 'flowed_out',
    handle: 'transferred_out',
    hold: 'transferred_out',
  });
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
    ...rescinded.map((offer) => offerEnded(contact, offer, 'rescinded')),
    moved,
    // Those who may see only the place it left are told that it has gone.
    ...(left ? [{ ...moved, ...placeOf(contact) }] : []),
  );
  const touched = [contact.agentId, ...rescinded.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
  await routing.tellPresence(tx, ctx, ...touched);
}
