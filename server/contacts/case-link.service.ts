import {
  conflict,
  letterFile,
  newId,
  readSetting,
  record,
  saveFiles,
  systemActor,
  type Ctx,
  type Letter,
  type Tx,
} from '#server/platform/index.ts';
import { sendAutomatic } from './answering.service.ts';
import { placeOf } from './applied.service.ts';
import { gapsOfNotice, holdForPerson } from './held.service.ts';
import { conversationsOf, noticeAddresses, noticeSender } from './case-link.read.ts';
import { judgeFirstContact } from './first-contact/first-contact.service.ts';
import {
  changeContacts,
  insertAttachments,
  insertContacts,
  insertConversations,
  lockContacts,
  lockConversations,
  nextContactNumbers,
} from './contacts.store.ts';

/**
 * Ties contacts to a case. Answers those that were not tied to it before, each with the case it had. For modules above,
 * in their transaction; whether the caller may see the contacts is theirs to ask.
 */
export async function linkCase(
  tx: Tx,
  ctx: Ctx,
  contactIds: readonly string[],
  caseId: string,
): Promise<{ contact: string; number: string; from: string | null }[]> {
  // Conversations before contacts, as the intake of new messages does: the two must not wait for each other.
  await lockConversations(tx, await conversationsOf(tx, contactIds));
  const moved = (await lockContacts(tx, contactIds)).filter((contact) => contact.caseId !== caseId);
  if (moved.some((contact) => contact.kind === 'case_step'))
    throw conflict('follows_case', 'A step stays with the case that it was asked for.');
  await changeContacts(
    tx,
    moved.map((contact) => contact.id),
    { caseId },
  );
  await record(
    tx,
    ctx.actor,
    ...moved.map((contact) => ({
      kind: 'contact.changed',
      subjectId: contact.id,
      ...placeOf(contact),
      data: {
        contact: contact.id,
        conversation: contact.conversationId,
        customer: contact.customerId,
        case: caseId,
        fields: ['case'],
      },
    })),
  );
  for (const { id } of moved) await judgeFirstContact(tx, ctx, id);
  return moved.map(({ id, number, caseId: from }) => ({ contact: id, number, from }));
}

/**
 * Writes to a customer by mail, or by short message, where no conversation is at hand: a conversation of its own with an outgoing contact
 * that needs nobody's work, so that it stands in the customer's history and an answer to it finds its place.
 *
 * What still has placeholders that nothing has filled is held back for a person instead (`held.service.ts`).
 *
 * @returns the message and its conversation, or the number of the contact that holds it back; null when the customer or the
 * organisation has no mail address
 */
export async function sendNotice(
  tx: Tx,
  ctx: Ctx,
  notice: {
    customerId: string;
    /** Null: of whichever service writes mail. */
    serviceId: string | null;
    teamId: string | null;
    subject: string;
    text: string;
    language: string;
    caseId?: string | null;
    /** To the official address: certified mail where the customer has it. */
    official?: boolean;
    /** To this address, on this channel; without it by mail to the customer's own. */
    by?: { channel: 'email' | 'pec' | 'sms'; to: string };
    /** A letter that goes with it as a file; `number`: of its case, else the message's own. */
    document?: { subject: string; text: string; number?: string | null } | null;
    /** Placeholders that had no value when the text was made. */
    missing?: readonly string[];
  },
): Promise<{ messageId: string; conversationId: string } | { held: string } | null> {
  const found = await fromWhere(tx, notice);
  if (found === null) return null;
  const gaps = gapsOfNotice(notice, notice.missing);
  if (gaps.length > 0) return { held: await holdForPerson(tx, ctx, found, notice, gaps) };
  const now = ctx.clock.now();
  const conversationId = newId();
  const contactId = newId();
  const [number] = await nextContactNumbers(tx, 1, now);
  const { customerId, teamId, subject, language, document = null } = notice;
  const serviceId = notice.serviceId ?? found.serviceId;
  const common = {
    // Certified mail is mail, from an address that is certified.
    channel: notice.by?.channel === 'sms' ? 'sms' : 'email',
    entryPointId: found.entryPointId,
    serviceId,
    teamId,
    customerId,
    subject: subject.slice(0, 500),
    language,
    lastMessageAt: now,
  };
  await insertConversations(tx, [
    {
      ...common,
      id: conversationId,
      state: 'closed',
      createdAt: now,
      context: JSON.stringify(notice.by?.channel === 'sms' ? { sms: found.to } : { to: found.to }),
    },
  ]);
  await insertContacts(tx, [
    {
      ...common,
      id: contactId,
      number: number!,
      direction: 'out',
      state: 'closed',
      conversationId,
      queueId: found.queueId,
      caseId: notice.caseId ?? null,
      preview: notice.text.replace(/\s+/g, ' ').trim().slice(0, 160),
      arrivedAt: now,
      answeredAt: now,
      handledAt: now,
      closedAt: now,
      unread: false,
      lastDirection: 'out',
    },
  ]);
  const messageId = await sendAutomatic(tx, ctx, conversationId, { text: notice.text, subject });
  if (messageId === null) throw new Error('a notice has an address and yet could not be written');
  // The mail is rendered after this transaction, with all that the message has.
  if (document !== null)
    await attachLetter(tx, ctx, messageId, { ...document, language, number: document.number ?? number! });
  await record(tx, systemActor, {
    kind: 'contact.closed',
    subjectId: contactId,
    serviceId,
    teamId,
    data: {
      contact: contactId,
      agent: null,
      conversation: conversationId,
      customer: customerId,
      outcome: null,
      classification: null,
      direction: 'out',
    },
  });
  return { messageId, conversationId };
}

async function fromWhere(
  tx: Tx,
  { customerId, serviceId, official, by }: Parameters<typeof sendNotice>[2],
): Promise<Awaited<ReturnType<typeof noticeAddresses>>> {
  if (by === undefined) return noticeAddresses(tx, customerId, serviceId, official ?? false);
  const sender = await noticeSender(tx, by.channel, serviceId);
  return sender === null ? null : { ...sender, to: by.to };
}

/** Puts a letter of the organisation beside a message as a file. */
async function attachLetter(
  tx: Tx,
  ctx: Ctx,
  messageId: string,
  letter: Pick<Letter, 'subject' | 'text' | 'language' | 'number'>,
): Promise<void> {
  const { name, type, content } = letterFile({
    ...letter,
    organisation: (await readSetting<string>(tx, 'organisation')) ?? '',
    timeZone: (await readSetting<string>(tx, 'timeZone')) ?? 'Europe/Rome',
    at: ctx.clock.now(),
  });
  const sha256 = await ctx.platform.files.put(content);
  const file = { sha256, size: content.length, type };
  const [kept] = await saveFiles(tx, [file]);
  await insertAttachments(tx, [
    { id: newId(), messageId, fileId: kept!.id, name, type: file.type, size: file.size },
  ]);
}
