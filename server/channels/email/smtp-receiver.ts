/**
 * The built-in SMTP receiver. It says 250 only after `store` has resolved, that is after the raw mail is committed;
 * whatever goes wrong before, the sending server still has the mail and tries again. It relays nothing: every
 * recipient must be an entry point of ours.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { CertificateFiles } from './certificate.ts';

/** Who sent and to whom, by the envelope. `mailFrom` is '' for the empty path of bounces. */
export type ReceivedEnvelope = {
  mailFrom: string;
  recipients: { address: string; entryPoint: string }[];
  remoteAddress: string;
  helo: string;
};

export type SmtpReceiverOptions = {
  port: number;
  host: string;
  /** Name in the greeting. */
  name?: string;
  /** Longest mail in bytes; longer ones are refused with 552, by SIZE at MAIL FROM and by counting. */
  maxBytes?: number;
  /** Bytes of mails under way, of all connections together; what would exceed them is put off with 452. */
  maxHeldBytes?: number;
  maxRecipients?: number;
  maxConnections?: number;
  /** Milliseconds without a sign of life before a connection is closed. */
  idleMs?: number;
  /** Milliseconds that close() leaves to mails under way. */
  closeMs?: number;
  /** With a certificate STARTTLS is offered, without one it is not shown. */
  tls?: CertificateFiles;
  /** The entry point behind an address, or null: then the recipient is refused with 550. */
  accepts: (address: string) => Promise<string | null>;
  /** Commits the raw mail. A rejection becomes 451: the sender keeps the mail and comes back. */
  store: (raw: Buffer, envelope: ReceivedEnvelope) => Promise<void>;
  /** Told of every failure that was answered with 4xx; never of a client that just went away. */
  onError?: (error: unknown, during: 'accepts' | 'store' | 'server') => void;
};

export type SmtpReceiver = { port: number; close: () => Promise<void> };

const MB = 1024 * 1024;

