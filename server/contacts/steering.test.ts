import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as contract from '#contract/control.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { sql } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactsRoutes } from './contacts.routes.ts';
import * as handling from './handling.ts';

// What a supervisor steers by hand, with the real leader over a real database.

let server: TestServer;
let service: string;
let elena: { id: string; session: string };
let leader: ReturnType<typeof lead>;

beforeAll(async () => {
  server = await testServer(contactsRoutes);
  service = await server.makeService();
  elena = await server.makeStaff({ serviceId: service, role: 'supervisor' });
});
afterAll(() => server.stop());
beforeEach(() => {
  leader = lead(server);
});
afterEach(async () => {
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const as = () => ({ as: { session: elena.session } });
const ago = (seconds: number) => new Date(server.clock.now().getTime() - seconds * 1000);
const offeredTo = (contact: string) =>
  expect.poll(async () => (await openOffer(server, contact))?.agentId ?? null, { timeout: 20_000 });
const audited = (object: string) =>
  server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'actor', 'reason'])
    .where('objectId', '=', object)
    .execute();
async function agentOf(profile: string) {
  const id = await makeCentreAgent(server, profile);
  const team = await server.makeTeam(service);
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', id).execute();
  return id;
}

test('a contact with seniority is served before older ones, and its arrival stays', async () => {
  const queue = await makeCentreQueue(server, service);
  const older = await arrive(server, queue, { at: ago(600) });
  const younger = await arrive(server, queue, { at: ago(60) });
  const before = await contactRow(server, younger.contactId);
  const answer = await server.call(
    contract.prioritise,
    { params: { id: younger.contactId }, body: { boostSeconds: 3600, why: 'persona fragile' } },
    as(),
  );
  expect(answer.status).toBe(200);
  const agent = await agentOf(
    await makeCentreProfile(server, [queue.id], { email: { max: 1, interruptedBy: [] } }),
  );
  await offeredTo(younger.contactId).toBe(agent);
  expect(await openOffer(server, older.contactId)).toBeNull();
  expect((await contactRow(server, younger.contactId)).arrivedAt).toEqual(before.arrivedAt);
  expect(await audited(younger.contactId)).toContainEqual({
    action: 'contact.prioritised',
    actor: `staff:${elena.id}`,
    reason: 'persona fragile',
  });
});

test('only what waits can be given another place, and only by who may assign there', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [queue.id]));
  const { contactId } = await arrive(server, queue);
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
  const wish = { params: { id: contactId }, body: { boostSeconds: 60, why: 'urgente' } };
  expect(await server.sending(contract.prioritise, wish, as())).toMatchObject({
    status: 409,
    body: { code: 'not_waiting' },
  });
  const foreign = await makeCentreQueue(server, await server.makeService());
  const other = await arrive(server, foreign);
  expect(
    (await server.sending(contract.prioritise, { ...wish, params: { id: other.contactId } }, as())).status,
  ).toBe(404);
});

test('an agent who is logged out is offline, without sessions, and what they handled is back in its old place', async () => {
  const queue = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await agentOf(profile);
  const { contactId } = await arrive(server, queue, { at: ago(900) });
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
  const done = await server.call(
    contract.logOutAgent,
    { params: { id: agent }, body: { contacts: 'return', why: 'turno finito, postazione lasciata aperta' } },
    as(),
  );
  expect(done.body).toEqual({ sessions: null, returned: [contactId] });
  const row = await server.ctx.db
    .selectFrom('routing.workItem')
    .select(['state', 'agentId', 'queuedAt', 'arrivedAt'])
    .where('id', '=', contactId)
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: 'waiting', agentId: null, queuedAt: row.arrivedAt });
  expect((await legsOf(server, contactId)).map(({ kind, result }) => [kind, result])).toContainEqual([
    'handle',
    'transferred_out',
  ]);
  const second = await agentOf(profile);
  await offeredTo(contactId).toBe(second);
  expect((await audited(agent)).map(({ action }) => action)).toContain('agent.logged-out');
  // The desk hears why while it may still hear something.
  const told = await server.ctx.db
    .selectFrom('platform.event')
    .select('kind')
    .where('subjectId', '=', agent)
    .where('kind', 'in', ['agent.logged-out', 'staff.changed'])
    .orderBy('id')
    .execute();
  expect(told.map(({ kind }) => kind).slice(-2)).toEqual(['agent.logged-out', 'staff.changed']);
  // Each contact says by itself who took it away, and why.
  expect(await audited(contactId)).toContainEqual({
    action: 'contact.reassigned',
    actor: `staff:${elena.id}`,
    reason: 'turno finito, postazione lasciata aperta',
  });
});

