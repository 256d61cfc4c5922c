import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clockUnits,
  countsDays,
  dayByDay,
  daysBefore,
  dueInstants,
  measuredAt,
  stretchesOf,
  usedAt,
  type ClockTurn,
  type ClockUnit,
  type CountingCalendar,
} from './counting.rules.ts';
import type { OpeningBand } from './hours.rules.ts';

const office: OpeningBand[] = [
  { from: '08:30', to: '12:30' },
  { from: '13:30', to: '17:00' },
];
/** A town whose patron is Saint Zeno, 12 April. */
const town: CountingCalendar = {
  hours: { timeZone: 'Europe/Rome', week: [office, office, office, office, office, [], []], exceptions: [] },
  holidays: true,
  patronDay: '04-12',
  patronName: 'San Zeno',
};
const at = (text: string): Date => new Date(text);
const from = (text: string) => [{ from: at(text).getTime(), to: null }];
const rome = (date: Date | null) =>
  date === null
    ? null
    : new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'Europe/Rome',
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(date);

describe('when a limit is up', () => {
  test('the day of receipt is day 0, and the limit is the end of its last day', () => {
    const due = dueInstants(town, 'calendar', 30, from('2026-03-02T10:15:00+01:00'));
    expect(due.map(rome)).toEqual(['2026-04-01 23:59:59', '2026-05-01 23:59:59', '2026-05-31 23:59:59']);
  });

  test('what arrives late in the evening, where the town is, belongs to that day and not to the next of UTC', () => {
    expect(rome(dueInstants(town, 'calendar', 1, from('2026-06-10T23:30:00+02:00'))[0])).toBe(
      '2026-06-11 23:59:59',
    );
    expect(rome(dueInstants(town, 'calendar', 1, from('2026-06-10T00:30:00+02:00'))[0])).toBe(
      '2026-06-11 23:59:59',
    );
  });

  test('working days pass over week-ends, Easter Monday, and the patron; Mon-Sat days count Saturdays', () => {
    // Maundy Thursday 2 April 2026. Easter is the 5th, Easter Monday the 6th; the patron falls on Sunday the 12th.
    const start = from('2026-04-02T09:00:00+02:00');
    expect(rome(dueInstants(town, 'working', 2, start)[0])).toBe('2026-04-07 23:59:59');
    expect(rome(dueInstants(town, 'mon_sat', 2, start)[0])).toBe('2026-04-04 23:59:59');
    expect(rome(dueInstants(town, 'mon_sat', 3, start)[0])).toBe('2026-04-07 23:59:59');
    const patron = { ...town, patronDay: '04-09' };
    expect(rome(dueInstants(town, 'working', 4, start)[0])).toBe('2026-04-09 23:59:59');
    expect(rome(dueInstants(patron, 'working', 4, start)[0])).toBe('2026-04-10 23:59:59');
  });

  test('minutes of the office stop at noon, over night and on a holiday; minutes of the day do not', () => {
    const start = from('2026-04-03T16:30:00+02:00');
    expect(rome(dueInstants(town, 'business_minutes', 60, start)[0])).toBe('2026-04-06 09:00:00');
    const closed = {
      ...town,
      hours: { ...town.hours, exceptions: [{ date: '2026-04-06', name: 'Pasquetta', bands: [] }] },
    };
    expect(rome(dueInstants(closed, 'business_minutes', 60, start)[0])).toBe('2026-04-07 09:00:00');
    expect(rome(dueInstants(town, 'minutes', 180, start)[0])).toBe('2026-04-03 19:30:00');
  });

  test('a day of 23 or 25 hours is a day, and an hour across the change is an hour', () => {
    expect(rome(dueInstants(town, 'calendar', 2, from('2026-03-28T12:00:00+01:00'))[0])).toBe(
      '2026-03-30 23:59:59',
    );
    const minutes = dueInstants(town, 'minutes', 120, from('2026-03-29T01:30:00+01:00'))[0];
    expect(rome(minutes)).toBe('2026-03-29 04:30:00');
  });
});

