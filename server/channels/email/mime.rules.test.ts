import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { generateMail, seededRng } from '../../../bench/support/mail-generator.ts';
import { MIME_LIMITS } from './mime-tree.ts';
import { MailUnparseable, parseMail, safeFileName } from './mime.ts';

const FOLDER = new URL('../../../tests/fixtures/mail/', import.meta.url);
const raw = (name: string): Buffer => readFileSync(new URL(`${name}.eml`, FOLDER));
const fixture = (name: string) => parseMail(raw(name));
const mail = (lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));
const FROM = ['From: Lucia Ferri <lucia.ferri@example.org>', 'To: info@example.com', 'Subject: prova'];

function codeOf(bytes: Buffer): string {
  try {
    parseMail(bytes);
    return 'parsed';
  } catch (error) {
    if (error instanceof MailUnparseable) return error.code;
    throw error;
  }
}

describe('text and headers come out right whatever the charset', () => {
  test.each([
    ['plain-utf8', 'Bolletta dell’acqua', 'Perché la bolletta è di 120 €?'],
    ['latin1-declared', 'Perché', 'Perché la bolletta è alta'],
    ['utf8-declared-latin1', 'Perché', 'Perché la bolletta è alta'],
    ['windows1252-declared-utf8', 'x', "Perché l'importo è di 90 €"],
    ['koi8-r', 'Счёт за воду', 'Счёт за воду слишком большой'],
    ['gb18030', '水费账单', '我的水费账单'],
    ['iso-2022-jp', '水道料金', '水道料金について'],
    ['utf-7', 'x', 'Perché è così + alto'],
    ['split-word', 'Perché aspettare', 'x'],
    ['padded-lines-base64', 'x', 'prima riga\nseconda'],
    ['flowed', 'flowed', 'questa riga continua qui sotto.\n> citata che continua\n-- \nLucia'],
    ['no-content-type', 'vecchio programma', 'Buongiorno, tutto qui.'],
  ])('%s', (name, subject, text) => {
    const parsed = fixture(name);
    expect(parsed.subject).toBe(subject);
    expect(parsed.text.trim()).toBe(text);
  });

  test('raw 8-bit headers are read as what old mailers mean by them', () => {
    const parsed = fixture('eight-bit-headers');
    expect(parsed.subject).toBe('Disdetta perché trasloco');
    expect(parsed.from).toEqual({ name: 'Niccolò Serra', address: 'n.serra@example.org' });
    expect(parsed.attachments.map((file) => file.name)).toEqual(['unità.csv']);
    expect(parsed.text).toBe('testo con è');
  });

  test('a subject or a name cannot turn around the line that it is shown in; right-to-left text stays', () => {
    const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
    const mail = parseMail(
      Buffer.from(
        `From: ${word('Acque\u202e di Colle')} <a@example.org>\r\nSubject: ${word('\u2067gpj.exe\u2069 مرحبا\u200f')}\r\n\r\nx\r\n`,
      ),
    );
    expect([mail.from.name, mail.subject]).toEqual(['Acque di Colle', 'gpj.exe مرحبا\u200f']);
  });
  test('no text keeps the character that PostgreSQL refuses', () => {
    const parsed = parseMail(mail([...FROM, 'Content-Type: text/plain', '', 'prima\0dopo', '']));
    expect(parsed.text.trim()).toBe('primadopo');
  });
});

