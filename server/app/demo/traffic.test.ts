import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createPlatform } from '#server/app/platform.ts';
import { startProcess, type RunningProcess } from '#server/app/process.ts';
import { contextFor, newId, readConfig, systemActor, type Platform } from '#server/platform/index.ts';
import { testDatabase } from '#tests/support/database.ts';
import { loadDemo } from './load.ts';
import { demoAccount } from './logins.ts';

let folder: string;
let database: Awaited<ReturnType<typeof testDatabase>>;
let platform: Platform;
let running: RunningProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-traffic-'));
  database = await testDatabase();
  const config = readConfig(
    { DATABASE_URL: database.url, FILO_DATA: folder, FILO_PORT: '0', FILO_SMTP_PORT: '0' },
    path.join(folder, 'none.env'),
  );
  platform = createPlatform(config, database.url);
  await loadDemo(contextFor(platform, systemActor), () => undefined, { customers: 300, days: 5 });
  // Who has a call has nothing beside it, and the demo owes some.
  await platform.database.pool.query(`delete from routing.profile_queue where channel = 'phone'`);
  running = await startProcess(platform);
  url = `http://127.0.0.1:${running.port}`;
});
afterAll(async () => {
  await running.stop();
  await platform.database.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function traffic(args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'traffic.ts'), ...args],
    { cwd: folder, env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    end: Promise.all([text(child.stdout), text(child.stderr), ended]).then(([out, err, [code]]) => ({
      out,
      err,
      code,
    })),
  };
}
const here = () => ['--url', url, '--smtp', `127.0.0.1:${running.smtpPort}`, '--hurry', '--seed', 'test'];

const arrived = async (): Promise<Record<string, number>> => {
  const { rows } = await platform.database.pool.query<{ channel: string; n: number }>(
    `select channel, count(*)::int as n from contacts.contact where id in (
       select subject_id from platform.event where kind = 'contact.queued') group by channel`,
  );
  return Object.fromEntries(rows.map((row) => [row.channel, row.n]));
};

/** An agent who takes every offer and answers every line of a chat, as a desk does. */
async function desk(): Promise<{ stop(): void }> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(demoAccount('agent')),
  });
  const headers = {
    'content-type': 'application/json',
    'x-filo': '1',
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0]!)
      .join('; '),
  };
  const call = (method: string, where: string, body: object) =>
    fetch(`${url}/api/v1${where}`, {
      method,
      headers: { ...headers, 'idempotency-key': newId() },
      body: JSON.stringify(body),
    });
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, { headers });
  socket.on('message', (data) => {
    const event = JSON.parse(String(data)) as {
      kind?: string;
      data: Partial<Record<'offer' | 'conversation' | 'direction' | 'channel', string>>;
    };
    if (event.kind === 'contact.offered') void take(event.data.offer!);
    if (event.kind === 'message.added' && event.data.direction === 'in' && mine.has(event.data.conversation!))
      void answer(event.data.conversation!);
  });
  const mine = new Set<string>();
  const take = async (offer: string) => {
    const accepted = await call('POST', `/offers/${offer}/accept`, {});
    const contact = (await accepted.json()) as { channel?: string; conversation: string };
    if (contact.channel !== 'chat') return;
    mine.add(contact.conversation);
    await answer(contact.conversation);
  };
  const answer = (conversation: string) =>
    call('POST', `/conversations/${conversation}/messages`, { kind: 'reply', text: 'Verifico subito.' });
  await once(socket, 'open');
  expect((await call('PUT', '/agents/me/presence', { presence: 'available' })).status).toBe(200);
  return { stop: () => socket.close() };
}

test('mails, forms and chats of a minute all become contacts, and what could not be sent is said', async () => {
  const filed = async (): Promise<number> => {
    const { rows } = await platform.database.pool.query<{ n: number }>(
      `select count(*)::int as n from email.raw where state = 'filed'`,
    );
    return rows[0]!.n;
  };
  const before = { mails: await filed(), ...(await arrived()) } as Record<string, number>;
  const more = (now: Record<string, number>, channel: string) => (now[channel] ?? 0) - (before[channel] ?? 0);
  const { out, err, code } = await traffic([...here(), '--rate', '400', '--minutes', '0.15']).end;
  expect([code, err]).toEqual([0, '']);
  const sent = /^In all: +(\d+) mails, (\d+) forms, (\d+) chats \((\d+) answered, \d+ abandoned\)$/m.exec(
    out,
  );
  // What was not taken is said at the end of that line.
  expect(out).toMatch(/^In all: .* abandoned\)$/m);
  const [mails, forms, chats] = sent!.slice(1, 4).map(Number) as [number, number, number];
  expect(Math.min(mails, forms, chats)).toBeGreaterThan(0);
  // A mail in reply to one whose contact is open joins it; everything else is a contact.
  await expect.poll(async () => (await filed()) - before['mails']!, { timeout: 60_000 }).toBe(mails);
  const now = await arrived();
  expect(more(now, 'form')).toBe(forms);
  expect(more(now, 'email')).toBeGreaterThan(0);
  expect(more(now, 'chat')).toBeGreaterThan(0);
}, 120_000);

test('visitors of the chat reply to what the desk writes', async () => {
  const agent = await desk();
  try {
    const { out, err, code } = await traffic([
      ...here(),
      '--rate',
      '120',
      '--minutes',
      '0.2',
      '--mix',
      'chat=1',
    ]).end;
    expect([code, err]).toEqual([0, '']);
    const { rows } = await platform.database.pool.query<{ n: number }>(
      `select count(*)::int as n from contacts.conversation c where c.channel = 'chat'
         and exists (select from contacts.message o join contacts.message i on i.conversation_id = o.conversation_id and i.seq > o.seq
           where o.conversation_id = c.id and o.direction = 'out' and i.direction = 'in' and i.client_id is not null)`,
    );
    expect(rows[0]!.n).toBeGreaterThan(0);
    expect(out).toMatch(/^In all: /m);
  } finally {
    agent.stop();
  }
});

test('Ctrl-C ends it cleanly, with the sum', async () => {
  const { child, end } = traffic([...here(), '--rate', '300']);
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  child.kill('SIGINT');
  const { out, err, code } = await end;
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^In all: /m);
});

test.each([
  [['--rate', 'many'], 2, '--rate'],
  [['--mix', 'phone=1'], 2, '--mix'],
  [['--fast'], 2, '--fast'],
  [['--url', 'http://127.0.0.1:1'], 1, 'No server answers at http://127.0.0.1:1'],
])('what is wrong is one sentence: %j', async (args, status, named) => {
  const { code, err, out } = await traffic(args).end;
  expect([code, out]).toEqual([status, '']);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain(named);
});