describe('pauses', () => {
  const paused = (turns: [ClockTurn['kind'], string][]) =>
    stretchesOf(turns.map(([kind, text]) => ({ kind, at: at(text) })));

  test('the day on which a clock is paused does not count, that on which it goes on does', () => {
    const stretches = paused([
      ['start', '2026-03-02T10:00:00+01:00'],
      ['pause', '2026-03-04T11:00:00+01:00'],
      ['resume', '2026-03-09T09:00:00+01:00'],
    ]);
    expect(rome(dueInstants(town, 'calendar', 10, stretches)[0])).toBe('2026-03-17 23:59:59');
  });
  test('a pause within a day costs nothing', () => {
    const stretches = paused([
      ['start', '2026-03-02T10:00:00+01:00'],
      ['pause', '2026-03-04T11:00:00+01:00'],
      ['resume', '2026-03-04T16:00:00+01:00'],
    ]);
    expect(rome(dueInstants(town, 'calendar', 10, stretches)[0])).toBe('2026-03-12 23:59:59');
  });
  test('as long as it lasts nobody knows when the limit is up', () => {
    const stretches = paused([
      ['start', '2026-03-02T10:00:00+01:00'],
      ['pause', '2026-03-04T11:00:00+01:00'],
    ]);
    expect(dueInstants(town, 'calendar', 10, stretches)).toEqual([null, null, null]);
    expect(usedAt(town, 'calendar', stretches, at('2026-05-01T10:00:00+02:00'))).toBe(1);
  });

  test('over Easter with a pause and the patron: every day is told with its reason', () => {
    const patron = { ...town, patronDay: '04-09' };
    const stretches = paused([
      ['start', '2026-04-01T09:00:00+02:00'],
      ['pause', '2026-04-07T12:00:00+02:00'],
      ['resume', '2026-04-08T08:00:00+02:00'],
    ]);
    const days = dayByDay(patron, 'working', 5, stretches, {
      until: at('2026-04-02T09:00:00+02:00'),
      stop: null,
    });
    expect(days.map(({ day, reason, total }) => `${day} ${reason} ${total}`)).toEqual([
      '2026-04-01 start 0',
      '2026-04-02 counted 1',
      '2026-04-03 counted 2',
      '2026-04-04 saturday 2',
      '2026-04-05 holiday 2',
      '2026-04-06 holiday 2',
      '2026-04-07 paused 2',
      '2026-04-08 counted 3',
      '2026-04-09 holiday 3',
      '2026-04-10 counted 4',
      '2026-04-11 saturday 4',
      '2026-04-12 sunday 4',
      '2026-04-13 counted 5',
    ]);
    expect(days.at(-1)!.mark).toBe(1);
    expect(days[8]!.names!.it).toBe('San Zeno');
  });

  test('what is answered on the last day is in time: the day counts once, and the limit is not passed', () => {
    const stretches = paused([
      ['start', '2026-03-02T10:00:00+01:00'],
      ['fulfil', '2026-04-01T18:00:00+02:00'],
    ]);
    const end = at('2026-04-01T18:00:00+02:00');
    expect(measuredAt(town, 'calendar', stretches, end)).toBe(30);
    expect(usedAt(town, 'calendar', stretches, end)).toBe(29);
  });
});

test('somebody is warned as the day begins that lies so many counted days before', () => {
  const due = dueInstants(town, 'working', 30, from('2026-03-02T10:00:00+01:00'))[0]!;
  expect(rome(due)).toBe('2026-04-14 23:59:59');
  expect(rome(daysBefore(town, 'working', due, 5))).toBe('2026-04-07 00:00:00');
});

// Instants within two years, in order, as start, pause, resume, pause, …
const year = Date.UTC(2026, 0, 1);
const turns = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 * 24 * 60 }), { minLength: 1, maxLength: 8 })
  .map((minutes) =>
    minutes
      .toSorted((a, b) => a - b)
      .map((minute, index): ClockTurn => ({
        kind: index === 0 ? 'start' : index % 2 === 1 ? 'pause' : 'resume',
        at: new Date(year + minute * 60_000),
      })),
  );
