import { staffCan } from '#server/access/index.ts';
import { forgetTextUses, noteTextUses } from '#server/knowledge/index.ts';
import {
  actorLabel,
  can,
  conflict,
  forbidden,
  invalid,
  newId,
  notFound,
  record,
  systemActor,
  type Actor,
  type Ctx,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { accessConversation } from './access.ts';
import type { ContactRow, ConversationRow } from './access.read.ts';
import { placeOf } from './applied.service.ts';
import { customerAddress, entryPointOf, messageForChange } from './answering.read.ts';
import {
  changeContact,
  changeConversation,
  changeDelivery,
  claimUploads,
  deleteDrafts,
  insertConversations,
  insertMentions,
  insertMessages,
  lockContacts,
  lockConversations,
  messageByClientId,
  type NewMessage,
} from './contacts.store.ts';
import { writesBeside } from './consults/consults.store.ts';
import { transportOf } from './hooks.ts';
import { hasSteppedIn } from './listening/listening.store.ts';
import { openOutgoing } from './outgoing.service.ts';
import { gapsOf } from './unfilled.rules.ts';

/** Seconds during which a mail can be taken back. */
export const undoSeconds = 8;

export interface Answer {
  kind: 'reply' | 'note';
  text: string;
  html: string | null;
  attachments: string[];
  mentions: string[];
  to?: string[] | undefined;
  cc: string[];
  subject?: string | undefined;
  clientId?: string | undefined;
  standardTexts: string[];
}

const previewOf = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 160);
/** A step of a case is the house's own, and who stands at a desk is spoken to. */
const isWritten = (channel: string) => channel !== 'case' && channel !== 'desk';
const byMail = (channel: string) => channel === 'email' || channel === 'form' || channel === 'pec';

/**
 * Writes an answer or an internal note; an answer's delivery is queued in the same transaction. Who answers must be
 * handling the conversation's open contact, or have stepped into it; on a closed conversation an outgoing contact is opened in their hands,
 * within their capacity. The same `clientId` again is the same message.
 *
 * @returns the message's id
 * @throws Problem 409 not_yours when a colleague has the contact, or it still waits in a queue
 */
export const sendMessage = (ctx: Ctx, conversationId: string, answer: Answer): Promise<string> =>
  ctx.tx(async (tx) => {
    if (answer.text.trim() === '' && answer.attachments.length === 0)
      throw invalid(
        'text',
        answer.kind === 'note' ? 'a note needs words' : 'an answer needs words or an attachment',
      );
    if (answer.kind === 'reply') refuseGaps(answer);
    // A consulted agent writes to the customer by leave of the one who has the contact, wherever it lies.
    const beside =
      answer.kind === 'reply' &&
      ctx.actor.kind === 'staff' &&
      (await writesBeside(tx, ctx.actor.id!, conversationId));
    await accessConversation(
      tx,
      ctx.actor,
      conversationId,
      answer.kind === 'note' || beside ? 'contact.read' : 'contact.handle',
    );
    const [locked] = await lockConversations(tx, [conversationId]);
    if (locked === undefined) throw notFound('conversation');
    const { conversation } = locked;
    if (answer.kind === 'reply' && conversation.channel === 'phone')
      throw conflict('spoken', 'Nothing is written on the telephone; add a note.');
    let { open } = locked;
    if (answer.clientId !== undefined) {
      const before = await messageByClientId(tx, conversationId, answer.clientId);
      if (before !== null) return before.id;
    }
    if (answer.kind === 'reply' && !(beside && open?.state === 'active'))
      open = await contactToAnswer(tx, ctx, conversation, open);
    const addresses =
      answer.kind === 'reply' && byMail(conversation.channel)
        ? await addressesOf(tx, conversation, answer)
        : null;
    const transport = answer.kind === 'reply' ? transportOf(conversation.channel) : null;
    const id = await write(tx, ctx, conversation, open, {
      direction: answer.kind === 'note' ? 'note' : 'out',
      text: answer.text,
      html: answer.kind === 'reply' && byMail(conversation.channel) ? answer.html : null,
      clientId: answer.clientId ?? null,
      mentions: answer.kind === 'note' ? answer.mentions : [],
      delivery: answer.kind === 'note' ? null : transport === null ? 'sent' : 'queued',
      ...addresses,
    });
    const claimed = await claimUploads(tx, answer.attachments, id, actorLabel(ctx.actor));
    if (claimed !== new Set(answer.attachments).size)
      throw invalid('attachments', 'files that you have uploaded and not used yet');
    if (answer.kind === 'note') {
      await checkMentions(tx, open ?? conversation, answer.mentions);
      await mention(tx, ctx, conversation, open, id, answer);
    }
    // A note is written for colleagues: what is looked up for it was not said to a customer.
    if (answer.kind === 'reply')
      await noteTextUses(tx, ctx, {
        ids: answer.standardTexts,
        sent: answer.text,
        messageId: id,
        conversationId,
        contactId: open?.id ?? null,
        caseId: open?.caseId ?? null,
        ...placeOf(open ?? conversation),
        staffId: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
        channel: conversation.channel,
        language: conversation.language,
      });
    if (ctx.actor.kind === 'staff') await deleteDrafts(tx, ctx.actor.id!, conversationId, answer.kind);
    if (transport !== null) {
      const notBefore = new Date(
        ctx.clock.now().getTime() + (ctx.actor.kind === 'staff' ? undoSeconds * 1000 : 0),
      );
      await transport.queue(tx, ctx, { messageId: id, conversationId, notBefore });
    }
    return id;
  });

