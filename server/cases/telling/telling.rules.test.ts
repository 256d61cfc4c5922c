import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursInZone } from '#server/calendars/index.ts';
import { forSms, smsLength } from './sms.rules.ts';
import { chooseWay, dueAt, settle, together, type NoticeChannel, type Reachable } from './telling.rules.ts';
import { emptyPlaceholders, fill, wrongPlaceholders, type Values } from './texts.rules.ts';

const reach = (also: Partial<Reachable> = {}): Reachable => ({
  wish: null,
  consents: new Map(),
  addresses: { email: ['ada@example.org'], pec: ['ada@pec.example.org'], sms: ['+393330000001'] },
  senders: { email: true, sms: true },
  conversation: null,
  tried: [],
  ...also,
});
const wayOf = (one: Reachable) => chooseWay(one).way;

describe('the channel of a notice', () => {
  test('is the one that was wished for, and without a wish the conversation on which they wrote', () => {
    expect(wayOf(reach({ wish: 'sms', consents: new Map([['sms', true]]) }))).toEqual({
      channel: 'sms',
      address: '+393330000001',
    });
    expect(wayOf(reach({ conversation: { byMail: true, live: false } }))).toEqual({
      channel: 'email',
      address: null,
    });
    expect(wayOf(reach({ conversation: { byMail: false, live: true } }))).toEqual({
      channel: 'chat',
      address: null,
    });
    // Nobody is there to read.
    expect(wayOf(reach({ conversation: { byMail: false, live: false } }))).toMatchObject({
      channel: 'email',
    });
  });

  test('is none where none is wanted, and where no address is known', () => {
    expect(chooseWay(reach({ wish: 'none' }))).toEqual({ way: null, why: 'not_wanted' });
    expect(
      chooseWay(reach({ addresses: { email: [], pec: ['a@pec.example.org'], sms: ['+39333'] } })),
    ).toEqual({
      way: null,
      why: 'no_address',
    });
  });

  test('after a failure is the next one agreed to, never the address that failed', () => {
    const consents = new Map<NoticeChannel, boolean>([['sms', true]]);
    const tried = [{ channel: 'email' as const, address: 'ada@example.org' }];
    expect(wayOf(reach({ consents, tried }))).toMatchObject({ channel: 'sms' });
    expect(wayOf(reach({ tried }))).toBeNull();
    expect(wayOf(reach({ tried, conversation: { byMail: true, live: true } }))).toBeNull();
  });

  test('is never one that was refused, nor SMS or PEC without a yes, whatever else holds', () => {
    const channel = fc.constantFrom<NoticeChannel>('email', 'pec', 'sms', 'chat');
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom<NoticeChannel | 'none'>('email', 'pec', 'sms', 'chat', 'none')),
        fc.array(fc.tuple(channel, fc.boolean())),
        fc.option(fc.record({ byMail: fc.boolean(), live: fc.boolean() })),
        fc.array(
          fc.record({ channel, address: fc.option(fc.constantFrom('ada@example.org', '+393330000001')) }),
        ),
        (wish, given, conversation, tried) => {
          const consents = new Map(given);
          const way = wayOf(reach({ wish, consents, conversation, tried }));
          if (way === null) return;
          expect(wish).not.toBe('none');
          expect(consents.get(way.channel)).not.toBe(false);
          if (way.channel !== wish && (way.channel === 'sms' || way.channel === 'pec'))
            expect(consents.get(way.channel)).toBe(true);
          expect(tried).not.toContainEqual(way);
        },
      ),
    );
  });
});

