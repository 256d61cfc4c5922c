import { addJob, newId, readSetting, type Job, type Tx } from '#server/platform/index.ts';
import { MailNotSendable, renderMail } from './compose.ts';
import { tryDelivery, type Deliver } from './delivery.ts';
import { makeMessageId } from './message-id.ts';
import { anyMailAddress, mailAddressOf } from './outbound.read.ts';

const jobName = 'email.staff-notice';

interface StaffNotice {
  /** The address of a member of staff. */
  to: string;
  subject: string;
  text: string;
  language: string;
  /** It leaves from an address of this service; null: from any of ours. */
  serviceId: string | null;
}

/** Queues a mail to a member of staff, in the caller's transaction. It belongs to no conversation. */
export const queueStaffNotice = (tx: Tx, notice: StaffNotice): Promise<void> => {
  const id = newId();
  return addJob(tx, jobName, { ...notice, id, attempt: 1 }, { key: `${jobName}:${id}:1`, maxAttempts: 5 });
};

/** Sends mails to staff; tried again as any other mail. What cannot be sent is told in the log. */
export const staffNoticeJob = (deliver: Deliver): Job => ({
  name: jobName,
  async handle(ctx, payload) {
    const notice = payload as StaffNotice & { id: string; attempt: number };
    const from = (await mailAddressOf(ctx.db, notice.serviceId))?.address ?? (await anyMailAddress(ctx.db));
    if (from === null) {
      ctx.log.warn({ to: notice.to }, 'a mail to staff was not sent: no e-mail address is set up');
      return;
    }
    const domain = from.slice(from.lastIndexOf('@') + 1);
    try {
      const mail = await renderMail({
        messageId: makeMessageId(ctx.platform.secret, domain, notice.id),
        from: { name: (await readSetting<string>(ctx.db, 'organisation')) ?? '', address: from },
        to: [{ name: '', address: notice.to }],
        subject: notice.subject,
        text: notice.text,
        automatic: 'auto-generated',
        domain,
        language: notice.language,
        date: ctx.clock.now(),
      });
      const outcome = await tryDelivery(ctx, deliver, notice.id, mail, notice.attempt);
      if (outcome.state === 'failed')
        ctx.log.warn({ to: notice.to, said: outcome.said }, 'a mail to staff was not delivered');
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
      ctx.log.warn({ to: notice.to, err: error }, 'a mail to staff could not be written');
    }
  },
});
