import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, test } from 'vitest';
import {
  startSmtpReceiver,
  type ReceivedEnvelope,
  type SmtpReceiver,
  type SmtpReceiverOptions,
} from './smtp-receiver.ts';

const MB = 1024 * 1024;
const open: SmtpReceiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

type Stored = { raw: Buffer; envelope: ReceivedEnvelope };

async function receiver(
  change: Partial<SmtpReceiverOptions> = {},
): Promise<{ port: number; stored: Stored[]; close: () => Promise<void> }> {
  const stored: Stored[] = [];
  const started = await startSmtpReceiver({
    port: 0,
    host: '127.0.0.1',
    closeMs: 5_000,
    accepts: (address) => Promise.resolve(address.endsWith('@example.com') ? `entry:${address}` : null),
    store: (raw, envelope) => {
      stored.push({ raw, envelope });
      return Promise.resolve();
    },
    ...change,
  });
  open.push(started);
  return { port: started.port, stored, close: started.close };
}

function send(
  port: number,
  raw: Buffer | string,
  to: string[] = ['info@example.com'],
  from = 'lucia@example.org',
) {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  return transport.sendMail({ envelope: { from, to }, raw });
}
const MAIL = 'From: lucia@example.org\r\nTo: info@example.com\r\nSubject: x\r\n\r\n..punto\r\n.\r\nfine\r\n';

/** A client that writes what it is told and collects the replies. */
function rawClient(port: number): {
  socket: Socket;
  until: (pattern: RegExp) => Promise<string>;
  write: (text: string | Buffer) => void;
} {
  const socket = connect(port, '127.0.0.1');
  let seen = '';
  let wake: () => void = () => undefined;
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    wake();
  });
  socket.on('close', () => wake());
  socket.on('error', () => wake());
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(seen)) {
      if (socket.destroyed) throw new Error(`closed after ${JSON.stringify(seen)}`);
      // oxlint-disable-next-line no-await-in-loop -- waiting for the next bytes is the point
      await new Promise<void>((resolve) => (wake = resolve));
    }
    const all = seen;
    seen = '';
    return all;
  };
  return { socket, until, write: (text) => void socket.write(text) };
}

