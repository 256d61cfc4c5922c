import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/customers.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { adoptIdentities, computeFiscalCode, customersByIds, customersRoutes, recognise } from './index.ts';

let app: TestServer;
let as: { session: string; id: string };
beforeAll(async () => {
  app = await testServer(customersRoutes);
  as = await app.makeStaff({ role: 'agent', name: 'Ada Prova' });
});
afterAll(() => app.stop());

let count = 0;
const address = () => `customer${(count += 1)}@example.com`;
const make = async (over: Record<string, unknown> = {}) => {
  const body = { name: 'Cliente di Prova', ...over };
  const answer = await app.call(contract.createCustomer, { body }, { as });
  expect(answer.status).toBe(201);
  return answer.body;
};
const search = async (text: string, more: Record<string, unknown> = {}) =>
  (await app.call(contract.searchCustomers, { query: { search: text, limit: 100, ...more } }, { as })).body
    .items;
const found = async (text: string) => (await search(text)).map((one) => one.id);
const seen = (wanted: Parameters<typeof recognise>[2]) => app.ctx.tx((tx) => recognise(tx, app.ctx, wanted));

describe('a customer', () => {
  test('is made with its identities, and the look at it is logged', async () => {
    const email = address();
    const made = await make({
      name: 'Niccolò Prova',
      identities: [
        { type: 'email', value: ` ${email.toUpperCase()}`, primary: true },
        { type: 'phone', value: '055 123 4567' },
      ],
    });
    expect(made).toMatchObject({ kind: 'person', state: 'known', language: 'it', positions: [] });
    expect(Number(made.number)).toBeGreaterThan(100_000);
    expect(made.identities.map((one) => [one.type, one.primary])).toEqual([
      ['email', true],
      ['phone', false],
    ]);
    const got = await app.call(contract.getCustomer, { params: { id: made.id } }, { as });
    expect(got.body).toEqual(made);
    const looks = await app.ctx.db
      .selectFrom('platform.readLog')
      .select(['actor', 'what'])
      .where('customerId', '=', made.id)
      .execute();
    expect(looks).toEqual([{ actor: `staff:${as.id}`, what: 'customer' }]);
  });

  test('with wrong identities is refused, each by its field', async () => {
    const identities = [
      { type: 'email', value: 'nowhere' },
      { type: 'fiscal_code', value: 'RSSMRA80A01H501A' },
      { type: 'phone', value: '12' },
      { type: 'vat_number', value: '12345678901' },
      { type: 'card', value: 'A1' },
      { type: 'card', value: 'a 1' },
    ];
    const answer = await app.sending(contract.createCustomer, { body: { name: 'X', identities } }, { as });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((one) => one.field)).toEqual([
      'identities[0].value',
      'identities[1].value',
      'identities[2].value',
      'identities[3].value',
      'identities[5].value',
    ]);
    const shape = await app.sending(
      contract.createCustomer,
      { body: { name: '', kind: 'robot', identities: 'x' } },
      { as },
    );
    expect(shape.body.errors?.map((one) => one.field)).toEqual(['kind', 'name', 'identities']);
  });

  test('is changed, told and audited; naming a provisional one makes it known', async () => {
    const [unknown] = await seen([{ identities: [{ type: 'email', value: address() }] }]);
    const id = unknown!.customerId;
    const noted = await app.call(
      contract.updateCustomer,
      { params: { id }, body: { notes: 'Chiamare di mattina' } },
      { as },
    );
    expect(noted.body).toMatchObject({ state: 'provisional', notes: 'Chiamare di mattina' });
    const named = await app.call(
      contract.updateCustomer,
      { params: { id }, body: { name: 'Marta Prova' } },
      { as },
    );
    expect(named.body).toMatchObject({ state: 'known', name: 'Marta Prova' });
    const log = await app.ctx.db
      .selectFrom('platform.audit')
      .select(['before', 'after'])
      .where('objectId', '=', id)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    expect(log).toMatchObject({
      before: { state: 'provisional' },
      after: { name: 'Marta Prova', state: 'known' },
    });
    const events = await app.ctx.db
      .selectFrom('platform.event')
      .select('kind')
      .where('subjectId', '=', id)
      .execute();
    expect(events.map((one) => one.kind)).toEqual(Array(3).fill('customer.changed'));
  });

  test('gets and loses identities; the primary one of a type is one', async () => {
    const made = await make({ identities: [{ type: 'email', value: address(), primary: true }] });
    const second = address();
    const params = { id: made.id };
    const added = await app.call(
      contract.addIdentity,
      { params, body: { type: 'email', value: second, primary: true } },
      { as },
    );
    expect(added.status).toBe(201);
    expect(added.body.identities.filter((one) => one.primary).map((one) => one.value)).toEqual([second]);
    const twice = await app.sending(
      contract.addIdentity,
      { params, body: { type: 'email', value: second.toUpperCase() } },
      { as },
    );
    expect(twice).toMatchObject({ status: 409, body: { code: 'identity_known' } });
    const wrong = await app.sending(
      contract.addIdentity,
      { params, body: { type: 'phone', value: 'x' } },
      { as },
    );
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'value' }] } });
    const identity = made.identities[0]!.id;
    const removed = await app.call(contract.removeIdentity, { params: { id: made.id, identity } }, { as });
    expect(removed.body.identities.map((one) => one.value)).toEqual([second]);
    const again = await app.sending(contract.removeIdentity, { params: { id: made.id, identity } }, { as });
    expect(again.status).toBe(404);
    const other = await make();
    const foreign = await app.sending(
      contract.removeIdentity,
      { params: { id: other.id, identity: removed.body.identities[0]!.id } },
      { as },
    );
    expect(foreign.status).toBe(404);
  });

  test('that shares an address with another is shown beside it, never merged', async () => {
    const shared = address();
    const mother = await make({ identities: [{ type: 'email', value: shared }] });
    const son = await make({ identities: [{ type: 'email', value: shared.toUpperCase() }] });
    const answer = await app.call(contract.sharedIdentities, { params: { id: mother.id } }, { as });
    expect(answer.body.items.map((one) => one.id)).toEqual([son.id]);
    expect((await found(shared)).toSorted()).toEqual([mother.id, son.id].toSorted());
  });

  test('is kept from those without the permission, and does not exist for anybody when it does not', async () => {
    const made = await make();
    const params = { id: made.id };
    const other = await app.makeToken(['contact.read']);
    const reader = await app.makeStaff({ role: 'auditor' });
    expect((await app.call(contract.getCustomer, { params })).status).toBe(401);
    expect((await app.call(contract.getCustomer, { params }, { as: other })).status).toBe(403);
    expect((await app.call(contract.searchCustomers, {}, { as: other })).status).toBe(403);
    expect((await app.call(contract.getCustomer, { params }, { as: reader })).status).toBe(200);
    const change = { params, body: { notes: 'x' } };
    expect((await app.call(contract.updateCustomer, change, { as: reader })).status).toBe(403);
    const nobody = { id: newId() };
    expect((await app.call(contract.getCustomer, { params: nobody }, { as })).status).toBe(404);
    expect(
      (await app.call(contract.updateCustomer, { params: nobody, body: { notes: 'x' } }, { as })).status,
    ).toBe(404);
    const wrong = await app.sending(contract.getCustomer, { params: { id: '7' } }, { as });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'id' }] } });
  });
});

