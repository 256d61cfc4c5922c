import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCase, listCaseEntries, openCase } from '#contract/cases.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { ensureShippedTypes } from './types/shipped.service.ts';
import { casesRoutes } from './cases.routes.ts';
import { noteForCustomer } from './self-service.service.ts';

let server: TestServer;
let service: string;
let customer: string;
let as: { as: { session: string } };

beforeAll(async () => {
  server = await testServer(casesRoutes);
  await server.ctx.tx((tx) => ensureShippedTypes(tx, server.clock.now()));
  service = await server.makeService('front');
  customer = await makeCustomer(server.ctx.db, 'Ada Prova', 'ada@example.org');
  const { session } = await server.makeStaff({ serviceId: service, name: 'Anna Fronte' });
  as = { as: { session } };
});
afterAll(() => server.stop());

const opened = async () =>
  (
    await server.call(
      openCase,
      { body: { type: 'complaint', subject: 'Bolletta', customer, service, tellCustomer: false } },
      as,
    )
  ).body;
const add = (wish: {
  number: string;
  text?: string;
  type?: string;
  fields?: Record<string, string>;
  of?: string;
}) =>
  server.ctx.tx((tx) =>
    noteForCustomer(tx, server.ctx, {
      customerId: wish.of ?? customer,
      number: wish.number,
      text: wish.text ?? 'Aggiungo questo.',
      type: wish.type ?? 'complaint',
      fields: wish.fields ?? {},
    }),
  );

test('what a customer adds to their case is a note, and fills the fields of its type', async () => {
  const { id, number } = await opened();
  expect(await add({ number, fields: { happened_on: '2026-11-02' } })).toBe(true);
  expect((await server.call(getCase, { params: { id } }, as)).body.fields).toMatchObject({
    happened_on: '2026-11-02',
  });
  const { items } = (await server.call(listCaseEntries, { params: { id } }, as)).body;
  expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['changed', 'note']));
});

test('fields of another type, and the case of another customer, are not touched, nor noted on', async () => {
  const { id, number } = await opened();
  const stranger = await makeCustomer(server.ctx.db, 'Eva Altra', 'eva@example.org');
  expect(await add({ number, type: 'information', fields: { happened_on: '2026-11-02' } })).toBe(false);
  expect(await add({ number, of: stranger })).toBe(false);
  const { items } = (await server.call(listCaseEntries, { params: { id } }, as)).body;
  expect(items.map(({ kind }) => kind)).toEqual(['opened']);
});

test('a value that the field does not take is refused by its name, before anything is written', async () => {
  const { id, number } = await opened();
  await expect(add({ number, fields: { happened_on: 'ieri' } })).rejects.toMatchObject({ status: 422 });
  const { items } = (await server.call(listCaseEntries, { params: { id } }, as)).body;
  expect(items.map(({ kind }) => kind)).toEqual(['opened']);
});
