import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setup } from '#contract/access.ts';
import { getContact, listContacts } from '#contract/contacts.ts';
import { sendMessage } from '#contract/conversations.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { acceptOffer, takeContact } from '#contract/handling.ts';
import { updateCustomer } from '#contract/customers.ts';
import { listQueues, setMyPresence, updateQueue } from '#contract/routing.ts';
import { launchPostgres, type EmbeddedPostgres } from '#server/platform/postgres/index.ts';
import { callServer, enter, type Caller } from '#tests/support/api.ts';
import { line, openWidget, type TestWidget } from '#tests/stories/chat.ts';
import { writeMail } from '#tests/stories/mail.ts';
import { openTestDesk, type TestDesk } from '#tests/support/live.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';

// The database process of a running server is killed with -9, three times, while mails, chat lines and requests come.
const mailbox = 'sportello@example.com';
let server: ServerProcess;
let postgres: EmbeddedPostgres;
let client: pg.Client | null = null;
let desk: TestDesk;
let widget: TestWidget & { token: string };
let agent: Caller;

beforeAll(async () => {
  server = await startServerProcess();
  const admin = { token: server.token };
  const password = 'a password of the test';
  const email = 'prima@example.org';
  await callServer(
    server.url,
    setup,
    { body: { organisation: 'Acque di Prova', name: 'Prima Persona', email, password, mailbox } },
    admin,
  );
  const [queue] = (await callServer(server.url, listQueues, {}, admin)).items;
  const { id, open: _, ...settings } = queue!;
  // Open at all hours, so that the chat is; an offer that nobody would miss while the database is away.
  await callServer(
    server.url,
    updateQueue,
    {
      params: { id },
      body: { ...settings, calendarId: null, offerSeconds: { email: 600, form: 600, chat: 600 } },
    },
    admin,
  );
  agent = await enter(server.url, email, password);
});
afterAll(async () => {
  desk?.close();
  widget?.cut();
  await client?.end();
  await postgres?.stop();
  await server?.stop();
});