function answer(code: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

type SessionLike = {
  id: string;
  remoteAddress: string;
  hostNameAppearsAs: string;
  envelope: { mailFrom: { address: string } | false; rcptTo: { address: string }[] };
};

/** Starts to listen. Rejects when the port cannot be had. */
export function startSmtpReceiver(options: SmtpReceiverOptions): Promise<SmtpReceiver> {
  const maxBytes = options.maxBytes ?? 30 * MB;
  const maxHeldBytes = options.maxHeldBytes ?? 128 * MB;
  let held = 0;
  const report = options.onError ?? (() => undefined);
  /** Entry points by session: an address is looked up once, at RCPT TO. */
  const entryPoints = new Map<string, Map<string, string>>();
  let running = 0;
  let closing = false;
  let idle: (() => void) | null = null;
  const finished = (): void => {
    running--;
    if (running === 0) idle?.();
  };

  const receive = async (
    stream: AsyncIterable<Buffer> & { sizeExceeded: boolean },
    session: SessionLike,
  ): Promise<void> => {
    let kept = 0;
    try {
      await receiveHolding(stream, session, (bytes) => {
        // A mail alone is always taken: else one that is larger than the limit would be put off for ever.
        const alone = held === kept;
        if (bytes > 0 && !alone && held + bytes > maxHeldBytes) return false;
        held += bytes;
        kept += bytes;
        return true;
      });
    } finally {
      held -= kept;
    }
  };

  const receiveHolding = async (
    stream: AsyncIterable<Buffer> & { sizeExceeded: boolean },
    session: SessionLike,
    hold: (bytes: number) => boolean,
  ): Promise<void> => {
    let chunks: Buffer[] = [];
    let size = 0;
    let full = false;
    for await (const chunk of stream) {
      size += chunk.length;
      // What is too much is read on to the end, as the protocol wants, but not kept.
      if (size <= maxBytes && !full && hold(chunk.length)) chunks.push(chunk);
      else {
        full ||= size <= maxBytes;
        hold(-chunks.reduce((sum, one) => sum + one.length, 0));
        chunks = [];
      }
    }
    if (full && size <= maxBytes) throw answer(452, '4.3.1 Too many mails are under way, please try again');
    if (size > maxBytes || stream.sizeExceeded)
      throw answer(552, `5.3.4 Message is larger than ${maxBytes} bytes`);
    const known = entryPoints.get(session.id);
    const recipients = session.envelope.rcptTo.flatMap(({ address }) => {
      const entryPoint = known?.get(address.toLowerCase());
      return entryPoint === undefined ? [] : [{ address, entryPoint }];
    });
    const { mailFrom } = session.envelope;
    try {
      await options.store(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size), {
        mailFrom: mailFrom === false ? '' : mailFrom.address,
        recipients,
        remoteAddress: session.remoteAddress,
        helo: session.hostNameAppearsAs,
      });
    } catch (error) {
      report(error, 'store');
      throw answer(451, '4.3.0 The message could not be stored now, please try again');
    }
  };

  const server = new SMTPServer({
    name: options.name ?? 'filodiretto',
    banner: 'ready',
    size: maxBytes,
    authOptional: true,
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...options.tls?.first,
    disableReverseLookup: true,
    hideDSN: true,
    logger: false,
    maxClients: options.maxConnections ?? 200,
    socketTimeout: options.idleMs ?? 60_000,
    closeTimeout: options.closeMs ?? 30_000,
    maxRecipients: options.maxRecipients ?? 1_000,
    onConnect(_session, reply) {
      if (closing) return reply(answer(421, '4.3.2 Shutting down'));
      if (options.tls === undefined) return reply();
      void options.tls.renewed().then((certificate) => {
        if (certificate !== null) server.updateSecureContext({ ...certificate });
        reply();
      });
    },
    onMailFrom(_address, session, reply) {
      if (closing) return reply(answer(421, '4.3.2 Shutting down'));
      entryPoints.delete(session.id);
      reply();
    },
    onRcptTo(address, session, reply) {
      const key = address.address.toLowerCase();
      options.accepts(key).then(
        (entryPoint) => {
          if (entryPoint === null) return reply(answer(550, '5.1.1 No such address here'));
          const known = entryPoints.get(session.id) ?? new Map<string, string>();
          entryPoints.set(session.id, known.set(key, entryPoint));
          reply();
        },
        (error: unknown) => {
          report(error, 'accepts');
          reply(answer(451, '4.3.0 The address could not be checked now, please try again'));
        },
      );
    },
    onData(stream, session, reply) {
      running++;
      receive(stream, session as SessionLike).then(
        () => {
          reply(null, '2.0.0 Stored');
          finished();
        },
        (error: unknown) => {
          reply(error instanceof Error ? error : new Error(String(error)));
          finished();
        },
      );
    },
    onClose(session, reply) {
      entryPoints.delete(session.id);
      reply?.();
    },
  });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listener = server.listen(options.port, options.host, () => {
      server.off('error', reject);
      // A client that breaks off is its own business; the server says nothing about it above debug level.
      server.on('error', (error: Error & { code?: string; remote?: string }) => {
        if (error.remote === undefined && error.code !== 'ECONNRESET' && error.code !== 'EPIPE')
          report(error, 'server');
      });
      resolve({
        port: (listener.address() as AddressInfo).port,
        close: async () => {
          closing = true;
          const closed = new Promise<void>((finish) => server.close(finish));
          if (running > 0) {
            const limit = options.closeMs ?? 30_000;
            let timer: NodeJS.Timeout | undefined;
            const late = new Promise<void>((finish) => (timer = setTimeout(finish, limit)));
            await Promise.race([new Promise<void>((finish) => (idle = finish)), late]);
            clearTimeout(timer);
            // The answer to the last mail goes out before its connection is closed.
            await new Promise((finish) => setTimeout(finish, 20));
          }
          for (const connection of server.connections) {
            connection.send(421, 'Server shutting down');
            connection.close();
          }
          await closed;
        },
      });
    });
  });
}
