import Holidays from 'date-holidays';
import { expect, test } from 'vitest';
import { easterSunday, holidayOn, italianHolidays } from './italian-holidays.rules.ts';

test('the national holidays of twenty-five years agree with an independent list', () => {
  const oracle = new Holidays('IT');
  for (let year = 2010; year <= 2035; year += 1) {
    const expected = oracle
      .getHolidays(year)
      .filter((h) => h.type === 'public')
      .map((h) => h.date.slice(0, 10));
    expect(italianHolidays(year).map((h) => h.date)).toEqual(expected.toSorted());
  }
});

test('4 October is a holiday from 2026 and was none in 2025', () => {
  expect(holidayOn('2025-10-04')).toBeNull();
  expect(holidayOn('2026-10-04')?.key).toBe('saint_francis');
  expect(italianHolidays(2026)).toHaveLength(13);
});

test('Easter falls where the almanac says', () => {
  expect(easterSunday(2024)).toBe('2024-03-31');
  expect(easterSunday(2026)).toBe('2026-04-05');
  expect(easterSunday(2038)).toBe('2038-04-25');
  expect(holidayOn('2026-04-06')?.key).toBe('easter_monday');
});

test('the patron saint is added on its day, and not twice on a national holiday', () => {
  const patron = { monthDay: '11-11', name: 'San Martino' };
  expect(holidayOn('2026-11-11', patron)).toMatchObject({
    kind: 'patron',
    name: { it: 'San Martino' },
  });
  expect(holidayOn('2026-11-11')).toBeNull();
  expect(italianHolidays(2026, { monthDay: '12-26', name: 'Santo Stefano' })).toHaveLength(13);
  expect(italianHolidays(2027, { monthDay: '02-29', name: 'Sant’Augusto' })).toHaveLength(13);
});

test('a bad year or patron day is refused by name', () => {
  expect(() => italianHolidays(1999)).toThrow(/^year:/);
  expect(() => italianHolidays(2026, { monthDay: '13-01', name: 'x' })).toThrow(/^patron\.monthDay:/);
});