/** @throws Problem 422 naming the placeholders that nobody has filled: a customer never reads one */
function refuseGaps({
  text,
  html,
  subject,
}: {
  text: string;
  html: string | null;
  subject?: string | null | undefined;
}): void {
  const gaps = gapsOf({ text, html });
  if (gaps.length > 0)
    throw invalid('text', `has placeholders that are not filled: ${gaps.join(', ')}`, 'unfilled_placeholder');
  const inSubject = gapsOf({ text: subject ?? '', html: null });
  if (inSubject.length > 0)
    throw invalid(
      'subject',
      `has placeholders that are not filled: ${inSubject.join(', ')}`,
      'unfilled_placeholder',
    );
}

async function contactToAnswer(
  tx: Tx,
  ctx: Ctx,
  conversation: ConversationRow,
  open: ContactRow | null,
): Promise<ContactRow> {
  if (!isWritten(conversation.channel))
    throw conflict('nobody_reads_it', 'Nobody outside reads this conversation: write a note.');
  // A program answers for the organisation: nobody's contact is taken for it.
  if (ctx.actor.kind !== 'staff') {
    if (open !== null) return open;
    throw conflict('conversation_closed', 'Nobody handles this conversation; open a contact first.');
  }
  const staffId = ctx.actor.id!;
  if (open !== null) {
    if (open.agentId === staffId && (open.state === 'active' || open.state === 'wrap_up')) return open;
    // A supervisor who has stepped in writes beside the agent. Whoever ends that holds the contact, as this does.
    if (open.state === 'active') {
      await lockContacts(tx, [open.id]);
      if (await hasSteppedIn(tx, open.id, staffId)) return open;
    }
    throw conflict(
      'not_yours',
      open.state === 'active'
        ? 'A colleague is handling this contact.'
        : 'This contact waits in a queue: take it first.',
      { contact: open.id },
    );
  }
  return openOutgoing(tx, ctx, conversation, staffId, conversation.subject);
}

/** Writes to a customer first: a conversation and an outgoing contact in the writer's hands. Returns the contact's id. */
export const createContact = (
  ctx: Ctx,
  wanted: { customer: string; entryPoint: string; to: string; subject: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    if (ctx.actor.kind !== 'staff') throw forbidden('contact.handle as a member of staff');
    const entryPoint = await entryPointOf(tx, wanted.entryPoint);
    if (entryPoint === null || !byMail(entryPoint.channel) || entryPoint.channel === 'form')
      throw invalid('entryPoint', 'an e-mail address of the organisation');
    const [queue] = await routing.readQueues(tx, [entryPoint.queueId]);
    const now = ctx.clock.now();
    const conversation = {
      id: newId(),
      channel: entryPoint.channel,
      entryPointId: entryPoint.id,
      serviceId: queue?.serviceId ?? entryPoint.serviceId,
      teamId: queue?.teamId ?? null,
      customerId: wanted.customer,
      subject: wanted.subject,
      language: entryPoint.language,
      createdAt: now,
      lastMessageAt: now,
      context: JSON.stringify({ to: wanted.to }),
    };
    await insertConversations(tx, [conversation]);
    const contact = await openOutgoing(tx, ctx, conversation, ctx.actor.id!, wanted.subject);
    return contact.id;
  });

async function addressesOf(
  tx: Tx,
  conversation: ConversationRow,
  answer: Answer,
): Promise<Pick<NewMessage, 'sender' | 'recipients' | 'cc' | 'subject'>> {
  const entryPoint =
    conversation.entryPointId === null ? null : await entryPointOf(tx, conversation.entryPointId);
  const known = await customerAddress(tx, conversation.id, conversation.customerId);
  const to = answer.to ?? (known === null ? [] : [known]);
  if (to.length === 0) throw invalid('to', 'no e-mail address of this customer is known: give one');
  return {
    sender: entryPoint?.mailFrom ?? null,
    recipients: to,
    cc: answer.cc,
    subject: answer.subject ?? conversation.subject,
  };
}

