import http from 'node:http';
import WebSocket from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createService,
  createStaff,
  createToken,
  getMe,
  listRoles,
  listServices,
  revokeToken,
  setup,
} from '#contract/access.ts';
import { getContact, listContacts } from '#contract/contacts.ts';
import { createEntryPoint, listEntryPoints } from '#contract/entry-points.ts';
import { acceptRaw } from '#contract/email.ts';
import { createQueue, listQueues } from '#contract/routing.ts';
import { callServer, enter, headersOf, type Caller } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import { openTestDesk } from '#tests/support/live.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';
import { writeMail } from '#tests/stories/mail.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let server: ServerProcess;
let admin: Caller;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServerProcess({ env: { DATABASE_URL: database.url } });
  admin = { token: server.token };
  await callServer(
    server.url,
    setup,
    {
      body: {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        email: 'prima@example.org',
        password: 'a password of the test',
        mailbox: 'sportello@example.com',
      },
    },
    admin,
  );
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

/** Sends so many megabytes, as fast as they are taken; answers the status, or what broke. */
function pour(megabytes: number, path: string, type: string): Promise<number | string> {
  return new Promise((resolve) => {
    const request = http.request(new URL(path, server.url), {
      method: 'POST',
      headers: { ...headersOf(admin), 'content-type': type },
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.on('error', (error) => resolve(error.message));
    const block = Buffer.alloc(1024 * 1024, 'a');
    let sent = 0;
    const more = () => {
      while (sent < megabytes) {
        sent += 1;
        if (!request.write(block)) {
          request.once('drain', more);
          return;
        }
      }
      request.end();
    };
    more();
  });
}

test('a body of 50 MB is refused as too large, whatever it says it is, and the server goes on', async () => {
  const entryPoint = (await callServer(server.url, listEntryPoints, { query: {} }, admin)).items[0]!.id;
  for (const [path, type] of [
    ['/api/v1/services', 'application/json'],
    ['/api/v1/session', 'application/json'],
    [`/api/v1/messages/raw?entryPoint=${entryPoint}`, 'message/rfc822'],
  ] as const)
    expect([path, await pour(50, path, type)]).toEqual([path, 413]);
  const told = await fetch(new URL('/api/v1/services', server.url), {
    method: 'POST',
    headers: { ...headersOf(admin), 'content-type': 'application/json' },
    body: Buffer.alloc(2 * 1024 * 1024, 'a'),
  });
  expect(told.headers.get('content-type')).toContain('application/problem+json');
  expect(await told.json()).toMatchObject({ status: 413 });
  expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
});

test('an expired, a revoked and a foreign token are told apart from nothing: 401, and no live events', async () => {
  const body = { name: 'programma', scopes: ['contact.read' as const], serviceId: null };
  const brief = await callServer(
    server.url,
    createToken,
    { body: { ...body, expiresAt: new Date(Date.now() + 1500).toISOString() } },
    admin,
  );
  const revoked = await callServer(server.url, createToken, { body: { ...body, expiresAt: null } }, admin);
  const status = async (token: string) =>
    (await fetch(new URL(listContacts.path, server.url), { headers: headersOf({ token }) })).status;
  expect(await status(revoked.token)).toBe(200);
  await callServer(server.url, revokeToken, { params: { id: revoked.id } }, admin);
  await waitFor(async () => (await status(brief.token)) === 401, 10_000, 'the end of the token');
  for (const token of [brief.token, revoked.token, `filo_${'x'.repeat(43)}`, 'x', `${server.token}x`]) {
    expect(await status(token)).toBe(401);
    const closed = await new Promise((resolve) => {
      const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/api/v1/live`, {
        headers: headersOf({ token }),
      });
      socket.on('error', (error) => resolve(/\d{3}/.exec(error.message)?.[0]));
      socket.on('close', (code) => resolve(String(code)));
    });
    expect(['401', '4401']).toContain(closed);
  }
}, 90_000);

test('a contact outside the scope is nowhere, live events and what is resumed among them', async () => {
  const [own] = (await callServer(server.url, listServices, {}, admin)).items;
  const other = await callServer(
    server.url,
    createService,
    { body: { code: 'altro', name: 'Altro servizio' } },
    admin,
  );
  const [queue] = (await callServer(server.url, listQueues, {}, admin)).items;
  const { id: _id, open: _open, ...settings } = queue!;
  const hiddenQueue = await callServer(
    server.url,
    createQueue,
    { body: { ...settings, code: 'altra', name: 'Altra coda', serviceId: other.id, teamId: null } },
    admin,
  );
  const hidden = await callServer(
    server.url,
    createEntryPoint,
    {
      body: {
        channel: 'email',
        address: 'altro@example.com',
        name: 'Altro',
        serviceId: other.id,
        queueId: hiddenQueue.id,
      },
    },
    admin,
  );
  const entryPoints = (await callServer(server.url, listEntryPoints, { query: {} }, admin)).items;
  const shown = entryPoints.find((one) => one.address === 'sportello@example.com')!;
  const agentRole = (await callServer(server.url, listRoles, {}, admin)).items.find(
    (one) => one.code === 'agent',
  )!;
  const person = { email: 'anna@example.org', password: 'another good password' };
  await callServer(
    server.url,
    createStaff,
    {
      body: {
        ...person,
        name: 'Anna Prova',
        publicName: 'Anna',
        grants: [{ roleId: agentRole.id, serviceId: own!.id }],
      },
    },
    admin,
  );
  const anna = await enter(server.url, person.email, person.password);
  expect(await callServer(server.url, getMe, {}, anna)).toMatchObject({ email: person.email });

  const desk = await openTestDesk(server.url, anna);
  const watcher = await openTestDesk(server.url, admin);
  const start = watcher.events.at(-1)?.seq ?? 0;
  for (const { id, address } of [hidden, shown]) {
    const response = await fetch(new URL(`${acceptRaw.path}?entryPoint=${id}`, server.url), {
      method: 'POST',
      headers: { ...headersOf(admin), 'content-type': 'message/rfc822' },
      body: writeMail({ to: address!, subject: `A ${address}` }),
    });
    expect(response.status).toBe(202);
  }
  const queuedIn = (queueId: string) => watcher.heard('contact.queued', { queue: queueId });
  await waitFor(() => queuedIn(hiddenQueue.id) !== undefined && queuedIn(shown.queueId!) !== undefined);
  const secret = String(queuedIn(hiddenQueue.id)!.data['contact']);
  await waitFor(() => desk.heard('contact.queued', { queue: shown.queueId! }) !== undefined);
  // One more of hers, so that all of the other was surely passed over before.
  const about = (events: { subject: string | null; data: Record<string, unknown> }[]) =>
    events.filter((event) => JSON.stringify([event.subject, event.data]).includes(secret));
  await waitFor(() => about(watcher.events).length > 1);
  const resumed = new WebSocket(
    `${server.url.replace(/^http/, 'ws')}/api/v1/live?resumeFrom=${Math.max(0, start)}`,
    { headers: headersOf(anna) },
  );
  const again: { type: string; subject: string | null; data: Record<string, unknown> }[] = [];
  await new Promise<void>((resolve) => {
    resumed.on('message', (data) => {
      const message = JSON.parse(String(data)) as (typeof again)[number];
      if (message.type === 'event') again.push(message);
      if (message.type === 'hello') resolve();
    });
  });
  resumed.close();
  desk.close();
  watcher.close();
  expect(again.length).toBeGreaterThan(0);
  expect(about(again)).toEqual([]);
  expect(about(desk.events)).toEqual([]);
  expect((await callServer(server.url, listContacts, { query: {} }, anna)).items).toHaveLength(1);
  await expect(callServer(server.url, getContact, { params: { id: secret } }, anna)).rejects.toThrow(' 404 ');
});
