import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appointmentNotice, whenOf } from './appointment-notices.rules.ts';
import {
  busiest,
  seniorityOfArrival,
  slotsOf,
  spokenNumber,
  typedNumber,
  type Stretch,
} from './slots.rules.ts';

const minute = 60_000;
const hour = 60 * minute;
const whole = (min: number, max: number) => fc.integer({ min, max });
/** An opening of some hours, and what may be booked in it. */
const offered = fc.record({
  from: whole(0, 48).map((one) => one * 15 * minute),
  length: whole(0, 40).map((one) => one * 15 * minute),
  minutes: fc.constantFrom(5, 10, 15, 20, 45, 60),
  capacity: whole(1, 4),
  counters: fc.option(whole(1, 5), { nil: null }),
  picks: fc.array(fc.tuple(whole(0, 200), fc.boolean()), { maxLength: 60 }),
  others: fc.array(fc.tuple(whole(0, 100), whole(1, 8)), { maxLength: 8 }),
});

describe('free times', () => {
  test('whoever books what is free, one after the other: never more at once than the subject and the office have', () => {
    fc.assert(
      fc.property(offered, ({ from, length, minutes, capacity, counters, picks, others }) => {
        const openings = [{ from, to: from + length }];
        // Of other subjects, as booked as the counters allow.
        const all: Stretch[] = [];
        for (const [at, quarters] of others) {
          const one = { from: from + at * 5 * minute, to: from + (at * 5 + quarters * 15) * minute };
          if (counters === null || busiest(all, one.from, one.to) < counters) all.push(one);
        }
        const own: Stretch[] = [];
        for (const [which] of picks) {
          const free = slotsOf({
            openings,
            minutes,
            capacity,
            counters,
            own,
            all,
            earliest: 0,
            latest: Infinity,
          });
          if (free.length === 0) break;
          const slot = free[which % free.length]!;
          expect(slot.from).toBeGreaterThanOrEqual(from);
          expect(slot.to).toBeLessThanOrEqual(from + length);
          own.push(slot);
          all.push(slot);
        }
        const end = from + 24 * hour;
        expect(busiest(own, 0, end)).toBeLessThanOrEqual(capacity);
        if (counters !== null) expect(busiest(all, 0, end)).toBeLessThanOrEqual(counters);
      }),
    );
  });

  test('a time that is cancelled is free again, the same as before', () => {
    const offer = {
      openings: [{ from: 0, to: hour }],
      minutes: 30,
      capacity: 1,
      counters: null,
      earliest: 0,
      latest: hour,
    };
    const before = slotsOf({ ...offer, own: [], all: [] });
    const taken = [before[0]!];
    expect(slotsOf({ ...offer, own: taken, all: taken }).map(({ from }) => from)).toEqual([30 * minute]);
    expect(slotsOf({ ...offer, own: [], all: [] })).toEqual(before);
  });

  test('none begins before the first or after the last moment, and none reaches past the closing', () => {
    const free = slotsOf({
      openings: [{ from: 0, to: 100 * minute }],
      minutes: 30,
      capacity: 2,
      counters: 1,
      own: [],
      all: [],
      earliest: 10 * minute,
      latest: 60 * minute,
    });
    expect(free).toEqual([
      { from: 30 * minute, to: 60 * minute, free: 1 },
      { from: 60 * minute, to: 90 * minute, free: 1 },
    ]);
  });

  test('one that follows another at once does not count as beside it', () => {
    expect(
      busiest(
        [
          { from: 0, to: 10 },
          { from: 10, to: 20 },
        ],
        0,
        20,
      ),
    ).toBe(1);
  });
});

test('who comes in time goes before who came in the half hour before; who comes early waits for it', () => {
  expect(seniorityOfArrival(hour, hour, false)).toBe(1800);
  expect(seniorityOfArrival(hour, hour + 10 * minute, false)).toBe(1800);
  expect(seniorityOfArrival(hour, hour - 10 * minute, false)).toBe(1200);
  expect(seniorityOfArrival(3 * hour, 0, false)).toBe(0);
  expect(seniorityOfArrival(hour, hour + 20 * minute, true)).toBe(0);
});

test('a number is read in two parts, and known however it is typed', () => {
  expect(spokenNumber('482913')).toBe('482 913');
  expect(typedNumber(' 482-913 ')).toBe('482913');
});

describe('what a customer reads', () => {
  const facts = {
    number: '482913',
    customerName: 'Ada Prova',
    subject: { it: 'Voltura', en: 'Change of name', de: 'Ummeldung' },
    bring: { it: 'un documento', en: 'an identity card' },
    office: 'Sportello di Colle',
    address: 'Piazza del Mercato 1',
    timeZone: 'Europe/Rome',
    start: new Date('2026-12-02T08:20:00Z'),
    byOffice: false,
    reason: null,
    organisation: 'Acque e Luce',
  };
  test('says when where the office is, where, what for, the number and what to bring, in their language', () => {
    const { letter, line } = appointmentNotice('booked', 'de', facts);
    for (const part of [
      'Guten Tag Ada Prova,',
      'Mittwoch',
      '09:20',
      'Ummeldung',
      '482 913',
      'an identity card',
    ])
      expect(letter).toContain(part);
    expect(line).toMatch(/^Acque e Luce: Termin gebucht, .*09:20.*482 913\.$/);
    expect(line.length).toBeLessThan(200);
  });
  test('a language that nobody has written is told in English, also one with the name of something else', () => {
    for (const language of ['zz', '__proto__', 'constructor'])
      expect(appointmentNotice('reminder', language, facts).letter).toContain('Dear Ada Prova,');
  });
  test('what the office calls off has its reason, and nothing to bring', () => {
    const { letter } = appointmentNotice('cancelled', 'it', { ...facts, byOffice: true, reason: 'Sciopero' });
    expect(letter).toContain('Motivo: Sciopero');
    expect(letter).not.toContain('documento');
  });
  test('the day the clocks change the time is that of the wall', () => {
    expect(whenOf(new Date('2027-03-28T07:00:00Z'), 'Europe/Rome', 'it')).toContain('09:00');
    expect(whenOf(new Date('2027-03-27T08:00:00Z'), 'Europe/Rome', 'it')).toContain('09:00');
  });
});
