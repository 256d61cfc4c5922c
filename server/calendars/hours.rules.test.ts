import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoursCalendar, OpeningBand } from './hours.rules.ts';
import {
  addWorkingSeconds,
  calendarProblems,
  isOpen,
  nextClosing,
  nextOpening,
  openingsOn,
  workingSecondsBetween,
} from './hours.rules.ts';

const office: OpeningBand[] = [
  { from: '08:30', to: '12:30' },
  { from: '13:30', to: '17:00' },
];
const calendar: HoursCalendar = {
  timeZone: 'Europe/Rome',
  week: [office, office, office, office, [{ from: '08:30', to: '13:00' }], [], []],
  exceptions: [
    { date: '2026-12-08', name: 'Immacolata', bands: [] },
    { date: '2026-12-12', name: 'Apertura straordinaria', bands: [{ from: '09:00', to: '12:00' }] },
  ],
};
const always: HoursCalendar = {
  timeZone: 'Europe/Rome',
  week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]),
  exceptions: [],
};
const never: HoursCalendar = {
  timeZone: 'Europe/Rome',
  week: [[], [], [], [], [], [], []],
  exceptions: [],
};
const at = (text: string): Date => new Date(text);

test('an opening holds its first instant and not its last', () => {
  expect(isOpen(calendar, at('2026-11-23T08:30:00+01:00'))).toBe(true);
  expect(isOpen(calendar, at('2026-11-23T08:29:59.999+01:00'))).toBe(false);
  expect(isOpen(calendar, at('2026-11-23T12:30:00+01:00'))).toBe(false);
  expect(isOpen(calendar, at('2026-11-23T13:30:00+01:00'))).toBe(true);
});

test('exceptions win over the week, closed and open', () => {
  expect(isOpen(calendar, at('2026-12-08T10:00:00+01:00'))).toBe(false);
  expect(isOpen(calendar, at('2026-12-12T10:00:00+01:00'))).toBe(true);
  expect(nextOpening(calendar, at('2026-12-07T17:00:00+01:00'))).toEqual(at('2026-12-09T08:30:00+01:00'));
});

test('next opening is now when open, else the next band', () => {
  const now = at('2026-11-23T09:00:00+01:00');
  expect(nextOpening(calendar, now)).toEqual(now);
  expect(nextOpening(calendar, at('2026-11-23T12:45:00+01:00'))).toEqual(at('2026-11-23T13:30:00+01:00'));
  expect(nextOpening(calendar, at('2026-11-27T13:00:00+01:00'))).toEqual(at('2026-11-30T08:30:00+01:00'));
  expect(nextOpening(never, now)).toBeNull();
});

test('next closing joins bands that touch across midnight and is null when there is none', () => {
  expect(nextClosing(calendar, at('2026-11-23T09:00:00+01:00'))).toEqual(at('2026-11-23T12:30:00+01:00'));
  expect(nextClosing(calendar, at('2026-11-22T09:00:00+01:00'))).toEqual(at('2026-11-23T12:30:00+01:00'));
  const night: HoursCalendar = {
    ...never,
    week: [[{ from: '20:00', to: '24:00' }], [{ from: '00:00', to: '06:00' }], [], [], [], [], []],
  };
  expect(nextClosing(night, at('2026-11-23T21:00:00+01:00'))).toEqual(at('2026-11-24T06:00:00+01:00'));
  expect(nextClosing(always, at('2026-11-23T21:00:00+01:00'))).toBeNull();
  expect(nextClosing(never, at('2026-11-23T21:00:00+01:00'))).toBeNull();
});

test('the days on which the clocks change have 23 and 25 hours', () => {
  const hours = (day: string): number =>
    openingsOn(always, day).reduce((sum, o) => sum + (o.to.getTime() - o.from.getTime()) / 3_600_000, 0);
  expect(hours('2026-03-29')).toBe(23);
  expect(hours('2026-10-25')).toBe(25);
  expect(hours('2026-10-26')).toBe(24);
  // A band in the hour that spring skips does not exist.
  const skipped: HoursCalendar = {
    ...never,
    exceptions: [{ date: '2026-03-29', name: 'x', bands: [{ from: '02:00', to: '03:00' }] }],
  };
  expect(openingsOn(skipped, '2026-03-29')).toEqual([]);
  // 8:30 is 8:30 on both sides of the change.
  expect(nextOpening(calendar, at('2026-10-24T12:00:00Z'))).toEqual(at('2026-10-26T08:30:00+01:00'));
  expect(nextOpening(calendar, at('2026-03-28T12:00:00Z'))).toEqual(at('2026-03-30T08:30:00+02:00'));
});

