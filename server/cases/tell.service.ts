import { organisationName } from '#server/access/index.ts';
import { conversationOfCase, sendAutomatic, sendNotice } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import { addEntry } from './cases.store.ts';
import { caseNotice } from './notices.ts';

/**
 * Tells the customer that their case was opened or closed, in the transaction that does it: once with it, never
 * without. On the conversation of a linked contact where somebody will read it, else by a new mail. What was sent, or
 * why nothing could be, is written into the case.
 */
export async function tellCustomer(
  tx: Tx,
  ctx: Ctx,
  row: Pick<CaseRow, 'id' | 'number' | 'subject' | 'customerId' | 'serviceId' | 'teamId' | 'resolution'>,
  about: 'opened' | 'closed',
): Promise<void> {
  const customer = (await customersByIds(tx, [row.customerId])).get(row.customerId);
  const language = customer?.language ?? 'it';
  const name = customer?.name ?? '';
  const notice = caseNotice(about, language, {
    number: row.number,
    subject: row.subject,
    // Whoever is known by an address only is not greeted by it.
    customerName: name.includes('@') ? '' : name,
    organisation: await organisationName(tx),
    resolution: row.resolution,
  });
  const sent = await send(tx, ctx, row, language, notice);
  await addEntry(tx, {
    caseId: row.id,
    at: ctx.clock.now(),
    kind: 'message',
    actor: 'system',
    authorName: '',
    body: sent === null ? '' : sent.text,
    data:
      sent === null
        ? { about, sent: false, why: 'no_address' }
        : { about, sent: true, message: sent.messageId, conversation: sent.conversationId },
  });
}

async function send(
  tx: Tx,
  ctx: Ctx,
  row: Pick<CaseRow, 'id' | 'customerId' | 'serviceId' | 'teamId'>,
  language: string,
  { subject, letter, line }: { subject: string; letter: string; line: string },
): Promise<{ messageId: string; conversationId: string; text: string } | null> {
  const conversation = await conversationOfCase(tx, row.id);
  const say = async (text: string) => {
    if (conversation === null) return null;
    const messageId = await sendAutomatic(tx, ctx, conversation.id, { text, subject });
    return messageId === null ? null : { messageId, conversationId: conversation.id, text };
  };
  if (conversation !== null && (conversation.byMail || conversation.live)) {
    const said = await say(conversation.byMail ? letter : line);
    if (said !== null) return said;
  }
  const mailed = await sendNotice(tx, ctx, {
    customerId: row.customerId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    subject,
    text: letter,
    language,
    caseId: row.id,
  });
  if (mailed !== null) return { ...mailed, text: letter };
  // The chat is over and no address is known: the line is there if the customer comes back.
  return conversation?.byMail === false ? say(line) : null;
}