describe('search', () => {
  test('finds by parts of the name in any order, without accents and case', async () => {
    const made = await make({ name: 'Désirée Nicolò Càlamo' });
    for (const text of ['desiree', 'CALAMO des', 'nicolò', 'lamo', 'càl nic'])
      expect(await found(text)).toContain(made.id);
    expect(await found('desiree rossi')).not.toContain(made.id);
    expect(await found('%')).not.toContain(made.id);
  });

  test('finds by e-mail, phone in any writing, fiscal code, customer number, POD and PDR', async () => {
    const email = address();
    const fiscalCode = computeFiscalCode({
      surname: 'Prova',
      name: 'Ada',
      birthDate: '1980-05-17',
      sex: 'F',
      birthplaceCode: 'D612',
    });
    const made = await make({
      identities: [
        { type: 'email', value: email },
        { type: 'phone', value: '+39 348 555 0123' },
        { type: 'fiscal_code', value: fiscalCode },
      ],
    });
    for (const [kind, code] of [
      ['electricity', 'IT001E99887766'],
      ['gas', '00594200112233'],
    ])
      await app.ctx.db
        .insertInto('customers.position')
        .values({ id: newId(), customerId: made.id, kind: kind!, code: code!, details: '{}' })
        .execute();
    for (const text of [
      email,
      email.slice(0, -4).toUpperCase(),
      '348 5550123',
      '0039 348 555 0123',
      '(348) 555-0123',
      '5550123',
      fiscalCode.toLowerCase(),
      fiscalCode.slice(0, 8),
      made.number,
      'it001e99887766',
      'IT001E 9988',
      '00594200112233',
    ])
      expect([text, ...(await found(text))]).toContain(made.id);
    expect(await found('no-such-thing@example.com')).toEqual([]);
  });

  test('shows no customer by a position of a service that the caller has no business with', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const local = await app.makeStaff({ serviceId: mine });
    const made = await make();
    for (const [service, code] of [
      [mine, 'CTR-MINE-1'],
      [other, 'CTR-OTHER-1'],
    ])
      await app.ctx.db
        .insertInto('customers.position')
        .values({
          id: newId(),
          customerId: made.id,
          kind: 'contract',
          code: code!,
          serviceId: service!,
          details: '{}',
        })
        .execute();
    const by = async (text: string) =>
      (await app.call(contract.searchCustomers, { query: { search: text } }, { as: local })).body.items;
    expect(await by('ctr-mine')).toHaveLength(1);
    expect(await by('ctr-other')).toEqual([]);
    const got = await app.call(contract.getCustomer, { params: { id: made.id } }, { as: local });
    expect(got.body.positions.map((one) => one.code)).toEqual(['CTR-MINE-1']);
    const all = await app.call(contract.getCustomer, { params: { id: made.id } }, { as });
    expect(all.body.positions).toHaveLength(2);
    const ofTeam = async (service: string | null) => {
      const team = await app.makeTeam(service);
      const as = await app.makeStaff({ teamId: team, grantTeamId: team });
      return (await app.call(contract.getCustomer, { params: { id: made.id } }, { as })).body.positions;
    };
    expect((await ofTeam(mine)).map((one) => one.code)).toEqual(['CTR-MINE-1']);
    expect(await ofTeam(null)).toHaveLength(2);
  });

  test('is paged by name without a gap, and filtered by state', async () => {
    for (const name of ['Zeta Pagina', 'Élan Pagina', 'alfa Pagina', 'Zeta Pagina']) await make({ name });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await app.call(
        contract.searchCustomers,
        { query: { search: 'pagina', limit: 1, cursor } },
        { as },
      );
      names.push(...page.body.items.map((one) => one.name));
      cursor = page.body.next ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(['alfa Pagina', 'Élan Pagina', 'Zeta Pagina', 'Zeta Pagina']);
    expect(await search('pagina', { state: 'provisional' })).toEqual([]);
    const wrong = await app.sending(contract.searchCustomers, { query: { cursor: 'x' } }, { as });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });
});

