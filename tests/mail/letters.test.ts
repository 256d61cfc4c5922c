import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCaseEntries, updateCase } from '#contract/cases.ts';
import * as contract from '#contract/escalations.ts';
import { sendDue } from '#server/cases/escalations/reminding.service.ts';
import { newId } from '#server/platform/index.ts';
import { makeCase } from '#tests/stories/contacts.ts';
import { askedByMail, type AskedByMail } from '#tests/stories/letters.ts';

// Experts who answer by mail alone, over real SMTP both ways.

let desk: AskedByMail;
beforeAll(async () => {
  desk = await askedByMail();
});
afterAll(() => desk?.stop());

const as = (who: { session: string }) => ({ as: { session: who.session } });

describe('a question by mail', () => {
  it('goes out with its papers and is answered by a reply, quoted text left away, on the case, by somebody who never logs in', async () => {
    const { asked, letterTo, comes, settled, asker, room, box } = desk;
    const { expert, escalation, one } = await asked();
    const letter = await letterTo(expert);
    expect(letter.from.address).toBe(box.address);
    expect(letter.subject).toMatch(/^Quesito: Di chi è la perdita\? \[Q-\d{4}-\d{6}\/[0-9a-f]{12}\]$/);
    expect(letter.text).toContain('È a monte del contatore.');
    expect(letter.attachments.map(({ name }) => name)).toEqual(['perdita.txt']);
    const raw = await comes({
      from: `Ugo Tubi <${expert}>`,
      subject: `R: ${letter.subject}`,
      inReplyTo: letter.messageId!,
      references: [letter.messageId!],
      body: [
        'Content-Type: multipart/mixed; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'A monte del contatore è nostra.',
        '',
        'Il giorno lunedì 5 gennaio 2026 Sportello ha scritto:',
        '> Di chi è la perdita?',
        '--b',
        'Content-Type: text/plain; name="norma.txt"',
        'Content-Disposition: attachment; filename="norma.txt"',
        '',
        'Articolo di prova.',
        '--b--',
        '',
      ].join('\n'),
    });
    expect(raw).toMatchObject({ state: 'filed', contactId: null, conversationId: null });
    const done = await settled(escalation.id, { outcome: 'answered' });
    expect(done).toMatchObject({
      answer: 'A monte del contatore è nostra.',
      answeredName: 'Ugo Tubi',
      answeredFrom: expert,
      answeredBy: null,
    });
    expect(done.papers.map(({ side, name }) => [side, name])).toEqual([
      ['answered', 'norma.txt'],
      ['asked', 'perdita.txt'],
    ]);
    const news = async () => (await room.call(contract.listEscalationNews, {}, as(asker))).body.items;
    expect((await news()).find((item) => item.escalation === escalation.id)).toMatchObject({
      about: 'answered',
      text: 'A monte del contatore è nostra.',
      caseNumber: one.number,
    });
    const saw = await room.call(
      contract.seeEscalationNews,
      { body: { escalations: [escalation.id] } },
      as(asker),
    );
    expect(saw.status).toBe(204);
    expect((await news()).filter((item) => item.escalation === escalation.id)).toEqual([]);
    const entries = await room.call(listCaseEntries, { params: { id: one.id } }, as(asker));
    expect(entries.body.items.at(-1)).toMatchObject({
      author: 'Ugo Tubi',
      body: 'A monte del contatore è nostra.',
    });
    // A second thought is added; it ends nothing again.
    await comes({ from: expert, subject: letter.subject, text: 'Aggiungo: esce domani la squadra.' });
    await settled(escalation.id, {
      answer: 'A monte del contatore è nostra.',
      words: [{ kind: 'more', text: 'Aggiungo: esce domani la squadra.' }],
    });
    expect((await news()).find((item) => item.escalation === escalation.id)).toMatchObject({
      about: 'more',
      text: 'Aggiungo: esce domani la squadra.',
    });
  });

  it('an absence and a mail that came back do not end it; who asked sees them', async () => {
    const { asked, letterTo, comes, settled } = desk;
    const { expert, escalation } = await asked();
    const letter = await letterTo(expert);
    await comes({
      from: expert,
      subject: `Risposta automatica: ${letter.subject}`,
      references: [letter.messageId!],
      headers: { 'Auto-Submitted': 'auto-replied' },
      text: 'Sono assente fino a lunedì.',
    });
    await settled(escalation.id, { outcome: null, words: [{ kind: 'away', sender: expert }] });
    await comes({
      from: 'MAILER-DAEMON@mx.example.net',
      subject: 'Undelivered Mail Returned to Sender',
      body: [
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'It could not be delivered.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.net',
        '',
        `Final-Recipient: rfc822; ${expert}`,
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        `Message-ID: ${letter.messageId}`,
        'Subject: Quesito',
        '--b--',
        '',
      ].join('\n'),
    });
    const { words } = await settled(escalation.id, {
      outcome: null,
      words: [{ kind: 'away' }, { kind: 'undelivered' }],
    });
    expect(words[1]!.why).toContain('user unknown');
  });

  it('a stranger with the thread, and a known address with a wrong mark, are kept for a person; a person may take them', async () => {
    const { asked, letterTo, comes, settled, asker, room } = desk;
    const { expert, escalation } = await asked();
    const letter = await letterTo(expert);
    await comes({
      from: 'Nino Nuovo <nino.nuovo@example.org>',
      subject: letter.subject,
      references: [letter.messageId!],
      text: 'Rispondo io per il collega: è nostra.',
    });
    await settled(escalation.id, { outcome: null, words: [{ kind: 'doubtful', why: 'stranger' }] });
    await comes({ from: expert, subject: `Re: [${escalation.number}/000000000000]`, text: 'È del cliente.' });
    const { words } = await settled(escalation.id, {
      outcome: null,
      words: [{ why: 'stranger' }, { why: 'bad_mark' }],
    });
    const judge = (word: string, how: 'answer' | 'nothing') =>
      room.sending(
        contract.judgeEscalationWord,
        { params: { id: escalation.id, word }, body: { as: how } },
        as(asker),
      );
    expect((await judge(words[1]!.id, 'nothing')).body).toMatchObject({ outcome: null });
    expect((await judge(words[0]!.id, 'answer')).body).toMatchObject({
      outcome: 'answered',
      answer: 'Rispondo io per il collega: è nostra.',
      answeredFrom: 'nino.nuovo@example.org',
    });
    expect((await judge(words[0]!.id, 'answer')).status).toBe(409);
  });

  it('a stranger who only knows the number gets nowhere near it: their mail is a contact like every other', async () => {
    const { asked, comes, shown } = desk;
    const { escalation } = await asked();
    const raw = await comes({
      from: 'curioso@example.org',
      subject: `Re: [${escalation.number}/abcdefabcdef]`,
      text: 'È colpa vostra.',
    });
    expect(raw.contactId).not.toBeNull();
    expect(await shown(escalation.id)).toMatchObject({ outcome: null, words: [] });
  });

  it('withdrawn with its case, the centre is told in the same thread', async () => {
    const { asked, letterTo, shown, asker, room } = desk;
    const { expert, escalation, one } = await asked();
    const letter = await letterTo(expert);
    await room.call(
      updateCase,
      { params: { id: one.id }, body: { status: 'closed', resolution: 'Fatto', tellCustomer: false } },
      as(asker),
    );
    const told = await letterTo(expert, 1);
    expect(told.references).toContain(letter.messageId);
    expect(told.text).toContain('non serve più');
    expect(await shown(escalation.id)).toMatchObject({ outcome: 'withdrawn' });
  });

  it('is reminded by mail in the same thread, and the head answers in place of their office', async () => {
    const { asked, letterTo, comes, settled, room } = desk;
    const head = `capo-${newId().slice(-8)}@example.org`;
    const { expert, escalation } = await asked({ headAddress: head });
    const letter = await letterTo(expert);
    const began = room.clock.now();
    try {
      const last = escalation.reminders.at(-1)!;
      expect(last.whom).toBe('head');
      room.clock.set(new Date(new Date(last.plannedAt).getTime() + 1000));
      await sendDue(room.ctx);
    } finally {
      room.clock.set(began);
    }
    const reminder = await letterTo(expert, 1);
    expect(reminder.subject).toBe(`Re: ${letter.subject}`);
    expect(reminder.references).toContain(letter.messageId);
    const toHead = await letterTo(head);
    expect(toHead.text).toContain('Gentile responsabile');
    await comes({
      from: `Capo <${head}>`,
      subject: toHead.subject,
      references: [toHead.messageId!],
      text: 'È nostra.',
    });
    await settled(escalation.id, { outcome: 'answered', answer: 'È nostra.', answeredFrom: head });
  });

  it('is refused where the service has no address to write from, and a centre may not have one of ours', async () => {
    const { asked, admin, customer, room, box } = desk;
    const poor = await room.makeService();
    const { centre } = await asked();
    const one = await makeCase(room.ctx.db, { serviceId: poor, customerId: customer });
    const refused = await room.sending(
      contract.escalate,
      { params: { id: one.id }, body: { centre: centre.id, question: 'Che facciamo?' } },
      as(admin),
    );
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'way']);
    const ours = await room.sending(
      contract.createCentre,
      { body: { name: 'Noi stessi', promiseMinutes: 60, addresses: [box.address] } },
      as(admin),
    );
    expect([ours.status, ours.body.errors?.[0]?.field]).toEqual([422, 'addresses']);
  });
});