test('time that runs out at a closing ends at that closing', () => {
  expect(addWorkingSeconds(calendar, at('2026-11-23T12:00:00+01:00'), 1800)).toEqual(
    at('2026-11-23T12:30:00+01:00'),
  );
  expect(addWorkingSeconds(calendar, at('2026-11-23T12:00:00+01:00'), 1801)).toEqual(
    at('2026-11-23T13:30:01+01:00'),
  );
  expect(addWorkingSeconds(never, at('2026-11-23T12:00:00+01:00'), 1)).toBeNull();
  expect(() => addWorkingSeconds(calendar, new Date(), -1)).toThrow(/^seconds:/);
});

test('a calendar that opens once more and never again answers null for more time than it has', () => {
  const once: HoursCalendar = {
    ...never,
    exceptions: [{ date: '2026-11-23', name: 'x', bands: [{ from: '09:00', to: '10:00' }] }],
  };
  expect(addWorkingSeconds(once, at('2026-11-20T00:00:00Z'), 3600)).toEqual(at('2026-11-23T10:00:00+01:00'));
  expect(addWorkingSeconds(once, at('2026-11-20T00:00:00Z'), 3601)).toBeNull();
});

const minute = fc.integer({ min: 0, max: 1440 });
const bands = fc.uniqueArray(minute, { minLength: 0, maxLength: 6 }).map((list) => {
  const sorted = list.toSorted((a, b) => a - b);
  const text = (m: number): string =>
    `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  const result: OpeningBand[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2)
    result.push({ from: text(sorted[i]!), to: text(sorted[i + 1]!) });
  return result;
});
const anyCalendar = fc
  .record({
    timeZone: fc.constantFrom('Europe/Rome', 'UTC', 'America/New_York', 'Australia/Lord_Howe'),
    week: fc.array(bands, { minLength: 7, maxLength: 7 }),
    exceptions: fc.uniqueArray(
      fc.record({
        date: fc.constantFrom('2026-03-29', '2026-03-30', '2026-10-25', '2026-11-01', '2026-12-25'),
        name: fc.constant('x'),
        bands,
      }),
      { selector: (e) => e.date },
    ),
  })
  .filter((c) => c.week.some((day) => day.length > 0));
const instant = fc
  .integer({ min: Date.UTC(2026, 2, 20), max: Date.UTC(2026, 10, 10) })
  .map((ms) => new Date(ms));

test('adding working time and measuring it are inverse, on any calendar and over clock changes', () => {
  fc.assert(
    fc.property(anyCalendar, instant, fc.integer({ min: 0, max: 400_000 }), (c, a, n) => {
      expect(calendarProblems(c)).toEqual([]);
      const b = addWorkingSeconds(c, a, n);
      expect(b).not.toBeNull();
      expect(b!.getTime()).toBeGreaterThanOrEqual(a.getTime());
      expect(workingSecondsBetween(c, a, b!)).toBe(n);
      if (n > 0) expect(isOpen(c, new Date(b!.getTime() - 1))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('working time is never negative, never more than elapsed, and adds up over a cut', () => {
  fc.assert(
    fc.property(anyCalendar, instant, instant, instant, (c, x, y, z) => {
      const [a, b, d] = [x, y, z].toSorted((p, q) => p.getTime() - q.getTime()) as [Date, Date, Date];
      const whole = workingSecondsBetween(c, a, d);
      expect(whole).toBeGreaterThanOrEqual(0);
      expect(whole).toBeLessThanOrEqual((d.getTime() - a.getTime()) / 1000);
      expect(workingSecondsBetween(c, a, b) + workingSecondsBetween(c, b, d)).toBeCloseTo(whole, 6);
      expect(workingSecondsBetween(c, d, a)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('next opening is open, and nothing before it is', () => {
  fc.assert(
    fc.property(anyCalendar, instant, (c, a) => {
      const opening = nextOpening(c, a);
      expect(opening).not.toBeNull();
      expect(isOpen(c, opening!)).toBe(true);
      expect(workingSecondsBetween(c, a, opening!)).toBe(0);
      const closing = nextClosing(c, a);
      if (closing) expect(isOpen(c, closing)).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('every fault of a calendar is told with its field', () => {
  const wrong: HoursCalendar = {
    timeZone: 'Europe/Colle',
    week: [[{ from: '9:00', to: '12:00' }], [{ from: '12:00', to: '09:00' }], [office[0]!, office[0]!]],
    exceptions: [
      { date: '2026-02-30', name: 'x', bands: [] },
      { date: '2026-05-01', name: 'x', bands: [] },
      { date: '2026-05-01', name: 'x', bands: [] },
    ],
  };
  expect(calendarProblems(wrong).map((p) => p.field)).toEqual([
    'timeZone',
    'week',
    'week[0][0].from',
    'week[0][0].to',
    'week[1][0].to',
    'week[2][1].from',
    'exceptions[0].date',
    'exceptions[2].date',
  ]);
});
