import {
  contextFor,
  dropLease,
  isConnectionError,
  record,
  systemActor,
  takeLease,
  type Ctx,
  type NewEvent,
} from '#server/platform/index.ts';
import { whoIsTold } from './sweep.read.ts';
import { takeReached, type Reached } from './sweep.store.ts';

const leaseName = 'clocks';
const everyMilliseconds = 15_000;
const atOnce = 2000;

const about = (one: Reached) => ({
  clock: one.clock,
  subject: one.subject,
  subjectKind: one.subjectKind,
  label: one.label,
  key: one.key,
  dueAt: one.dueAt?.toISOString() ?? null,
});

/**
 * Tells what time has reached: who is to be warned, and what has passed its limit. Each level is told once; what fell due
 * while nobody looked is told now. @returns how many marks were reached
 */
export async function sweep(ctx: Ctx): Promise<number> {
  const system = contextFor(ctx.platform, systemActor);
  let total = 0;
  for (;;) {
    const reached = await system.tx(async (tx) => {
      const found = await takeReached(tx, ctx.clock.now(), atOnce);
      const warned = found.filter(({ mark }) => mark.kind === 'warn');
      const told = await whoIsTold(
        tx,
        warned.map((one) => ({ ...one, tell: one.mark.tell })),
      );
      const events = found.map((one): NewEvent => ({
        kind: one.mark.kind === 'warn' ? 'clock.warned' : 'clock.breached',
        subjectId: one.subject,
        serviceId: one.serviceId,
        teamId: one.teamId,
        data: {
          ...about(one),
          ...(one.mark.kind === 'warn' ? { level: one.mark.level } : { multiple: one.mark.level }),
        },
      }));
      const personal = told.map(({ place, staff }): NewEvent => ({
        kind: 'clock.warned',
        subjectId: warned[place]!.subject,
        serviceId: warned[place]!.serviceId,
        teamId: warned[place]!.teamId,
        staffId: staff,
        data: { ...about(warned[place]!), level: warned[place]!.mark.level, personal: true },
      }));
      await record(tx, systemActor, ...events, ...personal.slice(0, mostPersonal));
      return found.length;
    });
    total += reached;
    if (reached === 0) return total;
  }
}
// One statement carries at most 65,535 values, seven an event.
const mostPersonal = 5000;

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
