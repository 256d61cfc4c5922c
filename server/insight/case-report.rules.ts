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
