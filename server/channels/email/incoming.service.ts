import type { Incoming } from '#server/contacts/index.ts';
import { saveFiles, type Ctx, type Tx } from '#server/platform/index.ts';
import { contentTypeOf } from '#server/platform/content-type.ts';
import type { MailClass } from './automatic.rules.ts';
import type { MailEntryPoint } from './intake.read.ts';
import { addressKey, isAddress, type ParsedMail } from './mime.ts';
import { certificationOf } from './pec.rules.ts';
import type { RawRow } from './raw.store.ts';
import type { Threaded } from './threads.service.ts';

/** A raw mail that has been read: what it says, what kind it is, and the address of ours it came to. */
export interface ReadMail {
  row: RawRow;
  mail: ParsedMail;
  kind: MailClass;
  entryPoint: MailEntryPoint;
}

/** A mail as contacts take it in; its attachments are kept and typed by their content. */
export async function toIncoming(
  tx: Tx,
  ctx: Ctx,
  { row, mail, kind, entryPoint }: ReadMail,
  thread: Threaded,
): Promise<Incoming> {
  const files = await Promise.all(
    mail.attachments.map(async (attachment) => ({
      attachment,
      sha256: await ctx.platform.files.put(attachment.content),
      type: (await contentTypeOf(attachment.content, attachment.name, attachment.declaredType)).type,
    })),
  );
  const stored = await saveFiles(
    tx,
    files.map(({ attachment, sha256, type }) => ({ sha256, size: attachment.size, type })),
  );
  const automatic = kind.kind !== 'person';
  const replyTo = answerAddress(mail);
  const pec = certificationOf(mail, row.receivedAt);
  return {
    channel: 'email',
    entryPoint,
    conversationId: thread.join,
    customer: {
      identities: [{ type: 'email', value: mail.from.address }],
      name: mail.from.name || mail.from.address,
      language: mail.language ?? entryPoint.language,
    },
    subject: mail.subject,
    language: mail.language ?? entryPoint.language,
    at: row.receivedAt,
    // A machine's answer to us is kept where it belongs, but is no work for anybody.
    opensContact: !(automatic && thread.join !== null && kind.kind !== 'list'),
    message: {
      sender: mail.from.address,
      senderName: mail.from.name,
      recipients: mail.to.map((one) => one.address),
      cc: mail.cc.map((one) => one.address),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo[0] ?? null,
      refs: mail.references,
      automatic,
      meta: {
        raw: row.id,
        ...(mail.date === null ? {} : { date: mail.date.toISOString() }),
        ...(replyTo === null ? {} : { replyTo }),
        ...(automatic ? { automatic: kind } : {}),
        ...(pec === null ? {} : { pec: { ...pec, deliveredAt: pec.deliveredAt.toISOString() } }),
      },
      attachments: files.map(({ attachment, type }, index) => ({
        fileId: stored[index]!.id,
        name: attachment.name,
        type,
        size: attachment.size,
        contentId: attachment.contentId,
        inline: attachment.inline,
      })),
    },
    ...(thread.suggest === null ? {} : { context: { suggestedLinks: [thread.suggest] } }),
  };
}

/** Where the writer wants the answer, when that is not where the mail came from. */
export function answerAddress(mail: ParsedMail): string | null {
  const wanted = mail.replyTo.find((one) => isAddress(one.address))?.address;
  return wanted === undefined || addressKey(wanted) === addressKey(mail.from.address) ? null : wanted;
}