const postmaster = () =>
  Number(readFileSync(path.join(server.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
const ready = async () => {
  const response = await fetch(new URL('/readyz', server.url));
  return { status: response.status, body: (await response.json()) as { reasons: string[] } };
};
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a database killed with -9 comes back by itself, and nothing that was acknowledged is lost', async () => {
  const admin = { token: server.token };
  const entryPoints = (await callServer(server.url, listEntryPoints, { query: {} }, admin)).items;
  const chat = entryPoints.find((one) => one.channel === 'chat')!.id;
  desk = await openTestDesk(server.url, agent);
  await callServer(server.url, setMyPresence, { body: { presence: 'available' } }, agent);

  let working = true;
  // A mail server: what was not answered with 250 is sent again.
  const accepted = new Set<string>();
  const putOff: number[] = [];
  const mails = Array.from({ length: 3 }, async (_, sender) => {
    for (let number = 0; working; number += 1) {
      const id = `<db-kill.${sender}.${number}@example.net>`;
      const raw = writeMail({ id, to: mailbox, from: `cliente${number}@example.org`, subject: id });
      for (let stored = false; !stored;) {
        const transport = createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true });
        try {
          await transport.sendMail({ envelope: { from: 'ada@example.org', to: [mailbox] }, raw });
          accepted.add(id);
          stored = true;
        } catch (error) {
          putOff.push((error as { responseCode?: number }).responseCode ?? 0);
          await sleep(100);
        }
      }
      await sleep(30);
    }
  });
  // A visitor who writes; a line that is refused or not acknowledged is sent again with the same id.
  widget = await openWidget(server.url, chat);
  const said: string[] = [];
  const visitor = (async () => {
    for (let number = 0; working; number += 1) {
      const frame = line(`riga ${number}`);
      const answers = (type: 'ack' | 'error') =>
        widget.frames.filter((one) => one.type === type && one.clientId === frame.clientId).length;
      do {
        const refused = answers('error');
        widget.send(frame);
        await waitFor(() => answers('ack') > 0 || answers('error') > refused, 60_000, 'an answer to a line');
        await sleep(200);
      } while (answers('ack') === 0);
      said.push(frame.text!);
      await sleep(1600);
    }
  })();
  // A program that writes over the API; a 5xx may or may not have happened, so it writes the same again.
  let written = 0;
  const refusals: number[] = [];
  const program = (async () => {
    await waitFor(() => accepted.size > 5);
    const contacts = () => callServer(server.url, listContacts, { query: { channel: 'email' } }, admin);
    await waitFor(async () => (await contacts()).items.length > 0);
    const id = (await contacts()).items[0]!.customer;
    for (let number = 1; working; number += 1) {
      for (let done = false; !done;) {
        try {
          await callServer(
            server.url,
            updateCustomer,
            { params: { id }, body: { notes: `nota ${number}` } },
            admin,
          );
          written = number;
          done = true;
        } catch (error) {
          refusals.push(Number(/: (\d{3}) /.exec((error as Error).message)?.[1] ?? 0));
          await sleep(100);
        }
      }
      await sleep(50);
    }
    return id;
  })();

  await waitFor(() => accepted.size > 20 && said.length > 0 && written > 3, 60_000, 'the streams');
  const told: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = { accepted: accepted.size, written, events: desk.events.length };
    const victim = postmaster();
    process.kill(victim, 'SIGKILL');
    // Somebody who watches the server is told.
    await waitFor(
      async () => {
        const { status, body } = await ready();
        if (status === 503) told.push(...body.reasons);
        return status === 503;
      },
      30_000,
      'a 503',
    );
    await waitFor(async () => (await ready()).status === 200, 60_000, 'readiness');
    expect(postmaster()).not.toBe(victim);
    await waitFor(
      () =>
        accepted.size > before.accepted + 10 &&
        written > before.written + 3 &&
        desk.events.length > before.events + 10,
      60_000,
      'mails, requests and live events after the kill',
    );
  }
  working = false;
  await Promise.all([...mails, visitor]);
  const customerId = await program;

  expect(told).toContain('the database does not answer');
  expect(server.output()).toMatch(/The database process \d+ has died; restarting it\.\n/);
  expect(server.output()).toMatch(/The database is back, as process \d+\.\n/);
  expect(server.child.exitCode).toBeNull();
  // A sender is asked to come again, never refused for good; a program is told that it was not its fault.
  expect([...new Set(putOff)].filter((code) => code !== 451 && code !== 421)).toEqual([]);
  expect(refusals.filter((status) => status !== 503)).toEqual([]);

  postgres = await launchPostgres({ dir: path.join(server.dataDir, 'postgres') });
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const ask = async <T extends object>(text: string, values: unknown[] = []) =>
    (await client!.query<T>(text, values)).rows;
  await waitFor(
    async () => (await ask(`select from email.raw where state = 'new'`)).length === 0,
    60_000,
    'filing',
  );
  const messages = await ask<{ id: string; times: number }>(
    `select message_id as id, count(*)::int as times from contacts.message where message_id like '<db-kill.%' group by 1`,
  );
  expect(messages.filter((one) => one.times !== 1)).toEqual([]);
  const filed = new Set(messages.map((one) => one.id));
  expect([...accepted].filter((id) => !filed.has(id))).toEqual([]);
  const texts = (
    await ask<{ text: string }>(
      `select text from contacts.message where channel = 'chat' and direction = 'in' order by seq`,
    )
  ).map((row) => row.text);
  expect(texts).toEqual(said);
  const [row] = await ask<{ notes: string }>('select notes from customers.customer where id = $1', [
    customerId,
  ]);
  expect(row!.notes).toBe(`nota ${written}`);

  // Every event that was numbered reached the desk once, in order.
  const seqs = desk.events.map((event) => event.seq);
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  const queued = await ask<{ seq: number }>(
    `select seq::int from platform.event where kind = 'contact.queued' and seq > $1 order by seq`,
    [seqs[0]! - 1],
  );
  await waitFor(() => desk.events.at(-1)!.seq >= queued.at(-1)!.seq, 30_000, 'the last event');
  const heard = new Set(desk.events.map((event) => event.seq));
  expect(queued.map((one) => one.seq).filter((seq) => !heard.has(seq))).toEqual([]);

  // Routing is led again: the agent is offered what waits, accepts and answers, and the visitor reads it.
  await callServer(server.url, setMyPresence, { body: { presence: 'available' } }, agent);
  const offers = async () =>
    ask<{ id: string; contact: string }>(
      `select o.id, o.item_id as contact from routing.offer o join contacts.contact c on c.id = o.item_id
       where o.state = 'open' and c.channel = 'chat'`,
    );
  await waitFor(async () => (await offers()).length > 0, 60_000, 'an offer of the chat');
  const [offer] = await offers();
  await callServer(server.url, acceptOffer, { params: { id: offer!.id } }, agent);
  const contact = await callServer(server.url, getContact, { params: { id: offer!.contact } }, agent);
  await callServer(
    server.url,
    sendMessage,
    { params: { id: contact.conversation }, body: { kind: 'reply', text: 'Eccomi' } },
    agent,
  );
  await waitFor(() => widget.texts().includes('Eccomi'), 30_000, 'the answer at the visitor');

  // Jobs go on: an answer by mail leaves.
  const [mail] = await ask<{ id: string }>(
    `select id from contacts.contact where channel = 'email' and state = 'queued' order by arrived_at limit 1`,
  );
  const taken = await callServer(server.url, takeContact, { params: { id: mail!.id } }, agent);
  const { id } = await callServer(
    server.url,
    sendMessage,
    { params: { id: taken.conversation }, body: { kind: 'reply', text: 'Le rispondo' } },
    agent,
  );
  await waitFor(
    async () =>
      (await ask(`select from contacts.message where id = $1 and delivery = 'sent'`, [id])).length === 1,
    90_000,
    'the sending of an answer',
  );
}, 300_000);
