import type { z } from 'zod';
import type { queueLive } from '#contract/insight.ts';
import { isOpenNow } from '#server/calendars/index.ts';
import { Problem, type Ctx } from '#server/platform/index.ts';
import { queueFigures, type QueueFigures } from './queues-live.read.ts';
import { serviceLevel, serviceLevelShare } from './service-level.rules.ts';
import { organisationTimeZone } from './time.ts';

/** Per queue in scope, today's figures up to this moment; waits in seconds. */
export async function queuesLive(ctx: Ctx): Promise<{ at: Date; items: z.input<typeof queueLive>[] }> {
  const at = ctx.clock.now();
  const queues = await queueFigures(ctx.db, ctx.actor, at, await organisationTimeZone(ctx.db));
  const open = await Promise.all(queues.map((queue) => isQueueOpen(ctx, queue, at)));
  return { at, items: queues.map((queue, place) => viewOf(queue, open[place]!)) };
}

/** Whether a queue is open at an instant: by the emergency switch and its hours. */
export async function isQueueOpen(
  ctx: Ctx,
  { emergencyClosed, calendarId }: Pick<QueueFigures, 'emergencyClosed' | 'calendarId'>,
  at: Date,
): Promise<boolean> {
  if (emergencyClosed) return false;
  try {
    return await isOpenNow(ctx.db, calendarId, at);
  } catch (error) {
    // A calendar that is gone closes nothing, and must not take the whole strip away.
    if (error instanceof Problem && error.status === 404) return true;
    throw error;
  }
}

function viewOf(queue: QueueFigures, open: boolean): z.input<typeof queueLive> {
  const { formula, version, threshold, target } = queue.serviceLevel;
  const counts = {
    ...queue,
    queued: queue.offered,
    settled: queue.offered - queue.waiting - queue.callbacks - queue.announced,
  };
  return {
    queue: queue.id,
    name: queue.name,
    open,
    emergency: queue.emergencyClosed,
    offered: queue.offered,
    waiting: queue.waiting,
    longestWait: Math.round(queue.longestWait),
    answered: queue.answered,
    abandoned: queue.abandoned,
    shortAbandoned: queue.shortAbandoned,
    flowedOut: queue.flowedOut,
    expired: queue.expired,
    callbacks: queue.callbacks,
    announced: queue.announced,
    averageWait: queue.answered === 0 ? null : queue.answeredWait / queue.answered,
    inHandling: queue.inHandling,
    serviceLevel: {
      formula,
      version,
      threshold,
      target,
      value: serviceLevel(formula, counts),
      ...serviceLevelShare(formula, counts),
    },
  };
}
