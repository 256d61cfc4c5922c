import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import nodemailer from 'nodemailer';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '#contract/index.ts';
import { testDatabase } from '#tests/support/database.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';

// What other programs rely on, to the letter. Paths, names and codes are written out here and nowhere taken from the
// contract: a change there must be seen to break something.

let database: Awaited<ReturnType<typeof testDatabase>>;
let server: ServerProcess;
let entryPoint: string;
let conversation: string;
let contact: string;

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  type: string;
  body: Json;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const plain = typeof body === 'string';
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined || plain ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, body: (/json/.test(type) ? JSON.parse(text) : { text }) as Json };
}
const get = async (path: string) => (await call('GET', path)).body;
const itemsOf = async (path: string) => (await get(path))['items'] as Json[];
const raw = (mail: string, headers: Record<string, string> = {}) =>
  call('POST', `/api/v1/messages/raw?entryPoint=${entryPoint}`, mail, {
    'content-type': 'message/rfc822',
    ...headers,
  });
const mail = (number: number, also = '') =>
  `From: Anna Neri <anna${number}@example.org>\r\nTo: sportello@example.com\r\nSubject: Domanda ${number}\r\n` +
  `Message-ID: <Fixed.${number}$x@Example.ORG>\r\n${also}\r\nBuongiorno, ${number}.\r\n`;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServerProcess({ env: { DATABASE_URL: database.url } });
  await call('POST', '/api/v1/setup', {
    organisation: 'Acque di Prova',
    name: 'Prima Persona',
    email: 'prima@example.org',
    password: 'a password of the test',
    mailbox: 'sportello@example.com',
  });
  entryPoint = (await itemsOf('/api/v1/entry-points?channel=email'))[0]!['id'] as string;
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

describe('the state of the server', () => {
  test('/healthz says that it lives, /readyz that it can work', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await fetch(server.url + path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: 'ready', reasons: [] });
  });

  test('/metrics is Prometheus text for this machine and not there for those behind a proxy', async () => {
    const own = await fetch(`${server.url}/metrics`);
    expect(own.status).toBe(200);
    expect(own.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await own.text()).toMatch(/^# HELP /m);
    const passedOn = { 'x-forwarded-for': '192.0.2.1' };
    expect((await fetch(`${server.url}/metrics`, { headers: passedOn })).status).toBe(404);
  });

  test('/api/openapi.json is an OpenAPI 3.1 document with every operation', async () => {
    const { type, body } = await call('GET', '/api/openapi.json');
    expect(type).toMatch(/^application\/json/);
    expect(body['openapi']).toMatch(/^3\.1\./);
    const paths = body['paths'] as Record<string, Record<string, { responses: object }>>;
    const written = Object.entries(paths).flatMap(([path, of]) =>
      Object.keys(of).map((method) => `${method} ${path}`),
    );
    expect(new Set(written)).toEqual(
      new Set(routes.map((one) => `${one.method.toLowerCase()} ${one.path.replace(/:(\w+)/g, '{$1}')}`)),
    );
    expect(Object.keys(paths['/api/v1/messages/raw']!['post']!.responses)).toContain('202');
  });
});

test('a caller is known by Authorization: Bearer, and told in problem+json when it is not', async () => {
  expect((await call('GET', '/api/v1/contacts')).status).toBe(200);
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic eDp4' }]) {
    const response = await fetch(`${server.url}/api/v1/contacts`, {
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status: 401, title: expect.any(String) as string });
  }
});

