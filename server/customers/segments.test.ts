import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/customers.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { customersRoutes } from './index.ts';

let app: TestServer;
let admin: { session: string };
let agent: { session: string };
beforeAll(async () => {
  app = await testServer(customersRoutes);
  admin = await app.makeStaff({ role: 'administrator' });
  agent = await app.makeStaff();
});
afterAll(() => app.stop());

const name = { it: 'Imprese', en: 'Companies' };

test('kinds of customers are kept by the administration, and a customer is of one that there is', async () => {
  const made = await app.call(contract.createSegment, { body: { code: 'impresa', name } }, { as: admin });
  expect(made).toMatchObject({ status: 201, body: { code: 'impresa', active: true } });
  expect(
    await app.sending(contract.createSegment, { body: { code: 'impresa', name } }, { as: admin }),
  ).toMatchObject({ status: 409, body: { errors: [{ field: 'code' }] } });
  expect(
    (await app.call(contract.createSegment, { body: { code: 'casa', name } }, { as: agent })).status,
  ).toBe(403);
  const changed = await app.call(
    contract.updateSegment,
    { params: { id: 'impresa' }, body: { name: { it: 'Aziende', en: 'Businesses' }, active: false } },
    { as: admin },
  );
  expect(changed.body).toMatchObject({ code: 'impresa', name: { it: 'Aziende' }, active: false });
  expect((await app.call(contract.listSegments, {}, { as: agent })).body.items).toEqual([changed.body]);

  const body = { name: 'Officina Prova', segment: 'impresa' };
  const customer = (await app.call(contract.createCustomer, { body }, { as: agent })).body;
  expect(customer.segment).toBe('impresa');
  const change = (segment: string | null) =>
    app.call(contract.updateCustomer, { params: { id: customer.id }, body: { segment } }, { as: agent });
  expect((await change(null)).body.segment).toBeNull();
  expect(await change('nobility')).toMatchObject({ status: 422, body: { errors: [{ field: 'segment' }] } });
});

test('the kinds of positions are those that customers have', async () => {
  const customer = (await app.call(contract.createCustomer, { body: { name: 'Ada Prova' } }, { as: agent }))
    .body;
  for (const kind of ['water', 'gas', 'water'])
    await app.ctx.db
      .insertInto('customers.position')
      .values({ id: newId(), customerId: customer.id, kind, code: newId() })
      .execute();
  expect((await app.call(contract.listPositionKinds, {}, { as: agent })).body.items).toEqual([
    { kind: 'gas' },
    { kind: 'water' },
  ]);
});
