import { isConnectionError, singleFlight, type Ctx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { canDial } from '../hooks.ts';
import { changeCallback, dueCallbacks, nextDue, overdueCallbacks } from './callbacks.store.ts';
import { expireCallback } from './changing.service.ts';
import { enterCallback } from './entering.service.ts';

const batch = 100;
const afterFaultMilliseconds = 60_000;
/** Even without a word from anybody the clock looks up so often, and never more often than the second. */
const longestSleep = 30_000;
const shortestSleep = 250;
/** Where customers are dialled first, the dialler has its own pace; it may have gone since. */
const diallerSleep = 2000;

/**
 * Puts callbacks into their queues when their time has come, and gives up those past their end. Every process with the
 * routing role may run it: what is locked is looked at again, so that each is done once. Callbacks of queues that dial
 * the customer first are the dialler's as long as one is there.
 */
export function startCallbackClock(ctx: Ctx): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  async function work(): Promise<void> {
    const now = ctx.clock.now();
    for (const id of await overdueCallbacks(ctx.db, now, batch))
      await one(id, 'expiresAt', (contactId) => ctx.tx((tx) => expireCallback(tx, ctx, contactId)));
    const due = await dueCallbacks(ctx.db, now, batch);
    const dialled = await queuesOfDialler(due.map(({ queueId }) => queueId));
    let left = 0;
    for (const { contactId, queueId } of due) {
      if (stopped) return;
      if (dialled.has(queueId)) left += 1;
      else await one(contactId, 'dueAt', (id) => ctx.tx((tx) => enterCallback(tx, ctx, id)));
    }
    if (stopped) return;
    if (due.length - left >= batch) return sleep(shortestSleep);
    const next = await nextDue(ctx.db);
    const wait = next === null ? longestSleep : next.getTime() - ctx.clock.now().getTime();
    sleep(Math.min(Math.max(wait, left > 0 ? diallerSleep : shortestSleep), longestSleep));
  }

  async function queuesOfDialler(ids: readonly string[]): Promise<Set<string>> {
    const queues = await readQueues(ctx.db, [...new Set(ids)]);
    const first = queues.filter((queue) => queue.callback.first === 'customer');
    if (first.length === 0 || !(await canDial(ctx.db, ctx.clock.now()))) return new Set();
    return new Set(first.map(({ id }) => id));
  }

  // What goes wrong with one must not keep the others waiting, nor come back at once.
  async function one(
    id: string,
    time: 'dueAt' | 'expiresAt',
    act: (contactId: string) => Promise<unknown>,
  ): Promise<void> {
    try {
      await act(id);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      ctx.log.error({ err: error, contact: id }, 'a callback could not be brought on');
      const later = new Date(ctx.clock.now().getTime() + afterFaultMilliseconds);
      await ctx.tx((tx) => changeCallback(tx, id, { [time]: later }));
    }
  }

  function sleep(milliseconds: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = stopped ? null : setTimeout(runs.wake, milliseconds);
  }

  const runs = singleFlight(work, (error) => {
    if (!isConnectionError(error) && !stopped) ctx.log.error({ err: error }, 'the clock of callbacks failed');
    sleep(1000);
  });

  // Something may be due now before the time slept for.
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    if (events.some(({ kind }) => kind === 'contact.scheduled' || kind === 'config.changed')) runs.wake();
  });
  runs.wake();
  return {
    async stop() {
      stopped = true;
      runs.stop();
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      await runs.idle();
    },
  };
}