test('an agent who is logged out in the middle of an offer misses nothing: it goes to the next at once', async () => {
  const queue = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await agentOf(profile);
  const { contactId } = await arrive(server, queue);
  await offeredTo(contactId).toBe(agent);
  const second = await agentOf(profile);
  await server.call(
    contract.logOutAgent,
    { params: { id: agent }, body: { contacts: 'return', why: 'postazione lasciata' } },
    as(),
  );
  await offeredTo(contactId).toBe(second);
  const row = await server.ctx.db
    .selectFrom('routing.agent')
    .select(['presence', 'missed', 'notRespondingSince'])
    .where('staffId', '=', agent)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ presence: 'offline', missed: 0, notRespondingSince: null });
});

test('what they handled goes back also into a queue that is closed or no longer in use', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [queue.id]));
  const { contactId } = await arrive(server, queue);
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
  await server.ctx.db
    .updateTable('routing.queue')
    .set({ active: false, emergencyClosed: true })
    .where('id', '=', queue.id)
    .execute();
  const done = await server.call(
    contract.logOutAgent,
    { params: { id: agent }, body: { contacts: 'return', why: 'fine turno' } },
    as(),
  );
  expect(done.body).toEqual({ sessions: null, returned: [contactId] });
  expect(await contactRow(server, contactId)).toMatchObject({ state: 'queued', queueId: queue.id });
});

test('one contact that is ended at that very moment keeps nobody signed in, and the others go back', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [queue.id]));
  const held = [];
  for (let i = 0; i < 2; i += 1) {
    const { contactId } = await arrive(server, queue);
    await offeredTo(contactId).toBe(agent);
    await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
    held.push(contactId);
  }
  const [first, second] = held as [string, string];
  const logOut = () =>
    server.call(
      contract.logOutAgent,
      { params: { id: agent }, body: { contacts: 'return', why: 'fine turno' } },
      as(),
    );
  // The agent's last press of the key holds the contact while the supervisor's hand comes.
  let asked: ReturnType<typeof logOut> | undefined;
  await server.ctx.tx(async (tx) => {
    await tx.selectFrom('routing.workItem').select('id').where('id', '=', first).forUpdate().execute();
    asked = logOut();
    await expect
      .poll(
        async () =>
          (
            await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
              where wait_event_type = 'Lock' and datname = current_database()`.execute(server.ctx.db)
          ).rows[0]!.n,
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    await tx.deleteFrom('routing.workItem').where('id', '=', first).execute();
    await tx
      .updateTable('contacts.contact')
      .set({ state: 'closed', closedAt: server.clock.now() })
      .where('id', '=', first)
      .execute();
    await tx
      .updateTable('contacts.leg')
      .set({ endedAt: server.clock.now(), result: 'completed' })
      .where('contactId', '=', first)
      .where('endedAt', 'is', null)
      .execute();
  });
  const done = await asked!;
  expect(done).toMatchObject({ status: 200, body: { returned: [second] } });
});

test('an agent who is logged out may keep what they handle; nothing new comes to them', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [queue.id]));
  const { contactId } = await arrive(server, queue);
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
  await server.call(
    contract.logOutAgent,
    { params: { id: agent }, body: { contacts: 'keep', why: 'riunione sindacale' } },
    as(),
  );
  expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: agent });
  const next = await arrive(server, queue);
  const present = await agentOf(await makeCentreProfile(server, [queue.id]));
  await offeredTo(next.contactId).toBe(present);
});

test('an agent of another service cannot be logged out', async () => {
  const stranger = await makeCentreAgent(server, await makeCentreProfile(server, []));
  const team = await server.makeTeam(await server.makeService());
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', stranger).execute();
  const wish = { params: { id: stranger }, body: { contacts: 'keep' as const, why: 'prova' } };
  expect((await server.sending(contract.logOutAgent, wish, as())).status).toBe(404);
});