interface Written extends Partial<
  Pick<
    NewMessage,
    | 'html'
    | 'clientId'
    | 'mentions'
    | 'delivery'
    | 'sender'
    | 'recipients'
    | 'cc'
    | 'subject'
    | 'automatic'
    | 'meta'
    | 'consultId'
  >
> {
  direction: 'out' | 'note' | 'system';
  text: string;
}

/** Adds a message of ours to a locked conversation, moves its counters and tells it. */
async function write(
  tx: Tx,
  ctx: Ctx,
  conversation: ConversationRow,
  open: ContactRow | null,
  written: Written,
): Promise<string> {
  const now = ctx.clock.now();
  const id = newId();
  const seq = conversation.messageCount + 1;
  const author: Actor = ctx.actor;
  await insertMessages(tx, [
    {
      id,
      conversationId: conversation.id,
      contactId: open?.id ?? null,
      seq,
      channel: conversation.channel,
      authorStaff: author.kind === 'staff' ? author.id : null,
      authorName: author.name,
      at: now,
      ...(written.delivery == null ? {} : { deliveryAt: now }),
      ...written,
    },
  ]);
  await changeConversation(tx, conversation.id, {
    messageCount: seq,
    ...(written.direction === 'system' ? {} : { lastMessageAt: now }),
  });
  if (open !== null && written.direction !== 'system') {
    const answers = written.direction === 'out' && written.automatic !== true;
    await changeContact(tx, open.id, {
      ...(answers
        ? {
            lastDirection: 'out',
            preview: previewOf(written.text),
            lastMessageAt: now,
            unread: false,
            firstReplyAt: open.firstReplyAt ?? now,
          }
        : {}),
    });
  }
  await record(tx, ctx.actor, {
    kind: 'message.added',
    subjectId: conversation.id,
    serviceId: open?.serviceId ?? conversation.serviceId,
    teamId: open?.teamId ?? conversation.teamId,
    data: {
      conversation: conversation.id,
      contact: open?.id ?? null,
      message: id,
      seq,
      direction: written.direction,
      channel: conversation.channel,
      customer: conversation.customerId,
      automatic: written.automatic ?? false,
      ...(written.consultId == null ? {} : { consult: written.consultId }),
      ...(written.clientId == null ? {} : { clientId: written.clientId }),
    },
  });
  return id;
}

/** Who may not read the conversation is not told that there is one. */
async function checkMentions(
  tx: Tx,
  place: { serviceId: string; teamId: string | null },
  named: readonly string[],
): Promise<void> {
  for (const staffId of new Set(named))
    if (!(await staffCan(tx, staffId, 'contact.read', place)))
      throw invalid('mentions', 'active members of staff who may see this conversation');
}

async function mention(
  tx: Tx,
  ctx: Ctx,
  conversation: ConversationRow,
  open: ContactRow | null,
  messageId: string,
  answer: Pick<Answer, 'mentions' | 'text'>,
): Promise<void> {
  const named = new Set(answer.mentions);
  await insertMentions(tx, messageId, [...named]);
  await record(
    tx,
    ctx.actor,
    ...[...named].map((staffId): NewEvent => ({
      kind: 'mention.added',
      subjectId: conversation.id,
      serviceId: open?.serviceId ?? conversation.serviceId,
      teamId: open?.teamId ?? conversation.teamId,
      staffId,
      data: {
        conversation: conversation.id,
        contact: open?.id ?? null,
        message: messageId,
        by: ctx.actor.name,
        text: previewOf(answer.text),
      },
    })),
  );
}

/** A note about a contact, in the caller's transaction; that those named may read it is the caller's to know. */
export async function writeNote(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  text: string,
  mentions: readonly string[],
): Promise<string> {
  const [locked] = await lockConversations(tx, [contact.conversationId]);
  if (locked === undefined) throw notFound('conversation');
  const id = await write(tx, ctx, locked.conversation, contact, {
    direction: 'note',
    text,
    mentions: [...mentions],
  });
  await mention(tx, ctx, locked.conversation, contact, id, { text, mentions: [...mentions] });
  return id;
}

/**
 * Adds an automatic message to the customer (a case was opened, a confirmation), delivered by the conversation's
 * channel at once. For modules above; runs in the caller's transaction. One with a placeholder that nothing has filled is
 * never delivered: it fails, and says why.
 */
