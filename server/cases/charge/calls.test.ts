import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelCallback, listCallbacks, recordAttempt, rescheduleCallback } from '#contract/callbacks.ts';
import * as contract from '#contract/case-charge.ts';
import { listCaseEntries } from '#contract/cases.ts';
import { acceptOffer } from '#contract/handling.ts';
import { openSession } from '#server/access/index.ts';
import { callbackRoutes, contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { startConsumer, type Db } from '#server/platform/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { lead, makeCentreAgent, openOffer } from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { caseCallsConsumer } from './calls.service.ts';
import { chargeRoutes } from './charge.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let agent: { id: string; session: string };
let leader: ReturnType<typeof lead>;
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000, interval: 60 });

beforeAll(async () => {
  server = await testServer([
    ...casesRoutes,
    ...chargeRoutes,
    ...callbackRoutes,
    ...contactsRoutes,
    ...contactsReadRoutes,
  ]);
  db = server.ctx.db;
  service = await server.makeService('acqua');
  customer = await makeCustomer(db, 'Ada Prova');
  agent = await server.makeStaff({ serviceId: service });
  leader = lead(server);
  consumer = startConsumer(server.ctx, caseCallsConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await leader.stop();
  await server.stop();
});

const newCase = () => makeCase(db, { serviceId: service, customerId: customer, subject: 'Buca in strada' });
const promise = (id: string, body: Record<string, unknown>, who = agent) =>
  server.sending(contract.promiseCaseCall, { params: { id }, body }, as(who));
const told = async (id: string) =>
  (await server.call(listCaseEntries, { params: { id } }, as(agent))).body.items.map(({ data }) => [
    data['about'],
    data['result'] ?? null,
  ]);

test('a call that a case owes is routed work of its own, and the case says how it went', async () => {
  const { queue, profile } = await makeCallbackQueue(server, service);
  const one = await newCase();
  const made = await promise(one.id, {
    queue: queue.id,
    number: '0577 900100',
    note: 'Dire quando esce la squadra.',
  });
  expect(made).toMatchObject({ status: 201, body: { state: 'open', number: '+390577900100' } });
  const listed = await server.call(listCallbacks, { query: { case: one.id } }, as(agent));
  expect(listed.body.items).toMatchObject([{ contact: { case: one.id, kind: 'callback' }, state: 'open' }]);
  const id = listed.body.items[0]!.contact.id;
  expect(
    (await server.call(listCallbacks, { query: { case: (await newCase()).id } }, as(agent))).body.items,
  ).toEqual([]);

  const caller = await makeCentreAgent(server, profile);
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, caller, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  await eventually(() => openOffer(server, id)).toMatchObject({ agentId: caller });
  const offer = await openOffer(server, id);
  const mine = as({ session: secret });
  expect((await server.call(acceptOffer, { params: { id: offer!.id } }, mine)).status).toBe(200);
  const tried = await server.call(recordAttempt, { params: { id }, body: { result: 'no_answer' } }, mine);
  expect(tried.status).toBe(200);
  await eventually(() => told(one.id)).toEqual([
    ['call_promised', null],
    ['call_attempt', 'no_answer'],
  ]);
  const at = new Date(server.clock.now().getTime() + 2 * 3_600_000).toISOString();
  const moved = await server.call(
    rescheduleCallback,
    { params: { id }, body: { at, why: 'È al lavoro fino a tardi.' } },
    as(agent),
  );
  expect(moved.status).toBe(200);
  await eventually(() => told(one.id)).toEqual([
    ['call_promised', null],
    ['call_attempt', 'no_answer'],
    ['call_moved', null],
  ]);
  const entries = (await server.call(listCaseEntries, { params: { id: one.id } }, as(agent))).body.items;
  expect(entries.at(-1)).toMatchObject({ body: 'È al lavoro fino a tardi.', data: { at } });
  await server.call(cancelCallback, { params: { id }, body: { why: 'Ha richiamato lui.' } }, as(agent));
  await eventually(() => told(one.id)).toEqual([
    ['call_promised', null],
    ['call_attempt', 'no_answer'],
    ['call_moved', null],
    ['call_cancelled', null],
  ]);
});

test('names a number that cannot be called, and promises one number once', async () => {
  const { queue } = await makeCallbackQueue(server, service);
  const one = await newCase();
  expect(await promise(one.id, { queue: queue.id, number: '12' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'number' }] },
  });
  expect((await promise(one.id, { queue: queue.id, number: '0577 900200' })).status).toBe(201);
  const other = await newCase();
  expect(await promise(other.id, { queue: queue.id, number: '0577 900200' })).toMatchObject({
    status: 409,
    body: { code: 'callback_open' },
  });
  const stranger = await server.makeStaff({ serviceId: await server.makeService('altrove') });
  expect((await promise(one.id, { queue: queue.id, number: '0577 900300' }, stranger)).status).toBe(404);
});
