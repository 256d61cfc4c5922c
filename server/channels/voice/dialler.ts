import { dueCallbacks } from '#server/contacts/index.ts';
import { dropLease, isConnectionError, takeLease, type Ctx } from '#server/platform/index.ts';
import { readQueues, roomIn } from '#server/routing/index.ts';
import { toDial } from './call.rules.ts';
import { follow } from './calls.service.ts';
import { diallingGateway, findCall, orphanedCalls } from './calls.store.ts';
import { heardSince } from './medium.ts';
import { dialFor } from './orders.events.ts';
import { underWayIn } from './voice.read.ts';

const leaseName = 'voice.dialler';
const batch = 200;

/**
 * Dials customers before an agent is asked, where their queue wants it so, at the pace of agents becoming free; and ends
 * the calls of gateways that have gone silent. One process of all does it.
 */
export function startDialler(ctx: Ctx, every = 1000): { stop(): Promise<void> } {
  const { processId } = ctx.platform;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const turn = async () => {
    if ((await takeLease(ctx.db, leaseName, processId, 10)) === null) return;
    await endOrphans(ctx);
    await dialDue(ctx);
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = turn()
      .catch((error: unknown) => {
        if (!isConnectionError(error) && !stopped) ctx.log.error({ err: error }, 'the dialler failed');
      })
      .finally(() => {
        busy = false;
      });
  }, every);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
      await dropLease(ctx.db, leaseName, processId).catch((error: unknown) =>
        ctx.log.debug({ err: error }, 'the lease of the dialler was not given back'),
      );
    },
  };
}

async function dialDue(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now();
  if ((await diallingGateway(ctx.db, heardSince(now))) === null) return;
  const due = Map.groupBy(await dueCallbacks(ctx.db, now, batch), ({ queueId }) => queueId);
  for (const queue of await readQueues(ctx.db, [...due.keys()])) {
    if (queue.callback.first !== 'customer') continue;
    const waiting = due.get(queue.id)!;
    const room = await roomIn(ctx.db, queue.id, 'phone');
    const count = toDial({
      due: waiting.length,
      free: room.free,
      present: room.present,
      underWay: await underWayIn(ctx.db, queue.id),
      front: room.first === null || waiting[0]!.placeAt <= room.first,
    });
    for (const { contactId } of waiting.slice(0, count))
      await ctx.tx((tx) => dialFor(tx, ctx, contactId, null));
  }
}

/** A gateway that is gone carries no calls: what it had is over, and everybody is told. */
async function endOrphans(ctx: Ctx): Promise<void> {
  for (const id of await orphanedCalls(ctx.db, heardSince(ctx.clock.now())))
    await ctx.tx(async (tx) => {
      const call = await findCall(tx, { id }, { lock: true });
      if (call !== null)
        await follow(tx, ctx, call, {
          kind: 'ended',
          at: ctx.clock.now(),
          by: 'gateway',
          cause: 'failed',
        });
    });
}
