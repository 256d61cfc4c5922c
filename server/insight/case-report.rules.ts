import type { CaseReportFigures, reportPeriods } from '#contract/case-report.ts';
import { Temporal } from 'temporal-polyfill';

/** Days from the first to the last, both counted. */
export interface DaySpan {
  since: string;
  until: string;
}
export type ReportPeriod = (typeof reportPeriods)[number];

const spanOf = (from: Temporal.PlainDate, to: Temporal.PlainDate): DaySpan => ({
  since: from.toString(),
  until: to.toString(),
});

/**
 * The period in which a day lies: weeks begin on Monday, quarters in January, April, July and October.
 * @param until the last day of a `range`; the first one when left out
 */
export function periodOf(period: ReportPeriod, day: string, until = day): DaySpan {
  const at = Temporal.PlainDate.from(day);
  switch (period) {
    case 'day':
      return spanOf(at, at);
    case 'week': {
      const monday = at.subtract({ days: at.dayOfWeek - 1 });
      return spanOf(monday, monday.add({ days: 6 }));
    }
    case 'range':
      return spanOf(at, Temporal.PlainDate.from(until));
    case 'month':
    case 'quarter':
    case 'year': {
      const months = { month: 1, quarter: 3, year: 12 }[period];
      const first = at.with({ day: 1, month: at.month - ((at.month - 1) % months) });
      return spanOf(first, first.add({ months }).subtract({ days: 1 }));
    }
  }
}

/** The period before one: of the same kind, or as many days for a `range`. They touch and do not overlap. */
export function periodBefore(period: ReportPeriod, { since, until }: DaySpan): DaySpan {
  const first = Temporal.PlainDate.from(since);
  const last = first.subtract({ days: 1 });
  if (period !== 'range') return periodOf(period, last.toString());
  return spanOf(last.subtract({ days: first.until(Temporal.PlainDate.from(until)).days }), last);
}

/** The same period of the year before: a week by its number, a 53rd beside the 52nd; a day and a range by their dates. */
export function periodOfYearBefore(period: ReportPeriod, { since, until }: DaySpan): DaySpan {
  const first = Temporal.PlainDate.from(since);
  const last = Temporal.PlainDate.from(until);
  if (period !== 'week') return spanOf(first.subtract({ years: 1 }), last.subtract({ years: 1 }));
  // The year of a week is that of its Thursday, and the first week holds the 4th of January.
  const year = first.add({ days: 3 }).year - 1;
  const start = Temporal.PlainDate.from(periodOf('week', `${year}-01-04`).since);
  const weeks = Temporal.PlainDate.from({ year, month: 12, day: 28 }).weekOfYear!;
  const monday = start.add({ weeks: Math.min(first.weekOfYear!, weeks) - 1 });
  return spanOf(monday, monday.add({ days: 6 }));
}

/** Periods that are published when they have ended. */
export const publishedPeriods = ['week', 'month', 'quarter', 'year'] as const;
export type PublishedPeriod = (typeof publishedPeriods)[number];
export const isPublished = (period: ReportPeriod): period is PublishedPeriod =>
  publishedPeriods.some((one) => one === period);

/**
 * The periods of a kind that are over and were not published yet, the oldest first: all since the last that was, or only
 * the last one where none ever was, because nobody can tell afterwards what an older one looked like.
 * @param last the first day of the last one published
 */
export function duePeriods(period: PublishedPeriod, today: string, last: string | null): DaySpan[] {
  const due: DaySpan[] = [];
  let one = periodBefore(period, periodOf(period, today));
  // A server that was away for years has nothing to say of each of their weeks.
  while ((last === null ? due.length === 0 : one.since > last) && due.length < 60) {
    due.unshift(one);
    one = periodBefore(period, one);
  }
  return due;
}

/** What is added up: sums and counts only, so that the sum of any rows is the row of all their cases. */
export const reportSums = [
  'opened',
  'taken',
  'closed',
  'open',
  'takeCalendar',
  'takeWorking',
  'closeCalendar',
  'closeWorking',
  'first',
  'due',
  'late',
] as const;
export type ReportSums = Record<(typeof reportSums)[number], number>;

export const noSums = (): ReportSums => Object.fromEntries(reportSums.map((name) => [name, 0])) as ReportSums;

export const addSums = (all: readonly ReportSums[]): ReportSums =>
  Object.fromEntries(
    reportSums.map((name) => [name, all.reduce((sum, one) => sum + one[name], 0)]),
  ) as ReportSums;

const mean = (sum: number, of: number): number | null => (of === 0 ? null : sum / of);

/** Means and shares out of the sums. */
export const figuresOfSums = (sums: ReportSums): CaseReportFigures => ({
  opened: sums.opened,
  taken: sums.taken,
  closed: sums.closed,
  open: sums.open,
  daysToTake: { calendar: mean(sums.takeCalendar, sums.taken), working: mean(sums.takeWorking, sums.taken) },
  daysToClose: {
    calendar: mean(sums.closeCalendar, sums.closed),
    working: mean(sums.closeWorking, sums.closed),
  },
  first: { value: mean(sums.first, sums.closed), numerator: sums.first, denominator: sums.closed },
  within: {
    value: mean(sums.due - sums.late, sums.due),
    numerator: sums.due - sums.late,
    denominator: sums.due,
  },
});

/**
 * What a group is to reach: the target that its types have in common, else each weighing as much as it counts. null when
 * none of them has a target, or they differ and nothing counts yet.
 */
export function targetOf(
  parts: readonly { type: string; due: number }[],
  targets: ReadonlyMap<string, number>,
): number | null {
  const aimed = parts.flatMap(({ type, due }) => {
    const share = targets.get(type);
    return share === undefined ? [] : [{ share, due }];
  });
  const [first] = aimed;
  if (first === undefined) return null;
  if (aimed.every(({ share }) => share === first.share)) return first.share;
  const due = aimed.reduce((sum, one) => sum + one.due, 0);
  return due === 0 ? null : aimed.reduce((sum, one) => sum + one.share * one.due, 0) / due;
}
