import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMailbox, listMailboxes } from '#contract/email.ts';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import { takeContact } from '#contract/handling.ts';
import { startMail } from '#server/app/mail.ts';
import { email } from '#server/channels/index.ts';
import { parseMail } from '#server/channels/email/mime.ts';
import { newId } from '#server/platform/index.ts';
import {
  ended,
  hurryJobs,
  mailId,
  makeMailAgent,
  makeMailbox,
  sendRaw,
  writeMail,
} from '#tests/stories/mail.ts';
import { testCertificate, type TestCertificate } from '#tests/support/certificate.ts';
import { testImapServer } from '#tests/support/imap-server.ts';
import { mailRoom, testRelay, type MailRoom, type TestRelay } from '#tests/support/mail-room.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { trusting } from '#tests/support/trust.ts';

const until = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 20_000, interval: 40 });
const stops: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});
const trust = (certificate: TestCertificate) => void stops.push(trusting(certificate));

describe('the SMTP receiver with a certificate', () => {
  let folder: string;
  const files = () => ({ cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') });
  async function put(file: string, content: string): Promise<void> {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }
  async function keep({ cert, key }: TestCertificate): Promise<void> {
    await put(files().cert, cert);
    await put(files().key, key);
  }
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-tls-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function receiver() {
    const stored: string[] = [];
    const errors: string[] = [];
    const tls = await email.openCertificate(files(), (error) => errors.push((error as Error).message));
    const started = await email.startSmtpReceiver({
      port: 0,
      host: '127.0.0.1',
      closeMs: 5000,
      tls,
      accepts: () => Promise.resolve('entry'),
      store: (raw) => {
        stored.push(raw.toString());
        return Promise.resolve();
      },
    });
    stops.push(() => started.close());
    return { port: started.port, stored, errors };
  }
  const send = (port: number, trusted: TestCertificate) =>
    createTransport({
      host: 'localhost',
      port,
      secure: false,
      requireTLS: true,
      tls: { ca: trusted.cert },
    }).sendMail({ envelope: { from: 'ada@example.org', to: ['info@example.com'] }, raw: writeMail() });

  it('takes mail over STARTTLS from a client that insists on it, and without TLS from one that does not', async () => {
    const own = testCertificate();
    await keep(own);
    const { port, stored } = await receiver();
    await send(port, own);
    await createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
      envelope: { from: 'ada@example.org', to: ['info@example.com'] },
      raw: writeMail(),
    });
    expect(stored).toHaveLength(2);
    await expect(send(port, testCertificate())).rejects.toThrow(/certificate/);
  });

  it('shows the renewed certificate to the next connection, without a restart', async () => {
    const [first, second] = [testCertificate(), testCertificate()];
    await keep(first);
    const { port, stored } = await receiver();
    await send(port, first);
    await keep(second);
    await send(port, second);
    await expect(send(port, first)).rejects.toThrow(/certificate/);
    expect(stored).toHaveLength(2);
  });

  it('goes on with the old one while the renewed files do not belong together, and says so once', async () => {
    const [first, second] = [testCertificate(), testCertificate()];
    await keep(first);
    const { port, errors } = await receiver();
    await put(files().cert, second.cert);
    await send(port, first);
    await send(port, first);
    expect(errors).toEqual([expect.stringMatching(/key/)]);
    await put(files().key, second.key);
    await send(port, second);
  });

  it.each([
    ['a file that is not there', async () => {}],
    ['a key of another certificate', () => keep({ ...testCertificate(), key: testCertificate().key })],
    ['what is no certificate', () => keep({ cert: 'nothing', key: 'nothing' })],
  ])('stops the start with one sentence: %s', async (_, prepare) => {
    await rm(files().cert, { force: true });
    await prepare();
    const one = await testServer([], {
      environment: {
        FILO_SMTP_PORT: '0',
        FILO_SMTP_TLS_CERT: files().cert,
        FILO_SMTP_TLS_KEY: files().key,
      },
    });
    stops.push(() => one.stop());
    await expect(startMail(one.ctx)).rejects.toThrow(
      /^The certificate of the SMTP receiver .* cannot be used/,
    );
  });
});

