import { addJob, newId, readSetting, type Job, type Tx } from '#server/platform/index.ts';
import { MailNotSendable, renderMail } from './compose.ts';
import { tryDelivery, type Deliver } from './delivery.ts';
import { makeMessageId } from './message-id.ts';
import { anyMailAddress, mailAddressOf, settingsOfAddress } from './outbound.read.ts';
import { senderName, senderSettings, signatureLines } from './sender.rules.ts';

const jobName = 'email.notice';

interface Notice {
  /** To whom it speaks: a customer's is signed as an answer is. */
  audience: 'staff' | 'customer';
  to: string;
  subject: string;
  text: string;
  language: string;
  /** It leaves from an address of this service; to staff, and without a service, from any of ours. */
  serviceId: string | null;
}

/** Queues a mail that tells something, in the caller's transaction. It belongs to no conversation. */
export const queueNotice = (tx: Tx, notice: Notice): Promise<void> => {
  const id = newId();
  return addJob(tx, jobName, { ...notice, id, attempt: 1 }, { key: `${jobName}:${id}:1`, maxAttempts: 5 });
};

/** Sends notices; tried again as any other mail. What cannot be sent is told in the log. */
export const noticeJob = (deliver: Deliver): Job => ({
  name: jobName,
  async handle(ctx, payload) {
    const notice = payload as Notice & { id: string; attempt: number };
    const from = (await mailAddressOf(ctx.db, notice.serviceId))?.address ?? (await anyMailAddress(ctx.db));
    if (from === null) {
      ctx.log.warn({ to: notice.to }, 'a notice was not sent: no e-mail address is set up');
      return;
    }
    const domain = from.slice(from.lastIndexOf('@') + 1);
    const organisation = (await readSetting<string>(ctx.db, 'organisation')) ?? '';
    const own = notice.audience === 'staff' ? null : senderSettings(await settingsOfAddress(ctx.db, from));
    try {
      const mail = await renderMail({
        messageId: makeMessageId(ctx.platform.secret, domain, notice.id),
        from: { name: own === null ? organisation : senderName(own, organisation, null), address: from },
        to: [{ name: '', address: notice.to }],
        subject: notice.subject,
        text: notice.text,
        signature: own === null ? null : signatureLines(own, notice.language, { organisation }),
        automatic: 'auto-generated',
        domain,
        language: notice.language,
        date: ctx.clock.now(),
      });
      const outcome = await tryDelivery(ctx, deliver, notice.id, mail, notice.attempt);
      if (outcome.state === 'failed')
        ctx.log.warn({ to: notice.to, said: outcome.said }, 'a notice was not delivered');
      if (outcome.state === 'deferred')
        await ctx.tx((tx) =>
          addJob(
            tx,
            jobName,
            { ...notice, attempt: notice.attempt + 1 },
            { runAt: outcome.again, key: `${jobName}:${notice.id}:${notice.attempt + 1}`, maxAttempts: 5 },
          ),
        );
    } catch (error) {
      if (!(error instanceof MailNotSendable)) throw error;
      ctx.log.warn({ to: notice.to, err: error }, 'a notice could not be written');
    }
  },
});
