import { setDelivery, type SmsNotice, type Transport } from '#server/contacts/index.ts';
import { addJob, type Ctx, type Tx } from '#server/platform/index.ts';
import { carriedWithin, uncarried } from './reports.rules.ts';
import { outgoingOf, ownNumberFor } from './sms.read.ts';
import { insertSms } from './sms.store.ts';

/** What carries short messages. */
export interface SmsMedium {
  /** Sends in the transaction of the change that wants it. */
  send(
    tx: Tx,
    ctx: Ctx,
    sms: {
      to: string;
      text: string;
      from?: string | null;
      conversationId?: string | null;
      /** The message that it carries: what becomes of it is told there. */
      messageId?: string | null;
      caseId?: string | null;
    },
  ): Promise<void>;
}

/** Sends nothing: what it is given waits, written down, for whoever carries it (`reports.service.ts` hears how it fares). */
export const smsMedium: SmsMedium = {
  async send(tx, ctx, { to, text, from = null, conversationId = null, messageId = null, caseId = null }) {
    const now = ctx.clock.now();
    const sms = await insertSms(tx, {
      direction: 'out',
      ownNumber: from,
      number: to,
      text,
      at: now,
      conversationId,
      messageId,
      caseId,
    });
    await addJob(tx, uncarried, { sms }, { runAt: new Date(now.getTime() + carriedWithin) });
  },
};

/** News of a case for somebody outside the register, from a number of its service, failing that of any. */
export async function smsNoticePost(tx: Tx, ctx: Ctx, notice: SmsNotice): Promise<boolean> {
  const from = await ownNumberFor(tx, notice.serviceId);
  if (from === null) return false;
  await smsMedium.send(tx, ctx, { to: notice.to, text: notice.text, from, caseId: notice.caseId });
  return true;
}

/** Answers of agents and notices go out by the same medium; they are `queued` until somebody tells that they left. */
export const smsTransport: Transport = {
  async queue(tx, ctx, { messageId }) {
    const found = await outgoingOf(tx, messageId);
    if (found === null) return;
    if (found.number === null) {
      await setDelivery(tx, ctx, { messageId, state: 'failed', detail: 'No number is known to write to.' });
      return;
    }
    await smsMedium.send(tx, ctx, {
      to: found.number,
      text: found.text,
      from: found.ownNumber,
      conversationId: found.conversationId,
      messageId,
    });
  },
  undo: () => Promise.resolve(false),
  async retry(tx, ctx, messageId) {
    await this.queue(tx, ctx, { messageId, conversationId: '', notBefore: ctx.clock.now() });
  },
};
