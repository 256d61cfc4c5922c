import { invalid, type Ctx } from '#server/platform/index.ts';
import { periodBefore, periodOf, type ReportPeriod } from './case-report.rules.ts';
import { spanOf } from './case-report.service.ts';
import { dayIn, organisationTimeZone } from './time.ts';

/** Ten years, in milliseconds. */
const longest = 3653 * 86_400_000;

/**
 * The period that a report asks for, and the one before it, in the organisation's time.
 * @throws Problem 422 naming day or until
 */
export async function reportPeriodOf(
  ctx: Ctx,
  query: { period: ReportPeriod; day?: string | undefined; until?: string | undefined },
) {
  const timeZone = await organisationTimeZone(ctx.db);
  const now = ctx.clock.now();
  const today = dayIn(timeZone, now);
  const day = query.day ?? today;
  if (day > today) throw invalid('day', 'today or a day before it');
  if (query.period === 'range' && (query.until ?? day) < day)
    throw invalid('until', 'a day not before the first');
  const period = periodOf(query.period, day, query.until);
  if (Date.parse(period.until) - Date.parse(period.since) > longest)
    throw invalid('until', 'a day within ten years of the first');
  const previous = periodBefore(query.period, period);
  return {
    timeZone,
    period,
    previous,
    over: period.until < today,
    span: spanOf(timeZone, period, now),
    spanBefore: spanOf(timeZone, previous, now),
  };
}
