import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listColleagues } from '#contract/handling.ts';
import * as contract from '#contract/moves.ts';
import { listAgents, listQueues } from '#contract/routing.ts';
import { endDueMoves, routingRoutes, setPresence } from '#server/routing/index.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactsRoutes } from './contacts.routes.ts';
import * as handling from './handling.ts';

// Agents lent to other queues, with the real leader over a real database.

let server: TestServer;
let service: string;
let elena: { id: string; session: string };
let leader: ReturnType<typeof lead>;

beforeAll(async () => {
  server = await testServer([...contactsRoutes, ...routingRoutes]);
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
const offeredTo = (contact: string) =>
  expect.poll(async () => (await openOffer(server, contact))?.agentId ?? null, { timeout: 20_000 });
async function agentOf(profile: string) {
  const id = await makeCentreAgent(server, profile);
  const team = await server.makeTeam(service);
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', id).execute();
  return id;
}
const lend = (agent: string, also: { queues?: { queue: string }[]; leaves?: string[] }) =>
  server.call(
    contract.moveAgents,
    {
      body: {
        agents: [agent],
        until: new Date(server.clock.now().getTime() + 3_600_000).toISOString(),
        why: 'guasto in centro',
        ...also,
      },
    },
    as(),
  );

test('what waits where nobody serves is offered to the agent who is lent there, and to nobody once they are back', async () => {
  const own = await makeCentreQueue(server, service);
  const needy = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [own.id]));
  const { contactId } = await arrive(server, needy);
  expect(await openOffer(server, contactId)).toBeNull();
  const made = await lend(agent, { queues: [{ queue: needy.id }] });
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);

  await server.call(
    contract.endMove,
    { params: { id: made.body.items[0]!.id }, body: { why: 'guasto chiuso' } },
    as(),
  );
  // What they have in hand stays theirs; what comes now goes to whoever serves the queue.
  const next = await arrive(server, needy);
  const member = await agentOf(await makeCentreProfile(server, [needy.id]));
  await offeredTo(next.contactId).toBe(member);
  expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: agent });
});

test('a move while a contact is offered takes no offer back and fills nobody beyond their places', async () => {
  const own = await makeCentreQueue(server, service);
  const needy = await makeCentreQueue(server, service);
  const one = { email: { max: 1, interruptedBy: [] } };
  const agent = await agentOf(await makeCentreProfile(server, [own.id], one));
  const first = await arrive(server, own);
  await offeredTo(first.contactId).toBe(agent);
  const offer = (await openOffer(server, first.contactId))!;
  const second = await arrive(server, needy);
  await lend(agent, { queues: [{ queue: needy.id }], leaves: [own.id] });
  // Somebody who can only be asked after the leader has heard of the move.
  const witness = await arrive(server, own);
  const other = await agentOf(await makeCentreProfile(server, [own.id], one));
  await offeredTo(witness.contactId).toBe(other);
  expect(await openOffer(server, first.contactId)).toEqual(offer);
  expect(await openOffer(server, second.contactId)).toBeNull();
  await handling.acceptOffer(asAgent(server, agent), offer.id);
  await handling.finishContact(asAgent(server, agent), first.contactId);
  await offeredTo(second.contactId).toBe(agent);
});

test('a move whose time is up while a contact is offered and another open takes neither away', async () => {
  const own = await makeCentreQueue(server, service);
  const needy = await makeCentreQueue(server, service);
  const agent = await agentOf(
    await makeCentreProfile(server, [own.id], { email: { max: 2, interruptedBy: [] } }),
  );
  await lend(agent, { queues: [{ queue: needy.id }], leaves: [own.id] });
  const inHand = await arrive(server, needy);
  await offeredTo(inHand.contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, inHand.contactId))!.id);
  const offered = await arrive(server, needy);
  await offeredTo(offered.contactId).toBe(agent);
  const offer = (await openOffer(server, offered.contactId))!;
  await server.ctx.db
    .updateTable('routing.agentMove')
    .set({ fromAt: new Date(Date.now() - 7_200_000), untilAt: new Date(Date.now() - 60_000) })
    .where('staffId', '=', agent)
    .execute();
  await endDueMoves(server.ctx);
  // Somebody who can only be asked after the leader has heard that the move is over.
  const next = await arrive(server, needy);
  const member = await agentOf(await makeCentreProfile(server, [needy.id]));
  await offeredTo(next.contactId).toBe(member);
  expect(await openOffer(server, offered.contactId)).toEqual(offer);
  await handling.acceptOffer(asAgent(server, agent), offer.id);
  for (const { contactId } of [inHand, offered])
    await handling.finishContact(asAgent(server, agent), contactId);
  // Back at their own queue.
  const home = await arrive(server, own);
  await offeredTo(home.contactId).toBe(agent);
});

