import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listLegs, listContacts } from '#contract/contacts.ts';
import { listMessages } from '#contract/conversations.ts';
import { acceptRaw, getQuarantined, listQuarantine, retryQuarantined } from '#contract/email.ts';
import { email } from '#server/channels/index.ts';
import { digest, newId, sql } from '#server/platform/index.ts';
import { makeCase, makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import {
  allFiled,
  ended,
  mailId,
  makeMailbox,
  sendRaw,
  writeMail,
  type MailWish,
} from '#tests/stories/mail.ts';
import { mailRoom, type MailRoom } from '#tests/support/mail-room.ts';

let room: MailRoom;
let service: string;
let desk: { id: string; address: string; queueId: string };
let admin: { session: string };

beforeAll(async () => {
  room = await mailRoom();
  service = await room.makeService();
  desk = await makeMailbox(room.ctx.db, service);
  admin = await room.makeStaff({ role: 'administrator' });
});
afterAll(() => room?.stop());

const db = () => room.ctx.db;

/** Sends a mail by SMTP and waits until it is filed. */
async function arrives(wish: MailWish & { at?: { address: string }; envelopeFrom?: string } = {}) {
  const id = wish.id ?? mailId();
  const to = (wish.at ?? desk).address;
  await sendRaw(room.smtpPort, writeMail({ to, ...wish, id }), to, wish.envelopeFrom ?? 'ada@example.org');
  return { ...(await ended(db(), id)), sent: id };
}
const contactOf = (id: string) =>
  db().selectFrom('contacts.contact').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const messagesOf = async (conversation: string) =>
  (await room.call(listMessages, { params: { id: conversation }, query: {} }, { as: admin })).body.items;
/** Hands a raw mail in by the API. */
const handIn = async (raw: string | Buffer, entryPoint = desk.id) =>
  room.call(acceptRaw, { query: { entryPoint }, body: Buffer.from(raw) as never }, { as: admin });
const writer = () => `w${newId().slice(-12)}@example.org`;

describe('a mail with the number of a case', () => {
  it('from a party of the case belongs to it, on a conversation of its own; from a stranger it does not', async () => {
    const holder = await makeCustomer(db(), 'Ada Titolare', writer());
    const one = await makeCase(db(), { serviceId: service, customerId: holder });
    const number = `PR-2026-${String(one.number).slice(-6).replace(/^0/, '9')}`;
    await sql`update cases.case set number = ${number} where id = ${one.id}`.execute(db());
    const [observer, over, stranger] = [writer(), writer(), writer()];
    const party = {
      caseId: one.id,
      role: 'observer',
      addedBy: 'system',
      addedByName: '',
      addedAt: new Date(),
    };
    await db()
      .insertInto('cases.party')
      .values([
        { ...party, id: newId(), name: 'Comitato', email: observer, endedAt: null },
        { ...party, id: newId(), name: 'Di prima', email: over, endedAt: new Date() },
      ])
      .execute();
    const named = async (from: string) => {
      const { contactId } = await arrives({ from, subject: `R: [${number}] Novità?` });
      const { rows } = await sql<{ case: string }>`
        select data ->> 'case' as case from platform.event
        where kind = 'contact.case-named' and subject_id = ${contactId}`.execute(db());
      return rows.map((row) => row.case);
    };
    expect([await named(observer), await named(over), await named(stranger)]).toEqual([[one.id], [], []]);
  });
});

describe('a mail', () => {
  it('to several of our addresses is one contact of each service it was written to', async () => {
    const beside = await makeMailbox(db(), service);
    const elsewhere = await makeMailbox(db(), await room.makeService());
    const id = mailId();
    const to = [desk.address, beside.address, elsewhere.address];
    await sendRaw(room.smtpPort, writeMail({ id, to: to.join(', '), from: writer() }), to);
    await ended(db(), id);
    await allFiled(db());
    const raws = await db()
      .selectFrom('email.raw')
      .select(['state', 'contactId'])
      .where('headerMessageId', '=', id)
      .execute();
    const contacts = await Promise.all(raws.map((raw) => contactOf(raw.contactId!)));
    expect(new Set(contacts.map((one) => one.queueId))).toEqual(new Set([desk.queueId, elsewhere.queueId]));
    expect(contacts).toHaveLength(2);
  });

  it('becomes a contact of its writer, in the queue of its entry point, with a leg', async () => {
    const from = writer();
    const got = await arrives({
      from: `Ada Prova <${from}>`,
      subject: 'Bolletta alta',
      text: 'Perché così alta?',
    });
    expect(got).toMatchObject({ state: 'filed', source: 'smtp', attempts: 1, headerMessageId: got.sent });
    const { body } = await room.call(listContacts, { query: { queue: desk.queueId } }, { as: admin });
    const contact = body.items.find((one) => one.id === got.contactId)!;
    expect(contact).toMatchObject({
      channel: 'email',
      direction: 'in',
      state: 'queued',
      subject: 'Bolletta alta',
      conversation: got.conversationId,
    });
    const identity = await db()
      .selectFrom('customers.identity')
      .selectAll()
      .where('normal', '=', from)
      .executeTakeFirstOrThrow();
    expect(identity.customerId).toBe((await contactOf(got.contactId!)).customerId);
    const legs = await room.call(listLegs, { params: { id: got.contactId! } }, { as: admin });
    expect(legs.body.items).toMatchObject([{ kind: 'queue' }]);
    expect(await messagesOf(got.conversationId!)).toMatchObject([
      { direction: 'in', from, subject: 'Bolletta alta', text: 'Perché così alta?', messageId: got.sent },
    ]);
  });

  it('finds its customer again, and opens a contact of its own when it is about something else', async () => {
    const from = writer();
    const [first, second] = [await arrives({ from }), await arrives({ from, subject: 'Altro' })];
    expect(second.conversationId).not.toBe(first.conversationId);
    const [one, two] = [await contactOf(first.contactId!), await contactOf(second.contactId!)];
    expect(two.customerId).toBe(one.customerId);
  });

  it('keeps its words in whatever charset they came', async () => {
    const words = 'Perché € 100 – già pagato? “Sì”';
    const at = desk.address;
    const windows = Buffer.concat([
      Buffer.from(
        `From: a@example.org\r\nTo: ${at}\r\nSubject: =?windows-1252?Q?Gi=E0_pagato_=80?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
      ),
      Buffer.from('Perch\xe9 \x80 100 \x96 gi\xe0 pagato? \x93S\xec\x94', 'latin1'),
    ]);
    const base64 = Buffer.from(words).toString('base64');
    const utf8 = `From: a@example.org\r\nTo: ${at}\r\nSubject: =?UTF-8?B?${Buffer.from('Già pagato €').toString('base64')}?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`;
    for (const raw of [windows, utf8]) {
      const { body } = await handIn(raw);
      const got = await ended(db(), body.id);
      expect((await messagesOf(got.conversationId!))[0]).toMatchObject({
        text: words,
        subject: 'Già pagato €',
      });
    }
  });

  it('keeps its attachments byte for byte, a zip bomb unopened', async () => {
    const picture = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
    // 200 MB of zeroes in 200 kB: nobody looks inside.
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
    const part = (name: string, type: string, content: Buffer) =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/(.{76})/g, '$1\r\n')}\r\n`;
    const before = process.memoryUsage().rss;
    const got = await arrives({
      body: `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nEcco i file.\r\n${part('foto.bin', 'application/octet-stream', picture)}${part('archivio.gz', 'application/gzip', bomb)}--b--\r\n`,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    const files = await db()
      .selectFrom('contacts.attachment as a')
      .innerJoin('platform.file as f', 'f.id', 'a.fileId')
      .select(['a.name', 'a.size', 'f.sha256'])
      .where('a.messageId', '=', got.messageId!)
      .orderBy('a.position')
      .execute();
    expect(files).toEqual([
      { name: 'foto.bin', size: picture.length, sha256: digest(picture) },
      { name: 'archivio.gz', size: bomb.length, sha256: digest(bomb) },
    ]);
    expect((await room.platform.files.read(files[0]!.sha256)).equals(picture)).toBe(true);
  });

  it('is shown without scripts, handlers, frames and remote pictures', async () => {
    const got = await arrives({
      body: `Content-Type: text/html; charset=utf-8\r\n\r\n<p onclick="steal()">Buongiorno</p><script>steal()</script><iframe src="https://evil.example.net"></iframe><img src="https://evil.example.net/pixel.gif"><a href="javascript:steal()">qui</a>`,
    });
    const [message] = await messagesOf(got.conversationId!);
    expect(message!.html).toContain('Buongiorno');
    expect(message!.html).not.toMatch(/script|onclick|iframe|steal|\ssrc="https?:/i);
    expect(message!.remoteImages).toBeGreaterThan(0);
    expect(message!.text).toContain('Buongiorno');
  });

  it('is taken with 1,000 recipients and with 100 kB of headers', async () => {
    const addresses = Array.from({ length: 1000 }, (_, index) => `r${index}@example.net`);
    const many = await arrives({ to: `${desk.address}, ${addresses.join(',\r\n ')}` });
    expect(many.state).toBe('filed');
    const message = await db()
      .selectFrom('contacts.message')
      .select('recipients')
      .where('id', '=', many.messageId)
      .executeTakeFirstOrThrow();
    expect(message.recipients).toHaveLength(1001);
    const long = await arrives({
      headers: Object.fromEntries(
        Array.from({ length: 1200 }, (_, index) => [`X-Trace-${index}`, 'x'.repeat(80)]),
      ),
    });
    expect(long.size).toBeGreaterThan(100_000);
    expect(long.state).toBe('filed');
  });

  it('is filed in its turn among many large ones that do not fit into one batch', async () => {
    const ids = Array.from({ length: 6 }, () => mailId());
    const attachment = Buffer.alloc(7 * 1024 * 1024, 65).toString('base64');
    await email.storeRaw(
      room.ctx,
      ids.map((id) => ({
        content: Buffer.from(
          writeMail({
            id,
            to: desk.address,
            body: `Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}`,
          }),
        ),
        entryPointId: desk.id,
        source: 'api' as const,
        envelopeFrom: null,
        envelopeTo: [],
      })),
    );
    email.tellIntake(room.ctx);
    const rows = await Promise.all(ids.map((id) => ended(db(), id)));
    expect(rows.map((row) => row.state)).toEqual(ids.map(() => 'filed'));
    const filedAt = rows.map((row) => row.filedAt!.getTime());
    expect(filedAt).toEqual(filedAt.toSorted((a, b) => a - b));
    expect(new Set(filedAt).size).toBeGreaterThan(1);
  });

  it('is refused with 550 for an unknown address, with 552 when it is larger than allowed', async () => {
    await expect(sendRaw(room.smtpPort, writeMail(), 'nessuno@example.org')).rejects.toThrow(/550/);
    const huge = `${writeMail({ to: desk.address })}${'x'.repeat(76)}\r\n`.padEnd(40 * 1024 * 1024, 'y');
    await expect(sendRaw(room.smtpPort, huge, desk.address)).rejects.toThrow(/552/);
  });

  it('is one contact when it is sent twice', async () => {
    const id = mailId();
    const raw = writeMail({ id, to: desk.address });
    await sendRaw(room.smtpPort, raw, desk.address);
    await sendRaw(room.smtpPort, raw, desk.address);
    await allFiled(db());
    const rows = await db().selectFrom('email.raw').selectAll().where('headerMessageId', '=', id).execute();
    expect(rows.map((row) => `${row.state} ${row.reasonCode}`).toSorted()).toEqual([
      'filed null',
      'ignored duplicate',
    ]);
    expect(
      await db().selectFrom('contacts.message').where('messageId', '=', id).select('id').execute(),
    ).toHaveLength(1);
  });

  it('is put off with 451 while it cannot be stored, and nothing of it is half there', async () => {
    const id = mailId();
    const raw = writeMail({ id, to: desk.address });
    // As when the disk is full: the database refuses the row.
    await sql`alter table email.raw add constraint full_disk check (size < 0) not valid`.execute(db());
    try {
      await expect(sendRaw(room.smtpPort, raw, desk.address)).rejects.toThrow(/451/);
    } finally {
      await sql`alter table email.raw drop constraint full_disk`.execute(db());
    }
    expect(await sendRaw(room.smtpPort, raw, desk.address)).toMatch(/^250/);
    await ended(db(), id);
    expect(
      await db().selectFrom('email.raw').select('id').where('headerMessageId', '=', id).execute(),
    ).toHaveLength(1);
  });
});

describe('a reply', () => {
  it('joins its conversation by any id of its references, though the nearest one is unknown', async () => {
    const from = writer();
    const first = await arrives({ from });
    const reply = await arrives({
      from,
      subject: 'tutt’altro oggetto',
      inReplyTo: mailId(),
      references: [first.sent, mailId()],
    });
    expect(reply.conversationId).toBe(first.conversationId);
    expect(reply.contactId).toBe(first.contactId);
  });

  it('joins a mail of the same batch', async () => {
    const from = writer();
    const [first, second] = [mailId(), mailId()];
    const raws = [
      writeMail({ from, id: first }),
      writeMail({ from, id: second, inReplyTo: first, references: [first] }),
    ];
    await email.storeRaw(
      room.ctx,
      raws.map((raw) => ({
        content: Buffer.from(raw),
        entryPointId: desk.id,
        source: 'api' as const,
        envelopeFrom: from,
        envelopeTo: [desk.address],
      })),
    );
    const [one, two] = [await ended(db(), first), await ended(db(), second)];
    expect(two.conversationId).toBe(one.conversationId);
  });

  it('joins by a shared ancestor that was never seen, when its headers name nothing else', async () => {
    const from = writer();
    const unseen = mailId();
    const first = await arrives({ from, references: [unseen] });
    const second = await arrives({ from, references: [unseen] });
    expect(second.conversationId).toBe(first.conversationId);
  });

  it('of a stranger is never glued to the conversation: it is suggested', async () => {
    const first = await arrives({ from: writer() });
    const stranger = await arrives({ from: writer(), references: [first.sent] });
    expect(stranger.conversationId).not.toBe(first.conversationId);
    const { context } = await db()
      .selectFrom('contacts.conversation')
      .select('context')
      .where('id', '=', stranger.conversationId)
      .executeTakeFirstOrThrow();
    expect(context).toMatchObject({ suggestedLinks: [{ conversation: first.conversationId }] });
  });

  it('counts a number in the subject for a party, and not for a stranger', async () => {
    const from = writer();
    const first = await arrives({ from });
    const { number } = await contactOf(first.contactId!);
    const party = await arrives({ from, subject: `Ancora [${number}]` });
    expect(party.conversationId).toBe(first.conversationId);
    const stranger = await arrives({ from: writer(), subject: `Re: [${number}]` });
    expect(stranger.conversationId).not.toBe(first.conversationId);
  });

  it('never crosses the border between two services', async () => {
    const other = await makeMailbox(room.ctx.db, await room.makeService());
    const from = writer();
    const first = await arrives({ from });
    const { number } = await contactOf(first.contactId!);
    const there = await arrives({ from, at: other, references: [first.sent], subject: `[${number}]` });
    expect(there.conversationId).not.toBe(first.conversationId);
    expect((await contactOf(there.contactId!)).queueId).toBe(other.queueId);
  });

  it('to a closed conversation opens a new contact on it', async () => {
    const from = writer();
    const first = await arrives({ from });
    await db()
      .updateTable('contacts.contact')
      .set({ state: 'closed', closedAt: new Date() })
      .where('id', '=', first.contactId)
      .execute();
    await db()
      .updateTable('contacts.conversation')
      .set({ state: 'closed' })
      .where('id', '=', first.conversationId)
      .execute();
    const second = await arrives({ from, references: [first.sent] });
    expect(second.conversationId).toBe(first.conversationId);
    expect(second.contactId).not.toBe(first.contactId);
  });
});

describe('a machine', () => {
  let polite: { id: string; address: string };
  const answersTo = async (conversation: string) =>
    db()
      .selectFrom('contacts.message')
      .selectAll()
      .where('conversationId', '=', conversation)
      .where('direction', '=', 'out')
      .execute();
  beforeAll(async () => {
    polite = await makeMailbox(room.ctx.db, service, { settings: { acknowledge: true } });
  });

  it('of ours confirms a person’s mail, once per conversation, with its number', async () => {
    const from = writer();
    const first = await arrives({ from, at: polite });
    const answers = await answersTo(first.conversationId!);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ automatic: true, recipients: [from] });
    expect(answers[0]!.text).toContain((await contactOf(first.contactId!)).number);
    await arrives({ from, at: polite, references: [first.sent] });
    expect(await answersTo(first.conversationId!)).toHaveLength(1);
  });

  it('of ours writes to one address five times a day at most', async () => {
    const from = writer();
    const answered: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      const got = await arrives({ from, at: polite, subject: `Domanda ${count}` });
      answered.push((await answersTo(got.conversationId!)).length);
    }
    expect(answered).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });

  it.each([
    ['Auto-Submitted', { headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['Precedence', { headers: { Precedence: 'bulk' } }],
    ['the empty return path', { envelopeFrom: '' }],
    ['a list', { headers: { 'List-Id': '<news.example.net>' } }],
  ])('elsewhere gets no automatic answer: %s', async (_how, wish) => {
    const got = await arrives({ from: writer(), at: polite, ...wish });
    expect(got.state).toBe('filed');
    expect(await answersTo(got.conversationId!)).toEqual([]);
  });

  it('that answers one of our conversations makes no work for anybody', async () => {
    const from = writer();
    const first = await arrives({ from, at: polite });
    await db()
      .updateTable('contacts.contact')
      .set({ state: 'closed', closedAt: new Date() })
      .where('id', '=', first.contactId)
      .execute();
    const [ours] = await answersTo(first.conversationId!);
    const reply = await arrives({
      from,
      at: polite,
      headers: { 'Auto-Submitted': 'auto-replied' },
      references: [ours!.messageId!],
    });
    expect(reply).toMatchObject({ state: 'filed', conversationId: first.conversationId, contactId: null });
    expect(await answersTo(first.conversationId!)).toHaveLength(1);
  });

  it('that sends our own mail back is stopped: a loop is never opened', async () => {
    const first = await arrives({ from: writer(), at: polite });
    const [ours] = await answersTo(first.conversationId!);
    const raw = writeMail({ from: writer(), to: polite.address, id: ours!.messageId! });
    await sendRaw(room.smtpPort, raw, polite.address);
    const back = await vi.waitFor(() => ended(db(), ours!.messageId!));
    expect(back).toMatchObject({ state: 'quarantined', reasonCode: 'loop' });
    const own = await arrives({ from: `Noi <${desk.address}>`, at: polite });
    expect(own).toMatchObject({ state: 'quarantined', reasonCode: 'loop' });
  });

  it('that reports a failed delivery marks the message as failed, with the server’s words', async () => {
    const from = writer();
    const first = await arrives({ from, at: polite });
    const [ours] = await answersTo(first.conversationId!);
    const fixture = await readFile(path.resolve('tests/fixtures/mail/bounce-dsn.eml'), 'utf8');
    const bounce = fixture
      .replaceAll('<sent-42@example.com>', ours!.messageId!)
      .replaceAll(/mario\.bianchi@example\.net/gi, from)
      .replaceAll('info@example.com', polite.address);
    const name = mailId();
    await sendRaw(
      room.smtpPort,
      `Message-ID: ${name}\n${bounce}`.replace(/\r?\n/g, '\r\n'),
      polite.address,
      '',
    );
    expect(await ended(db(), name)).toMatchObject({ state: 'filed', conversationId: first.conversationId });
    const [after] = await answersTo(first.conversationId!);
    expect(after).toMatchObject({ delivery: 'failed' });
    expect(after!.deliveryDetail).toContain('User unknown');
  });

  it('that calls itself a report is believed only about somebody to whom our mail went, and in its service', async () => {
    const first = await arrives({ from: writer(), at: polite });
    const [ours] = await answersTo(first.conversationId!);
    const fixture = await readFile(path.resolve('tests/fixtures/mail/bounce-dsn.eml'), 'utf8');
    const forged = fixture.replaceAll('<sent-42@example.com>', ours!.messageId!);
    const elsewhere = await makeMailbox(db(), await room.makeService());
    for (const to of [polite.address, elsewhere.address]) {
      const name = mailId();
      await sendRaw(room.smtpPort, `Message-ID: ${name}\n${forged}`.replace(/\r?\n/g, '\r\n'), to, '');
      const end = await ended(db(), name);
      // Somebody looks at it: nothing disappears, and nothing of it stands in the customer's conversation.
      expect(end).toMatchObject({ state: 'filed' });
      expect(end.contactId).not.toBeNull();
      expect(end.conversationId).not.toBe(first.conversationId);
      const { context } = await db()
        .selectFrom('contacts.conversation')
        .select('context')
        .where('id', '=', end.conversationId)
        .executeTakeFirstOrThrow();
      expect(context).toEqual(
        to === polite.address
          ? {
              suggestedLinks: [{ conversation: first.conversationId, reason: 'stranger_with_known_message' }],
            }
          : {},
      );
    }
    expect((await answersTo(first.conversationId!)).map(({ delivery }) => delivery)).not.toContain('failed');
  });

  it('that reports on a mail that was never ours is shown to people', async () => {
    const fixture = await readFile(path.resolve('tests/fixtures/mail/bounce-dsn.eml'), 'utf8');
    const name = mailId();
    await sendRaw(
      room.smtpPort,
      `Message-ID: ${name}\n${fixture}`.replace(/\r?\n/g, '\r\n'),
      desk.address,
      '',
    );
    expect(await ended(db(), name)).toMatchObject({ state: 'quarantined', reasonCode: 'bounce_unknown' });
  });
});

describe('the quarantine', () => {
  it('takes by the API what cannot be parsed, shows why and the raw text, and stops nothing', async () => {
    const raw = Buffer.concat([Buffer.from('Questa non è una mail\r\n'), Buffer.from([0, 255, 254, 0x80])]);
    const bad = await handIn(raw);
    expect(bad.status).toBe(202);
    const good = await arrives({ from: writer() });
    expect(good.state).toBe('filed');
    expect(await ended(db(), bad.body.id)).toMatchObject({ state: 'quarantined' });
    const listed = await room.call(listQuarantine, { query: {} }, { as: admin });
    const item = listed.body.items.find((one) => one.id === bad.body.id)!;
    expect(item).toMatchObject({ entryPoint: desk.id, source: 'api', size: raw.length, attempts: 1 });
    expect(item.reason).not.toBe('');
    const shown = await room.call(getQuarantined, { params: { id: item.id } }, { as: admin });
    expect(shown.body).toMatchObject({ truncated: false });
    expect(shown.body.raw).toContain('Questa non è una mail');
    const empty = await handIn('');
    expect(empty.status).toBe(202);
    expect(await ended(db(), empty.body.id)).toMatchObject({ state: 'quarantined', reasonCode: 'empty' });
  });

  it('files a mail by Retry once its cause is gone, and the audit log says who tried', async () => {
    const queue = await makeQueue(db(), service);
    const later = await makeMailbox(room.ctx.db, service, { queue });
    const off = (active: boolean) =>
      db().updateTable('contacts.entryPoint').set({ active }).where('id', '=', later.id).execute();
    await off(false);
    const [id] = await email.storeRaw(room.ctx, [
      {
        content: Buffer.from(writeMail({ from: writer(), to: later.address })),
        entryPointId: later.id,
        source: 'imap',
        envelopeFrom: null,
        envelopeTo: [],
      },
    ]);
    email.tellIntake(room.ctx);
    expect(await ended(db(), id!)).toMatchObject({ state: 'quarantined', reasonCode: 'no_entry_point' });
    const again = await room.call(retryQuarantined, { params: { id: id! } }, { as: admin });
    expect(again.body).toMatchObject({ state: 'quarantined', contact: null });
    await off(true);
    const filed = await room.call(retryQuarantined, { params: { id: id! } }, { as: admin });
    expect(filed.body).toMatchObject({ state: 'filed', reason: null });
    expect((await contactOf(filed.body.contact!)).state).toBe('queued');
    expect((await room.call(retryQuarantined, { params: { id: id! } }, { as: admin })).status).toBe(404);
    const audits = await db()
      .selectFrom('platform.audit')
      .select(['action', 'after'])
      .where('objectId', '=', id!)
      .orderBy('id')
      .execute();
    expect(audits).toMatchObject([
      { action: 'mail.retried', after: { state: 'quarantined' } },
      { action: 'mail.retried', after: { state: 'filed' } },
    ]);
  });

  it('shows nobody the mails of another service', async () => {
    const other = await room.makeService();
    const theirs = await makeMailbox(room.ctx.db, other);
    const { body } = await handIn('niente', theirs.id);
    await ended(db(), body.id);
    const stranger = await room.makeToken(['email.quarantine', 'email.intake'], service);
    const own = await room.makeToken(['email.quarantine', 'email.intake'], other);
    const seenBy = async (token: string) =>
      (await room.call(listQuarantine, { query: {} }, { as: { token } })).body.items.map((one) => one.id);
    expect(await seenBy(stranger.token)).not.toContain(body.id);
    expect(await seenBy(own.token)).toEqual([body.id]);
    for (const route of [getQuarantined, retryQuarantined])
      expect(
        (await room.call(route, { params: { id: body.id } }, { as: { token: stranger.token } })).status,
      ).toBe(404);
    const handed = await room.call(
      acceptRaw,
      { query: { entryPoint: theirs.id }, body: Buffer.from('x') as never },
      { as: { token: stranger.token } },
    );
    expect(handed.status).toBe(404);
  });

  it('pages through many, the newest first', async () => {
    const place = await makeMailbox(room.ctx.db, await room.makeService());
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await handIn(`rotta ${count}`, place.id)).body.id);
    await allFiled(db());
    const token = await room.makeToken(
      ['email.quarantine'],
      (
        await db()
          .selectFrom('contacts.entryPoint')
          .select('serviceId')
          .where('id', '=', place.id)
          .executeTakeFirstOrThrow()
      ).serviceId,
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await room.call(
        listQuarantine,
        { query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } },
        { as: token },
      );
      seen.push(...body.items.map((one) => one.id));
      cursor = body.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });
});

describe('handing a mail in', () => {
  it('asks for a known mail address, the permission and bytes', async () => {
    expect((await handIn(writeMail(), newId())).status).toBe(404);
    const agent = await room.makeStaff({ role: 'agent' });
    const refused = await room.call(
      acceptRaw,
      { query: { entryPoint: desk.id }, body: Buffer.from(writeMail()) as never },
      { as: agent },
    );
    expect(refused.status).toBe(403);
    const json = await room.sending(
      acceptRaw,
      { query: { entryPoint: desk.id }, body: { mail: 'x' } },
      { as: admin },
    );
    expect(json).toMatchObject({ status: 415, body: { errors: [{ field: 'Content-Type' }] } });
    expect((await handIn(Buffer.alloc(36 * 1024 * 1024, 97))).status).toBe(413);
  });
});
