import { audit, notFound, Problem, record, type Ctx } from '#server/platform/index.ts';
import { decodeBytes } from './charset.ts';
import { retryRaw } from './filing.service.ts';
import { quarantinedMail, quarantinedMails } from './quarantine.read.ts';
import { rawContent } from './raw.read.ts';

const shownBytes = 256 * 1024;

export const listQuarantine = (ctx: Ctx, paging: { limit: number; cursor?: string | undefined }) =>
  quarantinedMails(ctx.db, ctx.actor, paging);

/** One mail of the quarantine and the beginning of its raw text. @throws Problem 404, also outside the caller's services */
export async function getQuarantined(ctx: Ctx, id: string) {
  const found = await quarantinedMail(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('mail in the quarantine');
  const content = (await rawContent(ctx.db, ctx.platform.files, id)) ?? Buffer.alloc(0);
  const truncated = content.length > shownBytes;
  return { ...found.view, raw: readable(content.subarray(0, shownBytes)), truncated };
}

/**
 * Raw bytes as text, line by line, since a mail may mix charsets: UTF-8 where it is, else the single-byte charset
 * that old mail programs wrote.
 */
function readable(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(decodeBytes(bytes.subarray(at, next)));
    at = next;
  }
  return lines.join('').replaceAll('\u0000', '\u{fffd}').toWellFormed();
}

/** Tries to file it again. @throws Problem 404, also outside the caller's services; 409 when somebody is at it */
export async function retryQuarantined(ctx: Ctx, id: string) {
  const found = await quarantinedMail(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('mail in the quarantine');
  const end = await retryRaw(ctx, id, async (tx, ended) => {
    await audit(tx, ctx.actor, {
      action: 'mail.retried',
      objectType: 'mail',
      objectId: id,
      serviceId: found.serviceId,
      before: { state: 'quarantined', reason: found.view.reason },
      after: { state: ended.state, reason: ended.reason },
    });
    if (ended.state !== 'quarantined')
      await record(tx, ctx.actor, {
        kind: 'mail.released',
        subjectId: id,
        serviceId: found.serviceId,
        data: { raw: id, entryPoint: found.view.entryPoint, state: ended.state },
      });
  });
  if (end === null) throw new Problem(409, 'not_quarantined', 'Somebody else has just tried it again.');
  return { state: end.state, contact: end.contactId, reason: end.reason };
}
