import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/case-types-api.ts';
import { getCase, openCase } from '#contract/cases.ts';
import { startJobs, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { moveTypeJob } from './moving-versions.service.ts';
import { caseTypesRoutes } from './types.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let admin: { as: { session: string } };
let agent: { as: { session: string } };
let jobs: { stop(): Promise<void> };

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...caseTypesRoutes]);
  db = server.ctx.db;
  service = await server.makeService('water');
  const signedIn = async (role: string, more = {}) => ({
    as: { session: (await server.makeStaff({ role, ...more })).session },
  });
  admin = await signedIn('administrator', { name: 'Roberto' });
  agent = await signedIn('agent', { serviceId: service });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  jobs = await startJobs(server.ctx, [moveTypeJob], 1);
});
afterAll(async () => {
  await jobs?.stop();
  await server?.stop();
});

const get = async (code: string) =>
  (await server.call(contract.getCaseType, { params: { code } }, admin)).body;
type Document = Record<string, never> & {
  fields: { key: string; [k: string]: unknown }[];
  states: { key: string; [k: string]: unknown }[];
  transitions: { key: string; from: string[]; to: string; [k: string]: unknown }[];
};
/** A type of our own, published once: a copy of the complaint under another code. */
async function ownType(code: string): Promise<Document> {
  const made = await server.sending(
    contract.createCaseType,
    { body: { code, copyOf: 'complaint', name: { it: 'Protesta', en: 'Protest' } } },
    admin,
  );
  expect(made.status).toBe(201);
  await publish(code);
  return documentOf(code);
}
const documentOf = async (code: string) => JSON.parse((await get(code)).text!) as Document;
async function save(code: string, document: object, revision?: number) {
  return server.sending(
    contract.saveCaseTypeDraft,
    {
      params: { code },
      body: { revision: revision ?? (await get(code)).revision, text: JSON.stringify(document) },
    },
    admin,
  );
}
async function publish(code: string, note = '') {
  const { revision } = await get(code);
  return server.sending(contract.publishCaseType, { params: { code }, body: { revision, note } }, admin);
}
const open = async (type: string, fields = {}) =>
  (
    await server.call(
      openCase,
      { body: { subject: 'Prova', type, customer, service, tellCustomer: false, fields } },
      agent,
    )
  ).body.id;

test('a type changed while 50 cases are open: they stay on theirs, and move on purpose', async () => {
  const code = 'protest';
  const document = await ownType(code);
  const old = await Promise.all(Array.from({ length: 50 }, () => open(code, { wish: 'Scuse' })));
  // The state in which they are has another name in the new version, and the field is not there any more.
  document.fields = document.fields.filter(({ key }) => key !== 'wish');
  document.fields.push({
    key: 'asked_for',
    kind: 'text',
    label: { it: 'Causa', en: 'Cause' },
    required: true,
  });
  const rename = (key: string) => (key === 'open' ? 'received' : key);
  const renamed = JSON.parse(
    JSON.stringify(document)
      .replaceAll('"open"', '"received"')
      .replaceAll('"status":"received"', '"status":"open"'),
  ) as Document;
  expect(renamed.states.map(({ key }) => key)).toEqual(document.states.map(({ key }) => rename(key)));
  expect((await save(code, renamed)).status).toBe(200);
  expect((await publish(code, 'Ricevuta')).body).toMatchObject({ version: 2, draft: null });

  const younger = await open(code, { asked_for: 'Bolletta' });
  expect(await server.call(getCase, { params: { id: younger } }, agent)).toMatchObject({
    body: { typeVersion: 2, state: 'received' },
  });
  expect((await get(code)).standing).toEqual([
    { version: 1, state: 'open', cases: 50 },
    { version: 2, state: 'received', cases: 1 },
  ]);
  expect(await server.call(getCase, { params: { id: old[0]! } }, agent)).toMatchObject({
    body: { typeVersion: 1, state: 'open', fields: { wish: 'Scuse' } },
  });

  const preview = (await server.call(contract.previewCaseTypeMove, { params: { code } }, admin)).body;
  expect(preview).toMatchObject({
    version: 2,
    cases: 50,
    groups: [{ version: 1, state: 'open', cases: 50, to: 'received' }],
    lost: [{ key: 'wish', cases: 50 }],
    missing: [{ key: 'asked_for', cases: 50 }],
  });
  const move = (body: object) =>
    server.sending(contract.moveCaseType, { params: { code }, body: body as never }, admin);
  expect(await move({ version: 1, reason: 'x' })).toMatchObject({ status: 409 });
  expect(await move({ version: 2, reason: 'x', states: { open: 'closed' } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'states.open' }] },
  });
  const started = await move({ version: 2, reason: 'Nuova procedura', states: { open: 'in_progress' } });
  expect(started).toMatchObject({ status: 200, body: { move: { total: 50, startedBy: 'Roberto' } } });
  await expect
    .poll(async () => (await get(code)).move, { timeout: 60_000 })
    .toMatchObject({ moved: 50, stayed: 0, endedAt: expect.any(String) });
  expect(await server.call(getCase, { params: { id: old[7]! } }, agent)).toMatchObject({
    body: { typeVersion: 2, state: 'in_progress', status: 'in_progress', fields: {} },
  });
  const audited = await db
    .selectFrom('platform.audit')
    .select(['reason', 'actor'])
    .where('objectId', 'in', old)
    .where('action', '=', 'case.changed')
    .execute();
  expect(audited).toHaveLength(50);
  expect(new Set(audited.map(({ reason }) => reason))).toEqual(new Set(['Nuova procedura']));
  expect(audited.every(({ actor }) => actor.startsWith('staff:'))).toBe(true);
  expect(await move({ version: 2, reason: 'x' })).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_move' },
  });
});

