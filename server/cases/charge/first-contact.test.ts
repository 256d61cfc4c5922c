import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/case-charge.ts';
import { getCase, linkContact, listCaseEntries, listCases, openCase, updateCase } from '#contract/cases.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { putClassification } from '#server/knowledge/index.ts';
import { record, startConsumer, systemActor, type Db } from '#server/platform/index.ts';
import { makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { chargeRoutes } from './charge.routes.ts';
import { firstContactConsumer } from './first-contact.service.ts';

let server: TestServer;
let db: Db;
let service: string;
let leak: string;
let water: string;
let bills: string;
let agent: { id: string; session: string };
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...chargeRoutes, ...contactsRoutes, ...contactsReadRoutes]);
  db = server.ctx.db;
  service = await server.makeService('acqua');
  agent = await server.makeStaff({ serviceId: service });
  const node = async (code: string, parentId: string | null) =>
    (
      await server.ctx.tx((tx) =>
        putClassification(tx, server.ctx, null, {
          code,
          parentId,
          name: { it: code, en: code },
          position: 0,
          serviceId: null,
          active: true,
        } as never),
      )
    ).id;
  water = await node('acqua', null);
  leak = await node('perdita', water);
  bills = await node('bollette', null);
  consumer = startConsumer(server.ctx, firstContactConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await server.stop();
});

/** A case that is opened in a contact which somebody still has, and closed there. */
async function solvedCase() {
  const customer = await makeCustomer(db, 'Ada Prova');
  const contact = await makeContact(db, { serviceId: service, customerId: customer, state: 'active' });
  const opened = await server.call(
    openCase,
    {
      body: {
        type: 'information',
        subject: 'Acqua torbida',
        contact: contact.id,
        classification: leak,
        tellCustomer: false,
      },
    },
    as(agent),
  );
  expect(opened.status).toBe(201);
  const closed = await close(opened.body.id);
  return { id: opened.body.id, customer, contact, closed };
}
async function close(id: string) {
  const closed = await server.call(
    updateCase,
    { params: { id }, body: { status: 'closed', resolution: 'Spiegato al telefono.', tellCustomer: false } },
    as(agent),
  );
  expect(closed.status).toBe(200);
  return closed.body;
}
const caseOf = async (id: string) => (await server.call(getCase, { params: { id } }, as(agent))).body;
const said = async (id: string) =>
  (await server.call(listCaseEntries, { params: { id } }, as(agent))).body.items
    .map(({ data }) => data)
    .filter(({ about }) => about === 'first_contact' || about === 'not_first')
    .map(({ about, why }) => [about, why]);

test('a case that is closed in the contact in which it was opened is solved at first contact, and found as such', async () => {
  const one = await solvedCase();
  expect(one.closed.firstContact).toEqual({ state: 'yes', why: null });
  expect(await said(one.id)).toEqual([['first_contact', null]]);
  const found = await server.call(listCases, { query: { firstContact: 'yes' } }, as(agent));
  expect(found.body.items.map(({ id }) => id)).toContain(one.id);
});

test('taken up again it was not, and closing it once more does not make it so', async () => {
  const one = await solvedCase();
  await server.call(
    updateCase,
    {
      params: { id: one.id },
      body: { status: 'in_progress', reason: 'Non è risolta.', tellCustomer: false },
    },
    as(agent),
  );
  expect((await caseOf(one.id)).firstContact).toEqual({ state: 'withdrawn', why: 'reopened' });
  await close(one.id);
  expect((await caseOf(one.id)).firstContact).toEqual({ state: 'withdrawn', why: 'reopened' });
  const found = await server.call(listCases, { query: { firstContact: 'yes' } }, as(agent));
  expect(found.body.items.map(({ id }) => id)).not.toContain(one.id);
});

test('a later contact that is tied to it takes it back; so does one about the same matter, and none about another', async () => {
  const tied = await solvedCase();
  const later = await makeContact(db, { serviceId: service, customerId: tied.customer });
  await server.call(linkContact, { params: { id: tied.id }, body: { contact: later.id } }, as(agent));
  expect((await caseOf(tied.id)).firstContact).toEqual({ state: 'withdrawn', why: 'contact' });

  const one = await solvedCase();
  const comesBack = async (classification: string, arrivedAt = server.clock.now()) => {
    const { id } = await makeContact(db, {
      serviceId: service,
      customerId: one.customer,
      closedAt: arrivedAt,
      arrivedAt,
    });
    await db
      .updateTable('contacts.contact')
      .set({ classificationId: classification })
      .where('id', '=', id)
      .execute();
    await server.ctx.tx((tx) =>
      record(tx, systemActor, {
        kind: 'contact.closed',
        subjectId: id,
        serviceId: service,
        data: { contact: id },
      }),
    );
  };
  await comesBack(bills);
  await comesBack(leak, new Date(server.clock.now().getTime() + 8 * 86_400_000));
  await comesBack(water);
  await expect
    .poll(async () => (await caseOf(one.id)).firstContact, { timeout: 15_000, interval: 60 })
    .toEqual({ state: 'withdrawn', why: 'repeat' });
  // The ones before it, which were heard first, took nothing back.
  expect(await said(one.id)).toEqual([
    ['first_contact', null],
    ['not_first', 'repeat'],
  ]);
});

test('opened in no contact, or closed after it had ended, a case is not solved at first contact', async () => {
  const customer = await makeCustomer(db, 'Ugo Prova');
  const body = { type: 'information', subject: 'Senza contatto', tellCustomer: false };
  const alone = await server.call(openCase, { body: { ...body, customer, service } }, as(agent));
  expect((await close(alone.body.id)).firstContact).toBeNull();
  const contact = await makeContact(db, { serviceId: service, customerId: customer, state: 'active' });
  const late = await server.call(openCase, { body: { ...body, contact: contact.id } }, as(agent));
  await db
    .updateTable('contacts.contact')
    .set({ state: 'closed', closedAt: new Date() })
    .where('id', '=', contact.id)
    .execute();
  expect((await close(late.body.id)).firstContact).toBeNull();
});

test('for how many days a later contact counts is set by who arranges everything', async () => {
  const admin = await server.makeStaff({ role: 'administrator' });
  expect((await server.call(contract.getFirstContact, {}, as(admin))).body).toEqual({ days: 7 });
  expect((await server.call(contract.setFirstContact, { body: { days: 14 } }, as(admin))).body).toEqual({
    days: 14,
  });
  expect((await server.sending(contract.setFirstContact, { body: { days: 0 } }, as(admin))).status).toBe(422);
  expect((await server.sending(contract.setFirstContact, { body: { days: 7 } }, as(agent))).status).toBe(403);
});
