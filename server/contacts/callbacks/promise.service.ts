import type { createCallback } from '#contract/callbacks.ts';
import type { Parsed } from '#contract/route.ts';
import { customersByIds } from '#server/customers/index.ts';
import { invalid, notFound, type Ctx } from '#server/platform/index.ts';
import { queuesSeenBy } from '#server/routing/index.ts';
import { accessContact } from '../access.ts';
import { requestCallback, type CallbackPromise } from './request.service.ts';

/**
 * A member of staff, or a program, promises a customer a call by a queue that they see.
 * @throws Problem 404 for the queue or the origin, 422 naming the field
 */
export const promiseCallback = (
  ctx: Ctx,
  wish: Parsed<typeof createCallback>['body'],
): Promise<CallbackPromise> =>
  ctx.tx(async (tx) => {
    if (!(await queuesSeenBy(tx, ctx.actor)).some(({ id }) => id === wish.queue)) throw notFound('queue');
    if (wish.origin !== null) await accessContact(tx, ctx.actor, wish.origin, 'contact.read');
    const customer = (await customersByIds(tx, [wish.customer])).get(wish.customer);
    if (customer === undefined) throw invalid('customer', 'no such customer');
    return requestCallback(tx, ctx, {
      number: wish.number,
      queueId: wish.queue,
      via: ctx.actor.kind === 'staff' ? 'desk' : 'api',
      at: wish.at === null ? null : new Date(wish.at),
      note: wish.note,
      language: customer.language,
      customer: { id: wish.customer },
      origin: wish.origin,
    });
  });
