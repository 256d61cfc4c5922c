import {
  countsDays,
  dueInstants,
  stretchesOf,
  type ClockTurn,
  type ClockUnit,
  type CountingCalendar,
} from '#server/calendars/index.ts';

/** A limit that a change moves. */
export interface Move<T> {
  clock: T;
  from: Date;
  to: Date;
}
export interface Moves<T> {
  open: number;
  moved: number;
  earlier: number;
  late: number;
  paused: number;
  items: Move<T>[];
}

/** So many limits are named; all of them are counted. */
const named = 20;

interface Counted {
  unit: ClockUnit;
  amount: number;
  paused: boolean;
  startedAt: Date;
  dueAt: Date | null;
  turns: readonly ClockTurn[];
}

/**
 * Adds up what a change would do, clock by clock. Clocks that began on one day and were never paused end on one day:
 * those are worked out once.
 */
export function movesCounter<T extends Counted>(now: Date) {
  const sum: Moves<T> = { open: 0, moved: 0, earlier: 0, late: 0, paused: 0, items: [] };
  const known = new Map<CountingCalendar, Map<string, Date | null>>();
  const dueOf = (clock: T, calendar: CountingCalendar, unit: ClockUnit, amount: number): Date | null => {
    const work = () => dueInstants(calendar, unit, amount, stretchesOf(clock.turns))[0] ?? null;
    if (!countsDays(unit) || clock.turns.length !== 1) return work();
    let days = known.get(calendar);
    if (days === undefined) known.set(calendar, (days = new Map()));
    const key = `${unit} ${amount} ${dayIn(calendar, clock.startedAt)}`;
    let due = days.get(key);
    if (due === undefined) days.set(key, (due = work()));
    return due;
  };
  const distance = (one: Move<T>) => Math.abs(one.to.getTime() - one.from.getTime());
  const earlier = (one: Move<T>) => one.to < one.from;
  const order = (a: Move<T>, b: Move<T>) =>
    Number(earlier(b)) - Number(earlier(a)) || distance(b) - distance(a);
  return {
    /** A clock as it would be; without other terms it stays. */
    add(clock: T, then: { calendar: CountingCalendar; unit: ClockUnit; amount: number }): void {
      sum.open += 1;
      if (clock.paused || clock.dueAt === null) {
        sum.paused += 1;
        return;
      }
      const to = dueOf(clock, then.calendar, then.unit, then.amount);
      if (to === null || to.getTime() === clock.dueAt.getTime()) return;
      const move = { clock, from: clock.dueAt, to };
      sum.moved += 1;
      if (earlier(move)) {
        sum.earlier += 1;
        if (to < now && clock.dueAt >= now) sum.late += 1;
      }
      sum.items.push(move);
      if (sum.items.length > 4 * named) sum.items = sum.items.toSorted(order).slice(0, named);
    },
    sum: (): Moves<T> => ({ ...sum, items: sum.items.toSorted(order).slice(0, named) }),
  };
}

const zones = new Map<string, Intl.DateTimeFormat>();
/** The day of an instant where a calendar is. */
export function dayIn(calendar: CountingCalendar, at: Date): string {
  const { timeZone } = calendar.hours;
  let format = zones.get(timeZone);
  if (format === undefined)
    zones.set(timeZone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })));
  return format.format(at);
}
