import { eventKinds } from '#contract/live.ts';
import { singleViewsAllowed } from '#server/access/index.ts';
import type { Consumer, Tx } from '#server/platform/index.ts';
import { wantsEvent } from './webhooks.rules.ts';
import { queueDelivery } from './webhooks.service.ts';
import { activeWebhooks, insertDelivery } from './webhooks.store.ts';

// Asked for once in a transaction, which may hold hundreds of events; a change among them makes it ask again.
const known = new WeakMap<Tx, Awaited<ReturnType<typeof activeWebhooks>>>();

async function webhooksIn(tx: Tx) {
  const found = known.get(tx) ?? (await activeWebhooks(tx));
  known.set(tx, found);
  return found;
}

/** Turns every event that a webhook wants into a delivery and a job, in the transaction that moves the cursor. */
export const webhooksConsumer: Consumer = {
  name: 'automation.webhooks',
  kinds: Object.keys(eventKinds),
  async handle(tx, ctx, event) {
    if (event.kind === 'config.changed' && event.data['what'] === 'webhook') known.delete(tx);
    for (const webhook of await webhooksIn(tx)) {
      if (!wantsEvent(webhook, event)) continue;
      // How a single agent is doing leaves the house under an agreement with the staff only.
      if (event.kind === 'agent.presence' && !(await singleViewsAllowed(tx, ctx.clock.now()))) continue;
      const delivery = await insertDelivery(tx, webhook.id, event, (id) => ({
        id,
        kind: event.kind,
        seq: event.seq,
        at: event.at.toISOString(),
        subject: event.subjectId,
        actor: event.actor,
        data: event.data,
      }));
      if (delivery !== null) await queueDelivery(tx, delivery, webhook.id);
    }
  },
};