export async function sendAutomatic(
  tx: Tx,
  ctx: Ctx,
  conversationId: string,
  message: { text: string; subject?: string },
): Promise<string | null> {
  const [locked] = await lockConversations(tx, [conversationId]);
  if (locked === undefined) return null;
  const { conversation, open } = locked;
  const transport = transportOf(conversation.channel);
  const mail = byMail(conversation.channel);
  const to = mail ? await customerAddress(tx, conversation.id, conversation.customerId) : null;
  if (mail && to === null) return null;
  const entryPoint =
    conversation.entryPointId === null ? null : await entryPointOf(tx, conversation.entryPointId);
  const gaps = gapsOf({ text: `${message.subject ?? ''}\n${message.text}`, html: null });
  const held = gaps.length > 0;
  const id = await write(tx, { ...ctx, actor: systemActor }, conversation, open, {
    direction: 'out',
    text: message.text,
    automatic: true,
    delivery: held ? 'failed' : transport === null ? 'sent' : 'queued',
    ...(mail
      ? {
          sender: entryPoint?.mailFrom ?? null,
          recipients: [to!],
          subject: message.subject ?? conversation.subject,
        }
      : {}),
  });
  // It stands where it was to be read, for whoever sees to it.
  if (held)
    await setDelivery(tx, ctx, {
      messageId: id,
      state: 'failed',
      detail: `It has placeholders that are not filled: ${gaps.join(', ')}.`,
    });
  else if (transport !== null)
    await transport.queue(tx, ctx, { messageId: id, conversationId, notBefore: ctx.clock.now() });
  return id;
}

/** Adds an internal note for a verb that has checked who may; in the caller's transaction. @returns the message's id */
export async function addNote(
  tx: Tx,
  ctx: Ctx,
  conversationId: string,
  note: { text: string; clientId?: string | undefined; consultId?: string },
): Promise<string> {
  const [locked] = await lockConversations(tx, [conversationId]);
  if (locked === undefined) throw notFound('conversation');
  return write(tx, ctx, locked.conversation, locked.open, {
    direction: 'note',
    text: note.text,
    clientId: note.clientId ?? null,
    consultId: note.consultId ?? null,
  });
}

/** Adds a line of the system to a conversation, seen by staff only: the customer left, a file was refused. */
export async function addSystemLine(
  tx: Tx,
  ctx: Ctx,
  conversationId: string,
  text: string,
  meta: Record<string, unknown> = {},
): Promise<void> {
  const [locked] = await lockConversations(tx, [conversationId]);
  if (locked !== undefined)
    await write(tx, ctx, locked.conversation, locked.open, {
      direction: 'system',
      text,
      meta: JSON.stringify(meta),
    });
}

/** A channel tells how a message fares: sent, deferred, failed with the server's words, delivered, read. */
export async function setDelivery(
  tx: Tx,
  ctx: Ctx,
  news: { messageId: string; state: NonNullable<NewMessage['delivery']>; detail?: string | null },
): Promise<void> {
  const changed = await changeDelivery(tx, news.messageId, news.state, news.detail ?? null, ctx.clock.now());
  if (changed === null) return;
  const [locked] = await lockConversations(tx, [changed.conversationId]);
  const place = locked!.open ?? locked!.conversation;
  await record(tx, ctx.actor, {
    kind: 'message.delivery',
    subjectId: changed.conversationId,
    ...placeOf(place),
    data: {
      conversation: changed.conversationId,
      message: news.messageId,
      state: news.state,
      detail: news.detail ?? null,
    },
  });
}

/** Takes a mail back that has not left yet. @throws 409 too_late */
export const undoMessage = (ctx: Ctx, messageId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const message = await ownMessage(tx, ctx, messageId);
    const undone =
      message.delivery === 'queued' &&
      ((await transportOf(message.channel)?.undo(tx, ctx, messageId)) ?? false);
    if (!undone) throw conflict('too_late', 'This message has left already.');
    await forgetTextUses(tx, messageId);
    await setDelivery(tx, ctx, { messageId, state: 'undone' });
    return messageId;
  });

/** Tries a failed delivery again. @throws 409 not_failed */
export const retryMessage = (ctx: Ctx, messageId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const message = await ownMessage(tx, ctx, messageId);
    const transport = transportOf(message.channel);
    if (message.delivery !== 'failed' || transport === null)
      throw conflict('not_failed', 'Only a failed delivery can be tried again.');
    refuseGaps(message);
    await transport.retry(tx, ctx, messageId);
    await setDelivery(tx, ctx, { messageId, state: 'queued' });
    return messageId;
  });

async function ownMessage(tx: Tx, ctx: Ctx, messageId: string) {
  const message = await messageForChange(tx, messageId);
  if (message === null || message.direction !== 'out') throw notFound('message');
  await accessConversation(tx, ctx.actor, message.conversationId, 'contact.handle');
  if (message.authorStaff !== ctx.actor.id && !can(ctx.actor, 'contact.assign'))
    throw forbidden('contact.assign');
  return message;
}
