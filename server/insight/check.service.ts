import { audit, newId, record, type Ctx } from '#server/platform/index.ts';
import { personalSince } from './protection.service.ts';
import { rolledUpThrough, rollUp } from './rollups.service.ts';
import type { Span } from './facts.read.ts';
import { compareRollups, quarter, writeRollups, type Difference } from './rollups.store.ts';
import { closeFiguresAlert, openFiguresAlert } from './alerts.store.ts';

const day = 86_400_000;
/** How far the nightly check looks back, in days. */
const nightlyDays = 7;
/** On a busy floor something ends between a turn and the look after it, but not twice in the same quarters. */
const turns = 3;

/** What a check found: how much it looked at, and the quarters whose rollups are not what the legs say. */
export interface Checked {
  from: Date;
  to: Date;
  differences: Difference[];
  repaired: boolean;
}

/**
 * Computes the rollups of a stretch of time again from legs and compares. Nothing is mended unless wished: where legs
 * were deleted since, the rollup is the only truth left.
 */
export async function checkFigures(
  ctx: Ctx,
  { from, to, repair }: { from: Date; to: Date; repair: boolean },
): Promise<Checked> {
  const through = await rolledUpThrough(ctx.db);
  const begin = new Date(Math.floor(from.getTime() / quarter) * quarter);
  const end = new Date(
    Math.min(Math.floor(to.getTime() / quarter) * quarter, through?.getTime() ?? begin.getTime()),
  );
  const differences: Difference[] = [];
  for (let at = begin.getTime(); at < end.getTime(); at += day) {
    const span = {
      from: new Date(at),
      to: new Date(Math.min(at + day, end.getTime())),
      now: ctx.clock.now(),
    };
    const since = await personalSince(ctx.db, span.now);
    const found = await lasting(ctx, span, since, await compareRollups(ctx.db, span, since));
    differences.push(...found);
    if (repair && found.length > 0)
      await ctx.tx(async (tx) => {
        await writeRollups(tx, span, since);
        await audit(tx, ctx.actor, {
          action: 'figures.repaired',
          objectType: 'figures',
          after: { from: span.from, to: span.to, differences: found },
        });
      });
  }
  return { from: begin, to: end, differences, repaired: repair && differences.length > 0 };
}

/**
 * Of what differs, what still does when the rollups have been brought up: whatever ended since their last turn (an old
 * mail that is answered now) changes quarters that are long over, and is no fault of theirs.
 */
async function lasting(ctx: Ctx, span: Span, since: Date, first: Difference[]): Promise<Difference[]> {
  let found = first;
  for (let turn = 0; turn < turns && found.length > 0; turn += 1) {
    await rollUp(ctx);
    const again = await compareRollups(ctx.db, { ...span, now: ctx.clock.now() }, since);
    const still = new Set(again.map(({ start, rollup }) => `${start.getTime()} ${rollup}`));
    found = found.filter(({ start, rollup }) => still.has(`${start.getTime()} ${rollup}`));
  }
  return found;
}

/** The nightly check of the last days: what differs is told to supervisors, to programs and in the log. */
export async function checkNightly(ctx: Ctx): Promise<Checked> {
  const now = ctx.clock.now();
  const checked = await checkFigures(ctx, {
    from: new Date(now.getTime() - nightlyDays * day),
    to: now,
    repair: false,
  });
  await tellChecked(ctx, checked);
  return checked;
}

async function tellChecked(ctx: Ctx, { from, to, differences }: Checked): Promise<void> {
  const now = ctx.clock.now();
  const quarters = new Set(differences.map(({ start }) => start.getTime())).size;
  await ctx.tx(async (tx) => {
    if (quarters === 0) {
      const closed = await closeFiguresAlert(tx, now);
      if (closed !== null)
        await record(tx, ctx.actor, {
          kind: 'alert.closed',
          subjectId: closed,
          data: { alert: closed, queue: null, measure: 'figures', by: null },
        });
      return;
    }
    ctx.log.error(
      { from, to, quarters, first: differences.slice(0, 20) },
      'figures differ from the legs they are made of: filo figures check shows where',
    );
    await record(tx, ctx.actor, {
      kind: 'figures.differ',
      data: { from: from.toISOString(), to: to.toISOString(), quarters },
    });
    const opened = await openFiguresAlert(tx, newId(), quarters, now);
    if (opened !== null)
      await record(tx, ctx.actor, {
        kind: 'alert.opened',
        subjectId: opened,
        data: { alert: opened, queue: null, measure: 'figures', level: 'critical', value: quarters },
      });
  });
}
