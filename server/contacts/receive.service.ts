import { recognise, type IdentityType } from '#server/customers/index.ts';
import { newId, record, type Ctx, type NewEvent, type Tx } from '#server/platform/index.ts';
import {
  enqueue,
  noteFaults,
  readQueues,
  type NewWorkItem,
  type Requirement,
} from '#server/routing/index.ts';
import type { ContactRow, ConversationRow } from './access.read.ts';
import { keepApplied } from './applied-rules.store.ts';
import {
  changeContact,
  changeConversation,
  insertAttachments,
  insertContacts,
  insertConversations,
  insertMessages,
  insertReferences,
  lockConversations,
  nextContactNumbers,
  type NewAttachment,
  type NewConversation,
  type NewMessage,
} from './contacts.store.ts';
import { settleArrival, type ArrivingContact, type Blocked } from './entering.ts';
import { lastAgentsOf } from './last-agents.read.ts';
import { startLegs } from './legs.store.ts';
import { openRules, told, type Ruled } from './rules.service.ts';

/** One message from outside, as a channel hands it in. */
export interface Incoming {
  channel: string;
  entryPoint: { id: string; serviceId: string; queueId: string };
  /** What the entry point's own hours say; absent: those of its queue count. */
  hours?: 'open' | 'closed';
  /** Joins this conversation; absent or null: a new one. */
  conversationId?: string | null;
  customer:
    | { id: string }
    | { identities: { type: IdentityType; value: string }[]; name: string; language?: string };
  subject: string;
  language?: string;
  at: Date;
  /** Written by a machine (an automatic reply): kept in its conversation, but no work for anybody. */
  opensContact?: boolean;
  message: {
    id?: string;
    sender: string | null;
    senderName?: string;
    recipients?: string[];
    cc?: string[];
    subject?: string | null;
    text: string;
    html?: string | null;
    messageId?: string | null;
    inReplyTo?: string | null;
    refs?: string[];
    clientId?: string | null;
    automatic?: boolean;
    meta?: Record<string, unknown>;
    attachments?: IncomingAttachment[];
  };
  /** What the visitor's page told, links that may belong: kept on a new conversation, merged into an old one. */
  context?: Record<string, unknown>;
  classificationId?: string | null;
  /** Who has the matter in hand: asked first where the plan asks for the last agent. */
  lastAgent?: string | null;
  requires?: Requirement[];
  /** Seconds that it counts as having waited longer. */
  boostSeconds?: number;
}

export interface IncomingAttachment {
  fileId: string;
  name: string;
  type: string;
  size: number;
  contentId?: string | null;
  inline?: boolean;
}

export interface Received {
  /** Null where the message opened no contact and none was open. */
  contactId: string | null;
  contactNumber: string | null;
  conversationId: string;
  messageId: string;
  seq: number;
  customerId: string;
  newContact: boolean;
  /** The contact was turned away by a full or closed queue: kept, but nobody's work. The channel tells the customer. */
  blocked: Blocked | null;
}

const previewOf = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 160);

/** What is known of a conversation while a batch is being filed. */
interface Thread {
  row: Pick<
    ConversationRow,
    'id' | 'customerId' | 'serviceId' | 'teamId' | 'messageCount' | 'language' | 'context'
  >;
  isNew: boolean;
  open: Pick<ContactRow, 'id' | 'number' | 'agentId' | 'queueId' | 'serviceId' | 'teamId'> | null;
  touched: { at: Date; preview: string; text: boolean } | null;
}

/**
 * Files messages from outside, many at a time, in the caller's transaction: recognises the customer, joins or opens
 * the conversation, opens a contact where none is open, puts it in its queue. A message on a closed conversation opens
 * a new contact. A handful of statements serve the whole batch.
 *
 * Two messages of one batch may name the same conversation; they are filed in the given order.
 * @returns one answer per message, in order
 */
