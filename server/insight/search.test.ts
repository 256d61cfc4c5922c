import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/insight.ts';
import type { Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeCase, makeContact, makeCustomer, makeMessage } from '#tests/stories/contacts.ts';
import { insightRoutes } from './insight.routes.ts';

let server: TestServer;
let db: Db;
let anna: { id: string; session: string };
let customer: string;
let water: string;
let contact: { id: string; conversationId: string; number: string };
let foreign: { id: string; conversationId: string; number: string };
let ownCase: { id: string; number: string };
let foreignCase: { id: string; number: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(insightRoutes);
  db = server.ctx.db;
  water = await server.makeService();
  const power = await server.makeService();
  anna = await server.makeStaff({ serviceId: water });
  customer = await makeCustomer(db, "Niccolò Dell'Orto", 'niccolo@example.org');
  contact = await makeContact(db, { serviceId: water, customerId: customer, subject: 'Contatore' });
  foreign = await makeContact(db, { serviceId: power, customerId: customer, subject: 'Contatore' });
  for (const one of [contact, foreign])
    await makeMessage(db, {
      conversationId: one.conversationId,
      contactId: one.id,
      text: 'La qualità è scarsa',
    });
  ownCase = await makeCase(db, { serviceId: water, customerId: customer, subject: 'Qualità dell’acqua' });
  foreignCase = await makeCase(db, { serviceId: power, customerId: customer, subject: 'Qualità della luce' });
});
afterAll(() => server.stop());

const search = async (q: string, who = anna, limit = 8) => {
  const answer = await server.call(contract.searchAll, { query: { q, limit } }, as(who));
  expect([q, answer.status]).toEqual([q, 200]);
  const { customers, contacts, cases } = answer.body;
  return {
    customers: customers.map((one) => one.id),
    contacts: contacts.map((one) => one.id),
    cases: cases.map((one) => one.id),
  };
};

test('numbers and ids name one thing', async () => {
  expect((await search(contact.number)).contacts).toEqual([contact.id]);
  expect((await search(contact.id)).contacts).toEqual([contact.id]);
  expect((await search(ownCase.number.toLowerCase())).cases).toEqual([ownCase.id]);
});

test('an address finds its customer and what they wrote', async () => {
  expect(await search('Niccolo@Example.org')).toEqual({
    customers: [customer],
    contacts: [contact.id],
    cases: [ownCase.id],
  });
});

test('words find without accents', async () => {
  expect((await search('niccolo orto')).customers).toEqual([customer]);
  expect((await search('qualita scarse')).contacts).toEqual([contact.id]);
  expect((await search('qualita')).cases).toEqual([ownCase.id]);
});

test('a number comes before the words it also is', async () => {
  const digits = String(Number(contact.number.split('-')[2]));
  const other = await makeContact(db, { serviceId: water, customerId: customer });
  await makeMessage(db, {
    conversationId: other.conversationId,
    contactId: other.id,
    text: `ho il numero ${digits.padStart(6, '0')}`,
  });
  expect((await search(digits.padStart(6, '0'))).contacts.slice(0, 2)).toEqual([contact.id, other.id]);
});

test('nothing outside the scope is found, by number or by words', async () => {
  for (const q of [
    foreign.number,
    foreign.id,
    foreignCase.number,
    foreignCase.id,
    'qualita',
    'contatore',
    'luce',
  ]) {
    const found = await search(q);
    expect(found.contacts).not.toContain(foreign.id);
    expect(found.cases).not.toContain(foreignCase.id);
  }
  const { token } = await server.makeToken(['contact.read'], water);
  const answer = await server.call(contract.searchAll, { query: { q: 'niccolo' } }, { as: { token } });
  expect([answer.body.customers, answer.body.cases]).toEqual([[], []]);
});

test('hostile text breaks nothing', async () => {
  for (const q of ['%%', "';--", '((', ':*:*', '\\\\', '"a', '🙂🙂', '+++', '9'.repeat(200)]) await search(q);
  const blank = await server.sending(contract.searchAll, { query: { q: '\u0000 \u0000' } }, as(anna));
  expect([blank.status, blank.body.errors?.[0]?.field]).toEqual([422, 'q']);
});
