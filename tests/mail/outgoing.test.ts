import { makeEntryPoint } from '#tests/stories/chat.ts';
import { makeQueue } from '#tests/stories/contacts.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  downloadAttachment,
  listMessages,
  retryMessage,
  sendMessage,
  undoMessage,
  uploadAttachment,
} from '#contract/conversations.ts';
import { takeContact } from '#contract/handling.ts';
import { getOutboxItem, listOutbox } from '#contract/email.ts';
import { email } from '#server/channels/index.ts';
import { receive, requestCallback, sendAutomatic } from '#server/contacts/index.ts';
import { newId, record, sql } from '#server/platform/index.ts';
import {
  ended,
  hurryJobs,
  mailId,
  makeMailAgent,
  makeMailbox,
  sendRaw,
  writeMail,
  type MailWish,
} from '#tests/stories/mail.ts';
import {
  mailRoom,
  testRelay,
  type Delivered,
  type MailRoom,
  type TestRelay,
} from '#tests/support/mail-room.ts';
import { parseMail } from '#server/channels/email/mime.ts';

let relay: TestRelay;
let room: MailRoom;
let service: string;
let desk: { id: string; address: string; queueId: string };
let agent: { id: string; session: string };

beforeAll(async () => {
  relay = await testRelay();
  room = await mailRoom(relay);
  service = await room.makeService();
  desk = await makeMailbox(room.ctx.db, service);
  agent = await room.makeStaff({ name: 'Elena Prova' });
  await makeMailAgent(room.ctx.db, agent.id, [desk.queueId]);
});
afterAll(async () => {
  await room?.stop();
  await relay?.stop();
});

const db = () => room.ctx.db;
const asAgent = () => ({ as: { session: agent.session } });
const writer = () => `w${newId().slice(-12)}@example.org`;
const until = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 20_000, interval: 40 });

/** A mail that has come and that the agent has taken. */
async function taken(wish: MailWish = {}) {
  const id = wish.id ?? mailId();
  const from = wish.from ?? writer();
  await sendRaw(room.smtpPort, writeMail({ to: desk.address, ...wish, id, from }), desk.address, from);
  const raw = await ended(db(), id);
  const answer = await room.call(takeContact, { params: { id: raw.contactId! } }, asAgent());
  expect(answer.status).toBe(200);
  return { id, from, conversation: raw.conversationId!, contact: answer.body };
}
const reply = (conversation: string, body: Record<string, unknown> = {}) =>
  room.call(
    sendMessage,
    {
      params: { id: conversation },
      body: { kind: 'reply', text: 'Gentile cliente, ecco.', ...body } as never,
    },
    asAgent(),
  );
