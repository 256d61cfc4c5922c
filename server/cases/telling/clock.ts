import { isConnectionError, singleFlight, type Ctx } from '#server/platform/index.ts';
import { sendDueToOther } from './others.service.ts';
import { nextPartyNewsDue, recipientsDue } from './others.store.ts';
import { sendDueOf } from './sending.service.ts';
import { customersDue, nextNoticeDue } from './telling.store.ts';

const batch = 100;
/** Even without a word from anybody the clock looks up so often, and never more often than the second. */
const longestSleep = 30_000;
const shortestSleep = 250;
/** After a fault of one customer's news nobody else waits, and it does not come back at once. */
const afterFaultMilliseconds = 60_000;

/**
 * Sends what customers are to be told when its time has come. Every process with the worker role may run it: what is
 * locked is looked at again, so that each is sent once.
 */
export function startTellingClock(ctx: Ctx): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  const failed = new Map<string, number>();

  /** Tells each of those of whom something is due; true where there were as many as are looked at together. */
  async function told(
    all: readonly string[],
    now: Date,
    send: (ctx: Ctx, id: string) => Promise<void>,
  ): Promise<boolean> {
    const due = all.filter((id) => (failed.get(id) ?? 0) <= now.getTime());
    for (const id of due) {
      if (stopped) return false;
      try {
        await send(ctx, id);
        failed.delete(id);
      } catch (error) {
        if (isConnectionError(error)) throw error;
        ctx.log.error({ err: error, customer: id }, 'a notice about a case could not be sent');
        failed.set(id, now.getTime() + afterFaultMilliseconds);
      }
    }
    return due.length >= batch;
  }

  async function work(): Promise<void> {
    const now = ctx.clock.now();
    const wholeBatch = [
      await told(await customersDue(ctx.db, now, batch), now, sendDueOf),
      await told(await recipientsDue(ctx.db, now, batch), now, sendDueToOther),
    ].some(Boolean);
    if (stopped) return;
    if (wholeBatch) return sleep(shortestSleep);
    const next = [await nextNoticeDue(ctx.db), await nextPartyNewsDue(ctx.db)].flatMap(
      (at) => at?.getTime() ?? [],
    );
    const wait = next.length === 0 ? longestSleep : Math.min(...next) - ctx.clock.now().getTime();
    sleep(Math.min(Math.max(wait, failed.size > 0 ? 5000 : shortestSleep), longestSleep));
  }

  function sleep(milliseconds: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = stopped ? null : setTimeout(runs.wake, milliseconds);
  }

  const runs = singleFlight(work, (error) => {
    if (!isConnectionError(error) && !stopped) ctx.log.error({ err: error }, 'the clock of notices failed');
    sleep(1000);
  });
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    if (events.some(({ kind }) => kind === 'case.notice')) runs.wake();
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
