import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCaseEntries } from '#contract/cases.ts';
import { askedByMail, type AskedByMail } from '#tests/stories/letters.ts';

// What experts really send back: every mail program has its own way of quoting, and people theirs.

let desk: AskedByMail;
beforeAll(async () => {
  desk = await askedByMail();
});
afterAll(() => desk?.stop());

const html = (markup: string) =>
  ['Content-Type: text/html; charset=utf-8', '', `<html><body>${markup}</body></html>`, ''].join('\n');

const said = 'A valle del contatore ripara il condominio.';
const written: readonly (readonly [string, { text?: string; body?: string }, string])[] = [
  [
    'above the question, as Outlook in Italian quotes it',
    {
      text: `${said}\n\nUgo\n\n________________________________\nDa: Sportello <sportello@example.org>\nInviato: lunedì 5 gennaio 2026 10:00\nA: tecnico@example.org\nOggetto: Quesito: Di chi è la perdita?\n\nGentili colleghi,\nvi chiediamo un parere.`,
    },
    `${said}\n\nUgo`,
  ],
  [
    'above the question, as Gmail quotes it, with a line that is broken',
    {
      text: `${said}\n\nIl giorno lun 5 gen 2026 alle ore 10:00 Sportello di prova della città <\nsportello@example.org> ha scritto:\n\n> Gentili colleghi,\n>\n> vi chiediamo un parere.\n`,
    },
    said,
  ],
  [
    'between the lines of the question',
    {
      text: `Il giorno 5 gennaio 2026 Sportello ha scritto:\n> Di chi è la perdita?\nDel condominio.\n> È a monte del contatore?\nNo, a valle.\n`,
    },
    'Il giorno 5 gennaio 2026 Sportello ha scritto:\n> Di chi è la perdita?\nDel condominio.\n> È a monte del contatore?\nNo, a valle.',
  ],
  [
    'below the question',
    { text: `Il giorno 5 gennaio 2026 Sportello ha scritto:\n> Di chi è la perdita?\n\n${said}\n` },
    `Il giorno 5 gennaio 2026 Sportello ha scritto:\n> Di chi è la perdita?\n\n${said}`,
  ],
  [
    'as HTML only, by Gmail',
    {
      body: html(
        `<div dir="ltr">${said}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Il giorno lun 5 gen 2026 alle ore 10:00 Sportello &lt;<a href="mailto:s@example.org">s@example.org</a>&gt; ha scritto:<br></div><blockquote class="gmail_quote">Gentili colleghi, vi chiediamo un parere.</blockquote></div>`,
      ),
    },
    said,
  ],
  [
    'as HTML only, by Outlook on the web',
    {
      body: html(
        `<div>${said}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Da:</b> Sportello<br><b>Inviato:</b> lunedì 5 gennaio 2026 10:00<br><b>A:</b> tecnico<br><b>Oggetto:</b> Quesito</div><div>Gentili colleghi, vi chiediamo un parere.</div>`,
      ),
    },
    said,
  ],
  [
    'as HTML only, by Apple Mail',
    {
      body: html(
        `${said}<br><div><br><blockquote type="cite"><div>Il giorno 5 gen 2026, alle ore 10:00, Sportello ha scritto:</div><br><div>Gentili colleghi, vi chiediamo un parere.</div></blockquote></div>`,
      ),
    },
    said,
  ],
  [
    'as HTML with a script in it',
    { body: html(`<script>alert(1)</script><p onclick="x()">${said}</p><style>p{color:red}</style>`) },
    said,
  ],
];

