import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { setup } from '#contract/access.ts';
import { createEntryPoint, listEntryPoints } from '#contract/entry-points.ts';
import { acceptOffer } from '#contract/handling.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { createFlow, getDraft, publishFlow, saveDraft } from '#contract/flows.ts';
import { connectPhone, phoneState, publicCallState, startPublicCall } from '#contract/media.ts';
import { listProfiles, listQueues, setMyPresence, updateProfile, updateQueue } from '#contract/routing.ts';
import { callServer, enter, type Caller } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import { openTestDesk, type TestDesk } from '#tests/support/live.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';

// A whole server with its media process, killed while somebody speaks on the telephone.

const voices = { caller: 500, agent: 900 };
const all = Object.values(voices);
const peers: WebPeer[] = [];
const desks: TestDesk[] = [];
let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;
let dataDir: string;
let server: ServerProcess;
let centre: Awaited<ReturnType<typeof makeCentre>>;

// The same folder and secret: the server that comes back is the one that went.
const start = () =>
  startServerProcess({
    dataDir,
    voice: true,
    env: { DATABASE_URL: database.url, FILO_SECRET: 'one secret before and after, as the manual says' },
  });
beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-test-'));
  server = await start();
  centre = await makeCentre();
}, 150_000);
const hangUp = async () => {
  for (const desk of desks.splice(0)) desk.close();
  for (const peer of peers.splice(0)) await peer.close();
};
afterEach(hangUp);
afterAll(async () => {
  await server.stop();
  await client.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const ask = async <T extends object>(text: string, values: unknown[] = []) =>
  (await client.query<T>(text, values)).rows;
const soon = (holds: () => boolean | Promise<boolean>, what: string) => waitFor(holds, 60_000, what);

/** An organisation whose first person answers the telephone. */
async function makeCentre(): Promise<{ agent: Caller; line: string; flowLine: string }> {
  const person = { email: 'prima@example.org', password: 'a password of the test' };
  const admin = { token: server.token };
  await callServer(
    server.url,
    setup,
    {
      body: {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        mailbox: 'sportello@example.com',
        ...person,
      },
    },
    admin,
  );
  const { id: queueId, open: _, ...queue } = (await callServer(server.url, listQueues, {}, admin)).items[0]!;
  await callServer(
    server.url,
    updateQueue,
    { params: { id: queueId }, body: { ...queue, calendarId: null, wrapUpMode: 'none' } },
    admin,
  );
  const profile = (await callServer(server.url, listProfiles, {}, admin)).items[0]!;
  const phone = { queueId, channel: 'phone', priority: 1, delaySeconds: 0 } as const;
  await callServer(
    server.url,
    updateProfile,
    {
      params: { id: profile.id },
      body: {
        name: profile.name,
        capacity: { ...profile.capacity, phone: { max: 1, interruptedBy: [] } },
        queues: [...profile.queues.filter(({ channel }) => channel !== 'phone'), phone],
      },
    },
    admin,
  );
  const [mailbox] = (await callServer(server.url, listEntryPoints, { query: {} }, admin)).items;
  const { id: line } = await callServer(
    server.url,
    createEntryPoint,
    {
      body: {
        channel: 'phone',
        address: '+390577100200',
        name: 'Numero',
        serviceId: mailbox!.serviceId,
        queueId,
        settings: { web: true },
      },
    },
    admin,
  );
  await makeFlow(queue.code, admin);
  const { id: flowLine } = await callServer(
    server.url,
    createEntryPoint,
    {
      body: {
        channel: 'phone',
        address: '+390577100300',
        name: 'Numero automatico',
        serviceId: mailbox!.serviceId,
        queueId,
        settings: { web: true, flow: 'domanda' },
      },
    },
    admin,
  );
  return { agent: await enter(server.url, person.email, person.password), line, flowLine };
}

/** A flow that asks, and waits for the answer as long as a test may take. */
async function makeFlow(queue: string, admin: Caller): Promise<void> {
  const params = { code: 'domanda' };
  const graph = flowGraph.parse({
    languages: ['it'],
    channels: ['phone'],
    start: 'menu',
    person: { queue },
    nodes: [
      {
        id: 'menu',
        kind: 'choose',
        tries: 5,
        seconds: 600,
        says: { text: { it: 'Buongiorno.' }, prompt: 'welcome' },
        options: [{ id: 'person', label: { it: 'una persona' } }],
      },
      { id: 'person', kind: 'queue', queue },
    ],
    edges: ['person', 'silence', 'not_understood'].map((exit) => ({ from: 'menu', exit, to: 'person' })),
  });
  await callServer(
    server.url,
    createFlow,
    { body: { ...params, name: { it: 'Domanda', en: 'Question' } } },
    admin,
  );
  const { revision } = await callServer(server.url, getDraft, { params }, admin);
  const draft = await callServer(server.url, saveDraft, { params, body: { revision, graph } }, admin);
  await callServer(server.url, publishFlow, { params, body: { revision: draft.revision } }, admin);
}

/** A call that is talked: the agent's telephone, the caller, and the contact. */
async function talk({ agent, line }: { agent: Caller; line: string }) {
  await soon(async () => (await callServer(server.url, phoneState, {}, agent)).ready, 'the media process');
  const [phone, peer] = [await webPeer(), await webPeer()];
  peers.push(phone, peer);
  const one = await callServer(server.url, connectPhone, { body: { offer: phone.offer } }, agent);
  await phone.take(one.answer);
  await soon(() => phone.connected(), 'the telephone of the agent');
  phone.speak(voices.agent);
  desks.push(await openTestDesk(server.url, agent));
  await callServer(server.url, setMyPresence, { body: { presence: 'available' } }, agent);
  const other = await callServer(
    server.url,
    startPublicCall,
    { body: { entryPoint: line, offer: peer.offer } },
    { token: server.token },
  );
  await peer.take(other.answer);
  peer.speak(voices.caller);
  const offer = async () =>
    (
      await ask<{ id: string; contact: string }>(
        `select o.id, c.contact_id as contact from routing.offer o join voice.call c on c.contact_id = o.item_id
         where c.ended_at is null and o.ended_at is null`,
      )
    )[0];
  await soon(async () => (await offer()) !== undefined, 'an offer');
  const { id, contact } = (await offer())!;
  await callServer(server.url, acceptOffer, { params: { id } }, agent);
  await soon(() => peer.hears(all).join() === String(voices.agent), 'the agent, heard by the caller');
  await soon(() => phone.hears(all).join() === String(voices.caller), 'the caller, heard by the agent');
  return { contact, token: other.token };
}

test('killed in mid-call the server takes the media process with it; when it is back the call is over, its legs are closed, the agent is free and answers the next', async () => {
  const { contact, token } = await talk(centre);
  const [{ broke }] = (await ask<{ broke: Date }>('select clock_timestamp() as broke')) as [{ broke: Date }];
  await server.kill();
  await hangUp();
  server = await start();
  const call = async () =>
    (
      await ask<{ ended_by: string; cause: string; ended_at: Date | null }>(
        'select ended_by, cause, ended_at from voice.call where contact_id = $1',
        [contact],
      )
    )[0]!;
  await soon(async () => (await call()).ended_at !== null, 'the end of the call');
  expect(await call()).toMatchObject({ ended_by: 'gateway', cause: 'failed' });
  const state = await callServer(server.url, publicCallState, { params: { token } }, { token: server.token });
  expect(state.state).toBe('ended');
  await soon(
    async () =>
      (await ask<{ state: string }>('select state from contacts.contact where id = $1', [contact]))[0]!
        .state === 'closed',
    'the end of its contact',
  );
  const legs = await ask<{ kind: string; started_at: Date; ended_at: Date | null }>(
    'select kind, started_at, ended_at from contacts.leg where contact_id = $1 order by ordinal',
    [contact],
  );
  const talked = legs.find(({ kind }) => kind === 'handle')!;
  expect(talked.started_at <= broke && talked.ended_at! >= broke).toBe(true);
  expect(legs.filter(({ ended_at }) => ended_at === null)).toEqual([]);
  await talk(centre);
}, 240_000);

test('killed while a caller is in self-service, the server finds the call over when it is back, hung up where they were and nobody’s work; the next caller is asked', async () => {
  /** Somebody calls the flow and is asked. */
  async function rings() {
    await soon(
      async () => (await callServer(server.url, phoneState, {}, centre.agent)).ready,
      'the media process',
    );
    const peer = await webPeer();
    peers.push(peer);
    const { answer, token } = await callServer(
      server.url,
      startPublicCall,
      { body: { entryPoint: centre.flowLine, offer: peer.offer } },
      { token: server.token },
    );
    await peer.take(answer);
    peer.speak(0);
    const state = () =>
      callServer(server.url, publicCallState, { params: { token } }, { token: server.token });
    await soon(async () => (await state()).said?.keys === true, 'the question of the flow');
    return { peer, state };
  }
  const caller = await rings();
  const [{ broke }] = (await ask<{ broke: Date }>('select clock_timestamp() as broke')) as [{ broke: Date }];
  await server.kill();
  await hangUp();
  server = await start();
  interface Flowing {
    ended_by: string;
    cause: string;
    ended_at: Date | null;
    contact_id: string | null;
    result: string;
    session_ended: Date | null;
  }
  const calls = () =>
    ask<Flowing>(
      `select c.ended_by, c.cause, c.ended_at, c.contact_id, s.result, s.ended_at as session_ended
       from voice.call c join flows.session s on s.id = (c.script ->> 'session')::uuid order by c.started_at`,
    );
  await soon(async () => (await calls())[0]!.ended_at !== null, 'the end of the call');
  const [over] = await calls();
  expect(over).toMatchObject({ ended_by: 'gateway', cause: 'failed', contact_id: null, result: 'hung_up' });
  expect(over!.ended_at! >= broke && over!.session_ended! >= broke).toBe(true);
  expect((await caller.state()).state).toBe('ended');
  const next = await rings();
  await next.peer.close();
  await soon(async () => (await calls())[1]?.ended_at != null, 'the end of the next call');
  expect((await calls())[1]!.result).toBe('hung_up');
}, 240_000);
