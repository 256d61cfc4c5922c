import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listContacts } from '#contract/contacts.ts';
import * as handling from '#contract/handling.ts';
import { queuesLive } from '#contract/insight.ts';
import * as contract from '#contract/offices.ts';
import { openSession } from '#server/access/index.ts';
import { contactsReadRoutes, contactsRoutes, maySee } from '#server/contacts/index.ts';
import { insightRoutes } from '#server/insight/index.ts';
import { startConsumer, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import {
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { visitsConsumer } from './visits.events.ts';
import { visitsRoutes } from './visits.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let other: string;
let clerk: { id: string; session: string };
let supervisor: { id: string; session: string };
let leader: ReturnType<typeof lead>;
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 15_000, interval: 60 });

beforeAll(async () => {
  server = await testServer([...visitsRoutes, ...contactsRoutes, ...contactsReadRoutes, ...insightRoutes]);
  db = server.ctx.db;
  service = await server.makeService('desk');
  other = await server.makeService('elsewhere');
  clerk = await server.makeStaff({ role: 'reception', serviceId: service, name: 'Rita Ingresso' });
  supervisor = await server.makeStaff({ role: 'supervisor', name: 'Sara Sopra' });
  leader = lead(server);
  consumer = startConsumer(server.ctx, visitsConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await leader.stop();
  await server.stop();
});

const counter = { desk: { max: 1, interruptedBy: [] as string[] } };
async function office(also: { serviceId?: string; presence?: string; agents?: number } = {}) {
  const queue = await makeCentreQueue(server, also.serviceId ?? service, { wrapUpMode: 'none' });
  const profile = await makeCentreProfile(server, [queue.id], counter);
  const agents: string[] = [];
  for (let i = 0; i < (also.agents ?? 1); i += 1)
    agents.push(await makeCentreAgent(server, profile, { presence: also.presence ?? 'available' }));
  return { queue, profile, agents };
}
async function come(queue: string, body: Record<string, unknown> = {}) {
  const answer = await server.call(
    contract.registerVisit,
    { body: { queue, name: 'Gino Passante', subject: 'Voltura', ...body } as never },
    as(clerk),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
const sessionOf = async (staffId: string) => {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, staffId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { session: secret };
};
/** Who is offered a visit accepts it. */
async function called(visit: string): Promise<{ id: string; session: string }> {
  await eventually(() => openOffer(server, visit)).not.toBeNull();
  const offer = (await openOffer(server, visit))!;
  const who = await sessionOf(offer.agentId);
  expect((await server.call(handling.acceptOffer, { params: { id: offer.id } }, as(who))).status).toBe(200);
  return { id: offer.agentId, ...who };
}
const visitOf = async (id: string) =>
  (await server.call(contract.getVisit, { params: { id } }, as(supervisor))).body;

describe('somebody comes to the desk', () => {
  test('they get a short ticket of their queue and day, wait as a contact, are called to a counter and served', async () => {
    const { queue } = await office();
    const { visit, ahead } = await come(queue.id, { note: 'Ha con sé il contratto' });
    expect(visit.ticket).toMatch(/^[A-Z]+001$/);
    expect(ahead).toBe(0);
    expect(await contactRow(server, visit.id)).toMatchObject({
      kind: 'desk_visit',
      channel: 'desk',
      ticket: visit.ticket,
      subject: 'Voltura',
      preview: 'Ha con sé il contratto',
    });
    const agent = await called(visit.id);
    await server.call(contract.setMyCounter, { body: { name: 'Sportello 2' } }, as(agent));
    await eventually(async () => (await visitOf(visit.id)).calls).toBe(1);
    const again = await server.call(contract.callVisit, { params: { id: visit.id } }, as(agent));
    expect(again.body).toMatchObject({ calls: 2, counter: 'Sportello 2' });
    await server.call(handling.finishContact, { params: { id: visit.id } }, as(agent));
    expect((await contactRow(server, visit.id)).state).toBe('closed');
    expect((await legsOf(server, visit.id)).map(({ kind, result }) => [kind, result])).toEqual([
      ['queue', 'answered'],
      ['offer', 'accepted'],
      ['handle', 'completed'],
    ]);
    expect(await broken(server)).toEqual([]);
  });

  test('tickets count up within a queue, and each queue has letters of its own', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const { queue: next } = await office({ presence: 'not_ready' });
    const tickets = [];
    for (const id of [queue.id, queue.id, next.id]) tickets.push((await come(id)).visit.ticket);
    const [first, second, third] = tickets.map((one) => [one.replace(/\d/g, ''), one.replace(/\D/g, '')]);
    expect([first![1], second![1], third![1]]).toEqual(['001', '002', '001']);
    expect(first![0]).toBe(second![0]);
    expect(third![0]).not.toBe(first![0]);
  });

  test('twenty who are registered at once have twenty tickets', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const all = await Promise.all(Array.from({ length: 20 }, () => come(queue.id)));
    expect(new Set(all.map(({ visit }) => visit.ticket)).size).toBe(20);
  });

  test('who is entitled goes before the others, and keeps a neutral reason', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    await come(queue.id);
    const { visit, ahead } = await come(queue.id, { priority: 'by_right' });
    expect([visit.priority, ahead]).toEqual(['by_right', 0]);
    const late = await come(queue.id);
    expect(late.ahead).toBe(2);
  });

  test('a known customer is theirs, a name makes a provisional one; wrong input is told by its field', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const plain = await makeCentreQueue(server, service);
    const { queue: far } = await office({ serviceId: other, presence: 'not_ready' });
    const ada = await makeCustomer(db, 'Ada Prova');
    expect((await come(queue.id, { customer: ada, name: undefined })).visit.customerName).toBe('Ada Prova');
    expect((await come(queue.id, { name: 'Mai Vista' })).visit.customerName).toBe('Mai Vista');
    const fieldOf = async (body: Record<string, unknown>) => {
      const answer = await server.sending(
        contract.registerVisit,
        { body: { queue: queue.id, name: 'Gino', subject: 'Voltura', ...body } },
        as(clerk),
      );
      return [answer.status, answer.body.errors?.[0]?.field];
    };
    expect(await fieldOf({ queue: plain.id })).toEqual([422, 'queue']);
    expect(await fieldOf({ queue: far.id })).toEqual([422, 'queue']);
    expect(await fieldOf({ name: undefined })).toEqual([422, 'name']);
    expect(await fieldOf({ subject: ' ' })).toEqual([422, 'subject']);
  });

  test('where the queue takes nobody, the words are there to be said, and it counts as turned away', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const wait = { do: 'wait' };
    await db
      .updateTable('routing.queue')
      .set({
        emergencyClosed: true,
        branches: JSON.stringify({
          full: wait,
          closed: wait,
          emergency: { do: 'message', text: { it: 'Oggi lo sportello è chiuso.', en: 'Closed today.' } },
        }),
      })
      .where('id', '=', queue.id)
      .execute();
    const { visit, blocked } = await come(queue.id);
    expect(blocked).toEqual({
      because: 'emergency',
      text: { it: 'Oggi lo sportello è chiuso.', en: 'Closed today.' },
    });
    expect((await contactRow(server, visit.id)).state).toBe('cancelled');
  });
});