describe('recognition at intake', () => {
  test('a known address finds its customer and writes nothing', async () => {
    const email = address();
    const made = await make({ identities: [{ type: 'email', value: email }] });
    const count = () =>
      app.ctx.db
        .selectFrom('platform.event')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
    const before = await count();
    const phone = { type: 'phone', value: '055 765 4321' } as const;
    const [one] = await seen([{ identities: [{ type: 'email', value: email.toUpperCase() }, phone] }]);
    expect(one).toEqual({ customerId: made.id, created: false, ambiguous: false });
    expect(await count()).toEqual(before);
    // A phone number that somebody claims is not given to a known customer.
    const row = (await customersByIds(app.ctx.db, [made.id])).get(made.id)!;
    expect(row.identities.map((identity) => identity.type)).toEqual(['email']);
  });

  test('an unknown address makes one provisional customer, also twice in a batch, and is found again', async () => {
    const email = address();
    const wanted = {
      identities: [{ type: 'email' as const, value: email }],
      name: 'Ignota Prova',
      language: 'en',
    };
    const [first, second, other] = await seen([
      wanted,
      { identities: [{ type: 'email', value: email.toUpperCase() }] },
      { identities: [{ type: 'email', value: address() }] },
    ]);
    expect(first).toMatchObject({ created: true, ambiguous: false });
    expect(second).toEqual({ ...first, created: false });
    expect(other!.customerId).not.toBe(first!.customerId);
    expect(await seen([wanted])).toEqual([{ ...first, created: false }]);
    const row = (await customersByIds(app.ctx.db, [first!.customerId])).get(first!.customerId);
    expect(row).toMatchObject({
      state: 'provisional',
      name: 'Ignota Prova',
      language: 'en',
      identities: [{ type: 'email', value: email, primary: true }],
    });
    const named = (await customersByIds(app.ctx.db, [other!.customerId])).get(other!.customerId)!;
    expect(named.name).toBe(named.identities[0]!.value);
  });

  test('many transactions that meet the same new addresses at once, in any order, make each customer once', async () => {
    const addresses = Array.from({ length: 6 }, address);
    const wanted = addresses.map((value) => ({ identities: [{ type: 'email' as const, value }] }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => seen(n % 2 === 0 ? wanted : wanted.toReversed())),
    );
    for (const [n, answer] of answers.entries())
      expect((n % 2 === 0 ? answer : answer.toReversed()).map((one) => one.customerId)).toEqual(
        answers[0]!.map((one) => one.customerId),
      );
    expect(answers.flat().filter((one) => one.created)).toHaveLength(6);
  });

  test('an address of several known customers makes a provisional one once, notes the doubt and merges nobody', async () => {
    const email = address();
    const both = [
      await make({ identities: [{ type: 'email', value: email }] }),
      await make({ identities: [{ type: 'email', value: email }] }),
    ];
    const wanted = [{ identities: [{ type: 'email' as const, value: email }] }];
    const [one] = await seen(wanted);
    expect(one).toMatchObject({ created: true, ambiguous: true });
    expect(both.map((customer) => customer.id)).not.toContain(one!.customerId);
    expect(await seen(wanted)).toMatchObject([{ customerId: one!.customerId, created: false }]);
    const note = await app.ctx.db
      .selectFrom('platform.audit')
      .select('after')
      .where('action', '=', 'customer.ambiguous')
      .where('objectId', '=', one!.customerId)
      .executeTakeFirst();
    const { candidates } = note!.after as { candidates: string[] };
    expect(candidates.toSorted()).toEqual(both.map((customer) => customer.id).toSorted());
    const shared = await app.call(contract.sharedIdentities, { params: { id: one!.customerId } }, { as });
    expect(shared.body.items).toHaveLength(2);
  });

  test('goes to the one whose primary address it is', async () => {
    const email = address();
    await make({ identities: [{ type: 'email', value: email }] });
    const owner = await make({ identities: [{ type: 'email', value: email, primary: true }] });
    expect(await seen([{ identities: [{ type: 'email', value: email }] }])).toMatchObject([
      { customerId: owner.id, created: false },
    ]);
  });

  test('a visitor of the chat who gives an address later stays one provisional customer', async () => {
    const visitor = { type: 'visitor' as const, value: newId() };
    const email = { type: 'email' as const, value: address() };
    const [first] = await seen([{ identities: [visitor], name: 'Visitatore' }]);
    const [later] = await seen([{ identities: [visitor, email] }]);
    expect(later).toEqual({ customerId: first!.customerId, created: false, ambiguous: false });
    expect(await seen([{ identities: [email] }])).toMatchObject([{ customerId: first!.customerId }]);
  });

  test('takes addresses of no sound shape, and messages with none at all', async () => {
    const odd = { identities: [{ type: 'email' as const, value: '"Ufficio" <@@nowhere' }], name: ' ' };
    const [one] = await seen([odd]);
    expect(await seen([odd])).toEqual([{ ...one, created: false }]);
    const [none] = await seen([{ identities: [], name: 'Anonimo' }]);
    expect(none).toMatchObject({ created: true });
    const rows = await customersByIds(app.ctx.db, [one!.customerId, none!.customerId]);
    expect(rows.get(one!.customerId)?.name).toBe('"Ufficio" <@@nowhere');
    expect(rows.get(none!.customerId)).toMatchObject({ name: 'Anonimo', identities: [] });
  });

  test('an address that a person recognises is given to the customer, once, beside others who have it', async () => {
    const made = await make();
    const value = address();
    for (let n = 0; n < 2; n += 1)
      await app.ctx.tx((tx) =>
        adoptIdentities(tx, app.ctx, made.id, [
          { type: 'email', value },
          { type: 'email', value: value.toUpperCase() },
          { type: 'email', value: 'no address' },
        ]),
      );
    const row = (await customersByIds(app.ctx.db, [made.id])).get(made.id)!;
    expect(row.identities).toHaveLength(1);
  });
});