describe('POST /api/v1/messages/raw', () => {
  test('answers 202; the mail becomes a contact whose messageId is the header with its brackets', async () => {
    const taken = await raw(mail(1));
    expect(taken.status).toBe(202);
    await waitFor(async () => (await itemsOf('/api/v1/contacts')).length === 1);
    const [item] = await itemsOf('/api/v1/contacts');
    contact = item!['id'] as string;
    conversation = item!['conversation'] as string;
    const [message] = await itemsOf(`/api/v1/conversations/${conversation}/messages`);
    expect(message!['messageId']).toBe('<Fixed.1$x@Example.ORG>');
  });

  test('takes what cannot be parsed too, with 202, and GET /api/v1/quarantine shows it', async () => {
    expect((await raw('\0\u0001 this is no mail \0')).status).toBe(202);
    await waitFor(async () => (await itemsOf('/api/v1/quarantine')).length === 1);
    const page = await get('/api/v1/quarantine');
    expect(Object.keys(page).toSorted((a, b) => a.localeCompare(b))).toEqual(['items', 'next']);
    const [item] = page['items'] as Json[];
    expect(item).toMatchObject({
      id: expect.any(String) as string,
      reason: expect.any(String) as string,
      entryPoint,
    });
    const shown = await get(`/api/v1/quarantine/${String(item!['id'])}`);
    expect(shown['raw']).toContain('this is no mail');
    const again = await call('POST', `/api/v1/quarantine/${String(item!['id'])}/retry`);
    expect(again).toMatchObject({ status: 200, body: { state: 'quarantined' } });
  });

  test('refuses an entry point that is none, and one that is not given, by its name', async () => {
    const none = '00000000-0000-4000-8000-000000000000';
    const headers = { 'content-type': 'message/rfc822' };
    expect((await call('POST', `/api/v1/messages/raw?entryPoint=${none}`, mail(9), headers)).status).toBe(
      404,
    );
    for (const path of ['/api/v1/messages/raw', '/api/v1/messages/raw?entryPoint=x']) {
      const refused = await call('POST', path, mail(9), headers);
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'entryPoint' }] } });
    }
  });
});

describe('GET /api/v1/contacts', () => {
  test('answers { items, next }, and an item has what was promised', async () => {
    const page = await get('/api/v1/contacts');
    expect(Object.keys(page).toSorted((a, b) => a.localeCompare(b))).toEqual(['items', 'next']);
    expect(page['next']).toBeNull();
    const text = expect.any(String) as string;
    expect((page['items'] as Json[])[0]).toMatchObject({
      id: text,
      number: text,
      channel: 'email',
      direction: 'in',
      state: 'queued',
      queue: text,
      agent: null,
      customer: text,
      conversation: text,
      case: null,
      subject: 'Domanda 1',
      language: 'it',
      arrivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      answeredAt: null,
      closedAt: null,
    });
  });

  test('is walked by limit and cursor: each contact once, also when more come in between', async () => {
    for (let number = 2; number <= 8; number += 1) await raw(mail(number));
    await waitFor(async () => (await itemsOf('/api/v1/contacts')).length === 8);
    const seen: unknown[] = [];
    let next: string | null = null;
    do {
      const cursor: string = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page = await get(`/api/v1/contacts?limit=3${cursor}`);
      expect((page['items'] as Json[]).length).toBeLessThanOrEqual(3);
      seen.push(...(page['items'] as Json[]).map((one) => one['subject']));
      if (next === null) {
        await raw(mail(100));
        await waitFor(async () => (await itemsOf('/api/v1/contacts')).length === 9);
      }
      next = page['next'] as string | null;
    } while (next !== null);
    expect(seen).toHaveLength(8);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `Domanda ${number}`)));
  });

  test('is narrowed by channel, state, queue, customer, from and to', async () => {
    const [newest] = await itemsOf('/api/v1/contacts?limit=1');
    const { queue, customer, arrivedAt } = newest as { queue: string; customer: string; arrivedAt: string };
    const later = new Date(Date.parse(arrivedAt) + 1).toISOString();
    const count = async (query: string) => (await itemsOf(`/api/v1/contacts?${query}`)).length;
    expect(await count('channel=email')).toBe(9);
    expect(await count('channel=chat')).toBe(0);
    expect(await count('state=queued')).toBe(9);
    expect(await count('state=closed,abandoned')).toBe(0);
    expect(await count(`queue=${queue}`)).toBe(9);
    expect(await count(`customer=${customer}`)).toBe(1);
    expect(await count(`from=${later}`)).toBe(0);
    expect(await count(`from=${arrivedAt}&to=${later}`)).toBeGreaterThanOrEqual(1);
    expect(await count(`to=${arrivedAt}&customer=${customer}`)).toBe(0);
  });

  test.each([
    ['channel=pigeon', 'channel'],
    ['state=asleep', 'state'],
    ['queue=1', 'queue'],
    ['customer=me', 'customer'],
    ['from=yesterday', 'from'],
    ['to=2026-02-31T00:00:00Z', 'to'],
    ['limit=0', 'limit'],
    ['limit=9999', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=broken', 'cursor'],
  ])('refuses ?%s by the name of the field', async (query, field) => {
    const refused = await call('GET', `/api/v1/contacts?${query}`);
    expect(refused.status).toBe(422);
    expect(refused.type).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ status: 422, errors: [{ field }] });
  });
});