describe('structure', () => {
  test('an HTML-only mail has a text side without scripts and styles', () => {
    const parsed = fixture('html-only');
    expect(parsed.text).toBe('Buongiorno,\n\nla bolletta è troppo alta:\n\n- acqua\n- luce\n\nTotale\t120 €');
    expect(parsed.html).toContain('<b>troppo</b>');
    expect(parsed.language).toBe('it');
  });

  test('a picture shown by cid is inline, a file beside it is not', () => {
    const parsed = fixture('inline-image');
    expect(parsed.attachments.map(({ name, inline, contentId }) => ({ name, inline, contentId }))).toEqual([
      { name: 'contatore.png', inline: true, contentId: 'foto1@example.org' },
      { name: 'bolletta.pdf', inline: false, contentId: null },
    ]);
    expect(parsed.attachments[1]?.content.toString()).toBe('%PDF-1.4 demo');
    expect(parsed.text).toBe('Ecco la foto [image: contatore]');
  });

  test('a mail forwarded as a file is a file, and its text is shown', () => {
    const parsed = fixture('nested-mail');
    expect(parsed.attachments.map((file) => file.name)).toEqual(["Perdita d'acqua.eml"]);
    expect(parsed.text).toContain("C'è una perdita in via Garibaldi.");
    expect(parsed.text).toContain('paolo.riva@example.org');
  });

  test('winmail.dat gives its text and its files', () => {
    const parsed = fixture('winmail');
    expect(parsed.text).toBe('Testo da Outlook è qui');
    expect(
      parsed.attachments.map(({ name, declaredType, content }) => [name, declaredType, content.toString()]),
    ).toEqual([['bolletta perché.pdf', 'application/pdf', '%PDF-1.4 winmail']]);
  });

  test('a damaged winmail.dat is kept as a file or read as far as it goes', () => {
    const whole = raw('winmail').toString('latin1');
    const body = whole.split('\r\n\r\n')[2]?.split('\r\n--')[0] ?? '';
    const tnef = Buffer.from(body, 'base64');
    for (let length = 0; length < tnef.length; length += 7) {
      const cut = whole.replace(body, tnef.subarray(0, length).toString('base64'));
      expect(codeOf(Buffer.from(cut, 'latin1'))).toBe('parsed');
    }
  });

  test('an invitation has its text as body and the calendar as file', () => {
    const parsed = fixture('calendar');
    expect(parsed.text).toBe('Sopralluogo');
    expect(parsed.attachments.map((file) => [file.name, file.declaredType])).toEqual([
      ['attachment.ics', 'text/calendar'],
    ]);
  });

  test('file names survive every way of writing them, and none can lead astray', () => {
    expect(fixture('filenames').attachments.map((file) => file.name)).toEqual([
      'perché no.pdf',
      'unità.pdf',
      'bolletta n°12 perché.pdf',
      'la mia bolletta.pdf',
      'segreto.txt',
      'fotogpj.exe',
    ]);
    expect(safeFileName('../../etc/passwd')).toBe('passwd');
    expect(safeFileName('..')).toBe('attachment');
    expect(safeFileName(`${'a'.repeat(500)}.pdf`)).toHaveLength(200);
  });
});

describe('broken MIME is read the way a person would', () => {
  test('a missing last boundary costs nothing', () => {
    const parsed = fixture('missing-last-boundary');
    expect(parsed.text).toBe('prima parte');
    expect(parsed.attachments[0]?.content.toString()).toBe('file tagliato a met');
  });
  test('a wrongly declared boundary is found in the body', () => {
    const parsed = fixture('wrong-boundary');
    expect(parsed.text).toBe('testo buono');
    expect(parsed.attachments.map((file) => file.name)).toEqual(['a.pdf']);
  });
  test('a multipart without any boundary is text', () => {
    expect(fixture('no-boundary-anywhere').text).toBe('Solo testo, nessun confine.');
  });
  test('empty parts add nothing, a part without headers is text', () => {
    expect(fixture('empty-parts').text).toBe('testo senza intestazioni');
  });
});

describe('addresses and identifiers', () => {
  test('a thousand recipients are all read', () => {
    const to = Array.from(
      { length: 1_000 },
      (_, index) => `"Utente, ${index}" <utente${index}@example.org>`,
    ).join(',\r\n ');
    const parsed = parseMail(mail(['From: a@example.org', `To: ${to}`, '', 'x']));
    expect(parsed.to).toHaveLength(1_000);
    expect(parsed.to[999]).toEqual({ name: 'Utente, 999', address: 'utente999@example.org' });
  });

  test('odd address lists: comments, groups, bare words, an open bracket, an encoded comma', () => {
    const to =
      'mario@example.org (Mario), Gruppo: a@example.org, b@example.org;, Anna c@example.org, <d@example.org, =?utf-8?Q?Rossi=2C_Ugo?= <e@example.org>';
    expect(parseMail(mail(['From: a@example.org', `To: ${to}`, '', 'x'])).to).toEqual([
      { name: 'Mario', address: 'mario@example.org' },
      { name: '', address: 'a@example.org' },
      { name: '', address: 'b@example.org' },
      { name: 'Anna', address: 'c@example.org' },
      { name: '', address: 'd@example.org' },
      { name: 'Rossi, Ugo', address: 'e@example.org' },
    ]);
  });

  test('an encoded word never makes an address of its own, nor a header line', () => {
    const from = `=?utf-8?B?${Buffer.from('capo@example.com\r\nBcc: x@example.net').toString('base64')}?= <vero@example.org>`;
    expect(parseMail(mail([`From: ${from}`, '', 'x'])).from).toEqual({
      name: 'capo@example.com Bcc: x@example.net',
      address: 'vero@example.org',
    });
  });

  test('references are the whole set, in order, once each, with brackets, folding undone', () => {
    const parsed = parseMail(
      mail([
        ...FROM,
        'Message-ID: <m@example.org>',
        'References: <a@x> <b@x>',
        ' <a@x>\tc@x',
        'In-Reply-To: <d@',
        ' x> (Mario)',
        '',
        'x',
      ]),
    );
    expect(parsed.references).toEqual(['<a@x>', '<b@x>', '<d@x>']);
    expect(parsed.inReplyTo).toEqual(['<d@x>']);
    expect(parsed.messageId).toBe('<m@example.org>');
  });

  test('an identifier too long to be indexed is none', () => {
    expect(parseMail(mail([...FROM, `Message-ID: <${'a'.repeat(2_000)}@x>`, '', 'x'])).messageId).toBeNull();
  });
});

