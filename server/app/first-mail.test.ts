import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { setup } from '#contract/access.ts';
import { listContacts } from '#contract/contacts.ts';
import { listEntryPoints, listOutcomes } from '#contract/entry-points.ts';
import { acceptOffer, wrapUpContact } from '#contract/handling.ts';
import { acceptRaw } from '#contract/email.ts';
import { listClassification } from '#contract/knowledge.ts';
import type { Output, Route } from '#contract/route.ts';
import { setMyPresence } from '#contract/routing.ts';
import { readConfig } from '#server/platform/index.ts';
import { testDatabase } from '#tests/support/database.ts';
import { createPlatform } from './platform.ts';
import { startProcess, type RunningProcess } from './process.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let folder: string;
let running: RunningProcess;
let platform: ReturnType<typeof createPlatform>;
let cookie = '';

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-first-'));
  const config = readConfig(
    {
      DATABASE_URL: database.url,
      FILO_DATA: folder,
      FILO_DEMO: '0',
      FILO_PORT: '0',
      FILO_SMTP_PORT: '0',
      FILO_LOG: 'fatal',
    },
    path.join(folder, 'filodiretto.env'),
  );
  platform = createPlatform(config, database.url);
  running = await startProcess(platform);
});
afterAll(async () => {
  await running?.stop();
  await platform?.database.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const base = () => `http://127.0.0.1:${running.port}`;
async function call<R extends Route>(
  route: R,
  input: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {},
): Promise<{ status: number; body: Output<R>; headers: Headers }> {
  const where = new URL(
    route.path.replace(/:(\w+)/g, (_, name: string) => input.params?.[name] ?? ''),
    base(),
  );
  for (const [key, value] of Object.entries(input.query ?? {})) where.searchParams.set(key, value);
  const raw = typeof input.body === 'string';
  const response = await fetch(where, {
    method: route.method,
    headers: {
      'x-filo': '1',
      cookie,
      ...(input.body === undefined ? {} : { 'content-type': raw ? 'message/rfc822' : 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: raw ? (input.body as string) : JSON.stringify(input.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Output<R>,
  };
}

test('after set-up a mail to the first mailbox is offered to the administrator, who answers for it to the end', async () => {
  const made = await call(setup, {
    body: {
      organisation: 'Acque di Prova',
      name: 'Prima Persona',
      email: 'prima@example.org',
      password: 'a good password',
      mailbox: 'info@example.org',
    },
  });
  expect(made.status).toBe(200);
  cookie = /filo_session=[^;]*/.exec(made.headers.get('set-cookie') ?? '')![0];
  const desk = new WebSocket(`${base().replace('http', 'ws')}/api/v1/live`, { headers: { cookie } });
  try {
    await new Promise((resolve, reject) => desk.once('open', resolve).once('error', reject));
    expect(await call(setMyPresence, { body: { presence: 'available' } })).toMatchObject({ status: 200 });
    const [entryPoint] = (await call(listEntryPoints, { query: { channel: 'email' } })).body.items;
    const mail = [
      'From: Ada Prova <ada@example.net>',
      'To: info@example.org',
      'Subject: Una domanda',
      'Message-ID: <first@example.net>',
      'Date: Mon, 23 Nov 2026 10:00:00 +0100',
      '',
      'Quando aprite?',
      '',
    ].join('\r\n');
    expect(await call(acceptRaw, { query: { entryPoint: entryPoint!.id }, body: mail })).toMatchObject({
      status: 202,
    });
    await expect
      .poll(async () => (await call(listContacts, { query: { state: 'offered' } })).body.items.length, {
        timeout: 30_000,
      })
      .toBe(1);
    const offer = await platform.database.db
      .selectFrom('routing.offer')
      .select(['id', 'agentId'])
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow();
    expect(offer.agentId).toBe(made.body.id);
    const accepted = await call(acceptOffer, { params: { id: offer.id } });
    expect(accepted.body).toMatchObject({ state: 'active', subject: 'Una domanda' });
    const leaf = (await call(listClassification)).body.items.find((one) => one.level === 3)!;
    const [outcome] = (await call(listOutcomes)).body.items;
    const closed = await call(wrapUpContact, {
      params: { id: accepted.body.id },
      body: { outcome: outcome!.id, classification: leaf.id, note: '' },
    });
    expect(closed.body).toMatchObject({ state: 'closed' });
  } finally {
    desk.terminate();
  }
});
