/** How a half hour is foretold; changes with every change of the rule, and is kept beside each figure. */
export const forecastMethod = { method: 'same-weekday-trimmed', version: 1 } as const;
/** How many weeks are looked back upon. */
export const forecastWeeks = 6;

/**
 * A mean that one strange day does not move: with four values or more the smallest and the largest are left out.
 * null without a value.
 */
export function robustMean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const kept = values.length < 4 ? values : [...values].sort((a, b) => a - b).slice(1, -1);
  return kept.reduce((sum, one) => sum + one, 0) / kept.length;
}

/** A day of the past as the forecast sees it. */
export interface PastDay {
  day: string;
  weekday: number;
  holiday: boolean;
}

/**
 * The days of the past that a day is compared with: the same weekday of the last weeks without holidays; for a holiday
 * the holidays there were, and, while there was none, Sundays. The nearest ones, `forecastWeeks` at most.
 */
export function comparableDays(
  target: { weekday: number; holiday: boolean },
  past: readonly PastDay[],
): string[] {
  const nearest = (days: readonly PastDay[]) =>
    days
      .map(({ day }) => day)
      .toSorted()
      .slice(-forecastWeeks);
  if (!target.holiday) return nearest(past.filter((one) => !one.holiday && one.weekday === target.weekday));
  const holidays = past.filter(({ holiday }) => holiday);
  return nearest(holidays.length > 0 ? holidays : past.filter(({ weekday }) => weekday === 7));
}

/** Weighted absolute error: the sum of |actual - forecast| by the sum of the actual; null while nothing came. */
export function wape(pairs: readonly { actual: number; forecast: number }[]): number | null {
  const came = pairs.reduce((sum, { actual }) => sum + actual, 0);
  return came === 0
    ? null
    : pairs.reduce((sum, { actual, forecast }) => sum + Math.abs(actual - forecast), 0) / came;
}