describe('what is no mail goes to quarantine with a stable reason', () => {
  test.each([
    ['empty', Buffer.alloc(0)],
    ['empty', Buffer.from(' \r\n\r\n')],
    ['no_headers', Buffer.from('solo parole senza alcuna intestazione')],
    ['no_headers', Buffer.from([0, 1, 2, 255, 254, 10, 13, 0, 58, 10, 10, 7])],
    ['no_headers', Buffer.from('X-Strange: yes\r\n\r\nciao')],
    ['no_sender', mail(['To: info@example.com', 'Subject: anonima', '', 'x'])],
    ['no_sender', mail(['From: nessuno', 'Subject: anonima', '', 'x'])],
    ['headers_too_large', mail([...FROM, `X-Long: ${'a'.repeat(MIME_LIMITS.headerBytes)}`, '', 'x'])],
    [
      'too_many_parts',
      mail([
        ...FROM,
        'Content-Type: multipart/mixed; boundary=p',
        '',
        ...Array.from({ length: 1_100 }, () => '--p\r\n\r\nx'),
        '--p--',
      ]),
    ],
    [
      'too_deep',
      mail([
        ...FROM,
        'Content-Type: multipart/mixed; boundary=b0',
        '',
        ...Array.from(
          { length: 60 },
          (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n`,
        ),
      ]),
    ],
  ])('%s', (code, bytes) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test('100 kB of headers are a mail', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `X-Header-${index}: ${'v'.repeat(40)}`);
    expect(many.join('\r\n').length).toBeGreaterThan(100_000);
    expect(parseMail(mail([...FROM, ...many, '', 'ciao'])).text).toBe('ciao');
    expect(parseMail(mail([...FROM, `X-One: ${'v'.repeat(100_000)}`, '', 'ciao'])).text).toBe('ciao');
  });

  test('text beyond what anybody reads is cut, the mail is not refused', () => {
    const long = parseMail(mail([...FROM, '', 'parola '.repeat(300_000)]));
    expect(long.text.length).toBeLessThanOrEqual(1_000_000);
  });

  test('mails wrapped in mails in their thousands do not exhaust the stack', () => {
    const wrapped = 'From: a@example.org\r\nContent-Type: message/rfc822\r\n\r\n'.repeat(5_000);
    expect(codeOf(Buffer.from(wrapped))).toBe('parsed');
  });

  test('any bytes either parse or are refused in words, never anything else', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.eml'));
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(4_000), fc.uint8Array({ maxLength: 12 }), fc.nat(30)), { maxLength: 6 }),
        (name, edits) => {
          let bytes = readFileSync(new URL(name, FOLDER));
          for (const [at, insert, remove] of edits) {
            const where = Math.min(at, bytes.length);
            bytes = Buffer.concat([bytes.subarray(0, where), insert, bytes.subarray(where + remove)]);
          }
          try {
            const parsed = parseMail(bytes);
            expect(`${parsed.text}${parsed.html ?? ''}${parsed.subject}${parsed.from.name}`).not.toContain(
              '\0',
            );
            for (const file of parsed.attachments) expect(file.name).not.toMatch(/[/\\\p{Cc}]/u);
          } catch (error) {
            if (!(error instanceof MailUnparseable)) throw error;
            expect(error.message).not.toBe('');
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

test('an independent parser reads 300 generated mails the same way', async () => {
  const rng = seededRng(20_260_302);
  const options = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };
  const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();
  for (let index = 0; index < 300; index++) {
    const bytes = generateMail(
      rng,
      index % 3 === 0 ? { replyTo: { messageId: '<sent@example.com>', subject: 'Bolletta è' } } : {},
    );
    const ours = parseMail(bytes);
    // oxlint-disable-next-line no-await-in-loop -- one after the other keeps memory small
    const theirs = await simpleParser(bytes, options);
    expect(ours.subject).toBe(theirs.subject);
    expect(ours.messageId).toBe(theirs.messageId);
    expect(ours.from).toMatchObject(theirs.from?.value[0] ?? {});
    expect(squeeze(ours.text)).toBe(squeeze(theirs.text ?? ''));
    expect(squeeze(ours.html ?? '')).toBe(squeeze(theirs.html === false ? '' : (theirs.html ?? '')));
    expect(ours.attachments.map((file) => [file.name, file.size])).toEqual(
      theirs.attachments.map((file) => [file.filename, file.size]),
    );
    ours.attachments.forEach((file, at) =>
      expect(file.content.equals(theirs.attachments[at]?.content ?? Buffer.alloc(0))).toBe(true),
    );
  }
});

test('the same seed gives the same mails', () => {
  const run = (): string[] => {
    const rng = seededRng(5);
    return Array.from({ length: 20 }, () => generateMail(rng).toString('latin1'));
  };
  expect(run()).toEqual(run());
});
