import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import { newId } from '#server/platform/index.ts';
import { makeContact, makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactsReadRoutes } from './contacts.read.routes.ts';
import { contactsRoutes } from './contacts.routes.ts';

let server: TestServer;
let conversation: string;
let anna: { id: string; session: string };
let bruno: { id: string };
let elsewhere: { id: string };

beforeAll(async () => {
  server = await testServer([...contactsRoutes, ...contactsReadRoutes]);
  const { db } = server.ctx;
  const [water, power] = [await server.makeService(), await server.makeService()];
  anna = await server.makeStaff({ serviceId: water });
  bruno = await server.makeStaff({ serviceId: water });
  elsewhere = await server.makeStaff({ serviceId: power });
  const contact = await makeContact(db, {
    serviceId: water,
    queueId: await makeQueue(db, water),
    customerId: await makeCustomer(db, 'Ada Prova', 'ada@example.org'),
  });
  conversation = contact.conversationId;
});
afterAll(() => server?.stop());

const note = (mentions: string[]) =>
  server.sending(
    sendMessage,
    { params: { id: conversation }, body: { kind: 'note', text: 'Guarda tu', mentions } },
    { as: anna },
  );

test('a note mentions those who may see the conversation, and nobody else hears of it', async () => {
  expect((await note([bruno.id])).status).toBe(201);
  for (const mentions of [[elsewhere.id], [bruno.id, elsewhere.id], [newId()]])
    expect(await note(mentions)).toMatchObject({ status: 422, body: { errors: [{ field: 'mentions' }] } });
  const told = await server.ctx.db
    .selectFrom('platform.event')
    .select('staffId')
    .where('kind', '=', 'mention.added')
    .execute();
  expect(told).toEqual([{ staffId: bruno.id }]);
  const { body } = await server.call(listMessages, { params: { id: conversation }, query: {} }, { as: anna });
  expect(body.items).toHaveLength(1);
});
