import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { setup } from '#contract/access.ts';
import { acceptRaw } from '#contract/email.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { acceptOffer } from '#contract/handling.ts';
import { setMyPresence } from '#contract/routing.ts';
import { callServer, enter, headersOf, type Caller } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import { openTestDesk, type TestDesk } from '#tests/support/live.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';
import { writeMail } from '#tests/stories/mail.ts';

// Two whole servers on one database, as an installation that wants no single point of failure has them.
let database: Awaited<ReturnType<typeof testDatabase>>;
const servers: ServerProcess[] = [];
let client: pg.Client;
let agent: Caller;
const env = () => ({
  DATABASE_URL: database.url,
  FILO_SECRET: 'one secret for both processes, as the manual says',
});

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (let i = 0; i < 2; i += 1) servers.push(await startServerProcess({ env: env() }));
  const first = servers[0]!;
  const person = { email: 'prima@example.org', password: 'a password of the test' };
  await callServer(
    first.url,
    setup,
    {
      body: {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        mailbox: 'sportello@example.com',
        ...person,
      },
    },
    { token: first.token },
  );
  agent = await enter(first.url, person.email, person.password);
});
afterAll(async () => {
  const living = servers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  await Promise.all(living.map((server) => server.stop()));
  await client.end();
  await database.drop();
});

async function handIn(server: ServerProcess, subject: string): Promise<void> {
  const as = { token: server.token };
  const entryPoint = (await callServer(server.url, listEntryPoints, { query: { channel: 'email' } }, as))
    .items[0]!.id;
  const response = await fetch(new URL(`${acceptRaw.path}?entryPoint=${entryPoint}`, server.url), {
    method: 'POST',
    headers: { ...headersOf(as), 'content-type': 'message/rfc822' },
    body: writeMail({ to: 'sportello@example.com', subject }),
  });
  expect(response.status).toBe(202);
}
const ask = async <T extends object>(text: string, values: unknown[] = []) =>
  (await client.query<T>(text, values)).rows;
/** The lease's holder while it holds. */
const leader = async () =>
  (
    await ask<{ holder: string }>(
      `select holder from platform.lease where name = 'routing' and until > clock_timestamp()`,
    )
  )[0]?.holder ?? null;
const isReady = async (server: ServerProcess) => (await fetch(new URL('/readyz', server.url))).status === 200;

test('two processes on one database are one contact centre, also when one is killed', async () => {
  const [one, other] = servers as [ServerProcess, ServerProcess];
  await waitFor(async () => (await isReady(one)) && (await isReady(other)), 30_000, 'readiness');
  // Signed in at one, at home at the other; and what happens at one is heard at both.
  const desks = await Promise.all(servers.map((server) => openTestDesk(server.url, agent)));
  await callServer(other.url, setMyPresence, { body: { presence: 'available' } }, agent);
  await handIn(one, 'al primo');
  await handIn(other, 'al secondo');
  const offered = (desk: TestDesk) => desk.events.filter((event) => event.kind === 'contact.offered');
  const queued = (desk: TestDesk) => desk.events.filter((event) => event.kind === 'contact.queued');
  for (const desk of desks)
    await waitFor(
      () => queued(desk).length === 2 && offered(desk).length === 1,
      30_000,
      'what happened, at each desk',
    );
  await waitFor(() => desks[0]!.events.at(-1)!.seq === desks[1]!.events.at(-1)!.seq);
  // They were not opened at one instant: what they heard is compared from where both were there.
  const both = Math.max(...desks.map(({ events }) => events[0]!.seq));
  const [heard, heardToo] = desks.map(({ events }) =>
    events.map((event) => event.seq).filter((seq) => seq >= both),
  );
  expect(heard!.length).toBeGreaterThan(2);
  expect(heard).toEqual(heardToo);

  // Whichever of them leads is killed.
  const holder = await leader();
  expect(holder).not.toBeNull();
  const leads = await Promise.all(servers.map((server) => ledBy(server)));
  expect(leads.filter(Boolean)).toHaveLength(1);
  const victim = servers[leads.indexOf(true)]!;
  const survivor = servers[leads.indexOf(false)]!;
  const desk = desks[leads.indexOf(false)]!;
  await victim.kill();
  await waitFor(async () => ![null, holder].includes(await leader()), 30_000, 'another leader');
  await waitFor(() => isReady(survivor), 30_000, 'readiness of the one that is left');
  // The offer that the dead one made is still good; accepted, it makes room for the next, which the other makes.
  await callServer(
    survivor.url,
    acceptOffer,
    { params: { id: String(offered(desk)[0]!.data['offer']) } },
    agent,
  );
  await handIn(survivor, 'al rimasto');
  await waitFor(() => offered(desk).length === 2, 30_000, 'an offer made by the one that is left');
  for (const one of desks) one.close();
  const offers = await ask<{ times: number }>(
    'select count(*)::int as times from routing.offer group by item_id',
  );
  expect(offers.map((row) => row.times)).toEqual([1, 1]);
}, 120_000);

/** Whether a process leads: only the leader counts decisions. */
async function ledBy(server: ServerProcess): Promise<boolean> {
  const text = await (await fetch(new URL('/metrics', server.url))).text();
  return /^filodiretto_routing_effects_total\{[^}]*\} [1-9]/m.test(text);
}