describe('who does not stay', () => {
  test('left while waiting is abandoned; at a counter they cannot have left', async () => {
    const { queue, agents } = await office();
    const first = await come(queue.id);
    const agent = await called(first.visit.id);
    expect(agents).toContain(agent.id);
    const second = await come(queue.id);
    const gone = await server.call(contract.leaveVisit, { params: { id: second.visit.id } }, as(clerk));
    expect(gone.body.state).toBe('abandoned');
    const refused = await server.sending(contract.leaveVisit, { params: { id: first.visit.id } }, as(clerk));
    expect([refused.status, refused.body.code]).toEqual([409, 'with_agent']);
    expect(await broken(server)).toEqual([]);
  });

  test('not come to the counter keeps its place for another call, and is gone after the third', async () => {
    const { queue } = await office();
    const { visit } = await come(queue.id);
    const { arrivedAt } = await contactRow(server, visit.id);
    for (const round of [1, 2, 3]) {
      const agent = await called(visit.id);
      await eventually(async () => (await visitOf(visit.id)).calls).toBe(round);
      const answer = await server.call(contract.noShow, { params: { id: visit.id } }, as(agent));
      expect(answer.status).toBe(200);
      if (round === 3) break;
      const item = await db
        .selectFrom('routing.workItem')
        .select('queuedAt')
        .where('id', '=', visit.id)
        .executeTakeFirstOrThrow();
      expect(item.queuedAt).toEqual(arrivedAt);
    }
    expect(await contactRow(server, visit.id)).toMatchObject({ state: 'abandoned' });
    expect(
      (await legsOf(server, visit.id)).filter(({ kind }) => kind === 'handle').map(({ result }) => result),
    ).toEqual(['unreached', 'unreached', 'unreached']);
    expect(await broken(server)).toEqual([]);
    const live = await server.call(queuesLive, {}, as(supervisor));
    const row = live.body.items.find((one) => one.queue === queue.id)!;
    expect(row.offered).toBe(row.answered + row.abandoned + row.flowedOut + row.expired + row.waiting);
  });

  test('only who has them at the counter calls again or says that they did not come', async () => {
    const { queue } = await office({ agents: 2 });
    const { visit } = await come(queue.id);
    const agent = await called(visit.id);
    const mate = (await db.selectFrom('routing.agent').select('staffId').execute()).find(
      ({ staffId }) => staffId !== agent.id,
    )!;
    const refused = await server.sending(
      contract.noShow,
      { params: { id: visit.id } },
      as(await sessionOf(mate.staffId)),
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'not_yours']);
  });
});

describe('who sees what', () => {
  test('the front desk sees who waits in its service, and nothing else of the contact', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const { visit } = await come(queue.id);
    const stranger = await server.makeStaff({ role: 'reception', serviceId: other });
    const ids = async (who: { session: string }) =>
      (await server.call(contract.listVisits, {}, as(who))).body.items.map(({ id }) => id);
    expect(await ids(clerk)).toContain(visit.id);
    expect(await ids(stranger)).not.toContain(visit.id);
    expect((await server.call(contract.getVisit, { params: { id: visit.id } }, as(stranger))).status).toBe(
      404,
    );
    expect((await server.call(contract.leaveVisit, { params: { id: visit.id } }, as(stranger))).status).toBe(
      404,
    );
    expect((await server.call(listContacts, {}, as(clerk))).status).toBe(403);
    const event = {
      kind: 'visit.changed',
      subjectId: visit.id,
      serviceId: service,
      teamId: null,
      staffId: null,
      data: { contact: visit.id },
    };
    const actor = (place: string) => ({
      kind: 'staff' as const,
      id: clerk.id,
      name: 'x',
      grants: [{ permissions: new Set(['desk.receive']), serviceId: place, teamId: null }],
    });
    expect(maySee(actor(service), event)).toBe(true);
    expect(maySee(actor(other), event)).toBe(false);
  });
});
