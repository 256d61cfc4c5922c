import { isConnectionError, singleFlight, type Ctx } from '#server/platform/index.ts';
import { tellOfAppointment } from './appointment-telling.service.ts';
import { missedNow, remindNow } from './appointments.read.ts';
import { missIn } from './appointments.service.ts';
import { changeAppointment } from './appointments.store.ts';

const batch = 100;
const every = 20_000;
const afterFault = 10 * 60_000;

/**
 * Says of appointments that they are missed, and reminds of those of tomorrow. Every process with the worker role may
 * run it: each appointment is locked and looked at again, so that each is done once.
 */
export function startAppointmentClock(ctx: Ctx): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const runs = singleFlight(
    async () => {
      const more = await appointmentsDue(ctx, () => stopped);
      sleep(more ? 0 : every);
    },
    (error) => {
      if (!isConnectionError(error) && !stopped)
        ctx.log.error({ err: error }, 'the clock of appointments failed');
      sleep(every);
    },
  );
  function sleep(milliseconds: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = stopped ? null : setTimeout(runs.wake, milliseconds);
  }
  runs.wake();
  return {
    async stop() {
      stopped = true;
      runs.stop();
      if (timer !== null) clearTimeout(timer);
      await runs.idle();
    },
  };
}

/** Does what is due now. @returns whether there may be more of it */
export async function appointmentsDue(ctx: Ctx, stopped: () => boolean = () => false): Promise<boolean> {
  const now = ctx.clock.now();
  const missed = await missedNow(ctx.db, now, batch);
  const due = await remindNow(ctx.db, now, batch);
  let faults = 0;
  // What goes wrong with one must not keep the others waiting.
  const one = async (id: string, work: () => Promise<unknown>) => {
    if (stopped()) return;
    try {
      await work();
    } catch (error) {
      if (isConnectionError(error)) throw error;
      faults += 1;
      ctx.log.error({ err: error, appointment: id }, 'an appointment could not be brought on');
    }
  };
  for (const id of due)
    await one(id, async () => {
      try {
        await ctx.tx((tx) => tellOfAppointment(tx, ctx, id, 'reminder'));
      } catch (error) {
        if (isConnectionError(error)) throw error;
        // Tried again, and not before the others.
        await ctx.tx((tx) => changeAppointment(tx, id, { remindAt: new Date(now.getTime() + afterFault) }));
        throw error;
      }
    });
  for (const id of missed) await one(id, () => ctx.tx((tx) => missIn(tx, ctx, id)));
  return faults === 0 && (missed.length === batch || due.length === batch);
}
