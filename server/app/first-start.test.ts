import { afterAll, beforeAll, expect, test } from 'vitest';
import { getMe, setup } from '#contract/access.ts';
import { listEntryPoints, listOutcomes } from '#contract/entry-points.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listProfiles, listQueues } from '#contract/routing.ts';
import { accessRoutes } from '#server/access/index.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { knowledgeRoutes } from '#server/knowledge/index.ts';
import { routingRoutes } from '#server/routing/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { accessHooks } from './hooks.ts';

let app: TestServer;
beforeAll(async () => {
  app = await testServer([
    ...accessRoutes(accessHooks),
    ...knowledgeRoutes,
    ...contactsRoutes,
    ...contactsReadRoutes,
    ...routingRoutes,
  ]);
});
afterAll(() => app.stop());

test('an empty installation has, with its administrator, all that the first mail needs to reach somebody', async () => {
  const body = {
    organisation: 'Acque di Prova',
    name: 'Prima Persona',
    email: 'prima@example.org',
    password: 'a good password',
    mailbox: 'Info@Example.org',
  };
  const made = await app.call(setup, { body });
  expect(made.status).toBe(200);
  const session = /filo_session=([^;]*)/.exec(String(made.headers['set-cookie']))![1]!;
  const as = { session };
  expect((await app.call(getMe, {}, { as })).body).toMatchObject({ isAgent: true });
  const queues = (await app.call(listQueues, {}, { as })).body.items;
  expect(queues).toMatchObject([{ name: 'Acque di Prova', active: true }]);
  const entryPoints = (await app.call(listEntryPoints, {}, { as })).body.items;
  expect(entryPoints.find((one) => one.channel === 'email')).toMatchObject({
    address: 'info@example.org',
    queueId: queues[0]!.id,
  });
  expect(entryPoints.map((one) => one.channel).toSorted()).toEqual(['chat', 'email', 'form']);
  const profiles = (await app.call(listProfiles, {}, { as })).body.items;
  expect(profiles[0]!.queues.map((one) => one.queueId)).toContain(queues[0]!.id);
  const agent = await app.ctx.db.selectFrom('routing.agent').selectAll().executeTakeFirstOrThrow();
  expect(agent).toMatchObject({ staffId: made.body.id, profileId: profiles[0]!.id });
  expect((await app.call(listOutcomes, {}, { as })).body.items).not.toEqual([]);
  expect((await app.call(listClassification, {}, { as })).body.items).not.toEqual([]);
});

test('a mailbox that is no address is refused before anything is made', async () => {
  const body = { organisation: 'Acque', name: 'Prima', email: 'x@example.org', password: '1234567890' };
  const answer = await app.sending(setup, { body: { ...body, mailbox: 'info' } });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'mailbox' }] } });
});
