import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/case-relations.ts';
import * as cases from '#contract/cases.ts';
import { maySee } from '#server/contacts/index.ts';
import { newId, sql, systemActor, type Db } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { caseForCustomer } from '../self-service.service.ts';
import { recipientsOf, writersOf } from './parties.doors.ts';

let server: TestServer;
let db: Db;
let water: string;
let holder: string;
let anna: { id: string; session: string };
let carla: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  const power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, name: 'Carla' });
  holder = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

/** A file as the uploader left it. */
async function upload(who: { id: string }): Promise<string> {
  const id = newId();
  const file = newId();
  await sql`insert into platform.file (id, sha256, size, type) values (${file}, ${'ab'.repeat(32)}, 12, 'application/pdf')`.execute(
    db,
  );
  await sql`insert into contacts.attachment (id, file_id, name, type, size, position, uploaded_by)
    values (${id}, ${file}, 'delega.pdf', 'application/pdf', 12, 0, ${`staff:${who.id}`})`.execute(db);
  return id;
}
const newCase = async () => {
  const one = await makeCase(db, { serviceId: water, customerId: holder, subject: 'Perdita in cortile' });
  return { ...one, customerId: holder };
};
const add = (id: string, body: Record<string, unknown>, who = anna) =>
  server.sending(contract.addParty, { params: { id }, body }, as(who));
const list = async (id: string) =>
  (await server.call(contract.listParties, { params: { id } }, as(anna))).body.items;
const now = () => server.clock.now();
const told = async (one: { id: string; customerId: string }, at = now()) =>
  (await recipientsOf(db, one, at)).map(({ name, role, told: how }) => [name, role, how]);

