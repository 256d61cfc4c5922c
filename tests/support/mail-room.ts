import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { connectModules, consumers, jobsOf } from '#server/app/modules.ts';
import { startMail } from '#server/app/mail.ts';
import { email } from '#server/channels/index.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { startConsumer, startJobs, type Mounted } from '#server/platform/index.ts';
import type { TestCertificate } from './certificate.ts';
import { testServer, type TestServer } from './server.ts';

/** A mail as the customer's server got it. */
export interface Delivered {
  from: string;
  to: string[];
  raw: Buffer;
}

/** The customers' side: a real SMTP server that keeps what it gets, and can be told to refuse. */
export interface TestRelay {
  port: number;
  got: Delivered[];
  /** Answers the end of each mail with this instead of taking it; null: takes it. */
  refuse: { code: number; words: string } | null;
  stop(): Promise<void>;
}

/**
 * Starts it; stop it in `afterAll`.
 * @param options.tls with a certificate it asks for STARTTLS, or (`implicit`) for TLS from the first byte
 */
export async function testRelay({
  tls = null,
  implicit = false,
}: { tls?: TestCertificate | null; implicit?: boolean } = {}): Promise<TestRelay> {
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: tls === null ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    ...(tls === null ? {} : { ...tls, secure: implicit, onMailFrom: onlyEncrypted }),
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (relay.refuse !== null) {
          done(Object.assign(new Error(relay.refuse.words), { responseCode: relay.refuse.code }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        relay.got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((one) => one.address),
          raw: Buffer.concat(chunks),
        });
        done();
      });
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const relay: TestRelay = {
    port: (server.server.address() as { port: number }).port,
    got: [],
    refuse: null,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return relay;
}

const onlyEncrypted: SMTPServerOptions['onMailFrom'] = (_address, session, done) =>
  done(
    session.secure
      ? null
      : Object.assign(new Error('5.7.0 Must issue a STARTTLS command first'), { responseCode: 530 }),
  );

export interface MailRoom extends TestServer {
  smtpPort: number;
}

/** A test server whose mail works as in the real process: SMTP in, intake, jobs and consumers, a relay or the local outbox. */
export async function mailRoom(
  relay: TestRelay | null = null,
  relayUrl = `smtp://127.0.0.1:${relay?.port}?ignoreTLS=true`,
  more: Mounted[] = [],
  also: NonNullable<Parameters<typeof testServer>[1]>['also'] = () => undefined,
): Promise<MailRoom> {
  const one = await testServer([...contactsRoutes, ...contactsReadRoutes, ...email.emailRoutes, ...more], {
    environment: { FILO_SMTP_PORT: '0' },
    also: async (server, platform) => {
      await also(server, platform);
      server.addContentTypeParser(
        ['message/rfc822', 'application/octet-stream'],
        { parseAs: 'buffer', bodyLimit: 35 * 1024 * 1024 },
        (_request, body, done) => done(null, body),
      );
    },
  });
  connectModules(one.platform);
  const way = relay === null ? null : email.deliverByRelay(relayUrl);
  const jobs = await startJobs(one.ctx, jobsOf(way?.deliver ?? email.deliverToOutbox), 2);
  const running = consumers.map((consumer) => startConsumer(one.ctx, consumer));
  const mail = await startMail(one.ctx);
  return {
    ...one,
    smtpPort: mail.smtpPort!,
    async stop() {
      await mail.stop();
      await Promise.all(running.map((consumer) => consumer.stop()));
      await jobs.stop();
      way?.close();
      await one.stop();
    },
  };
}
