import { setDelivery } from '#server/contacts/index.ts';
import { systemActor, type Ctx, type Job } from '#server/platform/index.ts';
import { uncarried } from './reports.rules.ts';
import { changeCarried, lockCarried, wasSentAgain } from './reports.store.ts';

/** A message that nobody has taken out in time: it has failed, as if it had been rejected, and nobody is to send it any more. */
const givenUp = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const carried = await lockCarried(tx, null, { message: id, ref: null });
    if (carried?.state !== 'waiting') return;
    const why = 'Nobody took it out to send it: no gateway asks for messages.';
    await changeCarried(tx, id, { state: 'rejected', stateAt: ctx.clock.now(), why });
    ctx.log.warn({ sms: id }, 'a short message was given up: no gateway asks for messages');
    if (carried.messageId !== null && !(await wasSentAgain(tx, carried.messageId, id)))
      await setDelivery(
        tx,
        { ...ctx, actor: systemActor },
        { messageId: carried.messageId, state: 'failed', detail: why },
      );
  });

/** What nobody has taken out is given up, and said to have failed: it may go another way. */
export const uncarriedJob: Job = {
  name: uncarried,
  handle: (ctx, payload) => givenUp(ctx, (payload as { sms: string }).sms),
};
