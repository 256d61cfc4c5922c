import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerReferences,
  bareSubject,
  MailNotSendable,
  outgoingSubject,
  renderMail,
  type OutgoingMail,
} from './compose.ts';
import { parseMail } from './mime.ts';

const base: OutgoingMail = {
  messageId: '<0190b0a0-0000-7000-8000-00000000abcd.0011223344556677@example.com>',
  from: { name: 'Acque e Luce del Colle', address: 'info@example.com' },
  to: [{ name: 'Lucia Ferrì', address: 'lucia@example.org' }],
  subject: 'R: RE: Bolletta è alta',
  number: 'PR-2026-000123',
  answers: { messageId: '<c@mail.example.org>', references: ['<a@mail.example.org>', '<b@example.com>'] },
  html: '<p>Buongiorno,<br>tutto <b>a posto</b> è.</p>',
  signature: ['Giulia', 'Servizio clienti'],
  quoted: {
    attribution: 'Il giorno 2 marzo 2026 Lucia ha scritto:',
    text: 'prima\n> vecchia',
    html: '<p onclick="x()">prima</p><img src="https://example.net/p.gif">',
  },
  domain: 'example.com',
  language: 'it',
  date: new Date('2026-03-02T09:00:00Z'),
};

describe('an answer', () => {
  test('threads, is signed, quotes, and comes back out of the parser as it went in', async () => {
    const { raw, envelope } = await renderMail({
      ...base,
      files: [{ name: 'perché.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.4') }],
    });
    const parsed = parseMail(raw);
    expect(parsed.messageId).toBe(base.messageId);
    expect(parsed.inReplyTo).toEqual(['<c@mail.example.org>']);
    expect(parsed.references).toEqual(['<a@mail.example.org>', '<b@example.com>', '<c@mail.example.org>']);
    expect(parsed.subject).toBe('Re: Bolletta è alta [PR-2026-000123]');
    expect(parsed.to).toEqual([{ name: 'Lucia Ferrì', address: 'lucia@example.org' }]);
    expect(parsed.text).toBe(
      'Buongiorno,\ntutto a posto è.\n\nGiulia\nServizio clienti\n\nIl giorno 2 marzo 2026 Lucia ha scritto:\n> prima\n>> vecchia',
    );
    expect(parsed.html).toContain('<b>a posto</b>');
    expect(parsed.html).toContain('<blockquote type="cite"');
    expect(parsed.html).not.toMatch(/onclick|example\.net/);
    expect(parsed.attachments.map((file) => [file.name, file.content.toString()])).toEqual([
      ['perché.pdf', '%PDF-1.4'],
    ]);
    expect(parsed.headers.has('auto-submitted')).toBe(false);
    expect(envelope).toEqual({ from: 'info@example.com', to: ['lucia@example.org'] });
  });
  test('a blind copy is in the envelope and nowhere in the mail', async () => {
    const { raw, envelope } = await renderMail({
      ...base,
      bcc: [{ name: '', address: 'segreto@example.org' }],
    });
    expect(envelope.to).toContain('segreto@example.org');
    expect(raw.toString()).not.toContain('segreto');
  });
  test('a picture in the text goes along as an inline part', async () => {
    const { raw } = await renderMail({
      ...base,
      html: '<p><img src="cid:logo1"></p>',
      text: 'logo',
      files: [{ name: 'l.png', type: 'image/png', content: Buffer.from('png'), contentId: 'logo1' }],
    });
    expect(parseMail(raw).attachments).toMatchObject([{ name: 'l.png', inline: true, contentId: 'logo1' }]);
  });
});

describe('automatic mail', () => {
  test('says so, and an automatic answer has an empty return path', async () => {
    const { raw, envelope } = await renderMail({ ...base, automatic: 'auto-replied' });
    const parsed = parseMail(raw);
    expect(parsed.headers.get('auto-submitted')).toEqual(['auto-replied']);
    expect(parsed.headers.get('x-filodiretto-loop')).toEqual(['example.com']);
    expect(parsed.headers.get('x-auto-response-suppress')).toEqual(['All']);
    expect(envelope.from).toBe('');
  });
  test('a notice that must be known to arrive keeps its return path', async () => {
    expect((await renderMail({ ...base, automatic: 'auto-generated' })).envelope.from).toBe(
      'info@example.com',
    );
  });
});

describe('subjects and references', () => {
  test.each([
    ['R: RE: Re[2]: AW: Fwd: I: Bolletta', 'Bolletta'],
    ['Re : Re : x', 'x'],
    ['Reclamo: urgente', 'Reclamo: urgente'],
    ['Rif: fattura', 'fattura'],
    ['Re:', ''],
  ])('%s has no pile of prefixes', (subject, bare) => {
    expect(bareSubject(subject)).toBe(bare);
  });
  test('the number is added once', () => {
    const once = outgoingSubject('Bolletta', { answer: true, number: 'C-2026-000001' });
    expect(once).toBe('Re: Bolletta [C-2026-000001]');
    expect(outgoingSubject(once, { answer: true, number: 'C-2026-000001' })).toBe(once);
  });
  test('a long chain keeps its first and its last', () => {
    const chain = Array.from({ length: 100 }, (_, index) => `<m${index}@x>`);
    const kept = answerReferences(chain, '<parent@x>');
    expect(kept).toHaveLength(20);
    expect(kept[0]).toBe('<m0@x>');
    expect(kept.at(-1)).toBe('<parent@x>');
  });
});

describe('what must not be sent is refused with the field', () => {
  test.each([
    ['to', { to: [] }],
    ['to', { to: [{ name: 'x', address: 'nessuno' }] }],
    ['cc', { cc: [{ name: 'x', address: 'a@example.org\r\nBcc: b@example.org' }] }],
    ['messageId', { messageId: 'x' }],
    ['text', { html: '<p></p>', text: '', signature: null, quoted: null }],
  ])('%s', async (field, change) => {
    await expect(renderMail({ ...base, ...change })).rejects.toMatchObject({
      name: 'MailNotSendable',
      field,
    });
  });

  test('nothing that anybody typed becomes a header line', async () => {
    const nasty = fc
      .tuple(
        fc.string(),
        fc.constantFrom('\r\nBcc: x@example.net', '\nX-Evil: 1', '\r\n\r\nbody', '\u2028Bcc: y@example.net'),
        fc.string(),
      )
      .map((parts) => parts.join(''));
    const allowed = new Set([
      'from',
      'to',
      'cc',
      'reply-to',
      'subject',
      'message-id',
      'in-reply-to',
      'references',
      'date',
      'mime-version',
      'content-type',
      'content-language',
      'content-transfer-encoding',
    ]);
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (subject, name, file) => {
        const { raw } = await renderMail({
          ...base,
          subject,
          from: { ...base.from, name },
          to: [{ name, address: 'lucia@example.org' }],
          signature: [name, subject],
          answers: { messageId: '<c@x>', references: [`<a@x>${subject}`] },
          files: [{ name: file, type: `text/plain${file}`, content: Buffer.from('x') }],
        });
        for (const key of parseMail(raw).headers.keys()) expect(allowed).toContain(key);
      }),
      { numRuns: 100 },
    );
  });
  test('the error is of its own kind', async () => {
    await expect(renderMail({ ...base, to: [] })).rejects.toBeInstanceOf(MailNotSendable);
  });
});
