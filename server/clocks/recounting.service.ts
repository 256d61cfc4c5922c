import type { ClockWarning } from '#contract/clocks.ts';
import type { ClockUnit } from '#server/calendars/index.ts';
import { addJob, audit, isUuid, type Consumer, type Ctx, type Job, type Tx } from '#server/platform/index.ts';
import { turn } from './clocks.service.ts';
import { changeTerms, findClock, openClocks } from './clocks.store.ts';
import { placeOfService, standardById } from './packs.store.ts';

// A calendar or a standard has changed: open clocks are counted anew from their logs, some at a time.

type Which = { calendar: string } | { standard: string } | { service: string };
const jobName = 'clocks.recount';
const atOnce = 200;

/** Has the open clocks counted anew that a change concerns, once the change is committed. */
export const askRecount = (tx: Tx, which: Which): Promise<void> =>
  addJob(tx, jobName, which, { queue: jobName });

/** Counts open clocks anew. @returns how many, and of how many the limit has moved */
export async function recount(ctx: Ctx, which: Which): Promise<{ counted: number; moved: number }> {
  const done = { counted: 0, moved: 0 };
  for (let after: string | null = null; ;) {
    const ids: string[] = await openClocks(ctx.db, which, after, atOnce);
    if (ids.length === 0) break;
    await ctx.tx(async (tx) => {
      for (const id of ids) {
        done.counted += 1;
        if (await recountOne(tx, ctx, id)) done.moved += 1;
      }
    });
    after = ids.at(-1)!;
  }
  if (done.counted > 0)
    await ctx.tx((tx) =>
      audit(tx, ctx.actor, { action: 'clock.recounted', objectType: 'clock', after: { ...which, ...done } }),
    );
  return done;
}

async function recountOne(tx: Tx, ctx: Ctx, id: string): Promise<boolean> {
  const row = await findClock(tx, 'all', id, true);
  if (row === null || (row.state !== 'running' && row.state !== 'paused')) return false;
  const standard = row.standardId === null ? null : await standardById(tx, row.standardId);
  const { calendarId } = await placeOfService(tx, row.serviceId);
  const terms =
    standard === null
      ? { unit: row.unit, amount: row.amount, pauses: row.pauses, warnings: row.warnings, calendarId }
      : {
          unit: standard.unit as ClockUnit,
          amount: standard.amount,
          pauses: standard.pauses,
          warnings: standard.warnings as ClockWarning[],
          calendarId,
        };
  await changeTerms(tx, id, terms);
  const was = { unit: row.unit, amount: row.amount, dueAt: row.dueAt?.toISOString() ?? null };
  const standing = await turn(
    tx,
    ctx,
    { ...row, ...terms },
    { kind: 'recompute', at: ctx.clock.now(), data: { before: was } },
  );
  return (standing.dueAt?.toISOString() ?? null) !== was.dueAt;
}

export const recountJob: Job = {
  name: jobName,
  async handle(ctx, payload) {
    const which = payload as Record<string, unknown>;
    for (const key of ['calendar', 'standard', 'service'] as const)
      if (typeof which[key] === 'string' && isUuid(which[key]))
        await recount(ctx, { [key]: which[key] } as Which);
  },
};

/** A calendar was changed: days that counted may count no longer. */
export const calendarsConsumer: Consumer = {
  name: 'clocks.calendars',
  kinds: ['config.changed'],
  async handle(tx, _ctx, event) {
    const { what, id } = event.data;
    if (what === 'calendar' && typeof id === 'string' && isUuid(id)) await askRecount(tx, { calendar: id });
  },
};