describe('the receiver', () => {
  test('hands over the bytes as sent, with the envelope and the entry point', async () => {
    const { port, stored } = await receiver();
    await send(port, MAIL, ['Info@example.com', 'reclami@example.com']);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.raw.toString()).toBe(MAIL);
    expect(stored[0]?.envelope).toMatchObject({
      mailFrom: 'lucia@example.org',
      recipients: [
        { address: 'Info@example.com', entryPoint: 'entry:info@example.com' },
        { address: 'reclami@example.com', entryPoint: 'entry:reclami@example.com' },
      ],
    });
  });

  test('says 250 only after the mail is stored', async () => {
    let commit: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const storing = new Promise<void>((resolve) => (reached = resolve));
    const { port } = await receiver({
      store: () => {
        reached();
        return new Promise((resolve) => (commit = resolve));
      },
    });
    let answered = false;
    const sent = send(port, MAIL).then(() => (answered = true));
    await storing;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    commit();
    await sent;
    expect(answered).toBe(true);
  });

  test('a store that fails is a 451, and the next mail on the connection is taken', async () => {
    let fail = true;
    const errors: string[] = [];
    const { port, stored } = await receiver({
      store: () => (fail ? Promise.reject(new Error('database away')) : Promise.resolve()),
      onError: (error, during) => errors.push(`${during}: ${String(error)}`),
    });
    await expect(send(port, MAIL)).rejects.toMatchObject({ responseCode: 451 });
    fail = false;
    await send(port, MAIL);
    expect(errors).toEqual(['store: Error: database away']);
    expect(stored).toHaveLength(0);
  });

  test('an unknown recipient is a 550, a lookup that fails a 451; nothing is relayed', async () => {
    const { port, stored } = await receiver();
    await expect(send(port, MAIL, ['chiunque@example.net'])).rejects.toMatchObject({ responseCode: 550 });
    const broken = await receiver({ accepts: () => Promise.reject(new Error('away')) });
    await expect(send(broken.port, MAIL)).rejects.toMatchObject({ responseCode: 451 });
    expect(stored).toHaveLength(0);
  });

  test('a thousand recipients fit in one mail', async () => {
    const { port, stored } = await receiver();
    await send(
      port,
      MAIL,
      Array.from({ length: 1_000 }, (_, index) => `casella${index}@example.com`),
    );
    expect(stored[0]?.envelope.recipients).toHaveLength(1_000);
  });

  test('the empty return path of bounces is taken', async () => {
    const { port, stored } = await receiver();
    await send(port, MAIL, ['info@example.com'], '');
    expect(stored[0]?.envelope.mailFrom).toBe('');
  });

  test('40 MB are refused with 552 by the size announced', async () => {
    const { port, stored } = await receiver();
    const client = rawClient(port);
    await client.until(/^220 /m);
    client.write('EHLO test\r\n');
    expect(await client.until(/^250 /m)).not.toContain('STARTTLS');
    client.write(`MAIL FROM:<a@example.org> SIZE=${40 * MB}\r\n`);
    expect(await client.until(/\r\n$/)).toMatch(/^552 /);
    client.socket.destroy();
    expect(stored).toHaveLength(0);
  });

  test('40 MB are refused with 552 by counting, when the size was not announced, and the connection goes on', async () => {
    const { port, stored } = await receiver();
    const client = rawClient(port);
    await client.until(/^220 /m);
    client.write('EHLO test\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<info@example.com>\r\nDATA\r\n');
    await client.until(/^354 /m);
    const line = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(1_024));
    for (let sent = 0; sent < 40 * MB; sent += line.length) client.write(line);
    client.write('\r\n.\r\n');
    expect(await client.until(/^\d{3} .*\r\n$/m)).toMatch(/^552 /);
    client.write('MAIL FROM:<a@example.org>\r\nRCPT TO:<info@example.com>\r\nDATA\r\n');
    await client.until(/^354 /m);
    client.write(`${MAIL}.\r\n`);
    expect(await client.until(/^\d{3} .*\r\n$/m)).toMatch(/^250 /);
    client.socket.destroy();
    expect(stored).toHaveLength(1);
  });

  test('a client that breaks off in the middle of a mail leaves nothing', async () => {
    const { port, stored } = await receiver();
    const client = rawClient(port);
    await client.until(/^220 /m);
    client.write('EHLO test\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<info@example.com>\r\nDATA\r\n');
    await client.until(/^354 /m);
    client.write('From: a@example.org\r\n\r\nmezza');
    client.socket.destroy();
    await send(port, MAIL);
    expect(stored.map((one) => one.raw.toString())).toEqual([MAIL]);
  });

  test('closing lets the mail under way be stored and answered, and takes no new one', async () => {
    let commit: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const storing = new Promise<void>((resolve) => (reached = resolve));
    const { port, close } = await receiver({
      store: () => {
        reached();
        return new Promise((resolve) => (commit = resolve));
      },
    });
    const sent = send(port, MAIL);
    await storing;
    const idle = rawClient(port);
    await idle.until(/^220 /m);
    const closed = close();
    await expect(send(port, MAIL)).rejects.toThrow(/ECONNREFUSED|421|closed/);
    commit();
    expect((await sent).response).toMatch(/^250/);
    await closed;
  });

  test('mails that together fill the memory are put off with 452, one alone is taken', async () => {
    let commit: () => void = () => undefined;
    let reached: () => void = () => undefined;
    let storing = new Promise<void>((resolve) => (reached = resolve));
    const { port } = await receiver({
      maxHeldBytes: 1000,
      store: () => {
        reached();
        return new Promise((resolve) => (commit = resolve));
      },
    });
    const large = `${MAIL}${'parole '.repeat(300)}\r\n`;
    const first = send(port, large);
    await storing;
    await expect(send(port, large)).rejects.toThrow(/452/);
    commit();
    expect((await first).response).toMatch(/^250/);
    storing = new Promise<void>((resolve) => (reached = resolve));
    const second = send(port, large);
    await storing;
    commit();
    expect((await second).response).toMatch(/^250/);
  });

  test('a port in use is an error, not a silence', async () => {
    const { port } = await receiver();
    await expect(receiver({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
