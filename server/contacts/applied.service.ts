import { record, systemActor, type Ctx, type NewEvent, type Tx } from '#server/platform/index.ts';
import { estimateFor, type Applied } from '#server/routing/index.ts';
import type { ContactRow } from './access.read.ts';
import { endWith } from './callbacks/callbacks.store.ts';
import { conversationsOf } from './case-link.read.ts';
import { applyToConsults } from './consults/applied.ts';
import { findConsults } from './consults/consults.store.ts';
import { changeContacts, changeConversation, lockContacts, lockConversations } from './contacts.store.ts';
import { judgeFirstContact } from './first-contact/first-contact.service.ts';
import { endLegs, endLegsOf, noteOnLeg, startLegs } from './legs.store.ts';
import { placeOf } from './place.ts';

export { placeOf };

/**
 * What the routing leader decided becomes legs, states and events of contacts, in the transaction of the decision.
 * Items that are neither contacts nor consults are no business of this module.
 */
export async function applyRouting(tx: Tx, ctx: Ctx, applied: readonly Applied[]): Promise<void> {
  const ids = [
    ...new Set(
      applied.map((one) => ('offer' in one ? one.offer.itemId : 'item' in one ? one.item.id : one.itemId)),
    ),
  ];
  // Conversations before contacts, as the intake of new messages does: the two must not wait for each other.
  const leaving = applied.flatMap((one) => (one.type === 'expired' ? [one.item.id] : []));
  await lockConversations(tx, await conversationsOf(tx, leaving));
  const contacts = new Map((await lockContacts(tx, ids)).map((contact) => [contact.id, contact]));
  const now = ctx.clock.now();
  const events: NewEvent[] = [];
  // What is no contact may be a consult about one.
  const others = await findConsults(
    tx,
    ids.filter((id) => !contacts.has(id)),
  );
  if (others.length > 0) {
    const about = await lockContacts(tx, [...new Set(others.map((one) => one.contactId))]);
    const byId = new Map(about.map((contact) => [contact.id, contact]));
    const consults = others.map((one) => one.id);
    events.push(...(await applyToConsults(tx, ctx, applied, consults, byId)));
  }

  const offered = applied
    .filter((one) => one.type === 'offered')
    .filter((one) => contacts.has(one.offer.itemId));
  const ended = applied
    .filter((one) => one.type === 'offer-ended')
    .filter((one) => contacts.has(one.offer.itemId));

  // Ended before made: one item may have lost an offer and got the next in the same turn.
  for (const { offer, result, reason } of ended) {
    const contact = contacts.get(offer.itemId)!;
    await endLegs(tx, [contact.id], ['offer'], now, result, offer.agentId);
    events.push({
      kind: 'contact.offer-ended',
      subjectId: contact.id,
      ...placeOf(contact),
      data: { contact: contact.id, offer: offer.id, agent: offer.agentId, result, reason },
    });
  }
  await changeContacts(
    tx,
    ended.filter((one) => !one.stillOffered).map((one) => one.offer.itemId),
    { state: 'queued' },
  );

  await startLegs(
    tx,
    offered.map(({ offer }) => ({
      contactId: offer.itemId,
      kind: 'offer',
      queueId: offer.queueId,
      agentId: offer.agentId,
      startedAt: offer.madeAt,
    })),
  );
  await changeContacts(
    tx,
    offered.map((one) => one.offer.itemId),
    { state: 'offered' },
  );
  for (const { offer } of offered) {
    const contact = contacts.get(offer.itemId)!;
    events.push({
      kind: 'contact.offered',
      subjectId: contact.id,
      ...placeOf(contact),
      data: {
        contact: contact.id,
        offer: offer.id,
        agent: offer.agentId,
        queue: offer.queueId,
        channel: offer.channel,
        expiresAt: offer.expiresAt.toISOString(),
        seconds: Math.round((offer.expiresAt.getTime() - offer.madeAt.getTime()) / 1000),
      },
    });
  }

  for (const one of applied) {
    if (one.type === 'expired') {
      const contact = contacts.get(one.item.id);
      if (contact === undefined) continue;
      await endLegs(tx, [contact.id], ['offer'], now, 'rescinded');
      await endLegs(tx, [contact.id], ['queue'], now, 'expired');
      await changeContacts(tx, [contact.id], { state: 'expired', closedAt: now });
      if (contact.kind === 'callback') await endWith(tx, [contact.id], 'expired', 'ttl', now);
      await changeConversation(tx, contact.conversationId, { state: 'closed' });
      for (const offer of one.offers)
        events.push({
          kind: 'contact.offer-ended',
          subjectId: contact.id,
          ...placeOf(contact),
          data: { contact: contact.id, offer: offer.id, agent: offer.agentId, result: 'rescinded' },
        });
      events.push({
        kind: 'contact.expired',
        subjectId: contact.id,
        ...placeOf(contact),
        data: { contact: contact.id, queue: one.item.queueId, conversation: contact.conversationId },
      });
    } else if (one.type === 'overflowed') {
      const contact = contacts.get(one.item.id);
      if (contact !== undefined) events.push(...(await overflow(tx, contact, one, now)));
    } else if (one.type === 'step') {
      if (contacts.has(one.itemId)) await noteStep(tx, one, now);
    } else if (one.type === 'wrap-up-ended') {
      const contact = contacts.get(one.item.id);
      if (contact === undefined) continue;
      await endLegs(tx, [contact.id], ['wrap_up'], now, 'timed_out');
      await changeContacts(tx, [contact.id], { state: 'closed', closedAt: now, unread: false });
      const first = await judgeFirstContact(tx, ctx, contact.id, false);
      events.push({
        kind: 'contact.closed',
        subjectId: contact.id,
        ...placeOf(contact),
        data: {
          contact: contact.id,
          agent: contact.agentId,
          conversation: contact.conversationId,
          customer: contact.customerId,
          outcome: contact.outcomeId,
          classification: contact.classificationId,
          ...(first === null ? {} : { firstContact: first.state }),
        },
      });
    }
  }
  await record(tx, systemActor, ...events);
}

