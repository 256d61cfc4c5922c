import * as contract from '#contract/callbacks.ts';
import { openingHours } from '#server/calendars/index.ts';
import { notFound, on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { queuesSeenBy } from '#server/routing/index.ts';
import { accessContact } from '../access.ts';
import { noteLook } from '../looks.ts';
import { recordAttempt } from './attempts.service.ts';
import { attemptsOf, callbackById, callbackCounts, callbackPage, rulesOf } from './callbacks.read.ts';
import { timesToChoose } from './callbacks.rules.ts';
import { cancelCallback, rescheduleCallback } from './changing.service.ts';
import { promiseCallback } from './promise.service.ts';

async function callbackNow(ctx: Ctx, id: string) {
  const found = await callbackById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('callback');
  return found;
}

export const callbackRoutes: Mounted[] = [
  on(contract.listCallbacks, ({ ctx, input }) =>
    callbackPage(ctx.db, ctx.actor, input.query, ctx.clock.now()),
  ),
  on(contract.countCallbacks, async ({ ctx }) => ({
    items: await callbackCounts(ctx.db, ctx.actor, ctx.clock.now()),
  })),
  on(contract.getCallback, async ({ ctx, input }) => {
    const { id } = input.params;
    await accessContact(ctx.db, ctx.actor, id, 'contact.read');
    const found = await callbackNow(ctx, id);
    await noteLook(ctx, found.contact.customer, 'callback');
    return { ...found, attempt: await attemptsOf(ctx.db, id), ...(await rulesOf(ctx.db, id)) };
  }),
  on(contract.createCallback, async ({ ctx, input }) => {
    const { contactId, existed } = await promiseCallback(ctx, input.body);
    return { ...(await callbackNow(ctx, contactId)), existed };
  }),
  on(contract.cancelCallback, async ({ ctx, input }) =>
    callbackNow(ctx, await cancelCallback(ctx, input.params.id, input.body.why)),
  ),
  on(contract.rescheduleCallback, async ({ ctx, input }) =>
    callbackNow(
      ctx,
      await rescheduleCallback(ctx, input.params.id, {
        at: new Date(input.body.at),
        why: input.body.why,
      }),
    ),
  ),
  on(contract.recordAttempt, async ({ ctx, input }) => {
    const before = await callbackNow(ctx, input.params.id);
    await recordAttempt(ctx, input.params.id, input.body);
    // Given back to where the caller may not look: what they last saw of it.
    return (await callbackById(ctx.db, ctx.actor, input.params.id)) ?? before;
  }),
  on(contract.callbackTimes, async ({ ctx, input }) => {
    const queue = (await queuesSeenBy(ctx.db, ctx.actor)).find(({ id }) => id === input.params.id);
    if (queue === undefined) throw notFound('queue');
    const { isOpen } = await openingHours(ctx.db, queue.calendarId);
    return { times: timesToChoose(ctx.clock.now(), isOpen) };
  }),
];