describe('the people of a case', () => {
  test('begin with its holder, who is its customer; each other is added with a role', async () => {
    const one = await newCase();
    const neighbour = await makeCustomer(db, 'Vito Vicino', 'vito@example.org');
    expect((await add(one.id, { role: 'affected', customer: neighbour })).status).toBe(201);
    expect(
      (await add(one.id, { role: 'observer', name: 'Comitato di via Alta', email: 'Comitato@Example.org' }))
        .status,
    ).toBe(201);
    expect(await list(one.id)).toMatchObject([
      { id: null, role: 'holder', name: 'Ada Prova', told: 'all', answers: true },
      { role: 'affected', name: 'Vito Vicino', email: 'vito@example.org', told: 'generic', answers: false },
      { role: 'observer', customer: null, email: 'comitato@example.org', told: null, standing: 'in_force' },
    ]);
    const { items } = (await server.call(cases.listCaseEntries, { params: { id: one.id } }, as(anna))).body;
    expect(
      items.filter(({ kind }) => kind === 'party').map(({ data }) => [data['about'], data['name']]),
    ).toEqual([
      ['added', 'Vito Vicino'],
      ['added', 'Comitato di via Alta'],
    ]);
    const { rows } = await sql<{ action: string }>`
      select action from platform.audit where object_id = ${one.id} and action like 'case.party%'`.execute(
      db,
    );
    expect(rows).toHaveLength(2);
  });

  test('are refused with the field that is wrong', async () => {
    const one = await newCase();
    expect((await add(one.id, { role: 'observer', customer: holder })).body.errors?.[0]?.field).toBe(
      'customer',
    );
    expect((await add(one.id, { role: 'observer', customer: newId() })).body.errors?.[0]?.field).toBe(
      'customer',
    );
    expect((await add(one.id, { role: 'observer' })).body.errors?.[0]?.field).toBe('name');
    expect((await add(one.id, { role: 'observer', name: 'Ugo' })).body.errors?.[0]?.field).toBe('email');
    expect((await add(one.id, { role: 'observer', name: 'Ugo', email: 'no' })).body.errors?.[0]?.field).toBe(
      'email',
    );
    expect(
      (
        await add(one.id, {
          role: 'delegate',
          name: 'Ugo',
          email: 'ugo@example.org',
          validFrom: '2026-12-01',
          validUntil: '2026-11-01',
        })
      ).body.errors?.[0]?.field,
    ).toBe('validUntil');
    expect(
      (await add(one.id, { role: 'delegate', name: 'Ugo', email: 'ugo@example.org', document: newId() })).body
        .errors?.[0]?.field,
    ).toBe('document');
    const twice = await makeCustomer(db, 'Dina Doppia');
    expect((await add(one.id, { role: 'observer', customer: twice })).status).toBe(201);
    expect((await add(one.id, { role: 'observer', customer: twice })).body.code).toBe('party_there');
  });

  test('are told to nobody who does not see the case', async () => {
    const one = await newCase();
    expect((await server.sending(contract.listParties, { params: { id: one.id } }, as(carla))).status).toBe(
      404,
    );
    expect((await add(one.id, { role: 'observer', name: 'Ugo', email: 'u@example.org' }, carla)).status).toBe(
      404,
    );
    await add(one.id, { role: 'observer', name: 'Ugo', email: 'u@example.org' });
    const [event] = (
      await sql<{ kind: string; serviceId: string; teamId: string | null; data: Record<string, unknown> }>`
        select kind, service_id, team_id, data from platform.event where subject_id = ${one.id} order by id desc limit 1`.execute(
        db,
      )
    ).rows;
    expect(event).toMatchObject({ kind: 'case.changed', serviceId: water, data: { fields: ['parties'] } });
    // Who they are, no event says.
    expect(JSON.stringify(event!.data)).not.toContain('Ugo');
    const actor = (serviceId: string) => ({
      ...systemActor,
      kind: 'staff' as const,
      id: newId(),
      grants: [{ permissions: new Set(['case.read']), serviceId, teamId: null }],
    });
    const seen = { ...event!, subjectId: one.id, staffId: null };
    expect([maySee(actor(water), seen), maySee(actor(newId()), seen)]).toEqual([true, false]);
  });

  test('a look at them stands in the log of their own record', async () => {
    const one = await newCase();
    const observer = await makeCustomer(db, 'Olga Osserva');
    await add(one.id, { role: 'observer', customer: observer });
    await list(one.id);
    const { rows } = await sql<{ actor: string; what: string }>`
      select actor, what from platform.read_log where customer_id = ${observer}`.execute(db);
    expect(rows).toEqual([{ actor: `staff:${anna.id}`, what: `parties of case ${one.number}` }]);
  });
});

describe('a delegate', () => {
  test('is told, writes and asks as the holder from the document on, and no longer when the delegation is over', async () => {
    const one = await newCase();
    const daughter = await makeCustomer(db, 'Delia Delegata', 'delia@example.org');
    await add(one.id, { role: 'delegate', customer: daughter, capacity: 'family', validUntil: '2999-12-31' });
    expect(await told(one)).toEqual([['Ada Prova', 'holder', 'all']]);
    const party = (await list(one.id))[1]!;
    expect(party.standing).toBe('no_document');
    const answer = await server.call(
      contract.changeParty,
      { params: { id: one.id, party: party.id! }, body: { document: await upload(anna) } as never },
      as(anna),
    );
    expect(answer.body.items[1]).toMatchObject({
      standing: 'in_force',
      document: 'delega.pdf',
      answers: true,
    });
    expect(await told(one)).toEqual([
      ['Ada Prova', 'holder', 'all'],
      ['Delia Delegata', 'delegate', 'all'],
    ]);
    const writing = async (at = now()) => [
      ...((await writersOf(db, [one.id], at)).get(one.id)?.addresses ?? []),
    ];
    expect(await writing()).toEqual(['ada@example.org', 'delia@example.org']);
    expect((await caseForCustomer(db, daughter, one.number, now()))?.id).toBe(one.id);
    // Without its number they hear of their own cases only.
    expect(await caseForCustomer(db, daughter, null, now())).toBeNull();
    const after = new Date('3000-01-02T00:00:00Z');
    expect(await told(one, after)).toEqual([['Ada Prova', 'holder', 'all']]);
    expect(await writing(after)).toEqual(['ada@example.org']);
    expect(await caseForCustomer(db, daughter, one.number, after)).toBeNull();
    const over = await server.call(
      contract.endParty,
      { params: { id: one.id, party: party.id! }, body: { why: 'Delega revocata' } },
      as(anna),
    );
    expect(over.body.items[1]).toMatchObject({
      standing: 'ended',
      told: null,
      answers: false,
      why: 'Delega revocata',
    });
    const again = await server.sending(
      contract.endParty,
      { params: { id: one.id, party: party.id! }, body: { why: 'Ancora' } },
      as(anna),
    );
    expect(again.body.code).toBe('party_over');
  });
});

