import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/case-charge.ts';
import { getCase, listCaseEntries, updateCase } from '#contract/cases.ts';
import { putClassification } from '#server/knowledge/index.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { makeCentreAgent, makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { chargeRoutes } from './charge.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let water: string;
let leak: string;
let queue: { id: string };
let admin: { id: string; session: string };
let agent: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...chargeRoutes]);
  db = server.ctx.db;
  service = await server.makeService('acqua');
  admin = await server.makeStaff({ role: 'administrator' });
  agent = await server.makeStaff({ serviceId: service });
  const node = async (code: string, parentId: string | null) =>
    (await server.ctx.tx((tx) =>
      putClassification(tx, server.ctx, null, {
        code,
        parentId,
        name: { it: code, en: code },
        position: 0,
        serviceId: null,
        active: true,
      } as never),
    )) as { id: string };

  water = (await node('acqua', null)).id;
  leak = (await node('perdita', water)).id;
  queue = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [queue.id], { case: { max: 2, interruptedBy: [] } });
  await makeCentreAgent(server, profile);
});
afterAll(() => server.stop());

let count = 0;
async function makeRule(also: Record<string, unknown> = {}) {
  const answer = await server.call(
    contract.createChargeRule,
    { body: { name: `Regola ${(count += 1)}`, queue: queue.id, ...also } as never },
    as(admin),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
const rules = async () => (await server.call(contract.listChargeRules, {}, as(admin))).body.items;
const tried = async (body: Record<string, unknown>) =>
  (await server.call(contract.tryCharge, { body }, as(admin))).body;

describe('rules of charge', () => {
  test('the first that fits says who is in charge and why, and which were passed over by what', async () => {
    const bills = await makeRule({ name: 'Solo reclami', types: ['complaint'], places: ['FI'] });
    const siena = await makeRule({ name: 'Perdite a Siena', classifications: [water], places: ['530*'] });
    const found = await tried({
      classification: leak,
      address: 'Via Roma 1, 53034 Colle di Val d’Elsa (SI)',
    });
    expect(found).toMatchObject({
      queue: queue.id,
      open: true,
      source: 'rule',
      rule: siena.id,
      why: [
        { about: 'classification', value: { it: 'acqua' } },
        { about: 'place', value: { it: '530*' } },
      ],
      passed: [{ rule: bills.id, about: 'place' }],
      place: { municipality: 'Colle di Val d’Elsa', province: 'SI', postcode: '53034' },
    });
    expect(await tried({ classification: leak, address: 'Via Alta 1, 50052 Certaldo (FI)' })).toMatchObject({
      queue: null,
      source: null,
      rule: null,
    });
  });

  test('a rule below one that takes all it would is marked, and moves up by the order', async () => {
    const wide = await makeRule({ name: 'Tutta l’acqua', classifications: [water] });
    const narrow = await makeRule({ name: 'Solo perdite', classifications: [leak], services: [service] });
    const marked = async () => (await rules()).find(({ id }) => id === narrow.id)!.warnings;
    expect(await marked()).toEqual([{ code: 'shadowed', of: 'Tutta l’acqua' }]);
    const ids = (await rules()).map(({ id }) => id).filter((id) => id !== narrow.id);
    const put = await server.call(
      contract.orderChargeRules,
      { body: { ids: [narrow.id, ...ids] } },
      as(admin),
    );
    expect(put.body.items.map(({ id }) => id)).toEqual([narrow.id, ...ids]);
    expect(await marked()).toEqual([]);
    const short = await server.sending(contract.orderChargeRules, { body: { ids: [wide.id] } }, as(admin));
    expect(short).toMatchObject({ status: 422, body: { errors: [{ field: 'ids' }] } });
    expect(
      (await server.call(contract.deleteChargeRule, { params: { id: wide.id } }, as(admin))).status,
    ).toBe(204);
    expect((await rules()).some(({ id }) => id === wide.id)).toBe(false);
  });

  test('a queue that is closed, or that nobody serves, is told at the rule', async () => {
    const lonely = await makeCentreQueue(server, service);
    const rule = await makeRule({ queue: lonely.id });
    const warned = async () =>
      (await rules()).find(({ id }) => id === rule.id)!.warnings.map(({ code }) => code);
    expect(await warned()).toContain('unserved');
    await sql`update routing.queue set emergency_closed = true where id = ${lonely.id}::uuid`.execute(db);
    expect(await warned()).toContain('closed');
    await sql`update routing.queue set active = false where id = ${lonely.id}::uuid`.execute(db);
    expect(await warned()).toContain('off');
  });

  test('names what is wrong, and is arranged only by who arranges everything', async () => {
    const body = { name: 'Sbagliata', queue: queue.id };
    for (const [field, wrong] of [
      ['classifications', { classifications: [newId()] }],
      ['services', { services: [newId()] }],
      ['types', { types: ['no_such_type'] }],
      ['suppliers', { suppliers: [newId()] }],
      ['queue', { queue: newId() }],
    ] as const)
      expect(
        await server.sending(contract.createChargeRule, { body: { ...body, ...wrong } }, as(admin)),
      ).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    const taken = await makeRule({ name: 'Già presa' });
    expect(
      await server.sending(contract.createChargeRule, { body: { ...body, name: taken.name } }, as(admin)),
    ).toMatchObject({ status: 409, body: { code: 'taken' } });
    expect((await server.sending(contract.createChargeRule, { body }, as(agent))).status).toBe(403);
    const local = await server.makeStaff({ role: 'administrator', serviceId: service });
    expect((await server.sending(contract.createChargeRule, { body }, as(local))).status).toBe(403);
    await server.call(contract.deleteChargeRule, { params: { id: taken.id } }, as(admin));
  });
});

describe('a supplier', () => {
  test('is reached by a queue or a centre, named on a case, and in charge where no rule says otherwise', async () => {
    const without = await server.sending(contract.createSupplier, { body: { name: 'Nessuno' } }, as(admin));
    expect(without).toMatchObject({ status: 422, body: { errors: [{ field: 'queue' }] } });
    const made = await server.call(
      contract.createSupplier,
      { body: { name: 'Scavi Prova', queue: queue.id } },
      as(admin),
    );
    expect(made.status).toBe(201);
    const again = await server.sending(
      contract.createSupplier,
      { body: { name: 'Scavi Prova', queue: queue.id } },
      as(admin),
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'taken' } });
    for (const { id } of await rules())
      await server.call(contract.deleteChargeRule, { params: { id } }, as(admin));
    expect(await tried({ supplier: made.body.id })).toMatchObject({
      queue: queue.id,
      source: 'supplier',
      why: [{ about: 'supplier', value: { it: 'Scavi Prova' } }],
    });
    const customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
    const one = await makeCase(db, { serviceId: service, customerId: customer, subject: 'Buca in strada' });
    const named = await server.call(
      updateCase,
      { params: { id: one.id }, body: { supplier: made.body.id } },
      as(agent),
    );
    expect(named.body).toMatchObject({ supplier: made.body.id, supplierName: 'Scavi Prova' });
    const entries = (await server.call(listCaseEntries, { params: { id: one.id } }, as(agent))).body.items;
    expect(entries.at(-1)).toMatchObject({ kind: 'changed', data: { fields: ['supplier'] } });
    const wrong = await server.sending(
      updateCase,
      { params: { id: one.id }, body: { supplier: newId() } },
      as(agent),
    );
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'supplier' }] } });
    // One that works for others only is none of this service's.
    const elsewhere = await server.makeService('gas');
    const foreign = await server.call(
      contract.createSupplier,
      { body: { name: 'Altrove Prova', queue: queue.id, service: elsewhere } },
      as(admin),
    );
    expect(
      (
        await server.sending(
          updateCase,
          { params: { id: one.id }, body: { supplier: foreign.body.id } },
          as(agent),
        )
      ).status,
    ).toBe(422);
    const seen = (await server.call(contract.listSuppliers, {}, as(agent))).body.items.map(
      ({ name }) => name,
    );
    expect(seen).toEqual(['Scavi Prova']);
    expect((await server.call(getCase, { params: { id: one.id } }, as(agent))).body.supplierName).toBe(
      'Scavi Prova',
    );
  });
});