describe('outgoing mail over TLS', () => {
  const own = testCertificate();
  let room: MailRoom;
  let relay: TestRelay;

  async function answered(url: (port: number) => string, certificate = own, implicit = false) {
    relay = await testRelay({ tls: certificate, implicit });
    stops.push(() => relay.stop());
    room = await mailRoom(relay, url(relay.port));
    stops.push(() => room.stop());
    const service = await room.makeService();
    const desk = await makeMailbox(room.ctx.db, service);
    const agent = await room.makeStaff();
    await makeMailAgent(room.ctx.db, agent.id, [desk.queueId]);
    const as = { as: { session: agent.session } };
    const id = mailId();
    await sendRaw(room.smtpPort, writeMail({ id, to: desk.address }), desk.address, 'ada@example.org');
    const raw = await ended(room.ctx.db, id);
    expect((await room.call(takeContact, { params: { id: raw.contactId! } }, as)).status).toBe(200);
    const params = { id: raw.conversationId! };
    const sent = await room.call(
      sendMessage,
      { params, body: { kind: 'reply', text: 'Gentile cliente, ecco.' } as never },
      as,
    );
    expect(sent.status).toBe(201);
    return async () => {
      await hurryJobs(room.ctx.db);
      const { body } = await room.call(listMessages, { params, query: {} }, as);
      return body.items.find((one) => one.id === sent.body.id)!.delivery;
    };
  }

  it.each([
    ['STARTTLS', (port: number) => `smtp://localhost:${port}?requireTLS=true`, false],
    ['TLS from the first byte', (port: number) => `smtps://localhost:${port}`, true],
  ])('leaves by %s', async (_, url, implicit) => {
    trust(own);
    const delivery = await answered(url, own, implicit);
    await until(async () => expect((await delivery())?.state).toBe('sent'));
    expect(relay.got).toHaveLength(1);
    expect(parseMail(relay.got[0]!.raw).text).toContain('Gentile cliente');
  });

  it.each([
    ['nobody vouches for', testCertificate(), /self-signed certificate\.$/],
    [
      'belongs to another name',
      testCertificate({ name: 'mail.example.org' }),
      /Host: localhost.*mail\.example\.org\.$/,
    ],
    ['has ended', testCertificate({ ended: true }), /certificate has expired\.$/],
  ])(
    'waits, and the message says why, when the relay’s certificate is one that %s',
    async (_, shown, words) => {
      if (!words.source.startsWith('self')) trust(shown);
      const delivery = await answered((port) => `smtp://localhost:${port}`, shown);
      await until(async () => expect((await delivery())?.state).toBe('deferred'));
      const { detail } = (await delivery())!;
      expect(detail).toMatch(/^The certificate of the server is not accepted: /);
      expect(detail).toMatch(words);
      expect(relay.got).toHaveLength(0);
    },
  );
});

const certificate = testCertificate();
const imap = await testImapServer(certificate);

describe.skipIf(imap === null)('IMAP mailboxes over TLS', () => {
  const server = imap!;
  let one: TestServer;
  let admin: { session: string };
  let service: string;
  let running: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    one = await testServer(email.emailRoutes);
    service = await one.makeService();
    admin = await one.makeStaff({ role: 'administrator' });
    const intake = email.startIntake(one.ctx);
    const readers = email.startMailboxes(one.ctx, () => intake.wake());
    running = [() => readers.stop(), () => intake.stop()];
  });
  afterAll(async () => {
    for (const stop of running) await stop();
    await one?.stop();
    await server.stop();
  });

  async function mailbox(port: number, secure: boolean) {
    const folder = `F${newId().slice(-12)}`;
    await server.as((client) => client.mailboxCreate(folder));
    const entry = await makeMailbox(one.ctx.db, service);
    const { body } = await one.call(
      createMailbox,
      {
        body: {
          entryPointId: entry.id,
          host: 'localhost',
          port,
          secure,
          username: server.user,
          password: server.password,
          folder,
        },
      },
      { as: admin },
    );
    const health = async () =>
      (await one.call(listMailboxes, {}, { as: admin })).body.items.find((item) => item.id === body.id)!;
    return { folder, health };
  }
  const ways = [
    ['from the first byte', () => server.tlsPort, true],
    ['by STARTTLS', () => server.port, false],
  ] as const;

  it.each(ways)('are read, encrypted %s', async (_, port, secure) => {
    trust(certificate);
    const { folder, health } = await mailbox(port(), secure);
    const name = mailId();
    await server.append(folder, writeMail({ id: name }));
    expect(await ended(one.ctx.db, name)).toMatchObject({ state: 'filed', source: 'imap' });
    await until(async () => expect((await health()).state).toBe('ok'));
  });

  it.each(ways)(
    'say that the certificate is not to be trusted, and read nothing, encrypted %s',
    async (_, port, secure) => {
      const { health } = await mailbox(port(), secure);
      await until(async () => expect((await health()).state).toBe('unreachable'));
      expect((await health()).lastError).toBe(
        'The certificate of the server is not accepted: self-signed certificate.',
      );
    },
  );
});