export async function receive(tx: Tx, ctx: Ctx, incoming: readonly Incoming[]): Promise<Received[]> {
  const unknown = incoming.flatMap(({ customer }, index) => ('id' in customer ? [] : [{ index, customer }]));
  const recognised = await recognise(
    tx,
    ctx,
    unknown.map(({ customer, index }) => ({
      identities: customer.identities,
      name: customer.name,
      language: customer.language ?? incoming[index]!.language ?? 'it',
    })),
  );
  const customerOf = new Map(unknown.map(({ index }, place) => [index, recognised[place]!.customerId]));
  const queues = new Map(
    (await readQueues(tx, [...new Set(incoming.map((one) => one.entryPoint.queueId))])).map((queue) => [
      queue.id,
      queue,
    ]),
  );
  const wanted = [
    ...new Set(incoming.flatMap((one) => (one.conversationId == null ? [] : [one.conversationId]))),
  ];
  const threads = new Map<string, Thread>(
    (await lockConversations(tx, wanted)).map(({ conversation, open }) => [
      conversation.id,
      // Handling is over in the wrap-up: what comes now is new work, or nobody would answer it.
      { row: conversation, isNew: false, open: open?.state === 'wrap_up' ? null : open, touched: null },
    ]),
  );

  const conversations: NewConversation[] = [];
  const arriving: ArrivingContact[] = [];
  const inHands = new Map<string, string>();
  const messages: NewMessage[] = [];
  const attachments: NewAttachment[] = [];
  const items: NewWorkItem[] = [];
  const references: { reference: string; conversationId: string }[] = [];
  const events: NewEvent[] = [];
  const numbers = await nextContactNumbers(
    tx,
    incoming.filter((one) => one.opensContact !== false).length,
    ctx.clock.now(),
  );

  const customerAt = (index: number): string => {
    const { customer } = incoming[index]!;
    return 'id' in customer ? customer.id : customerOf.get(index)!;
  };
  const rules = await openRules(
    tx,
    incoming.map((one, index) => ({
      customer:
        (one.conversationId == null ? undefined : threads.get(one.conversationId))?.row.customerId ??
        customerAt(index),
      classification: one.classificationId ?? null,
    })),
  );
  const ruledContacts: { contactId: string; ruled: Ruled }[] = [];

  const received = incoming.map((one, index): Received => {
    const customerId = customerAt(index);
    const { message } = one;
    let thread = one.conversationId == null ? undefined : threads.get(one.conversationId);
    // Asked before anything is written, so that a contact is never seen in another queue than its own.
    const opens = (thread?.open ?? null) === null && one.opensContact !== false;
    const ruled =
      !opens || rules === null
        ? null
        : rules.ask({
            channel: one.channel,
            entryPoint: one.entryPoint.id,
            queue: one.entryPoint.queueId,
            language: one.language ?? thread?.row.language ?? 'it',
            customer: thread?.row.customerId ?? customerId,
            classification: one.classificationId ?? null,
            subject: message.subject ?? one.subject,
            body: message.text,
            at: one.at,
          });
    const queue = ruled?.queue ?? queues.get(one.entryPoint.queueId);
    if (thread === undefined) {
      const id = one.conversationId ?? newId();
      const row = {
        id,
        channel: one.channel,
        entryPointId: one.entryPoint.id,
        serviceId: queue?.serviceId ?? one.entryPoint.serviceId,
        teamId: queue?.teamId ?? null,
        customerId,
        subject: one.subject,
        language: one.language ?? 'it',
        createdAt: one.at,
        lastMessageAt: one.at,
        context: JSON.stringify(one.context ?? {}),
      };
      thread = {
        row: { ...row, messageCount: 0, context: one.context ?? {} },
        isNew: true,
        open: null,
        touched: null,
      } as Thread;
      threads.set(id, thread);
      conversations.push(row);
    }
    const { row } = thread;
    const place =
      ruled?.queue == null
        ? { serviceId: row.serviceId, teamId: row.teamId }
        : { serviceId: ruled.queue.serviceId, teamId: ruled.queue.teamId };
    const messageId = message.id ?? newId();
    const preview = previewOf(message.text) || one.subject;
    let newContact = false;
    if (opens) {
      newContact = true;
      const contact = {
        id: newId(),
        number: numbers.pop()!,
        channel: one.channel,
        direction: 'in' as const,
        state: 'queued' as const,
        conversationId: row.id,
        customerId: row.customerId,
        entryPointId: one.entryPoint.id,
        ...place,
        queueId: ruled?.queue?.id ?? one.entryPoint.queueId,
        agentId: null,
        subject: one.subject.slice(0, 500),
        preview,
        language: one.language ?? row.language,
        arrivedAt: one.at,
        classificationId: one.classificationId ?? null,
        arrivedClassificationId: one.classificationId ?? null,
        lastMessageAt: one.at,
        tags: ruled?.decision.set.tags ?? [],
      };
      arriving.push(contact);
      if (one.lastAgent != null) inHands.set(contact.id, one.lastAgent);
      thread.open = contact;
      items.push({
        id: contact.id,
        channel: one.channel,
        queueId: contact.queueId,
        serviceId: place.serviceId,
        arrivedAt: one.at,
        requires: [...(one.requires ?? []), ...(ruled?.decision.set.requires ?? [])],
        boostSeconds: (one.boostSeconds ?? 0) + (ruled?.decision.set.boostSeconds ?? 0),
        planId: ruled?.decision.set.plan ?? null,
        // The hours of the entry point are those of its own queue.
        ...(one.hours === undefined || contact.queueId !== one.entryPoint.queueId
          ? {}
          : { hours: one.hours }),
      });
      if (ruled !== null) ruledContacts.push({ contactId: contact.id, ruled });
    }
    thread.touched = { at: one.at, preview, text: one.opensContact !== false };
    row.messageCount += 1;
    messages.push({
      id: messageId,
      conversationId: row.id,
      contactId: thread.open?.id ?? null,
      seq: row.messageCount,
      direction: 'in',
      channel: one.channel,
      authorCustomer: row.customerId,
      authorName: message.senderName ?? '',
      sender: message.sender,
      recipients: message.recipients ?? [],
      cc: message.cc ?? [],
      subject: message.subject ?? null,
      text: message.text,
      html: message.html ?? null,
      messageId: message.messageId ?? null,
      inReplyTo: message.inReplyTo ?? null,
      refs: message.refs ?? [],
      clientId: message.clientId ?? null,
      automatic: message.automatic ?? false,
      at: one.at,
      meta: JSON.stringify(message.meta ?? {}),
    });
    for (const [position, file] of (message.attachments ?? []).entries()) {
      attachments.push({
        id: newId(),
        messageId,
        fileId: file.fileId,
        name: file.name,
        type: file.type,
        size: file.size,
        contentId: file.contentId ?? null,
        inline: file.inline ?? false,
        position,
      });
    }
    for (const reference of new Set(message.refs ?? []))
      references.push({ reference, conversationId: row.id });
    events.push({
      kind: 'message.added',
      subjectId: row.id,
      ...place,
      data: {
        conversation: row.id,
        contact: thread.open?.id ?? null,
        message: messageId,
        seq: row.messageCount,
        direction: 'in',
        channel: one.channel,
        customer: row.customerId,
        ...(message.clientId == null ? {} : { clientId: message.clientId }),
      },
    });
    return {
      contactId: thread.open?.id ?? null,
      contactNumber: thread.open?.number ?? null,
      conversationId: row.id,
      messageId,
      seq: row.messageCount,
      customerId: row.customerId,
      newContact,
      blocked: null,
    };
  });

  const entries = await enqueue(tx, ctx, items, {
    lastAgents: async (ids) =>
      new Map([
        ...(await lastAgentsOf(
          tx,
          arriving.filter((contact) => ids.includes(contact.id)),
        )),
        ...[...inHands].filter(([id]) => ids.includes(id)),
      ]),
  });
  const arrived = arriving.map((contact, index) => settleArrival(contact, entries[index]!));
  const blocked = new Map(arrived.map((one) => [one.contact.id, one.blocked]));
  for (const thread of threads.values())
    if (thread.open !== null && blocked.get(thread.open.id) != null) thread.open = null;
  events.unshift(...arrived.map((one) => one.event));

  const threadOf = new Map([...threads.values()].map((thread) => [thread.row.id, thread]));
  await insertConversations(
    tx,
    conversations.map((conversation) => endState(conversation, threadOf.get(conversation.id)!)),
  );
  await insertContacts(
    tx,
    arrived.map((one) => one.contact),
  );
  await insertMessages(tx, messages);
  await insertAttachments(tx, attachments);
  await insertReferences(tx, references);
  await startLegs(
    tx,
    arrived.flatMap((one) => one.legs),
  );
  const fresh = new Set(arriving.map((contact) => contact.id));
  for (const { row, isNew, open, touched } of threads.values()) {
    if (touched === null) continue;
    if (!isNew) {
      const context = Object.assign(
        {},
        ...incoming.filter((one) => one.conversationId === row.id).map((one) => one.context ?? {}),
      ) as object;
      await changeConversation(tx, row.id, {
        messageCount: row.messageCount,
        lastMessageAt: touched.at,
        ...(open === null ? {} : { state: 'open' as const }),
        ...(Object.keys(context).length === 0
          ? {}
          : { context: JSON.stringify({ ...(row.context as object), ...context }) }),
      });
    }
    if (open !== null && !fresh.has(open.id)) {
      await changeContact(tx, open.id, {
        lastMessageAt: touched.at,
        lastDirection: 'in',
        unread: true,
        preview: touched.preview,
      });
    }
  }
  await keepApplied(
    tx,
    ruledContacts.map(({ contactId, ruled }) => ({
      contactId,
      at: ctx.clock.now(),
      version: ruled.version,
      applied: told(ruled),
    })),
  );
  if (rules !== null)
    await noteFaults(
      tx,
      ctx,
      rules.set,
      ruledContacts.flatMap(({ ruled }) => ruled.decision.faults),
    );
  await record(tx, ctx.actor, ...events);
  return received.map((one) => ({
    ...one,
    blocked: (one.contactId === null ? null : blocked.get(one.contactId)) ?? null,
  }));
}

// A conversation opened in this batch is written once, with the counters of its last message.
const endState = (conversation: NewConversation, thread: Thread): NewConversation => ({
  ...conversation,
  messageCount: thread.row.messageCount,
  lastMessageAt: thread.touched?.at ?? conversation.lastMessageAt,
  state: thread.open === null ? 'closed' : 'open',
});
