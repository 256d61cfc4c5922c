import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/case-relations.ts';
import { caseTypeDefinition } from '#contract/case-types.ts';
import { getCaseWork } from '#contract/case-work.ts';
import * as cases from '#contract/cases.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { caseWorkRoutes } from '../work.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let customer: string;
let anna: { id: string; session: string };
let carla: { id: string; session: string };
let supervisor: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

const name = (it: string) => ({ it, en: it });
/** An outage: closed only with everything under it; a report, closed over two steps, of which a late one needs its cause. */
const outage = caseTypeDefinition.parse({
  code: 'outage',
  name: name('Disservizio'),
  description: name('Una causa, molte segnalazioni'),
  states: [
    { key: 'open', name: name('Aperta'), status: 'open' },
    { key: 'closed', name: name('Chiusa'), status: 'closed' },
  ],
  transitions: [
    {
      key: 'close',
      from: ['open'],
      to: 'closed',
      name: name('Chiudi'),
      resolution: true,
      needs: { fields: [], tasks: [], documents: [], subcases: true },
    },
    { key: 'reopen', from: ['closed'], to: 'open', name: name('Riapri'), reason: true },
  ],
});
const report = caseTypeDefinition.parse({
  code: 'report',
  name: name('Segnalazione'),
  description: name('Di un disservizio'),
  fields: [{ key: 'cause', kind: 'text', label: name('Causa') }],
  states: [
    { key: 'open', name: name('Aperta'), status: 'open' },
    { key: 'checked', name: name('Verificata'), status: 'in_progress' },
    { key: 'late', name: name('In ritardo'), status: 'in_progress' },
    { key: 'closed', name: name('Chiusa'), status: 'closed' },
  ],
  transitions: [
    { key: 'check', from: ['open'], to: 'checked', name: name('Verifica') },
    { key: 'delay', from: ['open'], to: 'late', name: name('Ritarda') },
    { key: 'close', from: ['checked'], to: 'closed', name: name('Chiudi'), resolution: true },
    {
      key: 'close_late',
      from: ['late'],
      to: 'closed',
      name: name('Chiudi'),
      resolution: true,
      needs: { fields: ['cause'], tasks: [], documents: [] },
    },
    { key: 'drop', from: ['open'], to: 'closed', name: name('Annulla'), resolution: true, abandons: true },
  ],
});

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...caseWorkRoutes]);
  db = server.ctx.db;
  await writeSetting(db, 'cases.telling', { waitMinutes: 0 });
  for (const definition of [outage, report]) {
    await sql`insert into cases.type (code) values (${definition.code})`.execute(db);
    await sql`insert into cases.type_version (type, number, definition, published_at, published_by)
      values (${definition.code}, 1, ${JSON.stringify(definition)}, now(), 'test')`.execute(db);
  }
  water = await server.makeService('water');
  const power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, name: 'Carla' });
  supervisor = await server.makeStaff({ role: 'supervisor', name: 'Sara' });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

