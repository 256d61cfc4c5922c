import { setTimeout } from 'node:timers/promises';
import {
  contextFor,
  dropLease,
  isConnectionError,
  record,
  systemActor,
  takeLease,
  type Ctx,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import { whoIsTold } from './sweep.read.ts';
import { halves, takeReached, type Half, type Reached, type Sum, type Taken } from './sweep.store.ts';

const leaseName = 'clocks';
const everyMilliseconds = 15_000;
/** Of how many marks a transaction is, roughly: short enough for nobody to wait for it. */
const atOnce = 5000;
/** As many marks of a half are told one by one; more are told as sums, lest everybody's connection be filled with them. */
const few = 300;
// For transactions of others, each well under a second.
const waitMilliseconds = 20;
const mostWaits = 100;
// One statement carries at most 65,535 values, seven an event.
const mostEvents = 5000;

const about = (one: Reached) => ({
  clock: one.clock,
  subject: one.subject,
  subjectKind: one.subjectKind,
  label: one.label,
  key: one.key,
  dueAt: one.dueAt,
});
const placed = (one: Reached) => ({
  subjectId: one.subject,
  serviceId: one.serviceId,
  teamId: one.teamId,
});

/** Each mark to everybody in scope, and each warning to those whom it is for. */
async function eventsOfEach(tx: Tx, each: readonly Reached[]): Promise<NewEvent[]> {
  const warned = each.filter(({ mark }) => mark.kind === 'warn');
  const told = await whoIsTold(
    tx,
    warned.map((one) => ({ ...one, tell: one.mark.tell })),
  );
  return [
    ...each.map((one) => ({
      kind: one.mark.kind === 'warn' ? 'clock.warned' : 'clock.breached',
      ...placed(one),
      data: {
        ...about(one),
        ...(one.mark.kind === 'warn' ? { level: one.mark.level } : { multiple: one.mark.level }),
      },
    })),
    ...told.map(({ place, staff }) => ({
      kind: 'clock.warned',
      ...placed(warned[place]!),
      staffId: staff,
      data: { ...about(warned[place]!), level: warned[place]!.mark.level, personal: true },
    })),
  ];
}

const eventsOfSums = (sums: readonly Sum[]): NewEvent[] =>
  sums.map(({ serviceId, teamId, ...counts }) => ({ kind: 'clock.swept', serviceId, teamId, data: counts }));

/**
 * Tells what time has reached: who is to be warned, and what has passed its limit. Each level is told once; what fell due
 * while nobody looked is told now. Of much at once everybody is told how much; what it is stands in the logs and in the
 * list of warnings. Some clocks at a time, each time committed: what dies goes on where it was, and others may look, too.
 * @returns how many marks were reached
 */
export async function sweep(ctx: Ctx, sizes: Sizes = {}): Promise<number> {
  // What is written takes longer to compute than to store: both halves at a time.
  const done = await Promise.allSettled(halves.map((half) => sweepHalf(ctx, sizes, half)));
  const failed = done.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return done.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
}

type Sizes = { atOnce?: number; few?: number };

/** Takes some of what time has reached and tells it. */
const take = (ctx: Ctx, sizes: Sizes, after: Date | null, half: Half): Promise<Taken> =>
  contextFor(ctx.platform, systemActor).tx(async (tx) => {
    const found = await takeReached(tx, ctx.clock.now(), {
      limit: sizes.atOnce ?? atOnce,
      few: sizes.few ?? few,
      after,
      half,
    });
    const events = found.each === null ? eventsOfSums(found.sums) : await eventsOfEach(tx, found.each);
    for (let from = 0; from < events.length; from += mostEvents)
      await record(tx, systemActor, ...events.slice(from, from + mostEvents));
    return found;
  });

async function sweepHalf(ctx: Ctx, sizes: Sizes, half: Half): Promise<number> {
  let total = 0;
  let round = 0;
  let waited = 0;
  // What was taken leaves traces in the index until it is cleaned: each look begins where the one before ended.
  for (let after: Date | null = null; ;) {
    const taken: Taken = await take(ctx, sizes, after, half);
    total += taken.marks;
    round += taken.marks;
    const full = taken.looked === (sizes.atOnce ?? atOnce);
    if (full && taken.marks === 0 && after?.getTime() === taken.last?.getTime()) {
      // All that is to be seen from here is in other hands: they are about to be done with it, or it is left to the next look.
      if (++waited > mostWaits) return total;
      await setTimeout(waitMilliseconds);
      continue;
    }
    waited = 0;
    if (!full && (after === null || round === 0)) return total;
    if (full) after = taken.last;
    else [after, round] = [null, 0];
  }
}

/** Looks at what falls due, in one process of all. */
export function startClockSweep(ctx: Ctx): { stop(): Promise<void> } {
  const { processId } = ctx.platform;
  const turn = async () => {
    if ((await takeLease(ctx.db, leaseName, processId, (3 * everyMilliseconds) / 1000)) === null) return;
    await sweep(ctx);
  };
  let running: Promise<void> | null = null;
  const run = () => {
    running ??= turn()
      .catch((error: unknown) => {
        if (!isConnectionError(error)) ctx.log.error({ err: error }, 'what falls due could not be looked at');
      })
      .finally(() => {
        running = null;
      });
  };
  run();
  const timer = setInterval(run, everyMilliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
      await dropLease(ctx.db, leaseName, processId);
    },
  };
}
