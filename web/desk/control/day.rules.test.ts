import { describe, expect, it } from 'vitest';
import type { WallboardFigures } from '#contract/wallboard.ts';
import { busySpan, clockChange, clockOf, halfHourOf, halfHoursIn, niceTop, sumUp } from './day.rules.ts';

const length = 30 * 60_000;
const from = (start: string, count: number) =>
  Array.from({ length: count }, (_one, at) => new Date(Date.parse(start) + at * length).toISOString());
// Midnight in Rome.
const plain = from('2026-11-09T23:00:00Z', 48);
const longDay = from('2026-10-24T22:00:00Z', 50);
const shortDay = from('2026-03-28T23:00:00Z', 46);
const rome = (starts: string[]) => clockOf(starts, 'Europe/Rome', 'it-IT');
const figures = (series: Partial<WallboardFigures['series']>, count: number, target: number | null = 0.8) => {
  const none = Array.from({ length: count }, () => 0);
  return {
    serviceLevel: { target },
    series: {
      offered: none,
      answered: none,
      abandoned: none,
      numerator: none,
      denominator: none,
      forecast: none.map(() => null),
      ...series,
    },
  } as unknown as WallboardFigures;
};
const at = (count: number, values: Record<number, number>) =>
  Array.from({ length: count }, (_one, place) => values[place] ?? 0);

describe('the clock of a day', () => {
  it('has 48 names, or tells an hour that comes twice by its zone, or leaves one out', () => {
    expect(rome(plain).names.slice(0, 3)).toEqual(['00:00', '00:30', '01:00']);
    expect(new Set(rome(plain).names).size).toBe(48);
    expect(rome(longDay).names.slice(3, 9)).toEqual([
      '01:30',
      '02:00 CEST',
      '02:30 CEST',
      '02:00 CET',
      '02:30 CET',
      '03:00',
    ]);
    expect(new Set(rome(longDay).names).size).toBe(50);
    expect(rome(shortDay).names.slice(3, 6)).toEqual(['01:30', '03:00', '03:30']);
  });

  it('says which hour comes twice or is left out, and nothing on any other day', () => {
    expect(clockChange(rome(plain))).toBeNull();
    expect(clockChange(rome([]))).toBeNull();
    expect(clockChange(rome(longDay))).toEqual({ kind: 'twice', from: '02:00', to: '03:00' });
    expect(clockChange(rome(shortDay))).toEqual({ kind: 'skipped', from: '02:00', to: '03:00' });
    // Half an hour, as on Lord Howe Island.
    const half = clockOf(from('2026-04-04T13:00:00Z', 49), 'Australia/Lord_Howe', 'en-GB');
    expect(clockChange(half)).toEqual({ kind: 'twice', from: '01:30', to: '02:00' });
  });

  it('is the organisation’s, wherever one looks from', () => {
    expect(clockOf(plain, 'America/New_York', 'en-GB').names[0]).toBe('18:00');
  });
});

describe('the part of a day that is shown', () => {
  it('is from 8 to 18 by the clock, also on days on which clocks change', () => {
    for (const starts of [plain, longDay, shortDay]) {
      const clock = rome(starts);
      const span = busySpan(figures({}, starts.length), clock);
      expect([clock.names[span.from], clock.names[span.to]]).toEqual(['08:00', '18:00']);
    }
  });

  it('reaches to whatever came or was expected', () => {
    const clock = rome(plain);
    const early = busySpan(figures({ offered: at(48, { 3: 1, 40: 2 }) }, 48), clock);
    expect([early.from, early.to]).toEqual([3, 41]);
    const late = busySpan(figures({ forecast: at(48, { 47: 0.6, 2: 0.2 }) }, 48), clock);
    expect([late.from, late.to]).toEqual([16, 48]);
    expect(busySpan(figures({}, 0), rome([]))).toEqual({ from: 0, to: 0 });
  });
});

describe('half hours', () => {
  it('are past, under way or ahead', () => {
    const start = Date.parse(plain[0]!);
    expect(
      [-1, 0, length - 1, length, 48 * length - 1, 48 * length, 99 * length].map((ms) =>
        halfHourOf(plain, start + ms),
      ),
    ).toEqual([-1, 0, 0, 1, 47, 48, 48]);
    const parts = halfHoursIn(figures({}, 48), rome(plain), { from: 16, to: 20 }, start + 17.5 * length);
    expect(parts.map(({ at: place, when, name }) => [place, when, name])).toEqual([
      [16, 'past', '08:00'],
      [17, 'now', '08:30'],
      [18, 'ahead', '09:00'],
      [19, 'ahead', '09:30'],
    ]);
  });

  it('miss the target by their own halves, and have no share while nothing counts', () => {
    const row = figures({ numerator: at(48, { 16: 4, 17: 1 }), denominator: at(48, { 16: 5, 17: 2 }) }, 48);
    const parts = halfHoursIn(row, rome(plain), { from: 16, to: 19 }, Date.parse(plain[20]!));
    expect(parts.map(({ share, below }) => [share, below])).toEqual([
      [0.8, false],
      [0.5, true],
      [null, false],
    ]);
    const free = figures({ numerator: at(48, { 16: 0 }), denominator: at(48, { 16: 5 }) }, 48, null);
    expect(halfHoursIn(free, rome(plain), { from: 16, to: 17 }, Date.parse(plain[20]!))[0]!.below).toBe(
      false,
    );
  });

  it('are summed up to now, against what was expected until then', () => {
    const row = figures(
      {
        offered: at(48, { 16: 3, 17: 4 }),
        forecast: at(48, { 16: 2.5, 17: 3, 18: 100 }),
        numerator: at(48, { 16: 1 }),
        denominator: at(48, { 16: 2 }),
      },
      48,
    );
    const parts = halfHoursIn(row, rome(plain), { from: 16, to: 20 }, Date.parse(plain[17]!));
    expect(sumUp(parts)).toEqual({ offered: 7, expected: 5.5, below: 1 });
    expect(sumUp(halfHoursIn(figures({}, 48), rome(plain), { from: 16, to: 20 }, 0))).toEqual({
      offered: 0,
      expected: null,
      below: 0,
    });
  });
});

it('the top of an axis is round, as is its half, and never under what it must hold', () => {
  expect([0, 4, 5, 9, 10, 11, 55, 61, 99, 101, 4001].map((value) => niceTop(value))).toEqual([
    4, 4, 6, 10, 10, 20, 60, 80, 100, 200, 6000,
  ]);
});
