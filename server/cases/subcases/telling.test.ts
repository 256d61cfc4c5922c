import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/case-relations.ts';
import * as cases from '#contract/cases.ts';
import { email } from '#server/channels/index.ts';
import { registerTransport } from '#server/contacts/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';

// One text for the customers of all cases of one cause: as any notice, once, without closing any.

let server: TestServer;
let db: Db;
let anna: { id: string; session: string };
const as = () => ({ as: { session: anna.session } });

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'at_once' });
  registerTransport('email', email.mailTransport);
  const water = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  const queueId = await makeQueue(db, water);
  await db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'email',
      address: 'acqua@example.org',
      name: 'Acqua',
      serviceId: water,
      queueId,
      settings: '{}',
    })
    .execute();
});
afterAll(() => server.stop());

const open = async (customer: string) =>
  (
    await server.call(
      cases.openCase,
      { body: { type: 'complaint', subject: 'Senza acqua', customer, owner: anna.id, tellCustomer: false } },
      as(),
    )
  ).body;
const lettersTo = async (customer: string) =>
  (
    await sql<{
      text: string;
    }>`select m.text from contacts.message as m join contacts.conversation as v on v.id = m.conversation_id
      where v.customer_id = ${customer}::uuid and m.direction = 'out'`.execute(db)
  ).rows;

test('is told to each on their channel, once, with the reason where nothing reaches them', async () => {
  const main = await open(await makeCustomer(db, 'Ente Prova', `ente.${newId()}@example.org`));
  const ada = await makeCustomer(db, 'Ada Prova', `ada.${newId()}@example.org`);
  const silent = await makeCustomer(db, 'Ugo Prova', `ugo.${newId()}@example.org`);
  await sql`insert into cases.preference (id, customer_id, channel, set_by, set_at)
    values (${newId()}::uuid, ${silent}::uuid, 'none', 'test', now())`.execute(db);
  const [first, second, closed] = [await open(ada), await open(silent), await open(ada)];
  for (const one of [first, second, closed])
    await server.call(contract.putParent, { params: { id: one.id }, body: { parent: main.id } }, as());
  await server.call(
    cases.updateCase,
    { params: { id: closed.id }, body: { status: 'closed', resolution: 'Doppia.' } },
    as(),
  );
  const before = (await lettersTo(ada)).length;
  const texts = { it: { subject: 'Acqua', text: 'La squadra è sul posto per {number}, {customer}.' } };
  const params = { id: main.id };
  const preview = (await server.call(contract.previewSubcaseNews, { params, body: { texts } }, as())).body;
  expect(preview.items.map(({ number, channel, why }) => [number, channel, why])).toEqual([
    [first.number, 'email', null],
    [second.number, null, 'not_wanted'],
  ]);
  expect(preview.example!.text).toContain(`per ${first.number}, Ada Prova.`);
  const body = { key: newId(), texts };
  for (let times = 0; times < 2; times += 1) {
    const { told, left } = (await server.call(contract.tellSubcases, { params, body }, as())).body;
    expect(told.map(({ id }) => id)).toEqual([first.id]);
    expect(left).toMatchObject([{ id: second.id, code: 'not_wanted' }]);
  }
  expect((await lettersTo(ada)).length).toBe(before + 1);
  expect(await lettersTo(silent)).toEqual([]);
  const status = async (id: string) =>
    (await server.call(cases.getCase, { params: { id } }, as())).body.status;
  expect(await status(first.id)).toBe('open');
});

test('is refused with the field that is wrong', async () => {
  const main = await open(await makeCustomer(db, 'Eva Prova', `eva.${newId()}@example.org`));
  const field = async (body: Record<string, unknown>) =>
    (
      await server.sending(
        contract.tellSubcases,
        { params: { id: main.id }, body: { key: newId(), ...body } },
        as(),
      )
    ).body.errors?.[0]?.field;
  expect(await field({ texts: {} })).toBe('texts.it');
  expect(await field({ texts: { it: { text: 'Sulla {field.place} si lavora.' } } })).toBe('texts.it.text');
  expect(await field({ texts: { en: { text: 'About {constructor}.' } } })).toBe('texts.en.text');
  expect(await field({ texts: { it: { text: 'Si lavora.' } }, cases: [main.id] })).toBe('cases');
});