test('GET /api/v1/conversations/{id}/messages: an item has what was promised, its HTML can do nothing', async () => {
  const html =
    '<p onclick=x()>Allego <b>la foto</b></p><script>alert(1)</script><img src="http://192.0.2.1/p.png"><a href="javascript:x()">qui</a>';
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true });
  const sent = await transport.sendMail({
    from: 'Anna Neri <anna1@example.org>',
    to: 'sportello@example.com',
    subject: 'Re: Domanda 1',
    inReplyTo: '<Fixed.1$x@Example.ORG>',
    text: 'Allego la foto',
    html,
    attachments: [{ filename: 'perché.txt', content: 'ciao' }],
  });
  transport.close();
  const path = `/api/v1/conversations/${conversation}/messages`;
  await waitFor(async () => (await itemsOf(path)).length === 2);
  const message = (await itemsOf(path))[1]!;
  const text = expect.any(String) as string;
  expect(message).toMatchObject({
    id: text,
    direction: 'in',
    from: 'anna1@example.org',
    to: ['sportello@example.com'],
    subject: 'Re: Domanda 1',
    text: expect.stringContaining('Allego la foto') as string,
    attachments: [{ id: text, name: 'perché.txt', type: 'text/plain', size: 4 }],
    messageId: sent.messageId,
    receivedAt: expect.stringMatching(/Z$/) as string,
    delivery: null,
  });
  expect(message['html']).toContain('<b>la foto</b>');
  expect(message['html']).not.toMatch(/<script|onclick|javascript:|\ssrc="http/i);
});

test('GET /api/v1/entry-points?channel= answers { items: [{ id, channel, address }] } of that channel', async () => {
  const page = await get('/api/v1/entry-points?channel=email');
  expect(page).toMatchObject({
    items: [{ id: entryPoint, channel: 'email', address: 'sportello@example.com' }],
  });
  const others = await itemsOf('/api/v1/entry-points?channel=chat');
  expect(others.every((one) => one['channel'] === 'chat')).toBe(true);
});

test('GET /api/v1/contacts/{id}/legs: the stretches of a contact, 404 for one that is none', async () => {
  expect(await itemsOf(`/api/v1/contacts/${contact}/legs`)).toMatchObject([
    { kind: 'queue', startedAt: expect.stringMatching(/Z$/) as string, endedAt: null, agent: null },
  ]);
  const none = await call('GET', '/api/v1/contacts/00000000-0000-4000-8000-000000000000/legs');
  expect(none).toMatchObject({ status: 404, body: { status: 404 } });
});

