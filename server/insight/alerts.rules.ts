import { thresholdMeasures, type ThresholdMeasure } from '#contract/figures.ts';

export type Level = 'none' | 'warn' | 'critical';
const rank: Record<Level, number> = { none: 0, warn: 1, critical: 2 };

export interface Limits {
  measure: ThresholdMeasure;
  warn: number | null;
  critical: number | null;
  margin: number;
  holdSeconds: number;
}

/**
 * The level of a value. A level that is told already holds until the value has come back by the margin, so that a value
 * on the edge does not ring again and again. No value is no alarm.
 */
export function levelOf(limits: Limits, value: number | null, told: Level): Level {
  if (value === null) return 'none';
  const { bad } = thresholdMeasures[limits.measure];
  const passed = (limit: number | null, level: Level) => {
    if (limit === null) return false;
    const back = rank[told] >= rank[level] ? limits.margin : 0;
    // Shares are no whole numbers: 0.8 + 0.05 is a hair more than 0.85.
    const hair = 1e-9;
    return bad === 'above' ? value > limit - back + hair : value < limit + back - hair;
  };
  return passed(limits.critical, 'critical') ? 'critical' : passed(limits.warn, 'warn') ? 'warn' : 'none';
}

/** Since when another level than the told one holds; null while it is the told one. */
export interface Breach {
  level: Level;
  since: number;
}

/**
 * One look at a value: what to remember, and the level to tell when it has held long enough. Times in milliseconds.
 * A clock that was set back only makes it wait longer.
 */
export function look(
  limits: Limits,
  value: number | null,
  told: Level,
  before: Breach | null,
  now: number,
): { breach: Breach | null; tell: Level | null } {
  const level = levelOf(limits, value, told);
  if (level === told) return { breach: null, tell: null };
  const breach = before?.level === level ? before : { level, since: now };
  if (now - breach.since < limits.holdSeconds * 1000) return { breach, tell: null };
  return { breach: null, tell: level };
}

/** An alert that was ended by hand comes again only at another level: its own never holds for long enough. */
export const neverAgain = (level: Level): Breach => ({ level, since: Date.UTC(9000, 0, 1) });

/** Whether a value is further on the bad side than another. */
export const worse = (measure: ThresholdMeasure, a: number, b: number): boolean =>
  thresholdMeasures[measure].bad === 'above' ? a > b : a < b;
