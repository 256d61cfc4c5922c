import { notFound, type Ctx } from '#server/platform/index.ts';
import { parseMail, type ParsedMail } from './mime.ts';
import { outboxMail, outboxMails } from './outbox.read.ts';
import { sanitiseHtml } from './sanitise.ts';

export const listOutbox = (
  ctx: Ctx,
  query: { to?: string | undefined; limit: number; cursor?: string | undefined },
) => outboxMails(ctx.db, ctx.actor, query);

/**
 * A mail of the local outbox as its recipient would read it: parsed from the very bytes that a relay would have got.
 * @throws Problem 404, also outside the caller's services
 */
export async function getOutboxItem(ctx: Ctx, id: string) {
  const found = await outboxMail(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('mail in the outbox');
  const mail = parseMail(found.content);
  return {
    ...found.view,
    text: mail.text,
    html:
      mail.html === null
        ? null
        : sanitiseHtml(mail.html, { cidUrl: (contentId) => picture(mail, contentId) }).html,
    headers: [...mail.headers].flatMap(([name, values]) => values.map((value) => ({ name, value }))),
    attachments: mail.attachments.map(({ name, declaredType, size }) => ({ name, type: declaredType, size })),
  };
}

const shownPicture = 512 * 1024;

// The page has no address for a picture inside the mail: it carries it.
function picture(mail: ParsedMail, contentId: string): string | null {
  const found = mail.attachments.find((one) => one.contentId === contentId);
  if (
    found === undefined ||
    found.size > shownPicture ||
    !/^image\/(png|jpeg|gif|webp)$/.test(found.declaredType)
  )
    return null;
  return `data:${found.declaredType};base64,${found.content.toString('base64')}`;
}
