import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactsRoutes } from './contacts.routes.ts';
import * as handling from './handling.ts';

// Contacts handed over by a supervisor, one or many, with the real leader over a real database.

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

const as = (who: { session: string } = elena) => ({ as: { session: who.session } });
const ago = (seconds: number) => new Date(server.clock.now().getTime() - seconds * 1000);
const offeredTo = (contact: string) =>
  expect.poll(async () => (await openOffer(server, contact))?.agentId ?? null, { timeout: 20_000 });
const itemOf = (id: string) =>
  server.ctx.db
    .selectFrom('routing.workItem')
    .select(['state', 'agentId', 'queueId', 'queuedAt', 'arrivedAt', 'boostSeconds'])
    .where('id', '=', id)
    .executeTakeFirst();
const audited = (object: string) =>
  server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'actor', 'before', 'after', 'reason'])
    .where('objectId', '=', object)
    .execute();
async function agentOf(profile: string) {
  const id = await makeCentreAgent(server, profile);
  const team = await server.makeTeam(service);
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', id).execute();
  return id;
}
/** A contact in the hands of an agent of a queue. */
async function inHand(seconds = 600) {
  const queue = await makeCentreQueue(server, service, { wrapUpMode: 'mandatory' });
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await agentOf(profile);
  const { contactId } = await arrive(server, queue, { at: ago(seconds) });
  await offeredTo(contactId).toBe(agent);
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
  return { queue, profile, agent, contactId };
}
const waits = (id: string) => ({ id, agent: null });
const wish = (body: Record<string, unknown>) => ({ body: { why: 'troppi in questa coda', ...body } });
const reassign = async (body: Record<string, unknown>, who = elena) =>
  (await server.call(contract.reassignContacts, wish(body) as never, as(who))).body.items;