async function open(body: Record<string, unknown> = {}, who = anna) {
  const answer = await server.call(
    cases.openCase,
    { body: { type: 'outage', subject: 'Guasto in via Alta', customer, service: water, ...body } as never },
    as(who),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
async function under(parent: string, body: Record<string, unknown> = {}, who = anna) {
  const answer = await server.call(
    contract.openSubcase,
    { params: { id: parent }, body: { type: 'report', subject: 'Manca l’acqua', ...body } as never },
    as(who),
  );
  return answer;
}
const kin = async (id: string, who = anna) =>
  (await server.call(contract.getCaseRelations, { params: { id } }, as(who))).body;
const put = (id: string, parent: string | null, who = anna) =>
  server.sending(contract.putParent, { params: { id }, body: { parent } }, as(who));
const move = (id: string, transition: string, more: Record<string, unknown> = {}) =>
  server.sending(cases.moveCase, { params: { id }, body: { transition, ...more } }, as(anna));

describe('a sub-case', () => {
  test('is opened from its main case with what is copied, and each shows the other', async () => {
    const main = await open();
    const watcher = await makeCustomer(db, 'Olga Osserva', 'olga@example.org');
    await server.call(
      contract.addParty,
      { params: { id: main.id }, body: { role: 'observer', customer: watcher } as never },
      as(anna),
    );
    const neighbour = await makeCustomer(db, 'Vito Vicino', 'vito@example.org');
    const { status, body } = await under(main.id, { customer: neighbour, copyParties: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ type: 'report', customer: neighbour, service: water });
    expect(await kin(main.id)).toMatchObject({
      parent: null,
      open: 1,
      subcases: [{ id: body.id, number: body.number, status: 'open', customerName: 'Vito Vicino' }],
    });
    expect((await kin(body.id)).parent).toMatchObject({ id: main.id });
    const people = await server.call(contract.listParties, { params: { id: body.id } }, as(anna));
    expect(people.body.items.map(({ name: called, role }) => [called, role])).toEqual([
      ['Vito Vicino', 'holder'],
      ['Olga Osserva', 'observer'],
    ]);
    const entries = await server.call(cases.listCaseEntries, { params: { id: main.id } }, as(anna));
    expect(entries.body.items.filter(({ kind }) => kind === 'relation').map(({ data }) => data)).toEqual([
      { about: 'subcase_opened', side: 'below', other: body.id, number: body.number },
    ]);
  });

  test('is joined afterwards and taken out; never in a circle, nor deeper than three levels', async () => {
    const [a, b, c, d] = [await open(), await open(), await open(), await open()];
    expect((await put(b.id, a.id)).status).toBe(200);
    expect((await put(c.id, b.id)).status).toBe(200);
    for (const refused of [await put(a.id, a.id), await put(a.id, c.id), await put(d.id, c.id)])
      expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'parent']);
    // With what hangs from it, too.
    expect((await put(a.id, d.id)).body.errors?.[0]?.field).toBe('parent');
    expect((await under(c.id)).status).toBe(422);
    expect((await put(b.id, null)).status).toBe(200);
    expect(await kin(a.id)).toMatchObject({ subcases: [], open: 0 });
    expect((await put(a.id, d.id)).status).toBe(200);
  });

  test('out of scope is neither joined nor shown, but still counts as open', async () => {
    const main = await open();
    const { body: child } = await under(main.id);
    await sql`update cases.case set service_id = (select id from access.service where code = 'power') where id = ${child.id}`.execute(
      db,
    );
    expect(await kin(main.id)).toMatchObject({ subcases: [], open: 1 });
    expect((await put(main.id, child.id)).body.errors?.[0]?.field).toBe('parent');
    expect((await put(main.id, child.id, carla)).status).toBe(404);
    const refused = await move(main.id, 'close', { resolution: 'Fatto' });
    expect([refused.body.code, refused.body.errors]).toEqual([
      'not_ready',
      [{ field: 'subcases', message: 'every case under it, closed before this step' }],
    ]);
  });

  test('two who join at once make no circle', async () => {
    const [a, b] = [await open(), await open()];
    const answers = await Promise.all([put(a.id, b.id), put(b.id, a.id)]);
    expect(answers.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([200, 422]);
  });
});

describe('closing what hangs from one cause', () => {
  test('closes each along its own transitions with one text, and says why of those that cannot', async () => {
    const main = await open();
    const [first, second, late] = [
      (await under(main.id)).body,
      (await under(main.id)).body,
      (await under(main.id)).body,
    ];
    expect((await move(second.id, 'check')).status).toBe(200);
    expect((await move(late.id, 'delay')).status).toBe(200);
    const work = await server.call(getCaseWork, { params: { id: main.id } }, as(anna));
    expect(work.body.transitions[0]!.missing.subcases).toBe(3);
    const answer = await server.call(
      contract.closeSubcases,
      { params: { id: main.id }, body: { resolution: 'Condotta riparata.' } as never },
      as(anna),
    );
    expect(answer.body.closed.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(answer.body.left).toMatchObject([
      { id: late.id, number: late.number, code: 'not_ready', errors: [{ field: 'fields.cause' }] },
    ]);
    const states = await kin(main.id);
    expect(states.subcases.map(({ status }) => status)).toEqual(['closed', 'closed', 'in_progress']);
    const one = await server.call(cases.getCase, { params: { id: first.id } }, as(anna));
    expect(one.body.resolution).toBe('Condotta riparata.');
    const entries = await server.call(cases.listCaseEntries, { params: { id: first.id } }, as(anna));
    expect(
      entries.body.items.flatMap(({ kind, data }) => (kind === 'status' ? [data['transition']] : [])),
    ).toEqual(['check', 'close']);
    await move(late.id, 'close_late', { resolution: 'Anche questa', fields: { cause: 'Pompa' } });
    expect((await move(main.id, 'close', { resolution: 'Riparata' })).status).toBe(200);
  });

  test('refuses a case that does not lie under it', async () => {
    const main = await open();
    const other = await open();
    const answer = await server.sending(
      contract.closeSubcases,
      { params: { id: main.id }, body: { resolution: 'Fatto', cases: [other.id] } },
      as(anna),
    );
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, 'cases']);
    expect((await server.call(cases.getCase, { params: { id: other.id } }, as(anna))).body.status).toBe(
      'open',
    );
  });
});

