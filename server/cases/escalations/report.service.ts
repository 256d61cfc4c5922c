import type { reportCentres } from '#contract/escalations.ts';
import type { Output } from '#contract/route.ts';
import { organisationName } from '#server/access/index.ts';
import { audit, csvLine, invalid, type Ctx } from '#server/platform/index.ts';
import { centresReport } from './report.read.ts';

interface Period {
  since: string;
  until: string;
}

/** @throws Problem 422 until */
export async function reportOf(ctx: Ctx, period: Period): Promise<Output<typeof reportCentres>> {
  if (period.until < period.since) throw invalid('until', 'a day not before the first');
  const figures = await centresReport(ctx.db, ctx.actor, period, ctx.clock.now());
  return { ...figures, organisation: await organisationName(ctx.db) };
}

const columns = [
  'centre',
  'asked',
  'answered',
  'returned',
  'open',
  'overdue',
  'averageSeconds',
  'medianSeconds',
  'reminders',
  'remindersToHead',
  'inTime',
  'inTimeOf',
] as const;

/** The report as CSV, the figures of the screen; that it was taken is audited. */
export async function reportCsv(ctx: Ctx, period: Period): Promise<string> {
  const { items } = await reportOf(ctx, period);
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, { action: 'case.centres-exported', objectType: 'centre', after: period }),
  );
  const lines = items.map((one) =>
    csvLine([
      one.name,
      one.asked,
      one.answered,
      one.returned,
      one.open,
      one.overdue,
      one.averageSeconds === null ? null : Math.round(one.averageSeconds),
      one.medianSeconds === null ? null : Math.round(one.medianSeconds),
      one.reminders,
      one.remindersToHead,
      one.withinPromise.numerator,
      one.withinPromise.denominator,
    ]),
  );
  return `\ufeff${csvLine(columns)}${lines.join('')}`;
}