describe('what waits', () => {
  test('goes to another queue all at once, keeps its place there, and who did it and why is audited', async () => {
    const from = await makeCentreQueue(server, service);
    const to = await makeCentreQueue(server, service);
    const old = await arrive(server, from, { at: ago(900) });
    const young = await arrive(server, from, { at: ago(60) });
    const there = await arrive(server, to, { at: ago(300) });
    const done = await reassign({ contacts: [waits(young.contactId), waits(old.contactId)], queue: to.id });
    expect(done.map(({ id, done: went }) => [id, went])).toEqual([
      [young.contactId, true],
      [old.contactId, true],
    ]);
    const list = await server.call(contract.listWaiting, { params: { id: to.id } }, as());
    expect(list.body.items.map(({ id }) => id)).toEqual([old.contactId, there.contactId, young.contactId]);
    expect((await legsOf(server, old.contactId)).map(({ kind, result }) => [kind, result])).toEqual([
      ['queue', 'flowed_out'],
      ['queue', null],
    ]);
    expect(await audited(old.contactId)).toContainEqual({
      action: 'contact.reassigned',
      actor: `staff:${elena.id}`,
      before: { queue: from.id, agent: null },
      after: { queue: to.id, agent: null },
      reason: 'troppi in questa coda',
    });
  });

  test('goes behind those who wait there when it is told to', async () => {
    const from = await makeCentreQueue(server, service);
    const to = await makeCentreQueue(server, service);
    const there = await arrive(server, to, { at: ago(30) });
    const { contactId } = await arrive(server, from, { at: ago(900) });
    await reassign({ contacts: [waits(contactId)], queue: to.id, keepPlace: false });
    const list = await server.call(contract.listWaiting, { params: { id: to.id } }, as());
    expect(list.body.items.map(({ id }) => id)).toEqual([there.contactId, contactId]);
  });

  test('goes to one agent first, and says for whom it is kept', async () => {
    const queue = await makeCentreQueue(server, service);
    const profile = await makeCentreProfile(server, [queue.id]);
    const nobody = await makeCentreAgent(server, profile, { presence: 'not_ready' });
    const { contactId } = await arrive(server, queue, { at: ago(900) });
    expect(await reassign({ contacts: [waits(contactId)], agent: nobody })).toMatchObject([{ done: true }]);
    const [row] = (await server.call(contract.listWaiting, { params: { id: queue.id } }, as())).body.items;
    expect(row!.keptFor).not.toBeNull();
    const item = await itemOf(contactId);
    expect(item!.queuedAt).toEqual(item!.arrivedAt);
  });

  test('is listed page by page in the order in which it is served, seniority included', async () => {
    const queue = await makeCentreQueue(server, service);
    const contacts = [];
    for (let i = 0; i < 7; i += 1)
      contacts.push((await arrive(server, queue, { at: ago(700 - i * 10) })).contactId);
    await server.call(
      contract.prioritise,
      { params: { id: contacts[6]! }, body: { first: true, why: 'persona fragile' } },
      as(),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof ask>> = await ask(cursor);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    async function ask(after: string | undefined) {
      const input = { params: { id: queue.id }, query: { limit: 3, ...(after && { cursor: after }) } };
      return (await server.call(contract.listWaiting, input, as())).body;
    }
    expect(seen).toEqual([contacts[6], ...contacts.slice(0, 6)]);
    const [first] = (await ask(undefined)).items;
    expect(first!.boostSeconds).toBe(61);
    const outside = await makeCentreQueue(server, await server.makeService());
    expect((await server.sending(contract.listWaiting, { params: { id: outside.id } }, as())).status).toBe(
      404,
    );
  });
});

describe('what an agent has', () => {
  test('goes back to its queue in its old place, and not to the same agent at once', async () => {
    const { queue, profile, agent, contactId } = await inHand();
    const second = await agentOf(profile);
    const done = await reassign({ contacts: [{ id: contactId, agent }], queue: queue.id });
    expect(done).toMatchObject([{ done: true }]);
    const item = (await itemOf(contactId))!;
    expect(item).toMatchObject({ agentId: null, queuedAt: item.arrivedAt });
    await offeredTo(contactId).toBe(second);
    expect((await legsOf(server, contactId)).map(({ kind, result }) => [kind, result])).toContainEqual([
      'handle',
      'transferred_out',
    ]);
  });

  test('comes to the supervisor at once when they have room for it', async () => {
    const { queue, agent, contactId } = await inHand();
    const chief = await server.makeStaff({ serviceId: service, role: 'supervisor' });
    const contacts = [{ id: contactId, agent }];
    expect(await reassign({ contacts, agent: chief.id }, chief)).toMatchObject([
      { done: false, code: 'no_such_agent' },
    ]);
    await server.ctx.db
      .insertInto('routing.agent')
      .values({ staffId: chief.id, profileId: await makeCentreProfile(server, [queue.id]) })
      .execute();
    expect(await reassign({ contacts, agent: chief.id }, chief)).toMatchObject([{ done: true }]);
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: chief.id });
    expect((await audited(contactId)).at(-1)).toMatchObject({
      action: 'contact.reassigned',
      before: { agent },
      after: { agent: chief.id },
    });
  });

  test('stays where it is when it has changed hands since the supervisor looked; the others go all the same', async () => {
    const { queue, agent, contactId } = await inHand();
    const to = await makeCentreQueue(server, service);
    const other = await arrive(server, queue);
    const answer = await reassign({ contacts: [waits(contactId), waits(other.contactId)], queue: to.id });
    expect(answer).toMatchObject([
      { id: contactId, done: false, code: 'changed_hands' },
      { id: other.contactId, done: true },
    ]);
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: agent });
    expect(await audited(contactId)).toEqual([]);
  });

  test('stays while it is being wrapped up, and when it is closed; each says which', async () => {
    const { queue, agent, contactId } = await inHand();
    await handling.finishContact(asAgent(server, agent), contactId);
    const contacts = [{ id: contactId, agent }];
    expect(await reassign({ contacts, queue: queue.id })).toMatchObject([{ code: 'in_wrap_up' }]);
    await server.call(
      contract.endWrapUp,
      { params: { id: contactId }, body: { why: 'dimenticato aperto' } },
      as(),
    );
    expect(await reassign({ contacts, queue: queue.id })).toMatchObject([{ code: 'not_in_routing' }]);
  });

  test('of another service is not there for this supervisor, nor is a queue of it', async () => {
    const foreign = await makeCentreQueue(server, await server.makeService());
    const { contactId } = await arrive(server, foreign);
    const own = await arrive(server, await makeCentreQueue(server, service));
    const to = await makeCentreQueue(server, service);
    expect(await reassign({ contacts: [waits(contactId)], queue: to.id })).toMatchObject([
      { done: false, code: 'not_found' },
    ]);
    expect(await reassign({ contacts: [waits(own.contactId)], queue: foreign.id })).toMatchObject([
      { done: false, code: 'not_found' },
    ]);
    const agent = await server.makeStaff({ serviceId: service });
    const refused = await server.sending(
      contract.reassignContacts,
      wish({ contacts: [waits(own.contactId)], queue: to.id }),
      as(agent),
    );
    expect(refused.status).toBe(403);
  });
});