describe('cases that belong together', () => {
  test('are linked from both sides, once, and unlinked', async () => {
    const [a, b] = [await open(), await open()];
    const link = (id: string, other: string) =>
      server.sending(contract.linkCases, { params: { id }, body: { case: other } }, as(anna));
    expect((await link(a.id, b.id)).status).toBe(201);
    expect((await link(b.id, a.id)).body.code).toBe('linked_already');
    expect((await link(a.id, a.id)).body.errors?.[0]?.field).toBe('case');
    const [there] = (await kin(b.id)).links;
    expect(there).toMatchObject({ kind: 'see_also', case: { id: a.id }, by: 'Anna' });
    const gone = await server.call(contract.unlinkCases, { params: { id: b.id, link: there!.id } }, as(anna));
    expect(gone.body.links).toEqual([]);
    expect((await kin(a.id)).links).toEqual([]);
  });

  test('a duplicate is closed, along what abandons it, and points to the other', async () => {
    const main = await open();
    const same = (await under(main.id)).body;
    const duplicate = (id: string, of: string) =>
      server.sending(
        contract.closeAsDuplicate,
        { params: { id }, body: { of, resolution: 'Già segnalato: la seguiamo lì.' } },
        as(anna),
      );
    expect((await duplicate(same.id, newId())).body.errors?.[0]?.field).toBe('of');
    expect((await duplicate(same.id, main.id)).status).toBe(200);
    const one = await server.call(cases.getCase, { params: { id: same.id } }, as(anna));
    expect(one.body).toMatchObject({ status: 'closed', resolution: 'Già segnalato: la seguiamo lì.' });
    expect((await kin(same.id)).links).toMatchObject([{ kind: 'duplicate_of', case: { id: main.id } }]);
    expect((await kin(main.id)).links).toMatchObject([{ kind: 'has_duplicate', case: { id: same.id } }]);
    expect((await duplicate(same.id, main.id)).body.code).toBe('case_closed');
    const third = await open();
    expect((await duplicate(third.id, same.id)).body.errors?.[0]?.field).toBe('of');
  });
});

test('figures count each case once: a main case is never charged with what lies under it', async () => {
  const before = await server.call(
    cases.listCases,
    { query: { type: 'outage', limit: 200 } },
    as(supervisor),
  );
  const main = await open();
  await under(main.id);
  await under(main.id);
  const after = await server.call(cases.listCases, { query: { type: 'outage', limit: 200 } }, as(supervisor));
  expect(after.body.items.length - before.body.items.length).toBe(1);
  expect(after.body.items.find(({ id }) => id === main.id)).toMatchObject({ contacts: 0 });
});
