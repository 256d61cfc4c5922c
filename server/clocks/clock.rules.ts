import type { ClockWarning, CompensationRule } from '#contract/clocks.ts';
import {
  countsDays,
  daysBefore,
  dueInstants,
  measuredAt,
  stretchesOf,
  type ClockTurn,
  type ClockUnit,
  type CountingCalendar,
} from '#server/calendars/index.ts';

/** What is to happen to a clock as time passes, and when. */
export interface Mark {
  kind: 'warn' | 'breach';
  /** Of a warning its place among them, from 1; of a breach how many times the standard is used up. */
  level: number;
  at: string;
  tell: string[];
}

export interface Terms {
  unit: ClockUnit;
  amount: number;
  warnings: readonly ClockWarning[];
}

/** How a clock stands by its events: everything that is kept of it beside them, worked out again whenever one comes. */
export interface Standing {
  state: 'running' | 'paused' | 'fulfilled' | 'cancelled';
  dueAt: Date | null;
  doubleAt: Date | null;
  tripleAt: Date | null;
  pausedAt: Date | null;
  endedAt: Date | null;
  /** How much it took in the end; null before. */
  measured: number | null;
  /** 0 within the standard, 1 to 3 by how far over; null before the end. */
  multiple: 0 | 1 | 2 | 3 | null;
  marks: Mark[];
}

/** Works out a clock from its events. The same events give the same standing, whenever it is asked. */
export function standingOf(calendar: CountingCalendar, terms: Terms, turns: readonly ClockTurn[]): Standing {
  const { unit, amount } = terms;
  const stretches = stretchesOf(turns);
  const end = turns.find(({ kind }) => kind === 'fulfil' || kind === 'cancel');
  const last = stretches.at(-1);
  const endedAt = end === undefined ? null : end.at;
  // An end is no pause: how long the limit would have been is worth knowing after it, too.
  const asIfOpen = stretches.map((one, index) =>
    end !== undefined && index === stretches.length - 1 && one.to === end.at.getTime()
      ? { ...one, to: null }
      : one,
  );
  const [dueAt, doubleAt, tripleAt] = dueInstants(calendar, unit, amount, asIfOpen);
  const paused = end === undefined && last !== undefined && last.to !== null;
  const over = (at: Date) => [dueAt, doubleAt, tripleAt].filter((one) => one !== null && at > one).length;
  return {
    state:
      end === undefined ? (paused ? 'paused' : 'running') : end.kind === 'fulfil' ? 'fulfilled' : 'cancelled',
    dueAt,
    doubleAt,
    tripleAt,
    pausedAt: paused ? new Date(last.to!) : null,
    endedAt,
    measured: end?.kind === 'fulfil' ? measuredAt(calendar, unit, stretches, end.at) : null,
    multiple: end?.kind === 'fulfil' ? (over(end.at) as 0 | 1 | 2 | 3) : null,
    marks:
      end === undefined && !paused ? marksOf(calendar, terms, stretches, [dueAt, doubleAt, tripleAt]) : [],
  };
}

/** When somebody is warned, the nearest to the limit last, and when the limit, its double and its triple are passed. */
function marksOf(
  calendar: CountingCalendar,
  { unit, amount, warnings }: Terms,
  stretches: ReturnType<typeof stretchesOf>,
  due: readonly (Date | null)[],
): Mark[] {
  const first = due[0];
  if (first == null) return [];
  const started = stretches[0]!.from;
  const before = (one: ClockWarning) => one.before ?? Math.ceil(amount * (one.left ?? 0));
  const warned = warnings
    .toSorted((a, b) => before(b) - before(a))
    .flatMap((one, index): Mark[] => {
      const left = before(one);
      const at = countsDays(unit)
        ? daysBefore(calendar, unit, first, left)
        : dueInstants(calendar, unit, Math.max(amount - left, 1), stretches)[0];
      // A limit so short that it would have to be told before it began is told by its later warnings.
      return at === null || at.getTime() <= started
        ? []
        : [{ kind: 'warn', level: index + 1, at: at.toISOString(), tell: one.tell }];
    });
  const passed = due.flatMap((at, index): Mark[] =>
    // The first instant that is too late.
    at === null
      ? []
      : [{ kind: 'breach', level: index + 1, at: new Date(at.getTime() + 1).toISOString(), tell: [] }],
  );
  return [...warned, ...passed].toSorted((a, b) => a.at.localeCompare(b.at) || a.level - b.level);
}

/** Of the marks of a clock what time has reached, in its order, and what is still to come. */
export function reachedOf(marks: readonly Mark[], now: string): { reached: Mark[]; left: Mark[] } {
  return { reached: marks.filter(({ at }) => at <= now), left: marks.filter(({ at }) => at > now) };
}

/**
 * When a clock's limit was passed, the first instant too late; null if it was not. Nobody writes it down as time goes by:
 * what is kept of it is of the last time that something happened to the clock.
 */
export const passedAt = (
  clock: { state: string; dueAt: Date | null; breachedAt: Date | null },
  now: Date,
): Date | null =>
  clock.breachedAt ??
  (clock.state === 'running' && clock.dueAt !== null && clock.dueAt < now
    ? new Date(clock.dueAt.getTime() + 1)
    : null);

/** Of the marks those that have not been told. */
export const untold = (marks: readonly Mark[], told: readonly { kind: string; level: number }[]): Mark[] =>
  marks.filter((mark) => !told.some(({ kind, level }) => kind === mark.kind && level === mark.level));

/** What is due for a limit that was passed: the amount by its multiple, unless the year's cap is reached. */
export function compensationFor(
  rule: CompensationRule,
  multiple: 1 | 2 | 3,
  /** Compensations of the customer for this standard in this calendar year that were not refused. */
  sameYear: number,
): { amountCents: number; state: 'proposed' | 'excluded'; exclusion: 'yearly_cap' | null } {
  const capped = rule.capPerYear !== null && sameYear >= rule.capPerYear;
  return {
    amountCents: capped ? 0 : [rule.base, rule.double, rule.triple][multiple - 1]!,
    state: capped ? 'excluded' : 'proposed',
    exclusion: capped ? 'yearly_cap' : null,
  };
}