test('GET /api/v1/queues/live: the figures of a queue, and they add up', async () => {
  const live = await itemsOf('/api/v1/queues/live');
  const number = expect.any(Number) as number;
  const busy = live.find((one) => (one['offered'] as number) > 0);
  expect(busy).toMatchObject({
    offered: 9,
    waiting: 9,
    longestWait: number,
    answered: 0,
    abandoned: 0,
    flowedOut: 0,
    expired: 0,
    serviceLevel: { formula: expect.any(String) as string, threshold: expect.anything() as unknown },
  });
  for (const queue of live) {
    const figures = queue as Record<string, number>;
    expect(figures['offered']).toBe(
      figures['answered']! +
        figures['abandoned']! +
        figures['flowedOut']! +
        figures['expired']! +
        figures['waiting']!,
    );
    expect(queue['serviceLevel']).toHaveProperty('value');
  }
});

interface Heard {
  type: string;
  seq: number;
  kind?: string;
  data?: Json;
}
/** Listens to the live events until `enough` says so. */
async function listen(query: string, enough: (heard: Heard[]) => boolean, during?: () => Promise<unknown>) {
  const heard: Heard[] = [];
  const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/api/v1/live${query}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Heard));
  await waitFor(() => heard.some((one) => one.type === 'hello'), 30_000, 'hello');
  await during?.();
  await waitFor(() => enough(heard), 30_000, 'the live events');
  socket.close();
  return heard;
}

test('live events at /api/v1/live have rising numbers; resumeFrom gives what came after, the same and once', async () => {
  const queuedOf = (heard: Heard[]) => heard.filter((one) => one.kind === 'contact.queued');
  const first = await listen(
    '',
    (heard) => queuedOf(heard).length === 2,
    async () => {
      await raw(mail(201));
      await raw(mail(202));
    },
  );
  const hello = first.find((one) => one.type === 'hello')!;
  const events = first.filter((one) => one.type === 'event');
  for (const [index, event] of events.entries())
    expect(event.seq).toBeGreaterThan(index === 0 ? hello.seq : events[index - 1]!.seq);
  const again = await listen(`?resumeFrom=${hello.seq}`, (heard) => queuedOf(heard).length === 2);
  const wanted = queuedOf(events).map(({ seq, kind, data }) => ({ seq, kind, data }));
  expect(queuedOf(again).map(({ seq, kind, data }) => ({ seq, kind, data }))).toEqual(wanted);
  const later = await listen(`?resumeFrom=${wanted[0]!.seq}`, (heard) => queuedOf(heard).length > 0);
  expect(queuedOf(later).map((one) => one.seq)).toEqual([wanted[1]!.seq]);
});

test('a write with the same Idempotency-Key is carried out once; another request under it is refused', async () => {
  const body = { type: 'information', subject: 'Una pratica', contact, tellCustomer: false };
  const headers = { 'idempotency-key': 'fixed-points-1' };
  const first = await call('POST', '/api/v1/cases', body, headers);
  expect(first.status).toBe(201);
  const again = await call('POST', '/api/v1/cases', body, headers);
  expect(again).toEqual(first);
  expect(await itemsOf('/api/v1/cases')).toHaveLength(1);
  const other = await call('POST', '/api/v1/cases', { ...body, subject: 'Un’altra' }, headers);
  expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
});

test('a webhook is signed with HMAC-SHA-256 over time and body, and comes again after a failure', async () => {
  const got: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const receiver = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(got.length === 1 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  try {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const made = await call('POST', '/api/v1/webhooks', { name: 'prova', url, events: ['contact.queued'] });
    expect(made.status).toBe(201);
    await raw(mail(301));
    await waitFor(() => got.length >= 2, 90_000, 'the second delivery');
    expect(got[1]!.body).toBe(got[0]!.body);
    expect(JSON.parse(got[0]!.body)).toMatchObject({ kind: 'contact.queued' });
    for (const { headers, body } of got) {
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
        String(headers['filodiretto-signature']),
      )!;
      const expected = createHmac('sha256', made.body['secret'] as string)
        .update(`${time}.${body}`)
        .digest('hex');
      expect(signature).toBe(expected);
    }
  } finally {
    receiver.close();
  }
}, 120_000);
