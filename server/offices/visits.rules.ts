import type { visitPriorities } from '#contract/offices.ts';

export type VisitPriority = (typeof visitPriorities)[number];

/** How often a ticket is called before whoever holds it counts as gone. */
export const callsBeforeGone = 3;

const minute = 60;
/** Seconds of seniority (R5) that a priority gives over those who came in the same order. */
const seniority: Readonly<Record<VisitPriority, number>> = {
  by_right: 240 * minute,
  urgent: 240 * minute,
  appointment: 30 * minute,
  returning: 30 * minute,
};
export const seniorityOf = (priority: VisitPriority | null): number =>
  priority === null ? 0 : seniority[priority];

/** The letters of the nth queue that gives tickets: A to Z, AA, AB … Counted from 0. */
export function lettersOf(index: number): string {
  const last = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}

/** `A012`: short enough to be called; from the thousandth of a day on it has four digits. */
export const ticketOf = (letters: string, number: number): string =>
  `${letters}${String(number).padStart(3, '0')}`;

/** Whether a visit that did not come to the counter is over, after so many calls. */
export const isGone = (calls: number): boolean => calls >= callsBeforeGone;
