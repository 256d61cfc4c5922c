import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportPeriods } from '#contract/case-report.ts';
import {
  addSums,
  figuresOfSums,
  noSums,
  duePeriods,
  periodBefore,
  periodOf,
  periodOfYearBefore,
  reportSums,
  targetOf,
  type ReportSums,
} from './case-report.rules.ts';
import { Temporal } from 'temporal-polyfill';

test('a period is the whole week, month, quarter or year in which a day lies', () => {
  expect(periodOf('day', '2026-11-29')).toEqual({ since: '2026-11-29', until: '2026-11-29' });
  // A Sunday is the last day of its week.
  expect(periodOf('week', '2026-11-29')).toEqual({ since: '2026-11-23', until: '2026-11-29' });
  expect(periodOf('month', '2028-02-10')).toEqual({ since: '2028-02-01', until: '2028-02-29' });
  expect(periodOf('quarter', '2026-11-29')).toEqual({ since: '2026-10-01', until: '2026-12-31' });
  expect(periodOf('quarter', '2026-01-01')).toEqual({ since: '2026-01-01', until: '2026-03-31' });
  expect(periodOf('year', '2026-11-29')).toEqual({ since: '2026-01-01', until: '2026-12-31' });
  expect(periodOf('range', '2026-11-05', '2026-11-09')).toEqual({ since: '2026-11-05', until: '2026-11-09' });
});

const days = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }).toString());

test('the period before ends on the day before, and is of the same kind', () => {
  fc.assert(
    fc.property(
      days,
      fc.constantFrom(...reportPeriods),
      fc.integer({ min: 0, max: 400 }),
      (day, kind, more) => {
        const until = Temporal.PlainDate.from(day).add({ days: more }).toString();
        const period = periodOf(kind, day, until);
        const before = periodBefore(kind, period);
        expect(Temporal.PlainDate.from(before.until).add({ days: 1 }).toString()).toBe(period.since);
        expect(period.since <= day && day <= period.until).toBe(true);
        if (kind === 'range') {
          const long = ({ since, until: last }: typeof period) =>
            Temporal.PlainDate.from(since).until(Temporal.PlainDate.from(last)).days;
          expect(long(before)).toBe(long(period));
        } else expect(periodOf(kind, before.since)).toEqual(before);
      },
    ),
  );
});

const sums = fc.record(
  Object.fromEntries(reportSums.map((name) => [name, fc.integer({ min: 0, max: 500 })])) as {
    [name in keyof ReportSums]: fc.Arbitrary<number>;
  },
);

test('however rows are cut, the total is the same', () => {
  fc.assert(
    fc.property(fc.array(sums, { maxLength: 12 }), fc.nat(12), (rows, cut) => {
      const parts = [addSums(rows.slice(0, cut)), addSums(rows.slice(cut))];
      expect(figuresOfSums(addSums(parts))).toEqual(figuresOfSums(addSums(rows)));
    }),
  );
});

test('nothing to divide by has no average and no share', () => {
  expect(figuresOfSums(noSums())).toEqual({
    opened: 0,
    taken: 0,
    closed: 0,
    open: 0,
    daysToTake: { calendar: null, working: null },
    daysToClose: { calendar: null, working: null },
    first: { value: null, numerator: 0, denominator: 0 },
    within: { value: null, numerator: 0, denominator: 0 },
  });
});

test('a target of several types weighs them by what they count, and types without one do not weigh', () => {
  const targets = new Map([
    ['complaint', 0.95],
    ['information', 0.9],
  ]);
  expect(targetOf([{ type: 'complaint', due: 0 }], targets)).toBe(0.95);
  expect(targetOf([{ type: 'orientation', due: 4 }], targets)).toBeNull();
  expect(
    targetOf(
      [
        { type: 'complaint', due: 3 },
        { type: 'information', due: 1 },
        { type: 'orientation', due: 7 },
      ],
      targets,
    ),
  ).toBeCloseTo(0.9375);
  // Nothing counts yet, and they do not promise the same.
  expect(
    targetOf(
      [
        { type: 'complaint', due: 0 },
        { type: 'information', due: 0 },
      ],
      targets,
    ),
  ).toBeNull();
});

test('the same period of the year before: weeks by their number, the others by their dates', () => {
  const yearBefore = (period: (typeof reportPeriods)[number], day: string) =>
    periodOfYearBefore(period, periodOf(period, day));
  // The 48th week of each.
  expect(yearBefore('week', '2026-11-25')).toEqual({ since: '2025-11-24', until: '2025-11-30' });
  // 2026 has 53 weeks, 2025 has 52.
  expect(yearBefore('week', '2026-12-31')).toEqual({ since: '2025-12-22', until: '2025-12-28' });
  // The first of January 2027 lies in the 53rd of 2026.
  expect(yearBefore('week', '2027-01-01')).toEqual({ since: '2025-12-22', until: '2025-12-28' });
  expect(yearBefore('month', '2026-02-10')).toEqual({ since: '2025-02-01', until: '2025-02-28' });
  expect(yearBefore('quarter', '2026-11-29')).toEqual({ since: '2025-10-01', until: '2025-12-31' });
  expect(yearBefore('year', '2026-11-29')).toEqual({ since: '2025-01-01', until: '2025-12-31' });
  expect(yearBefore('day', '2028-02-29')).toEqual({ since: '2027-02-28', until: '2027-02-28' });
});

test('what is over and was not published is due, the oldest first; where nothing was yet, only the last', () => {
  const weeks = (last: string | null) => duePeriods('week', '2026-11-30', last).map(({ since }) => since);
  expect(weeks(null)).toEqual(['2026-11-23']);
  expect(weeks('2026-11-23')).toEqual([]);
  expect(weeks('2026-11-02')).toEqual(['2026-11-09', '2026-11-16', '2026-11-23']);
  expect(duePeriods('year', '2026-11-30', '2023-01-01')).toEqual([
    { since: '2024-01-01', until: '2024-12-31' },
    { since: '2025-01-01', until: '2025-12-31' },
  ]);
  expect(weeks('1990-01-01')).toHaveLength(60);
});
