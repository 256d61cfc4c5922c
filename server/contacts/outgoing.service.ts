import { customersByIds, recognise } from '#server/customers/index.ts';
import { conflict, newId, record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow, ConversationRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { lockedContact } from './acting.ts';
import { entryPointOf } from './answering.read.ts';
import {
  changeContact,
  changeConversation,
  insertContacts,
  insertConversations,
  lockConversations,
  nextContactNumbers,
  type NewContact,
} from './contacts.store.ts';
import { noteOnOpenLeg, startLegs } from './legs.store.ts';
import { placeOf } from './place.ts';

// Contacts that begin with us: they come into being in the hands of whoever writes or calls.

/**
 * An outgoing contact in the hands of a member of staff, through the gate of capacity; of the queue of its entry point.
 * @throws Problem 409 no_entry_point, over_capacity
 */
export async function openOutgoing(
  tx: Tx,
  ctx: Ctx,
  conversation: Pick<ConversationRow, 'id' | 'channel' | 'customerId' | 'entryPointId' | 'language'>,
  staffId: string,
  subject: string,
  more: Partial<NewContact> = {},
): Promise<ContactRow> {
  const entryPoint =
    conversation.entryPointId === null ? null : await entryPointOf(tx, conversation.entryPointId);
  if (entryPoint === null)
    throw conflict('no_entry_point', 'This conversation has no address of ours to write from.');
  const [queue] = await routing.readQueues(tx, [entryPoint.queueId]);
  const now = ctx.clock.now();
  const [number] = await nextContactNumbers(tx, 1, now);
  const id = newId();
  const place = { serviceId: queue?.serviceId ?? entryPoint.serviceId, teamId: queue?.teamId ?? null };
  await insertContacts(tx, [
    {
      id,
      number: number!,
      channel: conversation.channel,
      direction: 'out',
      state: 'active',
      conversationId: conversation.id,
      customerId: conversation.customerId,
      entryPointId: entryPoint.id,
      ...place,
      queueId: entryPoint.queueId,
      agentId: staffId,
      subject,
      language: conversation.language,
      arrivedAt: now,
      answeredAt: now,
      unread: false,
      lastMessageAt: now,
      lastDirection: 'out',
      ...more,
    },
  ]);
  await routing.openFor(
    tx,
    ctx,
    {
      id,
      channel: conversation.channel,
      queueId: entryPoint.queueId,
      serviceId: place.serviceId,
      arrivedAt: now,
    },
    staffId,
  );
  await startLegs(tx, [
    { contactId: id, kind: 'handle', queueId: entryPoint.queueId, agentId: staffId, startedAt: now },
  ]);
  await changeConversation(tx, conversation.id, { state: 'open' });
  await record(tx, ctx.actor, {
    kind: 'contact.answered',
    subjectId: id,
    ...place,
    data: {
      contact: id,
      agent: staffId,
      queue: entryPoint.queueId,
      conversation: conversation.id,
      direction: 'out',
    },
  });
  await routing.tellPresence(tx, ctx, staffId);
  return accessContact(tx, ctx.actor, id, 'contact.handle');
}

/** Whom somebody of the staff calls, from which number of ours, and why. */
export interface OutgoingCall {
  /** E.164, or a short number. */
  number: string;
  /** The number that is shown. */
  entryPoint: string;
  /** null: whoever has the number, else somebody new. */
  customerId: string | null;
  /** The contact because of which they are called. */
  origin: ContactRow | null;
  caseId: string | null;
}

/**
 * The contact of a call that a member of staff is about to place, in the caller's transaction. It goes on in the
 * conversation of the call that it comes from, where that is over; else it has one of its own.
 * @throws Problem 409 over_capacity
 */
export async function openCall(tx: Tx, ctx: Ctx, staffId: string, call: OutgoingCall): Promise<ContactRow> {
  const entryPoint = await entryPointOf(tx, call.entryPoint);
  if (entryPoint === null) throw new Error('a call is shown with a number that is there');
  const italian = entryPoint.language.startsWith('it');
  const { origin } = call;
  const customerId =
    origin?.customerId ?? call.customerId ?? (await whoHas(tx, ctx, call.number, entryPoint.language));
  // In theirs the notice of recording is said, and the agent speaks.
  const language = (await customersByIds(tx, [customerId])).get(customerId)?.language ?? entryPoint.language;
  const now = ctx.clock.now();
  const [queue] = await routing.readQueues(tx, [entryPoint.queueId]);
  const place = { serviceId: queue?.serviceId ?? entryPoint.serviceId, teamId: queue?.teamId ?? null };
  const subject = origin?.subject || (italian ? 'Telefonata' : 'Call');
  const goesOn = await conversationThatGoesOn(tx, origin, place.serviceId, customerId);
  const conversation = {
    id: goesOn ?? newId(),
    channel: 'phone',
    entryPointId: entryPoint.id,
    customerId,
    language,
  };
  if (goesOn === null)
    await insertConversations(tx, [
      { ...conversation, ...place, subject, createdAt: now, lastMessageAt: now },
    ]);
  else await changeConversation(tx, goesOn, { lastMessageAt: now });
  return openOutgoing(tx, ctx, conversation, staffId, subject, {
    preview: call.number,
    originId: origin?.id ?? null,
    caseId: call.caseId ?? origin?.caseId ?? null,
    classificationId: origin?.classificationId ?? null,
    // Known once somebody takes the call.
    answeredAt: null,
  });
}

async function whoHas(tx: Tx, ctx: Ctx, number: string, language: string): Promise<string> {
  // Short numbers are nobody's.
  const identities = number.startsWith('+') ? [{ type: 'phone' as const, value: number }] : [];
  const [found] = await recognise(tx, ctx, [{ identities, name: number, language }]);
  return found!.customerId;
}

/** The conversation of a call that is over and was about the same: what is said now belongs to it. */
async function conversationThatGoesOn(
  tx: Tx,
  origin: ContactRow | null,
  serviceId: string,
  customerId: string,
): Promise<string | null> {
  if (origin?.channel !== 'phone' || origin.serviceId !== serviceId) return null;
  const [locked] = await lockConversations(tx, [origin.conversationId]);
  return locked?.open === null && locked.conversation.customerId === customerId
    ? origin.conversationId
    : null;
}

/** Whoever was called has answered: from here on the two speak. Nothing where that is known. */
export async function callAnswered(tx: Tx, ctx: Ctx, contactId: string): Promise<void> {
  const contact = await lockedContact(tx, ctx, contactId);
  if (contact.answeredAt !== null) return;
  const now = ctx.clock.now();
  await changeContact(tx, contactId, { answeredAt: now });
  await noteOnOpenLeg(tx, contactId, 'handle', { answeredAt: now.toISOString() });
  await record(tx, ctx.actor, {
    kind: 'contact.changed',
    subjectId: contactId,
    ...placeOf(contact),
    data: {
      contact: contactId,
      conversation: contact.conversationId,
      customer: contact.customerId,
      fields: ['answeredAt'],
    },
  });
}
