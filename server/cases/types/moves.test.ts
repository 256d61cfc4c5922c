import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/cases.ts';
import { createTokenFor } from '#server/access/index.ts';
import type { Db } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { ensureShippedTypes } from './shipped.service.ts';
import { caseTypesRoutes } from './types.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let agent: { session: string };
let supervisor: { session: string };
const as = (who: { session: string }) => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...caseTypesRoutes]);
  db = server.ctx.db;
  service = await server.makeService('water');
  agent = await server.makeStaff({ serviceId: service, name: 'Anna' });
  supervisor = await server.makeStaff({ role: 'supervisor', serviceId: service, name: 'Sara' });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

const open = (body: Record<string, unknown>, who = agent) =>
  server.sending(
    contract.openCase,
    { body: { subject: 'Bolletta sbagliata', customer, service, tellCustomer: false, ...body } },
    as(who),
  );
const rectification = async () =>
  (await open({ type: 'billing_rectification', fields: { invoice: 'F1', why: 'tariff' } })).body as never as {
    id: string;
    version: number;
  };
const move = (id: string, body: Record<string, unknown>, who = agent) =>
  server.sending(contract.moveCase, { params: { id }, body: { tellCustomer: false, ...body } }, as(who));
const fieldsOf = (answer: { body: { errors?: { field: string }[] } }) =>
  (answer.body.errors ?? []).map(({ field }) => field);

test('a case is opened with what its type asks for, and every field that is wrong is named', async () => {
  const bare = await open({ type: 'billing_rectification' });
  expect([bare.status, fieldsOf(bare)]).toEqual([422, ['fields.invoice', 'fields.why']]);
  const wrong = await open({
    type: 'billing_rectification',
    fields: { invoice: 'F1', why: 'weather', reading: 'many', nonsense: 1, iban: 'IT' },
  });
  // The account is for other roles: to this one it is not there.
  expect(fieldsOf(wrong)).toEqual(
    expect.arrayContaining(['fields.why', 'fields.reading', 'fields.nonsense', 'fields.iban']),
  );
  expect(await open({ type: 'unheard_of' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'type' }] },
  });
  const made = await open({
    type: 'billing_rectification',
    fields: { invoice: 'F1', why: 'reading', reading: '120,5' },
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      state: 'received',
      status: 'open',
      stateName: { it: 'Ricevuta', en: 'Received' },
      typeVersion: 1,
      fields: { invoice: 'F1', why: 'reading', reading: 120.5 },
    },
  });
});

test('moves along its transitions only, with what each of them needs', async () => {
  const one = await rectification();
  expect(await move(one.id, { transition: 'rectify' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'transition', message: 'from here you may: take, ask_customer, withdraw' }] },
  });
  expect(await move(one.id, { transition: 'take' })).toMatchObject({
    status: 200,
    body: { state: 'checking', status: 'in_progress', version: 2 },
  });
  const early = await move(one.id, { transition: 'propose', fields: { outcome: 'founded' } });
  expect(early).toMatchObject({ status: 422, body: { code: 'not_ready' } });
  expect(fieldsOf(early)).toEqual(['fields.corrected_amount', 'tasks.check_readings']);
  const { rows } = {
    rows: await db.selectFrom('cases.task').selectAll().where('caseId', '=', one.id).execute(),
  };
  expect(rows).toMatchObject([{ key: 'check_readings', doneAt: null }]);
});

test('of the statuses the old way of asking takes the one transition that leads there, or names those there are', async () => {
  const one = await rectification();
  const patch = (body: Record<string, unknown>) =>
    server.sending(
      contract.updateCase,
      { params: { id: one.id }, body: { tellCustomer: false, ...body } },
      as(agent),
    );
  expect(await patch({ status: 'solved' })).toMatchObject({
    status: 422,
    body: {
      errors: [{ message: 'no transition leads there from here; there are take, ask_customer, withdraw' }],
    },
  });
  expect(await patch({ status: 'in_progress' })).toMatchObject({ status: 200, body: { state: 'checking' } });
  expect(await patch({ status: 'closed', resolution: 'x' })).toMatchObject({
    status: 422,
    body: { errors: [{ message: 'several transitions lead there: name one of reject, withdraw' }] },
  });
});

