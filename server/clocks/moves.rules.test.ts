import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countingOf,
  dueInstants,
  stretchesOf,
  type ClockTurn,
  type ClockUnit,
} from '#server/calendars/index.ts';
import { movesCounter } from './moves.rules.ts';

const hours = {
  timeZone: 'Europe/Rome',
  italianHolidays: true,
  patronDay: null as string | null,
  patronName: null,
  openings: [],
  exceptions: [],
};
const before = countingOf(hours);
const withPatron = countingOf({ ...hours, patronDay: '04-09' });

const clock = fc
  .record({
    start: fc.integer({ min: 0, max: 300 * 24 * 60 }),
    pauses: fc.uniqueArray(fc.integer({ min: 1, max: 60 * 24 * 60 }), { maxLength: 4 }),
    unit: fc.constantFrom<ClockUnit>('calendar', 'working', 'mon_sat'),
    amount: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ start, pauses, unit, amount }) => {
    const at = Date.UTC(2026, 0, 1) + start * 60_000;
    const turns: ClockTurn[] = [
      { kind: 'start', at: new Date(at) },
      ...pauses
        .toSorted((a, b) => a - b)
        .map((minute, index): ClockTurn => ({
          kind: index % 2 === 0 ? 'pause' : 'resume',
          at: new Date(at + minute * 60_000),
        })),
    ];
    const paused = turns.length % 2 === 0;
    return {
      unit,
      amount,
      paused,
      turns,
      startedAt: new Date(at),
      dueAt: paused ? null : dueInstants(before, unit, amount, stretchesOf(turns))[0]!,
    };
  });

test('what a change would move is what counting each limit anew moves, whatever was worked out once for many', () => {
  fc.assert(
    fc.property(
      fc.array(clock, { maxLength: 40 }),
      fc.integer({ min: -5, max: 5 }),
      fc.boolean(),
      (clocks, more, patron) => {
        const calendar = patron ? withPatron : before;
        const now = new Date('2026-06-01T10:00:00Z');
        const counter = movesCounter<(typeof clocks)[number]>(now);
        let [moved, earlier, late] = [0, 0, 0];
        for (const one of clocks) {
          const amount = Math.max(one.amount + more, 1);
          counter.add(one, { calendar, unit: one.unit, amount });
          if (one.dueAt === null) continue;
          const to = dueInstants(calendar, one.unit, amount, stretchesOf(one.turns))[0]!;
          if (to.getTime() !== one.dueAt.getTime()) moved += 1;
          if (to < one.dueAt) earlier += 1;
          if (to < now && one.dueAt >= now) late += 1;
        }
        const sum = counter.sum();
        expect(sum).toMatchObject({
          open: clocks.length,
          moved,
          earlier,
          late,
          paused: clocks.filter(({ paused }) => paused).length,
        });
        expect(sum.items).toHaveLength(Math.min(moved, 20));
        const order = sum.items.map(({ from, to }) => to < from);
        expect(order).toEqual(order.toSorted((a, b) => Number(b) - Number(a)));
        expect(order.filter(Boolean)).toHaveLength(Math.min(earlier, 20));
      },
    ),
  );
});

test('another holiday brings no limit forward', () => {
  fc.assert(
    fc.property(fc.array(clock, { minLength: 1, maxLength: 10 }), (clocks) => {
      const counter = movesCounter<(typeof clocks)[number]>(new Date('2026-06-01T10:00:00Z'));
      for (const one of clocks)
        counter.add(one, { calendar: withPatron, unit: one.unit, amount: one.amount });
      expect(counter.sum().earlier).toBe(0);
    }),
  );
});