test('a lent agent who goes offline leaves what waits there to the others, and is asked again when they are back', async () => {
  const own = await makeCentreQueue(server, service);
  const needy = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [own.id]));
  await lend(agent, { queues: [{ queue: needy.id }] });
  const first = await arrive(server, needy);
  await offeredTo(first.contactId).toBe(agent);
  await setPresence(asAgent(server, agent), agent, { presence: 'offline', reason: null });
  await offeredTo(first.contactId).toBeNull();
  await setPresence(asAgent(server, agent), agent, { presence: 'available', reason: null });
  await offeredTo(first.contactId).toBe(agent);
  expect(await contactRow(server, first.contactId)).toMatchObject({ state: 'offered', queueId: needy.id });
});

test('an agent who sleeps can be lent, and is asked once they are there', async () => {
  const own = await makeCentreQueue(server, service);
  const needy = await makeCentreQueue(server, service);
  const agent = await agentOf(await makeCentreProfile(server, [own.id]));
  const asleep = (connected: boolean) =>
    server.ctx.db.updateTable('routing.agent').set({ connected }).where('staffId', '=', agent).execute();
  await asleep(false);
  await lend(agent, { queues: [{ queue: needy.id }] });
  const { contactId } = await arrive(server, needy);
  expect(await openOffer(server, contactId)).toBeNull();
  await asleep(true);
  await lend(agent, { queues: [{ queue: needy.id }] });
  await offeredTo(contactId).toBe(agent);
});

test('an agent lent to another service sees its queue, is seen there, and work can be handed to them', async () => {
  const elsewhere = await server.makeService();
  const far = await makeCentreQueue(server, elsewhere);
  const own = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [own.id]);
  const lent = await server.makeStaff({ name: 'Prestata', serviceId: service });
  const local = await server.makeStaff({ name: 'Del posto', serviceId: elsewhere });
  for (const { id } of [lent, local])
    await server.ctx.db
      .insertInto('routing.agent')
      .values({
        staffId: id,
        profileId: id === lent.id ? profile : await makeCentreProfile(server, [far.id]),
        presence: 'available',
        presenceSince: server.clock.now(),
        connected: true,
        connectedUntil: new Date(Date.now() + 86_400_000),
      })
      .execute();
  const { contactId } = await arrive(server, far);
  await handling.takeContact(asAgent(server, local.id), contactId);
  const queues = async () =>
    (await server.call(listQueues, {}, { as: { session: lent.session } })).body.items.map(({ id }) => id);
  const colleagues = async () =>
    (
      await server.call(listColleagues, { params: { id: contactId } }, { as: { session: local.session } })
    ).body.items.map(({ id }) => id);
  const seen = async () =>
    (await server.call(listAgents, {}, { as: { session: local.session } })).body.items.map(({ id }) => id);
  expect(await queues()).not.toContain(far.id);
  expect(await colleagues()).not.toContain(lent.id);
  expect(await seen()).not.toContain(lent.id);
  const everywhere = await server.makeStaff({ role: 'supervisor' });
  await server.call(
    contract.moveAgents,
    {
      body: {
        agents: [lent.id],
        queues: [{ queue: far.id }],
        until: new Date(server.clock.now().getTime() + 3_600_000).toISOString(),
        why: 'aiuto fra servizi',
      },
    },
    { as: { session: everywhere.session } },
  );
  expect(await queues()).toContain(far.id);
  expect(await colleagues()).toContain(lent.id);
  // They belong to no service of the place, yet serve a queue of it.
  expect(await seen()).toContain(lent.id);
});
