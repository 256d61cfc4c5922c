import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoursCalendar } from '#server/calendars/index.ts';
import { escalationNumber, fitsPath, plannedReminders, workedSeconds } from './escalations.rules.ts';
import { letterWords } from './letter.rules.ts';

const office: HoursCalendar = {
  timeZone: 'Europe/Rome',
  week: [1, 2, 3, 4, 5, 6, 7].map((day) => (day > 5 ? [] : [{ from: '09:00', to: '17:00' }])),
  exceptions: [],
};
// A Monday, 10:00 in Rome.
const asked = new Date('2026-11-30T09:00:00Z');

test('reminders fall into the working time of the centre: half of eight hours from Monday 10:00 is Monday 14:00', () => {
  const due = new Date('2026-12-01T09:00:00Z');
  expect(plannedReminders(office, asked, due, { reminders: [100, 50], headAt: 150 })).toEqual([
    { whom: 'centre', percent: 50, at: new Date('2026-11-30T13:00:00Z') },
    { whom: 'centre', percent: 100, at: due },
    { whom: 'head', percent: 150, at: new Date('2026-12-01T13:00:00Z') },
  ]);
});

test('a time that holds no working hour is shared on the clock, so that a reminder comes all the same', () => {
  const saturday = new Date('2026-12-05T09:00:00Z');
  const due = new Date('2026-12-05T11:00:00Z');
  const [half] = plannedReminders(office, saturday, due, { reminders: [50], headAt: null });
  expect(half!.at).toEqual(new Date('2026-12-05T10:00:00Z'));
});

test('whatever the shares, reminders come in order, never before the question, each share once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 10 }),
      fc.integer({ min: 1, max: 60 * 24 * 14 }),
      (reminders, minutes) => {
        const due = new Date(asked.getTime() + minutes * 60_000);
        const plans = plannedReminders(office, asked, due, { reminders, headAt: null });
        expect(plans).toHaveLength(new Set(reminders).size);
        let last = asked.getTime();
        for (const { at } of plans) {
          expect(at.getTime()).toBeGreaterThanOrEqual(last);
          last = at.getTime();
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the night between two working days counts for nobody', () => {
  expect(workedSeconds(office, new Date('2026-11-30T15:30:00Z'), new Date('2026-12-01T08:30:00Z'))).toBe(
    3600,
  );
});

test('a centre is there for what stands below its own nodes', () => {
  expect(fitsPath(['a'], ['c', 'b', 'a'])).toBe(true);
  expect(fitsPath(['c'], ['b', 'a'])).toBe(false);
});

test('a letter says what is asked, until when, and that answering is enough; its subject is the first line', () => {
  expect(escalationNumber(12, asked)).toBe('Q-2026-000012');
  const facts = {
    number: 'Q-2026-000012',
    caseNumber: 'PR-2026-000007',
    centre: 'Ufficio tecnico',
    organisation: 'Acque e Luce',
    askedByName: 'Anna Fronte',
    question: 'Va stornata?\nLa fattura è doppia.',
    due: '1 dicembre 2026 alle ore 10:00',
    asked: '30 novembre 2026 alle ore 10:00',
  };
  const { subject, text } = letterWords('asked', 'it', facts);
  expect(subject).toBe('Quesito: Va stornata?');
  for (const part of ['La fattura è doppia.', '1 dicembre 2026', 'Q-2026-000012', 'non serve accedere'])
    expect(text).toContain(part);
  const reminder = letterWords('reminder', 'en', facts);
  expect(reminder.subject).toBe('Question: Va stornata?');
  expect(reminder.text).toContain('still waiting');
});
