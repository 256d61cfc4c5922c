import type { ClockWarning } from '#contract/clocks.ts';
import type { ClockUnit } from '#server/calendars/index.ts';
import { addJob, audit, isUuid, type Consumer, type Ctx, type Job, type Tx } from '#server/platform/index.ts';
import { turn } from './clocks.service.ts';
import { changeTerms, findClock } from './clocks.store.ts';
import { openClocksOf, type OpenClock, type Which } from './moves.read.ts';
import { calendarsRead, rechoosing } from './moves.service.ts';
import { changeStandardOfClock } from './pack-changes.store.ts';
import { packById, placeOfService, standardById, type StandardOf } from './packs.store.ts';

// A calendar or a standard has changed: open clocks are counted anew from their logs, some at a time.

const jobName = 'clocks.recount';
const atOnce = 200;

/** Has the open clocks counted anew that a change concerns, once the change is committed. */
export const askRecount = (tx: Tx, which: Which): Promise<void> =>
  addJob(tx, jobName, which, { queue: jobName });

/** Counts open clocks anew. @returns how many, of how many the limit has moved, and of how many to an earlier day */
export async function recount(
  ctx: Ctx,
  which: Which,
): Promise<{ counted: number; moved: number; earlier: number }> {
  const done = { counted: 0, moved: 0, earlier: 0 };
  const pack = 'pack' in which ? await packById(ctx.db, which.pack) : null;
  if ('pack' in which && pack?.state !== 'in_force') return done;
  const choose =
    pack === null
      ? null
      : await rechoosing(ctx.db, pack, { validFrom: pack.from, validTo: pack.to }, calendarsRead(ctx.db));
  for (let after: string | null = null; ;) {
    const clocks: OpenClock[] = await openClocksOf(ctx.db, which, after, atOnce);
    if (clocks.length === 0) break;
    await ctx.tx(async (tx) => {
      for (const clock of clocks) {
        const other = choose === null ? null : await choose(clock);
        // By a pack only those are counted that have another standard by it.
        if (choose !== null && (other === null || other.id === clock.standardId)) continue;
        const by = await recountOne(tx, ctx, clock.id, other);
        done.counted += 1;
        if (by !== 0) done.moved += 1;
        if (by < 0) done.earlier += 1;
      }
    });
    after = clocks.at(-1)!.id;
  }
  if (done.counted > 0)
    await ctx.tx((tx) =>
      audit(tx, ctx.actor, { action: 'clock.recounted', objectType: 'clock', after: { ...which, ...done } }),
    );
  return done;
}

/** @returns by how many milliseconds the limit has moved */
async function recountOne(tx: Tx, ctx: Ctx, id: string, other: StandardOf | null): Promise<number> {
  const row = await findClock(tx, 'all', id, true);
  if (row === null || (row.state !== 'running' && row.state !== 'paused')) return 0;
  if (other !== null) await changeStandardOfClock(tx, id, other);
  const standard = other ?? (row.standardId === null ? null : await standardById(tx, row.standardId));
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
    {
      kind: 'recompute',
      at: ctx.clock.now(),
      data: { before: was, ...(other === null ? {} : { pack: other.packCode }) },
    },
  );
  return row.dueAt === null || standing.dueAt === null ? 0 : standing.dueAt.getTime() - row.dueAt.getTime();
}

export const recountJob: Job = {
  name: jobName,
  async handle(ctx, payload) {
    const which = payload as Record<string, unknown>;
    for (const key of ['calendar', 'standard', 'service', 'pack'] as const)
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