test('a field for other roles is in no answer, list or history of whoever may not see it', async () => {
  const secret = 'IT60X0542811101000000123456';
  const made = (await open(
    { type: 'billing_rectification', fields: { invoice: 'F2', why: 'tariff', paid: true, iban: secret } },
    supervisor,
  )) as never as { body: { id: string; fields: object } };
  expect(made.body.fields).toMatchObject({ iban: secret });
  const { id } = made.body;
  await server.call(
    contract.updateCase,
    { params: { id }, body: { fields: { iban: secret.replace('60', '61') } } },
    as(supervisor),
  );
  const seen = JSON.stringify([
    (await server.call(contract.getCase, { params: { id } }, as(agent))).body,
    (await server.call(contract.listCases, { query: { type: 'billing_rectification' } }, as(agent))).body,
    (await server.call(contract.listCaseEntries, { params: { id } }, as(supervisor))).body,
    await db.selectFrom('platform.audit').select(['before', 'after']).where('objectId', '=', id).execute(),
    await db.selectFrom('platform.event').select('data').where('subjectId', '=', id).execute(),
  ]);
  expect(seen).toContain('F2');
  expect(seen).not.toMatch(/X0542811101000000123456/);
  const listed = (await server.call(contract.listCases, { query: { state: 'received' } }, as(supervisor)))
    .body;
  expect(listed.items.find((one) => one.id === id)!.fields).toMatchObject({ paid: true });
});

test('a program sees and writes of a case what the roles of its token see and write, and nothing else', async () => {
  const secret = 'IT60X0542811101000000123456';
  const { id } = (
    await open(
      { type: 'billing_rectification', fields: { invoice: 'F3', why: 'tariff', paid: true, iban: secret } },
      supervisor,
    )
  ).body as never as { id: string };
  const tokenOf = async (roles: string[]) => ({
    as: {
      token: (
        await server.ctx.tx((tx) =>
          createTokenFor(tx, server.ctx, {
            name: 'Archivio',
            scopes: ['case.read', 'case.write'],
            serviceId: service,
            roles,
          }),
        )
      ).token,
    },
  });
  const [bare, trusted] = [await tokenOf([]), await tokenOf(['supervisor'])];
  const read = async (who: typeof bare) =>
    (await server.call(contract.getCase, { params: { id } }, who)).body.fields;
  expect(await read(bare)).not.toHaveProperty('iban');
  expect(await read(trusted)).toMatchObject({ iban: secret });
  const write = (who: typeof bare) =>
    server.sending(
      contract.updateCase,
      { params: { id }, body: { fields: { iban: secret.replace('60', '61') } } },
      who,
    );
  expect(fieldsOf((await write(bare)) as never)).toEqual(['fields.iban']);
  expect((await write(trusted)).status).toBe(200);
});

test('a case of before goes on as one of the shipped type of its name, whose states are called like the statuses', async () => {
  const { id } = await makeCase(db, { serviceId: service, customerId: customer });
  expect(await server.call(contract.getCase, { params: { id } }, as(agent))).toMatchObject({
    body: { type: 'information', state: 'open', typeVersion: 1, stateName: { it: 'Aperta' }, fields: {} },
  });
  expect(await move(id, { transition: 'close', resolution: 'Fatto.' })).toMatchObject({
    body: { state: 'closed', status: 'closed', resolution: 'Fatto.' },
  });
  expect(await move(id, { transition: 'reopen' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'reason' }] },
  });
  expect(await move(id, { transition: 'reopen', reason: 'Ha richiamato' })).toMatchObject({
    body: { state: 'in_progress', closedAt: null, resolution: null },
  });
});

test('the shipped types are written once, however often the program starts', async () => {
  const count = () => db.selectFrom('cases.typeVersion').select(['type', 'number']).execute();
  const before = await count();
  expect(before).toHaveLength(13);
  await server.ctx.tx((tx) => ensureShippedTypes(tx, new Date()));
  expect(await count()).toEqual(before);
});
