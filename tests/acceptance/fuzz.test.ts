import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaff, listRoles, listServices, setup } from '#contract/access.ts';
import { openCase } from '#contract/cases.ts';
import { routes } from '#contract/index.ts';
import { acceptRaw } from '#contract/email.ts';
import { listContacts } from '#contract/contacts.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { callServer, enter, headersOf, type Caller } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';
import { hostile, type Known, type Wrong } from './hostile.ts';

// Requests for each route by each caller. A larger number finds more and takes longer.
const perRoute = Number(process.env['FUZZ_PER_ROUTE'] ?? 12);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const password = 'a password of the test';

let database: Awaited<ReturnType<typeof testDatabase>>;
let server: ServerProcess;
let token: Caller;
const callers: [string, Caller | null][] = [];

beforeAll(async () => {
  database = await testDatabase();
  server = await startServerProcess({ env: { DATABASE_URL: database.url } });
  token = { token: server.token };
  const call = <R extends Parameters<typeof callServer>[1]>(
    route: R,
    input: Parameters<typeof callServer<R>>[2],
  ) => callServer(server.url, route, input, token);
  await call(setup, {
    body: {
      organisation: 'Acque di Prova',
      name: 'Prima Persona',
      email: 'prima@example.org',
      password,
      mailbox: 'sportello@example.com',
    },
  });
  const entryPoint = (await call(listEntryPoints, { query: { channel: 'email' } })).items[0]!.id;
  for (const number of [1, 2, 3]) {
    const mail = `From: Anna <anna${number}@example.org>\r\nTo: sportello@example.com\r\nSubject: Bolletta ${number}\r\nMessage-ID: <fuzz-${number}@example.org>\r\n\r\nBuongiorno.\r\n`;
    const url = new URL(acceptRaw.path, server.url);
    url.searchParams.set('entryPoint', entryPoint);
    const taken = await fetch(url, {
      method: 'POST',
      headers: { ...headersOf(token), 'content-type': 'message/rfc822' },
      body: mail,
    });
    if (taken.status !== 202) throw new Error(`a mail was not taken: ${taken.status}`);
  }
  await waitFor(async () => (await call(listContacts, { query: {} })).items.length === 3);
  const contact = (await call(listContacts, { query: {} })).items[0]!.id;
  await call(openCase, { body: { type: 'information', subject: 'Una pratica', contact } });
  const agent = (await call(listRoles, {})).items.find((role) => role.code === 'agent')!.id;
  const service = (await call(listServices, {})).items[0]!.id;
  await call(createStaff, {
    body: {
      email: 'agente@example.org',
      name: 'Un Agente',
      publicName: 'Un Agente',
      password,
      grants: [{ roleId: agent, serviceId: service }],
    },
  });
  callers.push(
    ['an API token', token],
    ['an administrator', await enter(server.url, 'prima@example.org', password)],
    ['an agent', await enter(server.url, 'agente@example.org', password)],
    ['nobody', null],
  );
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

/** Ids that exist, by the folder of their path and by the names that fields use for them. */
async function whatExists(): Promise<Known> {
  const known: Known = {};
  const lists = ['contacts', 'customers', 'cases', 'queues', 'staff', 'entry-points', 'services', 'roles'];
  for (const folder of [...lists, 'outcomes', 'classification', 'calendars', 'routing-profiles']) {
    const answer = await fetch(new URL(`/api/v1/${folder}`, server.url), { headers: headersOf(token) });
    const { items } = (await answer.json()) as { items: { id: string; conversation?: string }[] };
    known[folder] = items.map((item) => item.id);
    if (folder === 'contacts') known['conversations'] = items.map((item) => item.conversation!);
  }
  const same = {
    queue: 'queues',
    service: 'services',
    role: 'roles',
    customer: 'customers',
    contact: 'contacts',
  };
  const more = {
    case: 'cases',
    owner: 'staff',
    agent: 'staff',
    entryPoint: 'entry-points',
    outcome: 'outcomes',
  };
  for (const [name, folder] of Object.entries({ ...same, ...more, agents: 'staff', calendar: 'calendars' }))
    known[name] = known[folder]!;
  known['*'] = Object.values(known).flat();
  return known;
}

async function send(wrong: Wrong, as: Caller | null) {
  const response = await fetch(server.url + wrong.path, {
    method: wrong.method,
    headers: { ...wrong.headers, ...(as === null ? {} : headersOf(as)) },
    ...(wrong.body === undefined ? {} : { body: wrong.body }),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

// These would take the callers' own rights away, and with them the point of the rest.
const endsTheCaller = new Set([
  'DELETE /api/v1/session',
  'POST /api/v1/me/password',
  'PUT /api/v1/staff/:id',
  'POST /api/v1/agents/:id/log-out',
]);
const endsSomething = (name: string) =>
  endsTheCaller.has(name) || /^(DELETE|PUT) \/api\/v1\/(tokens|roles|services|me\/sessions)\/:id$/.test(name);

test('whatever is sent to whatever route by whomever: never a fault of ours, and every refusal is a problem', async () => {
  const next = hostile(seed, await whatExists());
  const wrong: unknown[] = [];
  let refused = 0;
  for (let round = 0; round < perRoute; round += 1) {
    for (const route of routes) {
      if (endsSomething(`${route.method} ${route.path}`)) continue;
      for (const [name, as] of callers) {
        const request = next(route);
        const { status, type, body } = await send(request, as);
        if (status >= 400) refused += 1;
        // Here nothing carries calls and nothing listens: 503 that says so is no fault.
        const without = status === 503 && /"code":"(unavailable|speech_unavailable)"/.test(body);
        if ((status >= 500 && !without) || (status >= 400 && !type?.startsWith('application/problem+json')))
          wrong.push({ ...request, by: name, status, type, body: request.body?.slice(0, 500), answer: body });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(routes.length);
  // It lives, and the callers are still who they were.
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  for (const [, as] of callers.slice(0, 3))
    expect((await fetch(`${server.url}/api/v1/me`, { headers: headersOf(as!) })).status).not.toBe(401);
  expect(server.output()).not.toContain('a request failed');
}, 300_000);

test.each([
  ['a NUL in a name', '/api/v1/customers', { name: 'Anna\0Neri' }, 'name'],
  ['half a character in a note', '/api/v1/customers', { name: 'Anna', notes: '\ud800' }, 'notes'],
  [
    'a NUL deep inside',
    '/api/v1/customers',
    { name: 'Anna', identities: [{ type: 'email', value: 'a\0@example.org' }] },
    'identities[0].value',
  ],
  [
    'a number that no column holds',
    '/api/v1/outcomes',
    { code: 'done', name: { it: 'Fatto', en: 'Done' }, position: 9_007_199_254_740_991 },
    'position',
  ],
  [
    'a day before there were calendars',
    '/api/v1/calendars',
    { name: 'Sportello', openings: [], exceptions: [{ day: '0000-01-01', name: 'Mai' }] },
    'exceptions[0].day',
  ],
])('%s is refused by the name of its field', async (_what, path, body, field) => {
  const answer = await send(
    { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    token,
  );
  expect(answer.status).toBe(422);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'invalid', errors: [{ field }] });
});

test('an address that cannot be decoded, or is endless, is answered as a problem', async () => {
  for (const [id, status] of [
    ['%ED%A0%80', 400],
    ['a'.repeat(5000), 414],
  ] as const) {
    const answer = await send({ method: 'POST', path: `/api/v1/contacts/${id}/read`, headers: {} }, token);
    expect(answer).toMatchObject({
      status,
      type: expect.stringContaining('application/problem+json') as string,
    });
  }
});