describe('an answer by mail', () => {
  it.each(written)('%s, is what its author wrote and no more', async (_how, mail, words) => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    await desk.comes({
      from: `Ugo Tubi <${expert}>`,
      subject: `R: ${letter.subject}`,
      references: [letter.messageId!],
      ...mail,
    });
    expect((await desk.settled(escalation.id, { outcome: 'answered' })).answer).toBe(words);
  });

  it('that is a picture pasted into the mail is kept as a paper; the small ones of a signature are not', async () => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    const picture = (bytes: number) =>
      Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(bytes, 7)]).toString('base64');
    const part = (id: string, name: string, bytes: number) => [
      '--b',
      `Content-Type: image/png; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-ID: <${id}>`,
      `Content-Disposition: inline; filename="${name}"`,
      '',
      picture(bytes).replace(/.{76}/g, '$&\n'),
    ];
    await desk.comes({
      from: expert,
      subject: `R: ${letter.subject}`,
      references: [letter.messageId!],
      body: [
        'Content-Type: multipart/related; boundary="b"',
        '',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>Ecco lo schema:</p><img src="cid:schema@example.org"><p>Ugo<img src="cid:logo@example.org"></p>',
        ...part('schema@example.org', 'schema.png', 60_000),
        ...part('logo@example.org', 'logo.png', 900),
        '--b--',
        '',
      ].join('\n'),
    });
    const done = await desk.settled(escalation.id, { outcome: 'answered' });
    expect(done.answer).toContain('Ecco lo schema:');
    expect(done.papers.filter(({ side }) => side === 'answered').map(({ name }) => name)).toEqual([
      'schema.png',
    ]);
  });

  it('that comes twice is one answer', async () => {
    const { expert, escalation, one } = await desk.asked();
    const letter = await desk.letterTo(expert);
    const mail = { from: expert, subject: letter.subject, references: [letter.messageId!], text: said };
    const id = `<twice.${escalation.id}@example.net>`;
    await desk.comes({ ...mail, id });
    await desk.settled(escalation.id, { outcome: 'answered' });
    await desk.comes({ ...mail, id });
    // What is sent afterwards has come when the same again would have.
    await desk.comes({ ...mail, text: 'Aggiungo: domani esce la squadra.' });
    const { words } = await desk.settled(escalation.id, { words: [{ kind: 'more' }] });
    expect(words).toHaveLength(1);
    const entries = await desk.room.call(
      listCaseEntries,
      { params: { id: one.id } },
      { as: { session: desk.asker.session } },
    );
    expect(entries.body.items.filter(({ body }) => body === said)).toHaveLength(1);
  });

  it('to a question that was taken back meanwhile is kept beside it, and what is asked again is open still', async () => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    await desk.withdraw(escalation.id);
    await desk.comes({ from: expert, subject: letter.subject, references: [letter.messageId!], text: said });
    expect(
      (await desk.settled(escalation.id, { outcome: 'withdrawn', words: [{ kind: 'more', text: said }] }))
        .number,
    ).toBe(escalation.number);
  });

  it.each([
    ['Out of Office', { 'X-Autoreply': 'yes' }],
    ['Risposta automatica', { 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'auto-replied' }],
    ['Fuori sede', { Precedence: 'auto_reply' }],
  ] as const)('%s by a machine ends nothing', async (title, headers) => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    await desk.comes({
      from: expert,
      subject: `${title}: ${letter.subject}`,
      references: [letter.messageId!],
      headers,
      text: 'Sono assente fino a lunedì.',
    });
    expect((await desk.settled(escalation.id, { outcome: null, words: [{ kind: 'away' }] })).number).toBe(
      escalation.number,
    );
  });

  it('from another address of the same person waits for somebody to believe it, with its files', async () => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    await desk.comes({
      from: 'Ugo Tubi <ugo.casa@example.com>',
      subject: letter.subject,
      references: [letter.messageId!],
      text: said,
    });
    expect(
      (
        await desk.settled(escalation.id, {
          outcome: null,
          words: [{ kind: 'doubtful', why: 'stranger', sender: 'ugo.casa@example.com', text: said }],
        })
      ).number,
    ).toBe(escalation.number);
  });

  it.each([
    ['no words at all', ''],
    ['the question only', 'Il giorno 5 gennaio 2026 Sportello ha scritto:\n> Di chi è la perdita?\n'],
  ])('with %s was sent before it was written: the question stays open', async (_what, text) => {
    const { expert, escalation } = await desk.asked();
    const letter = await desk.letterTo(expert);
    await desk.comes({ from: expert, subject: letter.subject, references: [letter.messageId!], text });
    expect(
      (await desk.settled(escalation.id, { outcome: null, words: [{ kind: 'doubtful', why: 'empty' }] }))
        .number,
    ).toBe(escalation.number);
  });
});
