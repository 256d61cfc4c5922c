import { isUuid, unseal, type Ctx, type Job } from '#server/platform/index.ts';
import { post } from './send.ts';
import { deliveryHeader, kindHeader, signatureHeader, signBody } from './signature.rules.ts';
import { deliveriesKept, failuresBeforeOff } from './webhooks.rules.ts';
import { deliverJobName, sealPurpose, tellWebhook } from './webhooks.service.ts';
import {
  dropOldDeliveries,
  findDelivery,
  findWebhook,
  giveUpDelivery,
  noteAttempt,
  updateWebhookRow,
} from './webhooks.store.ts';

/**
 * Delivers one event to one webhook. Run twice it may be received twice, with the same delivery id; a receiver leaves
 * out what it has had. A failure is noted and thrown, which has it tried again later; too many in a row switch the
 * webhook off.
 */
async function deliver(ctx: Ctx, id: string, last: boolean): Promise<void> {
  const delivery = await findDelivery(ctx.db, id);
  // Deleted with its webhook, or done by an earlier run that died before it could say so.
  if (delivery === null || delivery.state !== 'queued') return;
  if (!delivery.active) {
    await ctx.tx((tx) => giveUpDelivery(tx, id, 'the webhook is switched off'));
    return;
  }
  const body = JSON.stringify(delivery.body);
  const secret = unseal(ctx.platform.secret, sealPurpose, delivery.secret);
  const sent = await post(
    delivery.url,
    body,
    {
      'content-type': 'application/json',
      'user-agent': 'Filodiretto-Webhooks/1',
      [signatureHeader]: signBody(secret, body, new Date()),
      [deliveryHeader]: delivery.id,
      [kindHeader]: delivery.kind,
    },
    ctx.platform.config.webhookPrivate,
  );
  const off = await ctx.tx(async (tx) => {
    const state = sent.ok ? 'delivered' : last ? 'failed' : 'queued';
    const now = ctx.clock.now();
    const failures = await noteAttempt(tx, delivery, { ...sent, state }, now);
    await dropOldDeliveries(tx, delivery.webhookId, new Date(now.getTime() - deliveriesKept));
    if (failures < failuresBeforeOff) return false;
    const before = await findWebhook(tx, delivery.webhookId);
    if (before?.active !== true) return true;
    await updateWebhookRow(tx, before.id, { active: false });
    await giveUpDelivery(tx, id, `${sent.status} ${sent.response}`.trim());
    const reason = `switched off after ${failures} failed attempts in a row`;
    await tellWebhook(tx, ctx, 'webhook.switched-off', before, { ...before, active: false }, reason);
    return true;
  });
  if (!sent.ok && !last && !off)
    throw new Error(`webhook ${delivery.webhookId}: ${sent.status} ${sent.response}`.trim());
}

export const automationJobs: Job[] = [
  {
    name: deliverJobName,
    async handle(ctx, payload, attempt) {
      const { delivery } = payload as { delivery?: unknown };
      if (typeof delivery !== 'string' || !isUuid(delivery))
        throw new Error(`${deliverJobName}: a job without a delivery`);
      await deliver(ctx, delivery, attempt.last);
    },
  },
];
