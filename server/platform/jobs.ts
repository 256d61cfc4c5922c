import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Ctx } from './context.ts';
import type { Tx } from './db.ts';
import { keepWorkerRoll } from './jobs-rescue.ts';

/** A job: its name and what to do. The handler must bear being run twice: a process may die after the effect. */
export interface Job {
  name: string;
  handle(ctx: Ctx, payload: unknown, attempt: { number: number; last: boolean }): Promise<void>;
}

/**
 * Queues a job in the transaction of the change that wants it: no commit, no job.
 * @param options.key a later job with the same key replaces a waiting one
 * @param options.queue jobs of one queue run one after the other
 */
export async function addJob(
  tx: Tx,
  name: string,
  payload: Record<string, unknown>,
  options: { runAt?: Date; key?: string; queue?: string; maxAttempts?: number } = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
    queue_name => ${options.queue ?? null}, run_at => ${options.runAt ?? null}::timestamptz,
    max_attempts => ${options.maxAttempts ?? 25}, job_key => ${options.key ?? null})`.execute(tx);
}

/** Takes a waiting job back by its key; a job that already runs is not stopped. */
export async function removeJob(tx: Tx, key: string): Promise<void> {
  await sql`select graphile_worker.remove_job(${key})`.execute(tx);
}

/** Runs jobs in this process until stopped. */
export async function startJobs(
  ctx: Ctx,
  jobs: readonly Job[],
  concurrency = 4,
): Promise<{ stop(): Promise<void> }> {
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload, helpers) => {
        const { attempts, max_attempts: most } = helpers.job;
        try {
          await job.handle(ctx, payload, { number: attempts, last: attempts >= most });
          ctx.platform.metrics.jobs.inc({ name: job.name, result: 'done' });
        } catch (error) {
          ctx.platform.metrics.jobs.inc({ name: job.name, result: 'failed' });
          const last = attempts >= most;
          ctx.log[last ? 'error' : 'warn'](
            { err: error, job: job.name, attempt: attempts },
            last ? 'a job failed for the last time' : 'a job failed and will be tried again',
          );
          throw error;
        }
      },
    ]),
  );
  // Before the first worker starts, so that none of them works without being seen to live.
  const roll = await keepWorkerRoll(ctx);
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => roll.add(worker.workerId));
  const runner: Runner = await run({
    events,
    pgPool: ctx.platform.database.pool,
    taskList,
    concurrency,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quietLogger(ctx),
  });
  return {
    async stop() {
      await runner.stop();
      await roll.stop();
    },
  };
}

// graphile-worker logs each job; only its warnings and errors are news for us, and not that a job failed: that is said above.
const quietLogger = (ctx: Ctx) =>
  new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return;
    if (level === 'error') ctx.log.error({ meta }, message);
    else if (level === 'warning') ctx.log.warn({ meta }, message);
  });
