import { openingHours } from '#server/calendars/index.ts';
import { recognise, type IdentityType } from '#server/customers/index.ts';
import {
  audit,
  conflict,
  digest,
  invalid,
  newId,
  notFound,
  record,
  tooMany,
  type Ctx,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import {
  enqueue,
  estimateFor,
  readQueues,
  tellPresence,
  withdraw,
  type QueueRow,
  type Requirement,
} from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { lockedContact, offerEnded } from '../acting.ts';
import { placeOf } from '../applied.service.ts';
import {
  changeContact,
  changeConversation,
  conversationOf,
  insertContacts,
  insertConversations,
  insertMessages,
  lockConversations,
  nextContactNumbers,
} from '../contacts.store.ts';
import { settleArrival, type ArrivingContact } from '../entering.ts';
import { canDial } from '../hooks.ts';
import { lastAgentsOf } from '../last-agents.read.ts';
import { endLegsOf, startLegs } from '../legs.store.ts';
import { callingFrom } from './callbacks.read.ts';
import { daysAhead, expiryOf, readCallbackNumber } from './callbacks.rules.ts';
import { callbackKey, callbackPath } from './link.ts';
import {
  askedSince,
  insertCallback,
  lockAsking,
  openCallbackFor,
  type CallbackRow,
} from './callbacks.store.ts';

/** Somebody asks to be called back, or a member of staff promises it. */
export interface CallbackWish {
  /** As it was typed; checked here. */
  number: string;
  queueId: string;
  via: CallbackRow['via'];
  /** The time they chose; null: as soon as it is their turn. */
  at: Date | null;
  note: string;
  language: string;
  customer: { id: string } | { identities: { type: IdentityType; value: string }[]; name: string };
  /** Where the link may be sent, as they told it; else to the address that the customer has. */
  email?: string | null;
  /** The contact in which it was asked for. One that still waits leaves its queue, and its place is kept. */
  origin: string | null;
  /** What is wanted of who calls, where no contact says so: skills, seniority, what it is about. */
  wants?: { requires: Requirement[]; boostSeconds: number; classificationId: string | null };
  /** They have left a message: it is taken whatever the queue allows now, and waits for its time where it is full. */
  message?: boolean;
}

/** What was promised. `existed`: one was open for this number and queue already, and is the answer. */
export interface CallbackPromise {
  contactId: string;
  existed: boolean;
  number: string;
  wantedAt: Date | null;
  promisedAt: Date | null;
  /** The path of the customer's own page; null where one existed: that has gone to who asked for it first. */
  link: string | null;
}

/** Strangers may have one number called so often in a day. */
const mostPerDay = 5;

/**
 * Takes a request to be called back, in the caller's transaction. Open once per number and queue. Who still waits in a
 * queue leaves it (`callback`, which is no abandon) and keeps the place. Nobody is called outside the queue's hours.
 *
 * @throws Problem 422 naming `number` or `at`; 409 `no_callbacks` where the queue allows none, `callbacks_full` where its
 *   reserve is taken, `not_waiting` when the origin is in somebody's hands; 404 for the queue; 429
 */
export async function requestCallback(tx: Tx, ctx: Ctx, wish: CallbackWish): Promise<CallbackPromise> {
  const [queue] = await readQueues(tx, [wish.queueId]);
  if (queue === undefined || !queue.active) throw notFound('queue');
  const staff = wish.via === 'desk' || wish.via === 'api';
  if (!staff && wish.message !== true && !queue.callback.allowed)
    throw conflict('no_callbacks', 'Customers of this queue are not called back.');
  const reading = readCallbackNumber(wish.number, queue.callback);
  if (!reading.ok) throw invalid('number', reading.message);
  const number = reading.value;
  const now = ctx.clock.now();
  const hours = await openingHours(tx, queue.calendarId);
  if (wish.at !== null) checkTime(wish.at, now, hours.isOpen);

  await lockAsking(tx, number, queue.id);
  const before = await openCallbackFor(tx, number, queue.id);
  if (
    before === null &&
    !staff &&
    wish.message !== true &&
    (await askedSince(tx, number, dayBefore(now))) >= mostPerDay
  )
    throw tooMany('This number has been given for callbacks too often today.', 3600);
  const left = wish.origin === null ? null : await leaveFor(tx, ctx, wish.origin, staff);
  if (before !== null) {
    if (left !== null) await tellLeft(tx, ctx, left.contact, before.contactId, left.queueId);
    return {
      contactId: before.contactId,
      existed: true,
      number,
      wantedAt: before.wantedAt,
      promisedAt: before.promisedAt,
      link: null,
    };
  }

  const when = await whenToCall(tx, ctx, queue, wish.at, hours);
  const contact = await makeContact(tx, ctx, { wish, queue, number, left: left?.contact ?? null });
  const placeAt = left?.placeAt ?? wish.at ?? now;
  const requires = left?.requires ?? wish.wants?.requires ?? [];
  const boostSeconds = left?.boostSeconds ?? wish.wants?.boostSeconds ?? 0;
  let promisedAt = when.promisedAt;
  let arrived: Pick<ArrivingContact, 'queueId' | 'serviceId' | 'teamId'> & { state: 'queued' | 'scheduled' } =
    {
      ...contact,
      state: 'scheduled',
    };
  let { dueAt } = when;
  let event: NewEvent = scheduledEvent(contact, dueAt);
  let legs: Parameters<typeof startLegs>[1] = [];
  if (dueAt === null) {
    const [entry] = await enqueue(
      tx,
      ctx,
      [
        {
          id: contact.id,
          kind: 'callback',
          channel: 'phone',
          queueId: queue.id,
          serviceId: contact.serviceId,
          arrivedAt: placeAt,
          requires,
          boostSeconds,
        },
      ],
      { lastAgents: (ids) => lastAgentsOf(tx, ids.includes(contact.id) ? [contact] : []) },
    );
    // Nothing has been changed for good: who was waiting goes on waiting.
    if (!entry!.enters && wish.message !== true)
      throw conflict('callbacks_full', 'No more callbacks can be promised for now; choose a time.');
    if (entry!.enters) {
      const settled = settleArrival(contact, entry!);
      arrived = { ...settled.contact, state: 'queued' };
      ({ event, legs } = settled);
      promisedAt =
        entry!.estimatedWait === null ? null : new Date(now.getTime() + entry!.estimatedWait * 1000);
    } else {
      // A message is there already: the clock asks again when there is room.
      dueAt = now;
      event = scheduledEvent(contact, dueAt);
    }
  }
  const { queueId, serviceId, teamId, state } = arrived;
  await insertContacts(tx, [{ ...contact, queueId, serviceId, teamId, state }]);
  await startLegs(
    tx,
    legs.map((leg) => (leg.kind === 'queue' ? withSince(leg, left?.contact.arrivedAt ?? now, 1) : leg)),
  );
  await insertCallback(tx, {
    contactId: contact.id,
    number,
    queueId: queue.id,
    via: wish.via,
    placeAt,
    waitedSince: left?.contact.arrivedAt ?? now,
    wantedAt: wish.at,
    promisedAt,
    dueAt,
    expiresAt: expiryOf(when.promisedAt ?? now, queue.callback),
    note: wish.note,
    tokenHash: digest(callbackKey(ctx, contact.id)),
    ownRequires: requires,
    boostSeconds,
  });
  if (wish.note !== '') await noteDown(tx, ctx, contact, wish);
  if (left !== null) await tellLeft(tx, ctx, left.contact, contact.id, left.queueId);
  if (ctx.actor.kind === 'staff' || ctx.actor.kind === 'token')
    await audit(tx, ctx.actor, {
      action: 'callback.created',
      objectType: 'contact',
      objectId: contact.id,
      serviceId: contact.serviceId,
      after: { queue: queue.id, at: wish.at, via: wish.via },
    });
  await record(tx, ctx.actor, event, {
    kind: 'callback.promised',
    subjectId: contact.id,
    ...placeOf(contact),
    data: { contact: contact.id, language: wish.language, email: wish.email ?? null },
  });
  const link = callbackPath(ctx, contact.id, wish.language);
  return { contactId: contact.id, existed: false, number, wantedAt: wish.at, promisedAt, link };
}

const dayBefore = (now: Date) => new Date(now.getTime() - 86_400_000);

/** A time that may be promised. @throws Problem 422 naming `at` */
export function checkTime(at: Date, now: Date, isOpen: (at: Date) => boolean): void {
  if (at <= now) throw invalid('at', 'a time to come');
  if (at.getTime() > now.getTime() + daysAhead * 86_400_000)
    throw invalid('at', `at most ${daysAhead} days ahead`);
  if (!isOpen(at)) throw invalid('at', 'a time at which the service is open');
}

/** The stay in the queue keeps since when the customer has waited, and which attempt it leads to. */
export const withSince = <L extends { detail?: Record<string, unknown> }>(
  leg: L,
  since: Date,
  attempt: number,
): L => ({ ...leg, detail: { ...leg.detail, waitedSince: since.toISOString(), attempt } });

export const scheduledEvent = (
  contact: Pick<ContactRow, 'id' | 'serviceId' | 'teamId' | 'queueId' | 'conversationId'>,
  dueAt: Date | null,
  more: Record<string, unknown> = {},
): NewEvent => ({
  kind: 'contact.scheduled',
  subjectId: contact.id,
  ...placeOf(contact),
  data: {
    contact: contact.id,
    queue: contact.queueId,
    conversation: contact.conversationId,
    dueAt: dueAt?.toISOString() ?? null,
    ...more,
  },
});

interface When {
  /** Null: into the queue at once. */
  dueAt: Date | null;
  promisedAt: Date | null;
}

/** When the call is made: at the time that was chosen, now, or when the service opens again. */
async function whenToCall(
  tx: Tx,
  ctx: Ctx,
  queue: QueueRow,
  wanted: Date | null,
  hours: Awaited<ReturnType<typeof openingHours>>,
): Promise<When> {
  if (wanted !== null) return { dueAt: wanted, promisedAt: wanted };
  const now = ctx.clock.now();
  if (!hours.isOpen(now)) {
    const opens = hours.next(now);
    if (opens === null) throw conflict('closed', 'This service does not open again.');
    return { dueAt: opens, promisedAt: opens };
  }
  // Closed by hand: nobody knows until when. The clock asks again.
  if (queue.emergencyClosed) return { dueAt: now, promisedAt: null };
  if (queue.callback.first === 'customer' && (await canDial(tx, now))) {
    const wait = await estimateFor(tx, queue.id, 'phone', now);
    return { dueAt: now, promisedAt: wait === null ? null : new Date(now.getTime() + wait * 1000) };
  }
  return { dueAt: null, promisedAt: null };
}

interface Left {
  contact: ContactRow;
  queueId: string | null;
  placeAt: Date | null;
  requires: CallbackRow['ownRequires'];
  boostSeconds: number;
}

/**
 * Takes the contact in which a callback was asked for out of its queue. One that no queue took has nothing to leave;
 * what staff promise in a contact leaves that contact alone.
 */
async function leaveFor(tx: Tx, ctx: Ctx, contactId: string, staff: boolean): Promise<Left> {
  const none = { placeAt: null, requires: [], boostSeconds: 0 };
  if (staff) {
    const contact = await lockedContact(tx, ctx, contactId);
    return { contact, queueId: null, ...none };
  }
  const gone = await withdraw(tx, ctx, contactId, 'callback');
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  if (gone === null) {
    if (contact.state === 'queued' || contact.state === 'offered' || contact.state === 'active')
      throw conflict('not_waiting', 'This contact is in the hands of an agent.');
    return { contact, queueId: null, ...none };
  }
  const now = ctx.clock.now();
  await endLegsOf(tx, contactId, now, { offer: 'rescinded', queue: 'callback' });
  await changeContact(tx, contactId, { state: 'closed', closedAt: now, unread: false });
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  await record(tx, ctx.actor, ...gone.offers.map((offer) => offerEnded(contact, offer, 'rescinded')));
  await tellPresence(tx, ctx, ...gone.offers.map((offer) => offer.agentId));
  return {
    contact,
    queueId: gone.item.queueId,
    placeAt: gone.item.queuedAt,
    requires: gone.item.ownRequires,
    boostSeconds: gone.item.boostSeconds,
  };
}

/** Tells that a contact has left its queue for a callback; one that was in none has nothing to tell. */
async function tellLeft(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  callback: string,
  queueId: string | null,
): Promise<void> {
  if (queueId === null) return;
  await record(tx, ctx.actor, {
    kind: 'contact.callback',
    subjectId: contact.id,
    ...placeOf(contact),
    data: { contact: contact.id, queue: queueId, conversation: contact.conversationId, callback },
  });
}

interface Making {
  wish: CallbackWish;
  queue: QueueRow;
  number: string;
  left: ContactRow | null;
}

/** The contact that a callback is, before it is known where it waits, and its conversation. */
async function makeContact(
  tx: Tx,
  ctx: Ctx,
  { wish, queue, number, left }: Making,
): Promise<ArrivingContact> {
  const now = ctx.clock.now();
  // Who asked in a contact is who had it.
  const customerId = left?.customerId ?? (await customerOf(tx, ctx, wish, number));
  const [contactNumber] = await nextContactNumbers(tx, 1, now);
  const place = { serviceId: queue.serviceId, teamId: queue.teamId };
  const words = wish.note.replace(/\s+/g, ' ');
  const named = wish.language.startsWith('it') ? 'Richiamata' : 'Callback';
  const subject = left?.subject || words.slice(0, 120) || named;
  const entryPointId =
    left?.channel === 'phone' ? left.entryPointId : await callingFrom(tx, queue.id, queue.serviceId);
  // What was said on the telephone goes on there; what was written elsewhere stays where it is, one click away.
  const conversationId = left?.channel === 'phone' ? left.conversationId : newId();
  if (conversationId === left?.conversationId)
    await changeConversation(tx, conversationId, { state: 'open', lastMessageAt: now });
  else
    await insertConversations(tx, [
      {
        id: conversationId,
        channel: 'phone',
        entryPointId,
        ...place,
        customerId,
        subject,
        language: wish.language,
        createdAt: now,
        lastMessageAt: now,
      },
    ]);
  return {
    id: newId(),
    number: contactNumber!,
    kind: 'callback',
    originId: left?.id ?? null,
    channel: 'phone',
    // The customer asked for it: it is incoming work, though we dial.
    direction: 'in',
    state: 'queued',
    conversationId,
    customerId,
    entryPointId,
    ...place,
    queueId: queue.id,
    subject,
    // Who is offered it sees whom they will call.
    preview: words.slice(0, 160) || number,
    language: wish.language,
    arrivedAt: now,
    lastMessageAt: now,
    classificationId: left?.classificationId ?? wish.wants?.classificationId ?? null,
    tags: left?.tags ?? [],
  };
}

async function customerOf(tx: Tx, ctx: Ctx, wish: CallbackWish, number: string): Promise<string> {
  if ('id' in wish.customer) return wish.customer.id;
  const { identities, name } = wish.customer;
  const wanted = identities.length === 0 ? [{ type: 'phone' as const, value: number }] : identities;
  const [found] = await recognise(tx, ctx, [{ identities: wanted, name, language: wish.language }]);
  return found!.customerId;
}

/** What it is about, as a first line of the conversation: the customer's words, or an agent's note. */
async function noteDown(tx: Tx, ctx: Ctx, contact: ArrivingContact, wish: CallbackWish): Promise<void> {
  const [locked] = await lockConversations(tx, [contact.conversationId]);
  const { conversation } = locked!;
  const seq = conversation.messageCount + 1;
  const own = wish.via === 'desk' || wish.via === 'api';
  const id = newId();
  const now = ctx.clock.now();
  await insertMessages(tx, [
    {
      id,
      conversationId: conversation.id,
      contactId: contact.id,
      seq,
      channel: 'phone',
      direction: own ? 'note' : 'in',
      authorStaff: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      authorCustomer: own ? null : contact.customerId,
      authorName: own ? ctx.actor.name : 'name' in wish.customer ? wish.customer.name : '',
      text: wish.note,
      at: now,
    },
  ]);
  await changeConversation(tx, conversation.id, { messageCount: seq, lastMessageAt: now });
  await record(tx, ctx.actor, {
    kind: 'message.added',
    subjectId: conversation.id,
    ...placeOf(contact),
    data: {
      conversation: conversation.id,
      contact: contact.id,
      message: id,
      seq,
      direction: own ? 'note' : 'in',
      channel: 'phone',
      customer: contact.customerId,
    },
  });
}
