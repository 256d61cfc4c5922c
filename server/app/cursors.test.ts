import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listContacts } from '#contract/contacts.ts';
import type { Route } from '#contract/route.ts';
import { makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { routesOf } from './modules.ts';

const lists = routesOf()
  .map(({ route }) => route)
  .filter((route) => 'shape' in route.query && 'cursor' in (route.query.shape as object));
const params = { id: '00000000-0000-4000-8000-000000000001' };

let one: TestServer;
let as: { token: string };
beforeAll(async () => {
  one = await testServer(routesOf());
  as = await one.makeToken(['*']);
  const serviceId = await one.makeService();
  const customerId = await makeCustomer(one.ctx.db);
  for (let count = 0; count < 3; count += 1) await makeContact(one.ctx.db, { serviceId, customerId });
});
afterAll(() => one?.stop());

const ask = (route: Route, query: Record<string, unknown>) => one.sending(route, { params, query }, { as });

describe('a cursor', () => {
  let newest: string;
  beforeAll(async () => {
    newest = (await one.call(listContacts, { query: { limit: 1 } }, { as })).body.next!;
  });

  it('goes on in the list that gave it', async () => {
    expect((await ask(listContacts, { cursor: newest })).status).toBe(200);
    expect((await ask(listContacts, { cursor: newest, limit: 2, sort: 'newest' })).status).toBe(200);
  });

  it('is refused by the same list in another order, by its name', async () => {
    const answer = await ask(listContacts, { cursor: newest, sort: 'oldest' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });

  it('is refused by every other list, by its name', async () => {
    expect(lists.length).toBeGreaterThan(10);
    const answers = await Promise.all(
      lists
        .filter((route) => route !== listContacts)
        .map(async (route) => [
          route.path,
          (await ask(route, { cursor: newest })).body.errors?.map((error) => error.field),
        ]),
    );
    expect(answers).toEqual(answers.map(([path]) => [path, ['cursor']]));
  });
});
