import { minutesOf, weekdays, type Scenario } from './scenario.ts';

const WEEK = 7 * 24 * 60;

/** When a group of agents is there, in ms from the start of the scenario. */
export interface Presence {
  /** There at the very start. */
  first: boolean;
  /** The next instant after `at` at which they come or go; Infinity when they never do. */
  next: (at: number) => number;
  /** There from this instant on (which is one that `next` gave). */
  here: (at: number) => boolean;
}

/** Shifts of a week, repeated; overlapping ones count once. */
export function presenceOf(
  shifts: Scenario['agents'][number]['shifts'],
  firstDay: Scenario['firstDay'],
): Presence {
  if (shifts === undefined) return { first: true, next: () => Infinity, here: () => true };
  const there = new Uint8Array(WEEK);
  const offset = weekdays.indexOf(firstDay);
  for (const shift of shifts) {
    for (const day of shift.days ?? weekdays) {
      const start = ((weekdays.indexOf(day) - offset + 7) % 7) * 1440 + minutesOf(shift.from);
      const length = minutesOf(shift.to) - minutesOf(shift.from);
      for (let minute = start; minute < start + length; minute++) there[minute % WEEK] = 1;
    }
  }
  const changes: number[] = [];
  for (let minute = 0; minute < WEEK; minute++)
    if (there[minute] !== there[(minute + WEEK - 1) % WEEK]) changes.push(minute);
  return {
    first: there[0] === 1,
    next: (at) => {
      if (changes.length === 0) return Infinity;
      const minute = at / 60_000;
      const week = Math.floor(minute / WEEK);
      const within = minute - week * WEEK;
      const found = changes.find((one) => one > within + 1e-9);
      return (week * WEEK + (found ?? changes[0]! + WEEK)) * 60_000;
    },
    here: (at) => there[Math.floor(at / 60_000 + 1e-9) % WEEK] === 1,
  };
}
