import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classifyMail, type OwnMail } from './automatic.rules.ts';
import { isAbout, readDeliveryReport } from './bounce.rules.ts';
import { isOwnMessageId, makeMessageId, ownMessageUuid } from './message-id.ts';
import { parseMail } from './mime.ts';

const SECRET = 'a secret of the installation';
const own: OwnMail = {
  addresses: new Set(['info@example.com']),
  isOwnMessageId: (id) => isOwnMessageId(SECRET, id),
};
const fixture = (name: string) =>
  parseMail(readFileSync(new URL(`../../../tests/fixtures/mail/${name}.eml`, import.meta.url)));
const mail = (headers: string[]) =>
  parseMail(
    Buffer.from(
      [
        ...(headers.some((line) => line.startsWith('From:')) ? [] : ['From: Lucia <lucia@example.org>']),
        'To: info@example.com',
        ...headers,
        '',
        'x',
      ].join('\r\n'),
    ),
  );
const kind = (headers: string[], path: string | null = null): string =>
  classifyMail(mail(headers), path, own).kind;

describe('who wrote it', () => {
  test('a person may get an automatic answer', () => {
    expect(classifyMail(fixture('plain-utf8'), 'lucia.ferri@example.org', own)).toEqual({
      kind: 'person',
      reason: 'nothing_automatic',
      mayAnswer: true,
    });
    expect(kind(['Auto-Submitted: no'])).toBe('person');
  });
  test.each([
    ['auto_reply', ['Auto-Submitted: auto-generated'], null],
    ['auto_reply', ['Auto-Submitted: auto-replied (vacation)'], null],
    ['auto_reply', ['Precedence: auto_reply'], null],
    ['auto_reply', ['X-Autoreply: yes'], null],
    ['auto_reply', ['Subject: Fuori ufficio: Bolletta'], null],
    ['auto_reply', ['Subject: Automatic reply: bill'], null],
    ['auto_reply', ['Subject: conferma'], ''],
    [
      'auto_reply',
      ['Content-Type: multipart/report; report-type=disposition-notification; boundary=z'],
      null,
    ],
    ['list', ['Precedence: bulk'], null],
    ['list', ['List-Unsubscribe: <mailto:u@example.org>'], null],
    ['bounce', ['From: postmaster@example.org'], null],
    ['bounce', ['Subject: Undeliverable: Bolletta'], ''],
    ['loop', ['X-Filodiretto-Loop: example.com'], null],
    ['loop', ['From: Info@Example.com'], null],
    ['loop', [`Message-ID: ${makeMessageId(SECRET, 'example.com')}`], null],
  ])('%s by %j with return path %j', (expected, headers, path) => {
    const result = classifyMail(mail(headers), path, own);
    expect(result.kind).toBe(expected);
    expect(result.mayAnswer).toBe(false);
  });
  test('a person who asks for silence, or cannot be answered, gets no automatic answer', () => {
    expect(classifyMail(mail(['X-Auto-Response-Suppress: DR, OOF, AutoReply']), null, own)).toMatchObject({
      kind: 'person',
      mayAnswer: false,
    });
    expect(classifyMail(mail(['From: no-reply@example.org']), null, own)).toMatchObject({
      kind: 'person',
      mayAnswer: false,
    });
  });
  test('a subject about being away in mid-sentence is a person', () => {
    expect(kind(['Subject: Il vostro ufficio era chiuso, risposta automatica inutile'])).toBe('person');
  });
  test('fixtures', () => {
    expect(classifyMail(fixture('auto-reply'), null, own).kind).toBe('auto_reply');
    expect(classifyMail(fixture('newsletter'), null, own).kind).toBe('list');
    for (const name of ['bounce-dsn', 'bounce-delayed', 'bounce-homemade'])
      expect(classifyMail(fixture(name), null, own).kind).toBe('bounce');
  });
});

describe('delivery reports', () => {
  test('a standard report names the mail, the recipient and the words of the server', () => {
    expect(readDeliveryReport(fixture('bounce-dsn'))).toEqual({
      originalMessageIds: ['<sent-42@example.com>'],
      recipients: [
        {
          recipient: 'mario.bianchi@example.net',
          outcome: 'failed',
          status: '5.1.1',
          diagnostic: '550 5.1.1 <mario.bianchi@example.net>: Recipient address rejected: User unknown',
          remoteServer: 'mail.example.net',
        },
      ],
    });
  });
  test('a delay is no failure', () => {
    expect(readDeliveryReport(fixture('bounce-delayed'))).toMatchObject({
      originalMessageIds: ['<sent-43@example.com>'],
      recipients: [{ recipient: 'a@example.net', outcome: 'delayed', status: '4.4.1' }],
    });
  });
  test('a report in no standard still gives what it says', () => {
    expect(readDeliveryReport(fixture('bounce-homemade'))).toMatchObject({
      originalMessageIds: ['<sent-44@example.com>'],
      recipients: [
        {
          recipient: 'vecchio@example.net',
          outcome: 'failed',
          status: '5.2.1',
          diagnostic: 'host mail.example.net: 550 5.2.1 mailbox disabled',
        },
      ],
    });
  });
});

describe('a report is about a mail that went to', () => {
  test.each([
    ['bounce-dsn', 'Mario.Bianchi@Example.net', true],
    ['bounce-dsn', 'someone@example.net', false],
    ['bounce-homemade', 'vecchio@example.net', true],
    ['bounce-homemade', 'nuovo@example.net', false],
  ])('%s: %s is %s', (name, address, about) => {
    const mail = fixture(name);
    expect(isAbout(mail, readDeliveryReport(mail), [address, 'other@example.org'])).toBe(about);
  });

  test('whom its words name, when it has no list of recipients', () => {
    const mail = parseMail(
      Buffer.from(
        'From: MAILER-DAEMON@mx.example.org\r\nSubject: failure notice\r\n\r\n<Ada@example.org>:\r\nno mailbox\r\n',
      ),
    );
    const report = readDeliveryReport(mail);
    expect(isAbout(mail, report, ['ada@example.org'])).toBe(true);
    expect(isAbout(mail, report, ['eva@example.org'])).toBe(false);
    expect(isAbout(mail, report, [])).toBe(false);
  });
});

describe('own Message-IDs', () => {
  test('are known as ours, in any case, and only with the right secret', () => {
    const id = makeMessageId(SECRET, 'Example.com', '0190b0a0-0000-7000-8000-00000000abcd');
    expect(id).toMatch(/^<0190b0a0-0000-7000-8000-00000000abcd\.[0-9a-f]{16}@example\.com>$/);
    expect(ownMessageUuid(SECRET, id.toUpperCase())).toBe('0190b0a0-0000-7000-8000-00000000abcd');
    expect(isOwnMessageId('another secret', id)).toBe(false);
    expect(isOwnMessageId(SECRET, id.replace('abcd.', 'abce.'))).toBe(false);
    expect(isOwnMessageId(SECRET, id.replace('example.com', 'example.net'))).toBe(false);
    expect(isOwnMessageId(SECRET, '<plain@example.com>')).toBe(false);
  });
  test('a domain that would break the header is refused', () => {
    expect(() => makeMessageId(SECRET, 'example.com>\r\nBcc: x')).toThrow(RangeError);
  });
});