describe('the hour of a notice', () => {
  const hours = hoursInZone({
    from: '08:30',
    to: '20:00',
    days: [1, 2, 3, 4, 5, 6],
    holidays: false,
    timeZone: 'Europe/Rome',
    year: 2026,
  });
  test.each([
    ['by day', '2026-11-30T10:00:00Z', '2026-11-30T10:10:00Z'],
    ['at night the next morning', '2026-11-30T22:00:00Z', '2026-12-01T07:30:00Z'],
    ['on the eve of a holiday the day after it', '2026-12-07T20:00:00Z', '2026-12-09T07:30:00Z'],
    ['over the end of daylight saving', '2026-10-24T19:00:00Z', '2026-10-26T07:30:00Z'],
    ['over its beginning', '2026-03-28T20:00:00Z', '2026-03-30T06:30:00Z'],
    ['when the time of waiting ends in the quiet hours', '2026-11-30T18:55:00Z', '2026-12-01T07:30:00Z'],
  ])('%s', (_name, happened, due) => {
    expect(dueAt(new Date(happened), 10, hours, 'sms')).toEqual(new Date(due));
  });

  test('never lies in the quiet hours nor before the time of waiting is over; a chat is told at once', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 1440 }),
        (at, wait) => {
          const due = dueAt(at, wait, hours, 'sms');
          expect(hours.isOpen(due)).toBe(true);
          expect(due.getTime()).toBeGreaterThanOrEqual(at.getTime() + wait * 60_000);
          expect(dueAt(at, wait, hours, 'chat')).toEqual(at);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('news that has not left yet', () => {
  const waiting = [
    { id: 'a', about: 'in_progress', fromState: 'open', toState: 'in_progress' },
    { id: 'b', about: 'solved', fromState: 'in_progress', toState: 'solved' },
  ];
  test('is withdrawn with the move that it told, and neither is told', () => {
    expect(settle(waiting, { from: 'solved', to: 'in_progress', closes: false, reopens: false })).toEqual({
      withdraw: [{ id: 'b', why: 'undone' }],
      tell: false,
    });
  });
  test('gives way to the closing', () => {
    expect(settle(waiting, { from: 'solved', to: 'closed', closes: true, reopens: false })).toEqual({
      withdraw: [
        { id: 'a', why: 'superseded' },
        { id: 'b', why: 'superseded' },
      ],
      tell: true,
    });
  });
  test('stays beside another step', () => {
    expect(settle(waiting, { from: 'solved', to: 'waiting', closes: false, reopens: false })).toEqual({
      withdraw: [],
      tell: true,
    });
  });
});

describe('notices that leave together', () => {
  const now = new Date('2026-11-30T10:00:00Z');
  const notice = fc.record({
    id: fc.uuid(),
    channel: fc.constantFrom<NoticeChannel>('email', 'sms', 'chat'),
    address: fc.constantFrom('x', 'y'),
    language: fc.constantFrom('it', 'en'),
    serviceId: fc.constantFrom('s', 't'),
    dueAt: fc.date({
      min: new Date('2026-11-30T08:00:00Z'),
      max: new Date('2026-12-01T10:00:00Z'),
      noInvalidDate: true,
    }),
    happenedAt: fc.constant(now),
  });
  test('are all that is due, each once, with what was to leave soon on the same channel in the same language', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(notice, { selector: ({ id }) => id }),
        fc.integer({ min: 0, max: 600 }),
        (all, window) => {
          const groups = together(all, now, window);
          const sent = groups.flat();
          expect(new Set(sent).size).toBe(sent.length);
          expect(sent).toEqual(expect.arrayContaining(all.filter((one) => one.dueAt <= now)));
          for (const group of groups) {
            expect(new Set(group.map((one) => `${one.channel} ${one.language} ${one.serviceId}`)).size).toBe(
              1,
            );
            expect(group.some((one) => one.dueAt <= now)).toBe(true);
            if (group[0]!.channel === 'chat') expect(group).toHaveLength(1);
          }
        },
      ),
    );
  });
});

describe('texts', () => {
  const values: Values = {
    customer: 'Ada {link}',
    number: 'PR-1',
    subject: 'Perdita',
    state: 'chiusa',
    type: 'Reclamo',
    resolution: '',
    link: 'http://x',
    organisation: 'Acque',
    fields: new Map([['meter', 'A-1']]),
  };
  test('are filled in once, refuse what does not exist, and name what would leave a hole', () => {
    expect(fill('{ customer }: {number} {field.meter}', values)).toBe('Ada {link}: PR-1 A-1');
    expect(wrongPlaceholders('{number} {nummer} {constructor} {field.meter} {')).toEqual([
      '{nummer}',
      '{constructor}',
      '{',
    ]);
    expect(wrongPlaceholders('{{case.number}} {number}')).toEqual(['{{case.number}}']);
    expect(emptyPlaceholders('{resolution} {state} {field.other}', values)).toEqual([
      'resolution',
      'field.other',
    ]);
  });
  test('of an SMS count the characters of its alphabet, and the parts it makes', () => {
    expect(smsLength('a'.repeat(160))).toMatchObject({ alphabet: 'gsm', characters: 160, parts: 1 });
    expect(smsLength('a'.repeat(161))).toMatchObject({ parts: 2 });
    expect(smsLength('€'.repeat(80))).toMatchObject({ characters: 160, parts: 1 });
    expect(smsLength('ą'.repeat(71))).toMatchObject({ alphabet: 'unicode', characters: 71, parts: 2 });
    expect(smsLength(forSms('«L’ufficio» – sì…'))).toMatchObject({ alphabet: 'gsm' });
  });
});