const messageOf = (id: string) =>
  db().selectFrom('contacts.message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
/** What the customer's server got under a Message-ID. The undo time is passed over. */
async function delivered(messageId: string): Promise<Delivered> {
  return until(async () => {
    await hurryJobs(db());
    const got = relay.got.find((one) => parseMail(one.raw).messageId === messageId);
    if (got === undefined) throw new Error(`the mail ${messageId} has not left`);
    return got;
  });
}

describe('an answer', () => {
  it('threads in the customer’s mail program and comes back to its conversation', async () => {
    const older = mailId();
    const first = await taken({ subject: 'Bolletta alta', references: [older] });
    const sent = await reply(first.conversation, { html: '<p>Gentile <b>cliente</b></p>' });
    expect(sent.status).toBe(201);
    const { messageId } = await messageOf(sent.body.id);
    const got = await delivered(messageId!);
    expect(got).toMatchObject({ from: desk.address, to: [first.from] });
    const mail = parseMail(got.raw);
    expect(mail.inReplyTo).toEqual([first.id]);
    expect(mail.references).toEqual([older, first.id]);
    expect(mail.subject).toMatch(/^Re: Bolletta alta/);
    expect(mail.subject).toContain(first.contact.number);
    expect(mail.from.address).toBe(desk.address);
    expect(mail.from.name).toContain('Elena Prova');
    expect(mail.html).toContain('<b>cliente</b>');
    expect(mail.text).toContain('Elena Prova');
    await until(async () => expect((await messageOf(sent.body.id)).delivery).toBe('sent'));
    const back = mailId();
    await sendRaw(
      room.smtpPort,
      writeMail({
        to: desk.address,
        from: first.from,
        id: back,
        inReplyTo: messageId!,
        references: [older, first.id, messageId!],
      }),
      desk.address,
      first.from,
    );
    expect((await ended(db(), back)).conversationId).toBe(first.conversation);
  });

  it('is signed as its entry point says, in the language of the conversation', async () => {
    const { settings } = await db()
      .selectFrom('contacts.entryPoint')
      .select('settings')
      .where('id', '=', desk.id)
      .executeTakeFirstOrThrow();
    const set = (value: unknown) =>
      db()
        .updateTable('contacts.entryPoint')
        .set({ settings: JSON.stringify(value) })
        .where('id', '=', desk.id)
        .execute();
    await set({
      senderName: 'Sportello di Prova',
      signature: {
        it: '{{agent.publicName}}\nSportello, contatto {{contact.number}}\nPratica {{case.number}}',
        en: '{{agent.publicName}}\nCustomer desk',
      },
    });
    try {
      const first = await taken();
      const answered = async (language: string) => {
        await db()
          .updateTable('contacts.conversation')
          .set({ language })
          .where('id', '=', first.conversation)
          .execute();
        const sent = await reply(first.conversation);
        return parseMail((await delivered((await messageOf(sent.body.id)).messageId!)).raw);
      };
      const italian = await answered('it');
      expect(italian.from.name).toBe('Elena Prova · Sportello di Prova');
      expect(italian.text).toContain(`Elena Prova\nSportello, contatto ${first.contact.number}\n`);
      expect(italian.html).toContain(`Elena Prova<br>Sportello, contatto ${first.contact.number}</p>`);
      expect(italian.text).not.toContain('Pratica');
      expect((await answered('en')).text).toContain('Elena Prova\nCustomer desk');
    } finally {
      await set(settings);
    }
  });

  it('carries its attachments byte for byte, and accents in names and words', async () => {
    const first = await taken();
    const bytes = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 7) % 256));
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'Perché è così.bin');
    const uploaded = await fetch(new URL(uploadAttachment.path, room.url), {
      method: 'POST',
      headers: { cookie: `filo_session=${agent.session}`, 'x-filo': '1' },
      body: form,
    });
    const file = (await uploaded.json()) as { id: string };
    const sent = await reply(first.conversation, { text: 'Però è così: € 10', attachments: [file.id] });
    const mail = parseMail((await delivered((await messageOf(sent.body.id)).messageId!)).raw);
    expect(mail.text).toContain('Però è così: € 10');
    expect(mail.attachments).toHaveLength(1);
    expect(mail.attachments[0]!.name).toBe('Perché è così.bin');
    expect(mail.attachments[0]!.content.equals(bytes)).toBe(true);
    const loaded = await fetch(new URL(downloadAttachment.path.replace(':id', file.id), room.url), {
      headers: { cookie: `filo_session=${agent.session}` },
    });
    expect(Buffer.from(await loaded.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('is queued in the transaction of its writing: rolled back, there is nothing to send', async () => {
    const first = await taken();
    const jobs = async () =>
      (
        await sql<{ count: number }>`select count(*) as count from graphile_worker._private_jobs`.execute(
          db(),
        )
      ).rows[0]!.count;
    const before = await jobs();
    const id = newId();
    await expect(
      room.ctx.tx(async (tx) => {
        await sql`insert into contacts.message (id, conversation_id, seq, direction, channel, author_name, sender, recipients, text, at)
          values (${id}, ${first.conversation}, 99, 'out', 'email', '', ${desk.address}, ${[first.from]}, 'x', now())`.execute(
          tx,
        );
        await email.mailTransport.queue(tx, room.ctx, {
          messageId: id,
          conversationId: first.conversation,
          notBefore: new Date(),
        });
        throw new Error('the power fails');
      }),
    ).rejects.toThrow('the power fails');
    expect(await jobs()).toBe(before);
    expect(await db().selectFrom('email.outbound').select('id').where('id', '=', id).execute()).toEqual([]);
  });

  it('can be taken back in time, and not once it has left', async () => {
    const first = await taken();
    const early = await reply(first.conversation);
    const undone = await room.call(undoMessage, { params: { id: early.body.id } }, asAgent());
    expect(undone.status).toBe(200);
    expect(undone.body.delivery?.state).toBe('undone');
    const late = await reply(first.conversation);
    const { messageId } = await messageOf(late.body.id);
    await delivered(messageId!);
    expect((await room.call(undoMessage, { params: { id: late.body.id } }, asAgent())).status).toBe(409);
    const took = await messageOf(early.body.id);
    expect(relay.got.some((one) => one.raw.includes(took.messageId!))).toBe(false);
  });

  it('is put off with the server’s words on a 4xx and sent later, once', async () => {
    const first = await taken();
    relay.refuse = { code: 451, words: '4.7.1 Greylisted, come back' };
    const sent = await reply(first.conversation);
    const { messageId } = await messageOf(sent.body.id);
    await until(async () => {
      await hurryJobs(db());
      expect(await messageOf(sent.body.id)).toMatchObject({ delivery: 'deferred' });
    });
    expect((await messageOf(sent.body.id)).deliveryDetail).toContain('Greylisted, come back');
    relay.refuse = null;
    await delivered(messageId!);
    await until(async () => expect(await messageOf(sent.body.id)).toMatchObject({ delivery: 'sent' }));
    expect(relay.got.filter((one) => parseMail(one.raw).messageId === messageId)).toHaveLength(1);
  });

  it('fails with the server’s words on a 5xx, and is sent when somebody tries it again', async () => {
    const first = await taken();
    relay.refuse = { code: 550, words: '5.1.1 User unknown here' };
    const sent = await reply(first.conversation);
    await until(async () => {
      await hurryJobs(db());
      expect(await messageOf(sent.body.id)).toMatchObject({ delivery: 'failed' });
    });
    const shown = await room.call(listMessages, { params: { id: first.conversation }, query: {} }, asAgent());
    const view = shown.body.items.find((one) => one.id === sent.body.id)!;
    expect(view.delivery).toMatchObject({ state: 'failed' });
    expect(view.delivery!.detail).toContain('User unknown here');
    relay.refuse = null;
    expect((await room.call(retryMessage, { params: { id: sent.body.id } }, asAgent())).status).toBe(200);
    await delivered((await messageOf(sent.body.id)).messageId!);
    await until(async () => expect(await messageOf(sent.body.id)).toMatchObject({ delivery: 'sent' }));
  });

  it('goes where the writer asked by Reply-To', async () => {
    const wanted = writer();
    const first = await taken({ headers: { 'Reply-To': wanted } });
    const sent = await reply(first.conversation);
    expect((await delivered((await messageOf(sent.body.id)).messageId!)).to).toEqual([wanted]);
  });
});

describe('without being asked by a person', () => {
  it('confirms a web form once, with its number, in the customer’s language, and takes the reply to it', async () => {
    const page = await makeEntryPoint(db(), 'form', service);
    const submitted = (conversation: string, number: string, to: string) =>
      room.ctx.tx((tx) =>
        record(tx, room.ctx.actor, {
          kind: 'form.submitted',
          subjectId: conversation,
          serviceId: service,
          data: { conversation, number, email: to, language: 'en' },
        }),
      );
    const submit = async (to: string) => {
      const [got] = await room.ctx.tx((tx) =>
        receive(tx, room.ctx, [
          {
            channel: 'form',
            entryPoint: { id: page.id, serviceId: service, queueId: page.queueId },
            customer: { identities: [{ type: 'email', value: to }], name: 'Ada Prova' },
            subject: 'Voltura',
            language: 'en',
            at: new Date(),
            message: { sender: to, senderName: 'Ada Prova', text: 'I would like to…' },
          },
        ]),
      );
      await submitted(got!.conversationId, got!.contactNumber!, to);
      return { to, conversation: got!.conversationId, number: got!.contactNumber! };
    };
    const mailsTo = (to: string) =>
      relay.got.filter((one) => one.to.includes(to)).map((one) => parseMail(one.raw));
    const first = await submit(writer());
    await submitted(first.conversation, first.number, first.to);
    // A later event that was handled shows that the two before it were.
    const probe = await submit(writer());
    await until(() => expect(mailsTo(probe.to)).toHaveLength(1));
    await until(() => expect(mailsTo(first.to)).toHaveLength(1));
    const [mail] = mailsTo(first.to);
    expect(mail!.subject).toContain(`We have received your message [${first.number}]`);
    expect(mail!.headers.get('auto-submitted')).toEqual(['auto-generated']);
    expect(mail!.from.address).toBe(desk.address);
    const reply = mailId();
    await sendRaw(
      room.smtpPort,
      writeMail({ to: desk.address, from: first.to, id: reply, references: [mail!.messageId!] }),
      desk.address,
      first.to,
    );
    expect((await ended(db(), reply)).conversationId).toBe(first.conversation);
  });

  it('never writes to the customers of one service from the address of another', async () => {
    const bare = await room.makeService();
    const page = await makeEntryPoint(db(), 'form', bare);
    const to = writer();
    const [got] = await room.ctx.tx((tx) =>
      receive(tx, room.ctx, [
        {
          channel: 'form',
          entryPoint: { id: page.id, serviceId: bare, queueId: page.queueId },
          customer: { identities: [{ type: 'email', value: to }], name: 'Ada Prova' },
          subject: 'Voltura',
          at: new Date(),
          message: { sender: to, text: 'Vorrei…' },
        },
      ]),
    );
    const id = await room.ctx.tx((tx) =>
      sendAutomatic(tx, room.ctx, got!.conversationId, { text: 'La Sua pratica è aperta.' }),
    );
    expect(await messageOf(id!)).toMatchObject({ delivery: 'failed' });
    expect((await messageOf(id!)).deliveryDetail).toMatch(/no e-mail address/);
    const admin = await room.makeStaff({ role: 'administrator' });
    const early = await room.call(retryMessage, { params: { id: id! } }, { as: admin });
    expect(early.status).toBe(409);
    const own = await makeMailbox(room.ctx.db, bare);
    expect((await room.call(retryMessage, { params: { id: id! } }, { as: admin })).status).toBe(200);
    expect((await delivered((await messageOf(id!)).messageId ?? '')).from).toBe(own.address);
  });

  it('sends a copy of a chat: what was public, nothing internal, and the conversation says that it left', async () => {
    const to = writer();
    const chat = await taken({ text: 'Buongiorno, vorrei sapere' });
    await reply(chat.conversation, { text: 'Un attimo, prego' });
    await room.call(
      sendMessage,
      { params: { id: chat.conversation }, body: { kind: 'note', text: 'cliente difficile' } as never },
      asAgent(),
    );
    await room.ctx.tx((tx) =>
      record(tx, room.ctx.actor, {
        kind: 'chat.transcript-requested',
        subjectId: chat.conversation,
        serviceId: service,
        data: { conversation: chat.conversation, contact: chat.contact.id, to, language: 'en' },
      }),
    );
    const mail = parseMail(
      (
        await until(() => {
          const got = relay.got.find((one) => one.to.includes(to));
          if (got === undefined) throw new Error('no copy has left');
          return got;
        })
      ).raw,
    );
    expect(mail.subject).toContain('Your conversation with us');
    expect(mail.text).toContain('Buongiorno, vorrei sapere');
    expect(mail.text).toContain('Un attimo, prego');
    expect(mail.text).not.toContain('difficile');
    await until(async () => {
      const lines = await db()
        .selectFrom('contacts.message')
        .select(['text', 'meta'])
        .where('conversationId', '=', chat.conversation)
        .where('direction', '=', 'system')
        .execute();
      expect(lines.map((line) => line.meta)).toMatchObject([{ kind: 'transcript-sent', to }]);
    });
  });

  it('puts what a flow said before a person came into the copy, marked as automatic, and nothing twice', async () => {
    const to = writer();
    const chat = await taken({ text: 'Dov’è la mia bolletta?' });
    const flow = newId();
    const session = newId();
    const at = new Date(Date.now() - 3_600_000);
    await db()
      .insertInto('flows.flow')
      .values({ id: flow, code: 'copia', name: JSON.stringify({ it: 'Copia', en: 'Copy' }), createdAt: at })
      .execute();
    await db()
      .insertInto('flows.session')
      .values({
        id: session,
        flowId: flow,
        channel: 'chat',
        language: 'it',
        state: '{}',
        node: 'ask',
        startedAt: at,
        lastAt: at,
        endedAt: at,
        result: 'handed_over',
        contactId: chat.contact.id,
      })
      .execute();
    const said = (n: number, kind: string, text: string) => ({
      sessionId: session,
      n,
      at,
      turn: 1,
      flow: 'copia',
      node: 'ask',
      kind,
      text,
      data: JSON.stringify({ language: 'it' }),
    });
    await db()
      .insertInto('flows.trail')
      .values([
        said(1, 'asked', 'Che cosa Le serve?'),
        said(2, 'went', 'other'),
        said(3, 'answered', 'Dov’è la mia bolletta?'),
      ])
      .execute();
    // The message with which the flow led here is what was answered in it.
    await db()
      .updateTable('contacts.message')
      .set({ clientId: `flow:${session}` })
      .where('conversationId', '=', chat.conversation)
      .where('direction', '=', 'in')
      .execute();
    await reply(chat.conversation, { text: 'Gliela mando.' });
    await room.ctx.tx((tx) =>
      record(tx, room.ctx.actor, {
        kind: 'chat.transcript-requested',
        subjectId: chat.conversation,
        serviceId: service,
        data: { conversation: chat.conversation, contact: chat.contact.id, to, language: 'it' },
      }),
    );
    const { text } = parseMail(
      (
        await until(() => {
          const got = relay.got.find((one) => one.to.includes(to));
          if (got === undefined) throw new Error('no copy has left');
          return got;
        })
      ).raw,
    );
    const places = ['Che cosa Le serve?', 'Dov’è la mia bolletta?', 'Gliela mando.'].map((one) =>
      text.indexOf(one),
    );
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(text.split('Dov’è la mia bolletta?')).toHaveLength(2);
    expect(text).toMatch(/\(risposta automatica\)\s+Che cosa Le serve\?/);
    expect(text.match(/risposta automatica/g)).toHaveLength(1);
  });

  it('sends who is promised a call the link to its page, once, and to nobody whose address is not known', async () => {
    const to = writer();
    const queue = await makeQueue(db(), service);
    const wish = {
      queueId: queue,
      via: 'desk' as const,
      at: null,
      note: '',
      language: 'de',
      origin: null,
    };
    const promise = (customer: Parameters<typeof requestCallback>[2]['customer'], number: string) =>
      room.ctx.tx((tx) => requestCallback(tx, room.ctx, { ...wish, customer, number }));
    const made = await promise(
      { identities: [{ type: 'email', value: to }], name: 'Ada Prova' },
      '055 123450',
    );
    const mail = parseMail(
      (
        await until(() => {
          const got = relay.got.find((one) => one.to.includes(to));
          if (got === undefined) throw new Error('no link has left');
          return got;
        })
      ).raw,
    );
    expect(mail.subject).toBe('Ihr Rückruf');
    expect(mail.text).toContain(made.link);
    expect(mail.text).toContain('450');
    expect(mail.text).not.toContain('123450');
    // Asked again it is the same callback, whose link has gone out.
    await promise({ identities: [{ type: 'email', value: to }], name: 'Ada Prova' }, '055 123450');
    const silent = await promise({ identities: [], name: 'Ada Prova' }, '055 123451');
    const linesOf = (contactId: string) =>
      db()
        .selectFrom('contacts.message')
        .select('meta')
        .where('contactId', '=', contactId)
        .where('direction', '=', 'system')
        .execute();
    await until(async () =>
      expect((await linesOf(made.contactId)).map(({ meta }) => meta)).toEqual([
        { kind: 'callback-link', to },
      ]),
    );
    expect(await linesOf(silent.contactId)).toEqual([]);
    expect(relay.got.filter((one) => one.to.includes(to))).toHaveLength(1);
  });

  it('sends copies of chats to one address five times a day at most', async () => {
    const to = writer();
    const chat = await taken();
    for (let count = 0; count < 7; count += 1)
      await room.ctx.tx((tx) =>
        record(tx, room.ctx.actor, {
          kind: 'chat.transcript-requested',
          subjectId: chat.conversation,
          data: { conversation: chat.conversation, to, language: 'it' },
        }),
      );
    await until(async () => {
      const lines = await db()
        .selectFrom('contacts.message')
        .select('meta')
        .where('conversationId', '=', chat.conversation)
        .where('direction', '=', 'system')
        .execute();
      expect(lines.map((line) => (line.meta as { kind: string }).kind).toSorted()).toEqual([
        ...Array.from({ length: 2 }, () => 'transcript-refused'),
        ...Array.from({ length: 5 }, () => 'transcript-sent'),
      ]);
    });
    expect(relay.got.filter((one) => one.to.includes(to))).toHaveLength(5);
  });
});

describe('the local outbox', () => {
  it('shows what an answer would look like, to those who look after its service', async () => {
    const first = await taken({ subject: 'Per la pagina' });
    const sent = await reply(first.conversation, { html: '<p>Ecco</p><script>steal()</script>' });
    // The relay stands for no relay here: the same job, the other way out.
    const { messageId } = await messageOf(sent.body.id);
    const got = await delivered(messageId!);
    await email.deliverToOutbox(room.ctx, sent.body.id, {
      raw: got.raw,
      envelope: { from: got.from, to: got.to },
      subject: 'Per la pagina',
      text: '',
      html: '',
    });
    const admin = await room.makeStaff({ role: 'administrator' });
    const listed = await room.call(listOutbox, { query: { to: first.from.toUpperCase() } }, { as: admin });
    expect(listed.body.items).toMatchObject([{ id: sent.body.id, from: desk.address, to: [first.from] }]);
    const shown = await room.call(getOutboxItem, { params: { id: sent.body.id } }, { as: admin });
    expect(shown.body.html).toContain('Ecco');
    expect(shown.body.html).not.toContain('script');
    expect(shown.body.headers).toContainEqual({ name: 'message-id', value: messageId });
    const stranger = await room.makeToken(['admin.read'], await room.makeService());
    expect((await room.call(listOutbox, { query: {} }, { as: stranger })).body.items).toEqual([]);
    expect((await room.call(getOutboxItem, { params: { id: sent.body.id } }, { as: stranger })).status).toBe(
      404,
    );
  });
});