describe('a wrap-up that is ended', () => {
  test('leaves the agent with room again, and the contact closed for them to complete', async () => {
    const { agent, contactId } = await inHand();
    const end = () =>
      server.sending(
        contract.endWrapUp,
        { params: { id: contactId }, body: { why: 'dimenticato aperto' } },
        as(),
      );
    expect(await end()).toMatchObject({ status: 409, body: { code: 'not_in_wrap_up' } });
    await handling.finishContact(asAgent(server, agent), contactId);
    expect((await end()).status).toBe(200);
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'closed', outcomeId: null });
    expect(await itemOf(contactId)).toBeUndefined();
    expect((await legsOf(server, contactId)).at(-1)).toMatchObject({ kind: 'wrap_up', result: 'completed' });
    expect((await audited(contactId)).at(-1)).toMatchObject({
      action: 'contact.wrap-up-ended',
      actor: `staff:${elena.id}`,
      reason: 'dimenticato aperto',
    });
  });

  test('ends at once, also where the queue forces its time', async () => {
    const { queue, agent, contactId } = await inHand();
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ wrapUpMode: 'forced_timed', wrapUpSeconds: 900 })
      .where('id', '=', queue.id)
      .execute();
    await handling.finishContact(asAgent(server, agent), contactId);
    await server.call(contract.endWrapUp, { params: { id: contactId }, body: { why: 'serve adesso' } }, as());
    expect((await contactRow(server, contactId)).state).toBe('closed');
  });

  test('only by who may assign where the contact is', async () => {
    const { agent, contactId } = await inHand();
    await handling.finishContact(asAgent(server, agent), contactId);
    const abroad = await server.makeStaff({ serviceId: await server.makeService(), role: 'supervisor' });
    const colleague = await server.makeStaff({ serviceId: service });
    const end = { params: { id: contactId }, body: { why: 'prova' } };
    expect((await server.sending(contract.endWrapUp, end, as(abroad))).status).toBe(404);
    expect((await server.sending(contract.endWrapUp, end, as(colleague))).status).toBe(403);
  });
});

test('a contact with an open offer can be handed over: the offer is taken back, and the agent has room for the next', async () => {
  const queue = await makeCentreQueue(server, service);
  const to = await makeCentreQueue(server, service);
  const one = { email: { max: 1, interruptedBy: [] } };
  const agent = await agentOf(await makeCentreProfile(server, [queue.id], one));
  const { contactId } = await arrive(server, queue, { at: ago(60) });
  await offeredTo(contactId).toBe(agent);
  const offer = (await openOffer(server, contactId))!;
  expect(await reassign({ contacts: [waits(contactId)], queue: to.id })).toMatchObject([{ done: true }]);
  await expect(handling.acceptOffer(asAgent(server, agent), offer.id)).rejects.toMatchObject({
    code: 'offer_ended',
  });
  const next = await arrive(server, queue);
  await offeredTo(next.contactId).toBe(agent);
});
