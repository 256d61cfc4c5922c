import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/case-relations.ts';
import { getCase, listCaseEntries, listCases } from '#contract/cases.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { makeCase, makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { conversationOfCase } from '#server/contacts/index.ts';
import { casesRoutes } from '../cases.routes.ts';
import { linkOf } from '../telling/links.ts';
import { goodLink } from '../telling/links.store.ts';
import { recipientsOf } from './parties.doors.ts';

let server: TestServer;
let db: Db;
let water: string;
let ada: string;
let ugo: string;
let anna: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const change = (id: string, body: Record<string, unknown>, who = anna) =>
  server.sending(contract.changeHolder, { params: { id }, body }, as(who));
const why = 'La fornitura è intestata a lui.';

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  ada = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  ugo = await makeCustomer(db, 'Ugo Prova', 'ugo@example.org');
});
afterAll(() => server.stop());

const newCase = () => makeCase(db, { serviceId: water, customerId: ada, subject: 'Perdita in cortile' });

test('a case given to another customer is theirs in lists and news; the former holder hears nothing more and their page is closed', async () => {
  const one = await newCase();
  const spoken = await makeContact(db, { serviceId: water, customerId: ada, caseId: one.id });
  expect((await conversationOfCase(db, one.id))?.id).toBe(spoken.conversationId);
  await server.sending(
    contract.addParty,
    { params: { id: one.id }, body: { role: 'affected', customer: ugo } },
    as(anna),
  );
  const row = await db
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', one.id)
    .executeTakeFirstOrThrow();
  await server.ctx.tx((tx) => linkOf(tx, server.ctx, row));
  expect(await goodLink(db, one.id, null)).not.toBeNull();

  const seen = (await server.call(getCase, { params: { id: one.id } }, as(anna))).body;
  const done = await change(one.id, { customer: ugo, why, version: seen.version });
  expect(done).toMatchObject({ status: 200 });
  const after = (await server.call(getCase, { params: { id: one.id } }, as(anna))).body;
  expect(after).toMatchObject({ customer: ugo, customerName: 'Ugo Prova', version: seen.version + 1 });
  const people = (await server.call(contract.listParties, { params: { id: one.id } }, as(anna))).body.items;
  expect(people.map(({ role, name, standing }) => [role, name, standing])).toEqual([
    ['holder', 'Ugo Prova', 'in_force'],
    ['affected', 'Ugo Prova', 'ended'],
  ]);
  expect(
    (await recipientsOf(db, { id: one.id, customerId: ugo }, server.clock.now())).map(({ name }) => name),
  ).toEqual(['Ugo Prova']);
  expect(await goodLink(db, one.id, null)).toBeNull();
  expect(await conversationOfCase(db, one.id)).toBeNull();
  const mine = await server.call(listCases, { query: { customer: ugo } }, as(anna));
  expect(mine.body.items.map(({ id }) => id)).toContain(one.id);

  const entries = (await server.call(listCaseEntries, { params: { id: one.id } }, as(anna))).body.items;
  expect(entries.at(-1)).toMatchObject({
    kind: 'party',
    body: why,
    data: { about: 'holder', name: 'Ugo Prova', fromName: 'Ada Prova' },
  });
  const audited = await db
    .selectFrom('platform.audit')
    .select(['before', 'after', 'reason'])
    .where('action', '=', 'case.holder-changed')
    .where('objectId', '=', one.id)
    .executeTakeFirst();
  expect(audited).toEqual({ before: { customer: ada }, after: { customer: ugo }, reason: why });
  // Back to the first: the conversation with them carries news again.
  expect((await change(one.id, { customer: ada, why: 'Era giusto prima.' })).status).toBe(200);
  expect((await conversationOfCase(db, one.id))?.id).toBe(spoken.conversationId);
});

test('nobody, the same customer, no reason, an old version, a case out of scope: each refused by its name', async () => {
  const one = await newCase();
  const field = (answer: { status: number; body: unknown }) => [
    answer.status,
    (answer.body as { errors?: { field: string }[] }).errors?.[0]?.field,
  ];
  expect(field(await change(one.id, { customer: newId(), why }))).toEqual([422, 'customer']);
  expect(field(await change(one.id, { customer: ada, why }))).toEqual([422, 'customer']);
  expect(field(await change(one.id, { customer: ugo, why: ' ' }))).toEqual([422, 'why']);
  expect(await change(one.id, { customer: ugo, why, version: 99 })).toMatchObject({ status: 409 });
  const stranger = await server.makeStaff({ serviceId: await server.makeService('altrove') });
  expect((await change(one.id, { customer: ugo, why }, stranger)).status).toBe(404);
});
