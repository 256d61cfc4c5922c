import { isDeepStrictEqual } from 'node:util';
import type { WallboardFigures } from '#contract/wallboard.ts';
import {
  serviceLevelShare,
  type ServiceLevelCounts,
  type ServiceLevelFormula,
  type Share,
} from './service-level.rules.ts';

/** The sums of `insight.queue_interval`; waits and durations in milliseconds. */
export interface QueueCounts {
  offered: number;
  answered: number;
  abandoned: number;
  shortAbandoned: number;
  flowedOut: number;
  expired: number;
  callback: number;
  /** An announcement answered them, and they went. */
  announced: number;
  blocked: number;
  answeredWait: number;
  abandonedWait: number;
  answeredInTime: number;
  answeredLate: number;
  abandonedShort: number;
  abandonedInTime: number;
  abandonedLate: number;
  flowedOutInTime: number;
  callbackInTime: number;
  callbackLate: number;
  otherLate: number;
  handled: number;
  handledOut: number;
  handledTime: number;
  handling: number;
  hold: number;
  wrapUp: number;
  waitPromised: number;
  waitError: number;
  waitErrorAbsolute: number;
  waitKept: number;
  /** Who came, each customer once: offered without who left for a callback, and without its further stays. */
  arrived: number;
  consults: number;
  consultsAnswered: number;
  consultsUnanswered: number;
  consulting: number;
}
/** The sums of `insight.agent_interval`. */
export interface AgentCounts {
  offers: number;
  accepted: number;
  declined: number;
  missed: number;
  answered: number;
  answeredWait: number;
  answeredInTime: number;
  answeredLate: number;
  handled: number;
  handledOut: number;
  handledTime: number;
  handling: number;
  hold: number;
  wrapUp: number;
  consults: number;
  consulting: number;
}

/** How many left a queue, whatever the way. */
export const left = (n: QueueCounts): number =>
  n.answered + n.abandoned + n.flowedOut + n.expired + n.callback + n.announced;

/** Adds rows of counts up, field by field. */
export function addUp<T extends object>(rows: readonly T[], fields: readonly (keyof T)[]): Pick<T, keyof T> {
  const sum = {} as Record<keyof T, number>;
  for (const field of fields) sum[field] = 0;
  for (const row of rows) for (const field of fields) sum[field] += row[field] as number;
  return sum as unknown as T;
}

/** The service level's share of counted stays, for one formula. @param carried stays that waited already before */
export function shareOf(formula: ServiceLevelFormula, n: QueueCounts, carried = 0): Share {
  const counts: ServiceLevelCounts = {
    answeredInTime: n.answeredInTime,
    answeredLate: n.answeredLate,
    abandonedShort: n.abandonedShort,
    abandonedInTime: n.abandonedInTime,
    abandonedLate: n.abandonedLate,
    flowedOutInTime: n.flowedOutInTime,
    // A callback that came late is a promise that was not kept; the formulas know it by no name of its own.
    otherLate: n.otherLate + n.callbackLate,
    callbackInTime: n.callbackInTime,
    queued: n.offered + carried,
    answered: n.answered,
    // Who left for a callback is settled by the call; whom an announcement answered never needed an agent.
    settled: left(n) - n.callback - n.announced,
  };
  return serviceLevelShare(formula, counts);
}

export const divided = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator;

/** What all of them are, whatever the order of an object's names; null when they differ, or there is none. */
export function inCommon<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((one) => isDeepStrictEqual(one, first)) ? first : null;
}

/**
 * Which groups of a partition are kept back: those smaller than `size`, and, where these together are still so few that
 * they could be told from the total, the next smallest too.
 */
export function keptBack(sizes: ReadonlyMap<string, number>, size: number): Set<string> {
  const back = new Set<string>();
  let hidden = 0;
  for (const [key, count] of [...sizes].filter(([, n]) => n > 0).sort((a, b) => a[1] - b[1])) {
    if (count >= size && (back.size === 0 || hidden >= size)) break;
    back.add(key);
    hidden += count;
  }
  return back;
}

type States = NonNullable<WallboardFigures['agents']['states']>;

/** The agents of a group by state; offline ones count in the size only. */
export function countStates(states: readonly string[]): States {
  const count = (state: string) => states.filter((one) => one === state).length;
  return {
    idle: count('idle'),
    offered: count('offered'),
    interacting: count('interacting'),
    wrap_up: count('wrap_up'),
    not_ready: count('not_ready'),
    not_responding: count('not_responding'),
    off_queue: count('off_queue'),
  };
}