test('a definition with errors is kept as a draft, is named by its places, and is not published', async () => {
  const code = 'faulty';
  const document = await ownType(code);
  document.transitions[0]!.to = 'nowhere';
  const saved = await save(code, document);
  expect(saved.status).toBe(200);
  expect((saved.body as never as { draft: { findings: object[] } }).draft.findings).toContainEqual(
    expect.objectContaining({ code: 'unknown_state', place: 'transitions[0].to', value: 'nowhere' }),
  );
  expect(await publish(code)).toMatchObject({ status: 422, body: { code: 'type_has_errors' } });
  const checks = (text: string) =>
    server.call(contract.checkCaseType, { params: { code }, body: { text } }, admin);
  expect((await checks('{\n  "code": oops\n}')).body.items).toMatchObject([{ place: 'line 2' }]);
  expect((await checks(JSON.stringify({ ...document, code: 'other' }))).body.items[0]).toMatchObject({
    place: 'code',
    value: 'other',
  });
  const view = await get(code);
  const drop = (revision: number) =>
    server.sending(contract.dropCaseTypeDraft, { params: { code }, query: { revision } }, admin);
  expect(await drop(view.revision - 1)).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
  expect((await drop(view.revision)).status).toBe(204);
  expect(await get(code)).toMatchObject({ draft: null, version: 1 });
});

test('whoever saves on what another has changed meanwhile is told so', async () => {
  const code = 'contested';
  const document = await ownType(code);
  const { revision } = await get(code);
  expect((await save(code, document, revision)).status).toBe(200);
  expect(await save(code, document, revision)).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile' },
  });
});

test('what is exported is what is imported, and differences are told by their place', async () => {
  const code = 'travelled';
  const document = await ownType(code);
  const file = async (query = {}) =>
    (await server.sending(contract.exportCaseType, { params: { code }, query }, admin)).body as unknown;
  const text = JSON.stringify(await file());
  expect((await save(code, JSON.parse(text) as object)).status).toBe(200);
  const compare = async () =>
    (
      await server.call(
        contract.compareCaseType,
        { params: { code }, query: { from: 1, to: 'draft' } },
        admin,
      )
    ).body.items;
  expect(await compare()).toEqual([]);
  document.fields[0]!['label'] = { it: 'Quando', en: 'When it happened' };
  document.fields.push({ key: 'place', kind: 'text', label: { it: 'Dove', en: 'Where' } });
  document.transitions = document.transitions.slice(0, -1);
  await save(code, document);
  const changes = await compare();
  expect(changes).toContainEqual(
    expect.objectContaining({
      kind: 'added',
      part: 'fields',
      key: 'place',
      name: { it: 'Dove', en: 'Where' },
    }),
  );
  expect(changes).toContainEqual(
    expect.objectContaining({ kind: 'changed', key: 'happened_on', place: 'label.it', after: 'Quando' }),
  );
  expect(changes).toContainEqual(expect.objectContaining({ kind: 'removed', part: 'transitions' }));
});

test('a type out of use opens no case, and types are changed by who looks after all of them only', async () => {
  const code = 'retired';
  await ownType(code);
  const turn = (active: boolean, who = admin) =>
    server.sending(contract.switchCaseType, { params: { code }, body: { active } }, who);
  expect(await turn(false, agent)).toMatchObject({ status: 403 });
  const part = {
    as: { session: (await server.makeStaff({ role: 'administrator', serviceId: service })).session },
  };
  expect(await turn(false, part)).toMatchObject({ status: 403 });
  expect(await turn(false)).toMatchObject({ status: 200, body: { active: false } });
  const asked = { subject: 'x', type: code, customer, service, tellCustomer: false };
  expect(await server.sending(openCase, { body: asked }, agent)).toMatchObject({ status: 422 });
  const heads = (await server.call(contract.listCaseTypeHeads, {}, admin)).body.items;
  expect(heads.find((one) => one.code === code)).toMatchObject({ active: false, version: 1, shipped: false });
  expect(heads.find((one) => one.code === 'complaint')).toMatchObject({ shipped: true, draft: false });
  const events = await db
    .selectFrom('platform.event')
    .select('data')
    .where('kind', '=', 'config.changed')
    .execute();
  expect(events.map(({ data }) => data)).toContainEqual({ what: 'case-type', id: code });
});

test('a text with what the database cannot hold is refused, not broken on', async () => {
  const document = await ownType('odd');
  expect((await save('odd', { ...document, level2: { queue: 'a\u0000b' } })).status).toBe(422);
});
