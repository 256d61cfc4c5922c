import {
  addJob,
  dropLease,
  isConnectionError,
  readSetting,
  takeLease,
  writeSetting,
  type Ctx,
  type Job,
} from '#server/platform/index.ts';
import { forgetListening } from '#server/contacts/index.ts';
import { forgetPresenceHistory } from '#server/routing/index.ts';
import { watchThresholds } from './alerts.service.ts';
import { checkNightly } from './check.service.ts';
import { makeForecasts } from './forecast.service.ts';
import { applyBegun } from './indicators.service.ts';
import { personalSince } from './protection.service.ts';
import { rollUp } from './rollups.service.ts';
import { forgetAgents } from './rollups.store.ts';
import { publishEnded } from './case-publication.service.ts';
import { boundsOf, dayIn, organisationTimeZone } from './time.ts';

const everyMilliseconds = 10_000;
const leaseSeconds = 45;
const leaseName = 'figures';
const nightlyKey = 'figures.nightly';
// After midnight by a while, when what belongs to the day before has been written.
const nightHour = 3;

/**
 * Keeps the figures up and watches the limits, every 10 s, in one process of all: who holds the lease. Another takes over
 * within a minute when it dies.
 */
export function startFigures(ctx: Ctx): { stop(): Promise<void> } {
  const { processId } = ctx.platform;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const step = async (what: string, work: () => Promise<unknown>) => {
    if (stopped) return;
    try {
      await work();
    } catch (error) {
      // One that fails must not keep the others from their work.
      if (!stopped && !isConnectionError(error)) ctx.log.error({ err: error }, `${what} failed`);
    }
  };
  async function turn(): Promise<void> {
    if ((await takeLease(ctx.db, leaseName, processId, leaseSeconds)) === null) return;
    await step('bringing the figures up', () => rollUp(ctx));
    await step('beginning versions of indicators', () => applyBegun(ctx));
    await step('watching the limits', () => watchThresholds(ctx));
    await step('asking for the work of the night', () => askNightly(ctx));
  }
  const run = () => {
    running = turn()
      .catch((error: unknown) => {
        if (!stopped && !isConnectionError(error))
          ctx.log.error({ err: error }, 'keeping the figures failed');
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(run, everyMilliseconds);
      });
  };
  run();
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
      await dropLease(ctx.db, leaseName, processId).catch((error: unknown) => {
        if (!isConnectionError(error)) throw error;
      });
    },
  };
}

/** Once a day, after the first hours of the night, and at the very first start: the check, the forecast, the deletion. */
async function askNightly(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now();
  const timeZone = await organisationTimeZone(ctx.db);
  const today = dayIn(timeZone, now);
  const last = await readSetting<string>(ctx.db, nightlyKey);
  const due =
    last === null ||
    (last < today && now.getTime() - boundsOf(timeZone, today).from.getTime() >= nightHour * 3_600_000);
  if (!due) return;
  await ctx.tx(async (tx) => {
    await writeSetting(tx, nightlyKey, today);
    await addJob(tx, nightlyJob.name, { day: today }, { key: `${nightlyJob.name}:${today}`, maxAttempts: 5 });
  });
}

/** The work of the night. Each part may be done twice. */
export const nightlyJob: Job = {
  name: 'insight.nightly',
  async handle(ctx) {
    await publishEnded(ctx);
    await checkNightly(ctx);
    await makeForecasts(ctx);
    await forgetOld(ctx);
  },
};

/** Deletes what tells about single agents and is older than the setting and the agreements allow. */
export async function forgetOld(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now();
  const before = await personalSince(ctx.db, now);
  const followed = await personalSince(ctx.db, now, 'listening');
  const gone = await ctx.tx(
    async (tx) =>
      (await forgetAgents(tx, before)) +
      (await forgetPresenceHistory(tx, before)) +
      (await forgetListening(tx, followed)),
  );
  if (gone > 0) ctx.log.info({ gone, before }, 'what told of single agents was deleted after its time');
}
