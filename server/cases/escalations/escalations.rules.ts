import { addWorkingSeconds, workingSecondsBetween, type HoursCalendar } from '#server/calendars/index.ts';

// Times of escalations, counted in the working hours of the centre. A calendar that never opens must not keep a question
// without an end: then the clock on the wall counts.

/** `Q-2026-000123`: the number of an escalation (quesito). */
export const escalationNumber = (n: number, at: Date): string =>
  `Q-${at.getUTCFullYear()}-${String(n).padStart(6, '0')}`;

/** The instant at which so many seconds of the centre's working time have passed. */
export const after = (hours: HoursCalendar, from: Date, seconds: number): Date =>
  addWorkingSeconds(hours, from, seconds) ?? new Date(from.getTime() + seconds * 1000);

export interface Plan {
  whom: 'centre' | 'head';
  percent: number;
  at: Date;
}

/**
 * The reminders of a question, in order of their time: at shares of the working time between asking and due time, then
 * one to the head of the office. Where that time holds no working hour, shares of the time on the clock.
 */
export function plannedReminders(
  hours: HoursCalendar,
  askedAt: Date,
  dueAt: Date,
  { reminders, headAt }: { reminders: readonly number[]; headAt: number | null },
): Plan[] {
  const working = workingSecondsBetween(hours, askedAt, dueAt);
  const wall = Math.max(0, dueAt.getTime() - askedAt.getTime());
  const at = (percent: number): Date =>
    working > 0
      ? percent === 100
        ? dueAt
        : after(hours, askedAt, (working * percent) / 100)
      : new Date(askedAt.getTime() + (wall * percent) / 100);
  const plans: Plan[] = [...new Set(reminders)].map((percent) => ({
    whom: 'centre',
    percent,
    at: at(percent),
  }));
  if (headAt !== null) plans.push({ whom: 'head', percent: headAt, at: at(headAt) });
  return plans.toSorted((one, other) => one.at.getTime() - other.at.getTime() || one.percent - other.percent);
}

/** Whole seconds of the centre's working time that a question took. */
export const workedSeconds = (hours: HoursCalendar, askedAt: Date, endedAt: Date): number =>
  Math.round(workingSecondsBetween(hours, askedAt, endedAt));

/**
 * Whether a centre is there for a classification: one of the nodes from it up to the root is among its own.
 * @param path the node and everything above it
 */
export const fitsPath = (own: readonly string[], path: readonly string[]): boolean =>
  path.some((node) => own.includes(node));