type AppliedOf<T extends Applied['type']> = Extract<Applied, { type: T }>;

/** R19: flow-out of the first queue, offered to the second; one stay ends as the other begins. */
async function overflow(
  tx: Tx,
  contact: ContactRow,
  { item, queue, offers, because }: AppliedOf<'overflowed'>,
  now: Date,
): Promise<NewEvent[]> {
  await endLegsOf(tx, contact.id, now, { offer: 'rescinded', queue: 'flowed_out' });
  const estimatedWait = await estimateFor(tx, queue.id, item.channel, now);
  await startLegs(tx, [
    {
      contactId: contact.id,
      kind: 'queue',
      queueId: queue.id,
      startedAt: now,
      detail: {
        overflowedFrom: item.queueId,
        because,
        ...(estimatedWait === null ? {} : { estimatedWait }),
      },
    },
  ]);
  await changeContacts(tx, [contact.id], {
    state: 'queued',
    queueId: queue.id,
    serviceId: queue.serviceId,
    teamId: queue.teamId,
  });
  const moved: NewEvent = {
    kind: 'contact.transferred',
    subjectId: contact.id,
    serviceId: queue.serviceId,
    teamId: queue.teamId,
    data: {
      contact: contact.id,
      conversation: contact.conversationId,
      fromAgent: null,
      fromQueue: item.queueId,
      toQueue: queue.id,
      toAgent: null,
      reason: 'overflow',
    },
  };
  const left = contact.serviceId !== queue.serviceId || contact.teamId !== queue.teamId;
  return [
    ...offers.map((offer) => ({
      kind: 'contact.offer-ended',
      subjectId: contact.id,
      ...placeOf(contact),
      data: {
        contact: contact.id,
        offer: offer.id,
        agent: offer.agentId,
        result: 'rescinded',
        reason: 'moved',
      },
    })),
    moved,
    // Those who may see only the place it left are told that it has gone.
    ...(left ? [{ ...moved, ...placeOf(contact) }] : []),
  ];
}

/** The steps that a contact's plan has gone through stand on its stay in the queue. */
const noteStep = (tx: Tx, { itemId, queueId, step, because }: AppliedOf<'step'>, at: Date): Promise<void> =>
  noteOnLeg(tx, { contactId: itemId, kind: 'queue', queueId }, 'steps', {
    step,
    because,
    at: at.toISOString(),
  });
