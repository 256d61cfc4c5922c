import { addSystemLine, callbackPath } from '#server/contacts/index.ts';
import type { Consumer } from '#server/platform/index.ts';
import { calledBack } from './callback-links.read.ts';
import { mayWriteTo } from './confirmations.service.ts';
import { mailAddressOf } from './outbound.read.ts';
import { callbackSentences } from './sentences.ts';
import { queueNotice } from './notices.service.ts';

/** Who is promised a call gets the link to its page by mail, where an address of theirs is known. */
export const callbackLinks: Consumer = {
  name: 'email.callback-links',
  kinds: ['callback.promised'],
  async handle(tx, ctx, { data, serviceId }) {
    const { contact: contactId, email, language } = data as Record<string, string | null | undefined>;
    const found = contactId == null ? null : await calledBack(tx, contactId);
    const address = email ?? found?.address ?? null;
    // Called meanwhile, or nothing to write to: the call itself is what was promised.
    if (found === null || !found.open || address === null) return;
    if ((await mailAddressOf(tx, serviceId)) === null) return;
    const { conversationId } = found;
    if (!(await mayWriteTo(tx, ctx, { conversationId, kind: 'callback', address }))) return;
    const { subject, text } = callbackSentences(language ?? 'it', {
      link: `${ctx.platform.config.publicUrl}${callbackPath(ctx, contactId!, language ?? 'it')}`,
      number: found.number.slice(-3),
      at: found.at !== null && found.at > ctx.clock.now() ? found.at : null,
      timeZone: found.timeZone,
    });
    await queueNotice(tx, {
      audience: 'customer',
      to: address,
      subject,
      text,
      language: language ?? 'it',
      serviceId,
    });
    await addSystemLine(
      tx,
      ctx,
      conversationId,
      `Il link per spostare o annullare la richiamata è stato inviato a ${address}.`,
      { kind: 'callback-link', to: address },
    );
  },
};