test('an observer is told once they agreed, and the words stand with it', async () => {
  const one = await newCase();
  await add(one.id, { role: 'observer', name: 'Comitato', email: 'comitato@example.org' });
  expect(await told(one)).toHaveLength(1);
  const party = (await list(one.id))[1]!;
  await server.call(
    contract.changeParty,
    {
      params: { id: one.id, party: party.id! },
      body: { consent: { how: 'phone', words: 'Sì, avvisateci' } } as never,
    },
    as(anna),
  );
  expect(await told(one)).toEqual([
    ['Ada Prova', 'holder', 'all'],
    ['Comitato', 'observer', 'all'],
  ]);
  expect((await list(one.id))[1]?.consent).toMatchObject({
    how: 'phone',
    words: 'Sì, avvisateci',
    by: 'Anna',
  });
});

test('whoever has two roles is told once, by the one that says more', async () => {
  const one = await newCase();
  const both = await makeCustomer(db, 'Bea Bino', 'bea@example.org');
  await add(one.id, { role: 'affected', customer: both });
  await add(one.id, {
    role: 'observer',
    customer: both,
    consent: { how: 'phone', words: 'Sì, volentieri' },
  });
  expect(await told(one)).toEqual([
    ['Ada Prova', 'holder', 'all'],
    ['Bea Bino', 'observer', 'all'],
  ]);
});

describe('cases of a party', () => {
  test('are found by the customer and by the name, in scope only, and on their record with the role', async () => {
    const one = await newCase();
    const guardian = await makeCustomer(db, 'Tullio Tutoresco', 'tullio@example.org');
    await add(one.id, { role: 'delegate', customer: guardian, capacity: 'guardian' });
    await add(one.id, { role: 'observer', name: 'Patronato Zefiro', email: 'z@example.org' });
    const found = async (query: Record<string, unknown>, who = anna) =>
      (await server.call(cases.listCases, { query: query as never }, as(who))).body.items.map(({ id }) => id);
    expect(await found({ party: guardian })).toEqual([one.id]);
    expect(await found({ party: guardian }, carla)).toEqual([]);
    expect(await found({ search: 'tutoresco' })).toEqual([one.id]);
    expect(await found({ search: 'zefiro patronato' })).toEqual([one.id]);
    expect(await found({ search: 'zefiro' }, carla)).toEqual([]);
    const parts = async (who = anna) =>
      (await server.call(contract.listCustomerParts, { params: { id: guardian } }, as(who))).body.items;
    expect(await parts()).toMatchObject([{ id: one.id, role: 'delegate', standing: 'no_document' }]);
    expect(await parts(carla)).toEqual([]);
    const party = (await list(one.id)).find(({ role }) => role === 'delegate')!;
    await server.call(
      contract.endParty,
      { params: { id: one.id, party: party.id! }, body: { why: 'Finita' } },
      as(anna),
    );
    expect(await found({ party: guardian })).toEqual([]);
    expect(await parts()).toMatchObject([{ standing: 'ended' }]);
  });
});
