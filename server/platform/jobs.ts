import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
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

/**
 * Runs jobs in this process until stopped. The library's runner may end by itself, after a fault that it does not get over,
 * or may look for nothing any more: it is followed by another then.
 * @param timing milliseconds after which a runner that does not look counts as stuck, and between one runner and the next
 */
export async function startJobs(
  ctx: Ctx,
  jobs: readonly Job[],
  concurrency = 4,
  timing = { stuck: 60_000, again: 1000 },
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
  const start = async (): Promise<Watched> => {
    const events: WorkerEvents = new EventEmitter();
    const watched = { looked: Date.now(), busy: 0 };
    events.on('worker:create', ({ worker }) => roll.add(worker.workerId));
    events.on('worker:getJob:start', () => (watched.looked = Date.now()));
    events.on('job:start', () => (watched.busy += 1));
    events.on('job:complete', () => (watched.busy -= 1));
    const runner = await run({
      events,
      pgPool: ctx.platform.database.pool,
      taskList,
      concurrency,
      pollInterval: 1000,
      noHandleSignals: true,
      logger: quietLogger(ctx),
    });
    return {
      runner,
      stuck: () => watched.busy < concurrency && Date.now() - watched.looked > timing.stuck,
    };
  };
  let current = await start();
  const stopping = new AbortController();
  const watching = watch();

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const end = await endOf(current, timing.stuck / 4, stopping.signal);
      if (end === null) return;
      ctx.log.error(
        { err: end.error, stuck: end.stuck },
        'the runner of jobs has stopped; another one takes its place',
      );
      // What it has in hand is finished, or freed with the roll once its workers are not seen to live.
      if (end.stuck) void current.runner.stop().catch(() => undefined);
      for (let next: Watched | null = null; next === null;) {
        await setTimeout(timing.again, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        next = await start().catch((error: unknown) => {
          ctx.log.error({ err: error }, 'no runner of jobs could be started yet');
          return null;
        });
        if (next !== null) current = next;
      }
    }
  }
  return {
    async stop() {
      stopping.abort();
      await watching;
      await current.runner.stop().catch(() => undefined);
      await roll.stop();
    },
  };
}

interface Watched {
  runner: Runner;
  /** Whether it has idle workers, none of which has looked for a job for long. */
  stuck: () => boolean;
}

/** How a runner has come to its end; null when it is to be stopped. */
async function endOf(
  { runner, stuck }: Watched,
  everyMilliseconds: number,
  signal: AbortSignal,
): Promise<{ stuck: boolean; error?: unknown } | null> {
  const ended = runner.promise.then(
    () => ({ stuck: false }),
    (error: unknown) => ({ stuck: false, error }),
  );
  for (;;) {
    const waited = setTimeout(everyMilliseconds, null, { signal }).catch(() => null);
    const end = await Promise.race([ended, waited]);
    if (signal.aborted) return null;
    if (end !== null) return end;
    if (stuck()) return { stuck: true };
  }
}

// graphile-worker logs each job; only its warnings and errors are news for us, and not that a job failed: that is said above.
const quietLogger = (ctx: Ctx) =>
  new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return;
    if (level === 'error') ctx.log.error({ meta }, message);
    else if (level === 'warning') ctx.log.warn({ meta }, message);
  });
