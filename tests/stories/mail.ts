import { createTransport } from 'nodemailer';
import { vi } from 'vitest';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeQueue } from './contacts.ts';

let count = 0;
const next = () => (count += 1);

/** A mail address of the organisation and its queue. */
export async function makeMailbox(
  db: Db,
  serviceId: string,
  {
    address = `sportello${next()}@example.org`,
    settings = {},
    queue,
  }: { address?: string; settings?: Record<string, unknown>; queue?: string } = {},
): Promise<{ id: string; address: string; queueId: string }> {
  const id = newId();
  const queueId = queue ?? (await makeQueue(db, serviceId));
  await db
    .insertInto('contacts.entryPoint')
    .values({
      id,
      channel: 'email',
      address,
      name: 'Sportello',
      serviceId,
      queueId,
      settings: JSON.stringify(settings),
    })
    .execute();
  return { id, address, queueId };
}

export interface MailWish {
  from?: string;
  to?: string;
  subject?: string;
  text?: string;
  /** With angle brackets; null: none. */
  id?: string | null;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
  /** Everything below the headers, Content-Type among them; else plain UTF-8 text. */
  body?: string;
}

/** A mail as a customer's program would write it, lines ended by CRLF. */
export function writeMail(wish: MailWish = {}): string {
  const lines = [
    `From: ${wish.from ?? 'Ada Prova <ada@example.org>'}`,
    `To: ${wish.to ?? 'sportello@example.org'}`,
    `Subject: ${wish.subject ?? 'Bolletta'}`,
    'Date: Mon, 05 Jan 2026 10:00:00 +0100',
    ...(wish.id === null ? [] : [`Message-ID: ${wish.id ?? mailId()}`]),
    ...(wish.inReplyTo === undefined ? [] : [`In-Reply-To: ${wish.inReplyTo}`]),
    ...(wish.references === undefined ? [] : [`References: ${wish.references.join('\r\n ')}`]),
    ...Object.entries(wish.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ];
  const body =
    wish.body ??
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${wish.text ?? 'Buongiorno, ho una domanda.'}\r\n`;
  return `${lines.join('\r\n')}\r\n${body.replace(/\r?\n/g, '\r\n')}`;
}

export const mailId = (): string => `<m${next()}.${newId()}@example.net>`;

/** Hands a raw mail to an SMTP server as the next mail server would, byte for byte. Rejects as the server does. */
export async function sendRaw(
  port: number,
  raw: string | Buffer,
  to: string | string[],
  from = 'ada@example.org',
): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    const sent = (await transport.sendMail({
      envelope: { from, to: Array.isArray(to) ? to : [to] },
      raw: typeof raw === 'string' ? Buffer.from(raw) : raw,
    })) as { response: string };
    return sent.response;
  } finally {
    transport.close();
  }
}

/** How a raw mail ended, once it did. Found by its Message-ID, or by its own id. */
export async function ended(db: Db, key: string) {
  return vi.waitFor(
    async () => {
      const row = await db
        .selectFrom('email.raw')
        .selectAll()
        .where(key.startsWith('<') ? 'headerMessageId' : 'id', '=', key)
        .where('state', '<>', 'new')
        .orderBy('receivedAt', 'desc')
        .executeTakeFirst();
      if (row === undefined) throw new Error(`the mail ${key} has not been filed`);
      return row;
    },
    { timeout: 30_000, interval: 40 },
  );
}

/** Waits until nothing waits to be filed. */
export const allFiled = (db: Db): Promise<void> =>
  vi.waitFor(
    async () => {
      const waiting = await db.selectFrom('email.raw').select('id').where('state', '=', 'new').execute();
      if (waiting.length > 0) throw new Error(`${waiting.length} mails wait to be filed`);
    },
    { timeout: 60_000, interval: 40 },
  );

/** An agent who may hold mails of a queue and is there. */
export async function makeMailAgent(db: Db, staffId: string, queueIds: string[], max = 50): Promise<void> {
  const profileId = newId();
  await db
    .insertInto('routing.profile')
    .values({
      id: profileId,
      name: profileId,
      capacity: JSON.stringify({ email: { max, interruptedBy: [] } }),
    })
    .execute();
  for (const queueId of queueIds)
    await db.insertInto('routing.profileQueue').values({ profileId, queueId, channel: 'email' }).execute();
  await db
    .insertInto('routing.agent')
    .values({
      staffId,
      profileId,
      presence: 'available',
      availableSince: new Date(),
      connected: true,
      connectedUntil: new Date(Date.now() + 3_600_000),
    })
    .onConflict((conflict) => conflict.column('staffId').doUpdateSet({ profileId, presence: 'available' }))
    .execute();
}

/** Makes jobs that wait for their time due now. */
export async function hurryJobs(db: Db): Promise<void> {
  await sql`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null`.execute(
    db,
  );
}
