import type { QueuePhone } from '#contract/queue-phone.ts';
import {
  configChanged,
  inScope,
  invalid,
  notFound,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues, type QueueRow } from '#server/routing/index.ts';
import { findQueuePhone, saveQueuePhone } from './queue-phone.store.ts';

/** What callers of a queue hear that nobody has set up. */
export const usualQueuePhone: QueuePhone = {
  direct: false,
  tellPosition: true,
  tellWait: true,
  everySeconds: 60,
  choicesSeconds: 90,
  choices: ['callback', 'message'],
  welcome: {},
  linkText: {},
};

/** What callers of a queue hear now. */
export const queuePhoneOf = async (db: Db | Tx, queueId: string): Promise<QueuePhone> =>
  (await findQueuePhone(db, queueId)) ?? usualQueuePhone;

async function queueIn(ctx: Ctx, db: Db | Tx, id: string, permissions: string[]): Promise<QueueRow> {
  const [queue] = await readQueues(db, [id]);
  if (queue === undefined || !inScope(scopeOf(ctx.actor, permissions), queue)) throw notFound('queue');
  return queue;
}

const viewOf = (queue: QueueRow, setting: QueuePhone) => ({
  ...setting,
  id: queue.id,
  callbacks: queue.callback.allowed,
});

/** @throws Problem 404 */
export async function queuePhone(ctx: Ctx, queueId: string) {
  const queue = await queueIn(ctx, ctx.db, queueId, ['admin.read', 'admin.routing']);
  return viewOf(queue, await queuePhoneOf(ctx.db, queueId));
}

/**
 * Sets what callers of a queue hear, from the next turn on.
 * @throws Problem 404, 422 naming `linkText.it` where an SMS is offered without a text, or a text without a link
 */
export const putQueuePhone = (ctx: Ctx, queueId: string, wish: QueuePhone) =>
  ctx.tx(async (tx) => {
    const queue = await queueIn(ctx, tx, queueId, ['admin.routing']);
    if (wish.choices.includes('sms') && wish.linkText['it'] === undefined)
      throw invalid('linkText.it', 'what the SMS says, with a link in it');
    for (const [language, text] of Object.entries(wish.linkText))
      if (!/https:\/\/\S+\.\S+/.test(text))
        throw invalid(`linkText.${language}`, 'a text with a link that begins with https://');
    const setting = { ...wish, choices: [...new Set(wish.choices)] };
    const before = await findQueuePhone(tx, queueId);
    await saveQueuePhone(tx, queueId, setting);
    await configChanged(tx, ctx.actor, {
      what: 'queue-phone',
      id: queueId,
      serviceId: queue.serviceId,
      before,
      after: setting,
    });
    return viewOf(queue, setting);
  });
