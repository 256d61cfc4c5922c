import type { Ctx } from './context.ts';
import { isConnectionError } from './db.ts';
import { enrolWorkers, leaveRoll, unlockOrphans } from './jobs-rescue.store.ts';

const renewMilliseconds = 10_000;
/** A job whose worker has not been seen for so long is free for others. */
const seenSeconds = 30;

/**
 * A job that was being run when its process was killed stays locked for hours, since nobody knows that its worker is
 * dead. So workers keep a roll of who lives, renewed while the process does, and free what the dead have held.
 */
export async function keepWorkerRoll(
  ctx: Ctx,
): Promise<{ add(workerId: string): void; stop(): Promise<void> }> {
  const workers = new Set<string>();
  let running: Promise<void> | null = null;

  async function renew(): Promise<void> {
    try {
      await enrolWorkers(ctx.db, [...workers], ctx.platform.processId, seenSeconds);
      const freed = await unlockOrphans(ctx.db, seenSeconds);
      if (freed.length > 0) ctx.log.warn({ workers: freed }, 'jobs of a process that is gone are run again');
    } catch (error) {
      if (!isConnectionError(error)) ctx.log.error({ err: error }, 'the roll of workers could not be kept');
    }
  }
  const wake = () => {
    running ??= renew().finally(() => {
      running = null;
    });
    return running;
  };

  await wake();
  const timer = setInterval(() => void wake(), renewMilliseconds);
  return {
    add(workerId) {
      workers.add(workerId);
      // All workers of a process are made in one go: one statement enrols them.
      setImmediate(() => void wake());
    },
    async stop() {
      clearInterval(timer);
      await running;
      await leaveRoll(ctx.db, ctx.platform.processId).catch((error: unknown) => {
        if (!isConnectionError(error)) throw error;
      });
    },
  };
}