const unit = fc.constantFrom<ClockUnit>(...clockUnits);
const laterThan = fc
  .integer({ min: 0, max: 900 * 24 * 60 })
  .map((minute) => new Date(year + minute * 60_000));

describe('properties', () => {
  test('a clock never runs backwards', () => {
    fc.assert(
      fc.property(turns, unit, laterThan, laterThan, (events, in_, one, other) => {
        const [first, second] = one <= other ? [one, other] : [other, one];
        const known = (at: Date) => stretchesOf(events.filter((event) => event.at <= at));
        expect(usedAt(town, in_, known(first), first)).toBeLessThanOrEqual(
          usedAt(town, in_, known(second), second) + 1e-6,
        );
      }),
    );
  });

  test('what is told with an hour before that of the event before it happens with that one: nothing reaches back', () => {
    const untidy = fc.array(
      fc.record({
        kind: fc.constantFrom<ClockTurn['kind']>('pause', 'resume', 'warn', 'fulfil'),
        at: fc.integer({ min: 0, max: 400 * 24 * 60 }).map((minute) => new Date(year + minute * 60_000)),
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(laterThan, untidy, (start, events) => {
        const stretches = stretchesOf([{ kind: 'start', at: start }, ...events]);
        const edges = stretches.flatMap(({ from: since, to }) => [since, ...(to === null ? [] : [to])]);
        expect(edges).toEqual(edges.toSorted((one, other) => one - other));
        expect(edges[0]).toBe(start.getTime());
        expect(stretches.slice(0, -1).every(({ to }) => to !== null)).toBe(true);
      }),
    );
  });

  test('a limit never comes sooner by a pause, and its double and triple follow in order', () => {
    fc.assert(
      fc.property(turns, unit, fc.integer({ min: 1, max: 90 }), (events, in_, amount) => {
        const running = events.length % 2 === 1 ? events : events.slice(0, -1);
        const without = dueInstants(town, in_, amount, stretchesOf(running.slice(0, 1)));
        const due = dueInstants(town, in_, amount, stretchesOf(running));
        for (const [index, one] of due.entries()) {
          expect(one!.getTime()).toBeGreaterThanOrEqual(without[index]!.getTime());
          if (index > 0) expect(one!.getTime()).toBeGreaterThan(due[index - 1]!.getTime());
        }
      }),
    );
  });

  test('the sum of its parts is the whole: each day adds what it says, and the limit has its amount', () => {
    fc.assert(
      fc.property(turns, unit, fc.integer({ min: 1, max: 60 }), (events, in_, amount) => {
        const running = events.length % 2 === 1 ? events : events.slice(0, -1);
        const stretches = stretchesOf(running);
        const due = dueInstants(town, in_, amount, stretches)[0]!;
        const days = dayByDay(town, in_, amount, stretches, { until: due, stop: null });
        let sum = 0;
        for (const day of days) {
          sum += day.adds;
          expect(day.total).toBeCloseTo(sum, 6);
        }
        expect(days.filter(({ mark }) => mark === 1).length === 1 || days.length === 500).toBe(true);
        if (countsDays(in_) && days.length < 500) expect(days.at(-1)!.total).toBe(amount);
        expect(usedAt(town, in_, stretches, due)).toBeCloseTo(amount, 6);
      }),
    );
  });

  test('whatever is told twice, or changes nothing, leaves the count as it is', () => {
    fc.assert(
      fc.property(turns, unit, fc.integer({ min: 1, max: 60 }), (events, in_, amount) => {
        const noisy = events.flatMap((one): ClockTurn[] => [
          one,
          { kind: 'warn', at: one.at },
          { kind: 'recompute', at: one.at },
          ...(one.kind === 'start' ? [] : [one]),
        ]);
        expect(dueInstants(town, in_, amount, stretchesOf(noisy))).toEqual(
          dueInstants(town, in_, amount, stretchesOf(events)),
        );
      }),
    );
  });
});
