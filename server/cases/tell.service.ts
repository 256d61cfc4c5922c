import { organisationName } from '#server/access/index.ts';
import { conversationOfCase, sendAutomatic, sendNotice } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import type { CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import { addEntry } from './cases.store.ts';
import type { Happened } from './happened.ts';
import { renderNotice } from './notices.ts';
import { spokenFields } from './types/fields.rules.ts';
import { stateOf } from './types/moves.rules.ts';

/**
 * Tells the customer what happened to their case, where its type says so, in the transaction that does it: once with it,
 * never without. On the conversation of a linked contact where somebody will read it, else by a new mail. What was sent,
 * or why nothing could be, is written into the case.
 */
export async function tellOf(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
  happened: Happened,
): Promise<void> {
  const about =
    happened.kind === 'opened'
      ? definition.openedNotice
      : happened.kind === 'taken'
        ? null
        : happened.transition.notice;
  if (about === null || !Object.hasOwn(definition.notices, about)) return;
  const customer = (await customersByIds(tx, [row.customerId])).get(row.customerId);
  const language = customer?.language ?? 'it';
  const name = customer?.name ?? '';
  const staffLanguage = language === 'it' ? 'it' : 'en';
  const notice = renderNotice(definition.notices[about]!, language, {
    number: row.number,
    subject: row.subject,
    // Whoever is known by an address only is not greeted by it.
    customerName: name.includes('@') ? '' : name,
    organisation: await organisationName(tx),
    resolution: row.resolution,
    state: stateOf(definition, row.state)?.name[staffLanguage] ?? '',
    type: definition.name[staffLanguage],
    fields: spokenFields(definition, row.fields as FieldValues, language),
  });
  if (notice === null) return;
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
