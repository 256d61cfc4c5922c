import { readSetting, writeSetting, type Ctx, type Db } from '#server/platform/index.ts';
import { personalSince } from './protection.service.ts';
import { firstAt, markSpan, markTouched, quarter, takeMarked, writeRollups } from './rollups.store.ts';

/** `through`: quarters until then have been rolled up at least once, later ones are read from legs. */
interface Progress {
  through: string;
  scanned: string;
}
const progressKey = 'figures.progress';
// A verb may commit a while after the instant that it writes: looked back upon, so that none is missed. What is later
// still (a clock that was wrong, an import) is found by the nightly check.
const lookBack = 5 * 60_000;
// A day at a time: one statement for many quarters, yet no transaction without end.
const most = 96;

/** Up to when the rollups stand; null before the first were made. */
export async function rolledUpThrough(db: Db): Promise<Date | null> {
  const progress = await readSetting<Progress>(db, progressKey);
  return progress === null ? null : new Date(progress.through);
}

const beginOf = (at: Date) => new Date(Math.floor(at.getTime() / quarter) * quarter);

/** Marked quarters as spans that hang together. */
function spansOf(quarters: readonly Date[]): { from: Date; to: Date }[] {
  const spans: { from: Date; to: Date }[] = [];
  for (const from of quarters) {
    const to = new Date(from.getTime() + quarter);
    const last = spans.at(-1);
    if (last?.to.getTime() === from.getTime()) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

/**
 * Brings the rollups up to now: quarters that are over since the last time, and older ones whose legs ended meanwhile.
 * A quarter is always made whole, so that doing it twice changes nothing. The quarter under way is never written.
 */
export async function rollUp(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  await ctx.tx(async (tx) => {
    let through = beginOf(now);
    const before = await readSetting<Progress>(tx, progressKey);
    if (before === null) {
      const first = await firstAt(tx);
      if (first !== null) await markSpan(tx, beginOf(first), through);
    } else {
      // A clock that was set back must not show as live what is written already.
      through = new Date(Math.max(through.getTime(), Date.parse(before.through)));
      await markSpan(tx, new Date(before.through), through);
      const since = Math.min(now.getTime(), Date.parse(before.scanned)) - lookBack;
      await markTouched(tx, new Date(since), through);
    }
    await writeSetting(tx, progressKey, { through: through.toISOString(), scanned: now.toISOString() });
  });
  return workOff(ctx);
}

/** Makes marked quarters until none is left. @returns how many */
export async function workOff(ctx: Ctx): Promise<number> {
  let count = 0;
  for (;;) {
    const done = await ctx.tx(async (tx) => {
      const quarters = await takeMarked(tx, most);
      const since = await personalSince(tx, ctx.clock.now());
      for (const span of spansOf(quarters)) await writeRollups(tx, { ...span, now: ctx.clock.now() }, since);
      return quarters.length;
    });
    count += done;
    if (done < most) return count;
  }
}
