import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countingOf,
  dayByDay,
  stretchesOf,
  usedAt,
  type ClockTurn,
  type ClockUnit,
} from '#server/calendars/index.ts';
import { standingOf, type Terms } from './clock.rules.ts';

// Any log that a clock may have: in whatever order it was told, with pauses, ends, warnings and recounts in it.
const town = countingOf({
  timeZone: 'Europe/Rome',
  italianHolidays: true,
  patronDay: '04-09',
  patronName: 'Santa Prova',
  openings: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' })),
  exceptions: [],
});
const begin = Date.UTC(2026, 0, 1);
const at = fc.integer({ min: 0, max: 300 * 24 * 60 }).map((minute) => new Date(begin + minute * 60_000));
const turn = (...kinds: ClockTurn['kind'][]) => fc.record({ kind: fc.constantFrom(...kinds), at });
const log = fc
  .tuple(
    at,
    fc.array(turn('pause', 'resume', 'warn', 'recompute'), { maxLength: 8 }),
    fc.option(turn('fulfil', 'cancel')),
  )
  .map(([start, middle, end]): ClockTurn[] => [
    { kind: 'start', at: start },
    ...middle,
    ...(end === null ? [] : [end]),
  ]);
const terms = fc.record({
  unit: fc.constantFrom<ClockUnit>('calendar', 'working', 'mon_sat', 'business_minutes', 'minutes'),
  amount: fc.integer({ min: 1, max: 60 }),
  warnings: fc.constant<Terms['warnings']>([
    { left: 0.34, tell: ['owner'] },
    { before: 2, tell: ['owner', 'supervisor'] },
  ]),
});

/** As the log is kept: nothing happens before what happened already. */
function kept(turns: readonly ClockTurn[]): ClockTurn[] {
  let last = 0;
  return turns.map(({ kind, at: told }) => {
    if (kind === 'warn' || kind === 'recompute') return { kind, at: told };
    last = Math.max(last, told.getTime());
    return { kind, at: new Date(last) };
  });
}

test('counted again from its log, read back and with the recount in it, a clock stands the same', () => {
  fc.assert(
    fc.property(terms, log, (of, turns) => {
      const standing = standingOf(town, of, kept(turns));
      const read = (JSON.parse(JSON.stringify(kept(turns))) as { kind: ClockTurn['kind']; at: string }[]).map(
        (one): ClockTurn => ({ kind: one.kind, at: new Date(one.at) }),
      );
      expect(standingOf(town, of, read)).toEqual(standing);
      expect(standingOf(town, of, [...read, { kind: 'recompute', at: new Date(begin) }])).toEqual(standing);
      // What is kept twice is kept once: the log as it is kept stays as it is.
      expect(kept(read)).toEqual(read);
    }),
  );
});

test('its instants are in order, its marks are told in time before them, and its end says which it passed', () => {
  fc.assert(
    fc.property(terms, log, (of, turns) => {
      const { state, dueAt, doubleAt, tripleAt, multiple, endedAt, marks } = standingOf(
        town,
        of,
        kept(turns),
      );
      const instants = [dueAt, doubleAt, tripleAt];
      const known = instants.filter((one) => one !== null);
      // One that is paused, or ended while it was, has only those that it has passed.
      expect(instants.slice(0, known.length)).toEqual(known);
      if (state === 'running') expect(known).toHaveLength(3);
      known.forEach((one, index) => {
        if (index > 0) expect(one.getTime()).toBeGreaterThan(known[index - 1]!.getTime());
      });
      for (const mark of marks.filter(({ kind }) => kind === 'warn'))
        expect(Date.parse(mark.at)).toBeLessThanOrEqual(dueAt!.getTime());
      expect(marks.filter(({ kind }) => kind === 'breach').map((mark) => Date.parse(mark.at) - 1)).toEqual(
        state === 'running' ? known.map((one) => one.getTime()) : [],
      );
      if (state === 'fulfilled') expect(multiple).toBe(known.filter((one) => endedAt! > one).length);
      else expect(multiple).toBeNull();
    }),
  );
});

test('what its days add is what it has used, whatever paused it: the parts are the whole', () => {
  fc.assert(
    fc.property(terms, log, at, (of, turns, look) => {
      const stretches = stretchesOf(kept(turns).filter(({ kind }) => kind !== 'fulfil' && kind !== 'cancel'));
      const until = new Date(Math.max(look.getTime(), stretches.at(-1)!.to ?? stretches.at(-1)!.from));
      const whole = usedAt(town, of.unit, stretches, until);
      // Cut at any stretch: each is counted by itself, and together they are the whole in minutes.
      if (of.unit === 'minutes' || of.unit === 'business_minutes') {
        const parts = stretches.map((one) => usedAt(town, of.unit, [one], until));
        expect(parts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(whole, 4);
      } else {
        const days = dayByDay(town, of.unit, of.amount, stretches, { until, stop: null });
        expect(days.reduce((sum, day) => sum + day.adds, 0)).toBe(days.at(-1)!.total);
        expect(days.every((day) => day.adds === 0 || day.adds === 1)).toBe(true);
      }
    }),
  );
});
