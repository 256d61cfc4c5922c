import { afterAll, beforeAll, expect, test } from 'vitest';
import * as page from '#contract/case-page.ts';
import * as cases from '#contract/cases.ts';
import { email, lendOwnCases, publicRoutes } from '#server/channels/index.ts';
import { registerTransport } from '#server/contacts/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { pageForCustomer } from './links.ts';
import { lookAtOwnCase, wishOnOwnCase, writeOnOwnCase } from './own.service.ts';

let server: TestServer;
let db: Db;
let anna: { id: string; session: string };
const asAnna = () => ({ as: { session: anna.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...publicRoutes]);
  db = server.ctx.db;
  lendOwnCases({ look: lookAtOwnCase, write: writeOnOwnCase, wish: wishOnOwnCase });
  await sql`select setval('contacts.contact_number', 300000)`.execute(db);
  await writeSetting(db, 'cases.telling', { waitMinutes: 0 });
  registerTransport('email', email.mailTransport);
  const water = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  const queueId = await makeQueue(db, water);
  for (const [channel, address] of [
    ['email', 'acqua@example.org'],
    ['form', 'acqua'],
  ] as const)
    await db
      .insertInto('contacts.entryPoint')
      .values({ id: newId(), channel, address, name: address, serviceId: water, queueId, settings: '{}' })
      .execute();
});
afterAll(() => server.stop());

let count = 0;
/** A case whose customer was told of it by mail, and the key that the mail brought. */
async function told() {
  count += 1;
  const customer = await makeCustomer(db, 'Ada Prova', `ada.pagina${count}@example.org`);
  const one = (
    await server.call(
      cases.openCase,
      { body: { type: 'complaint', subject: 'Perdita', customer, owner: anna.id } },
      asAnna(),
    )
  ).body;
  const letter = await db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .select('m.text')
    .where('v.customerId', '=', customer)
    .executeTakeFirstOrThrow();
  const key = /\/case#([0-9a-f]{32})/.exec(letter.text)![1]!;
  return { customer, one, key };
}
const look = (key: string) => server.sending(page.lookAtOwnCase, { body: { key } });

test('opens by the key of the message, and tells no more than its customer may know', async () => {
  const { customer, one, key } = await told();
  await server.call(
    cases.addCaseNote,
    { params: { id: one.id }, body: { text: 'Cliente insistente.' } },
    asAnna(),
  );
  const seen = await look(key);
  expect(seen).toMatchObject({
    status: 200,
    body: {
      number: one.number,
      subject: 'Perdita',
      status: 'open',
      resolution: null,
      happened: [{ kind: 'opened' }],
      news: { channel: null, channels: [{ channel: 'email', address: 'a…@example.org' }] },
    },
  });
  const words = JSON.stringify(seen.body);
  for (const internal of ['insistente', 'Anna', 'Ada', 'ada.pagina']) expect(words).not.toContain(internal);
  const read = await db
    .selectFrom('platform.readLog')
    .select(['actor', 'what'])
    .where('customerId', '=', customer)
    .execute();
  expect(read).toEqual([{ actor: `customer:${customer}`, what: `case page ${one.number}` }]);
});

test('a wrong key, one that was replaced and one of a case closed long ago open nothing, and answer alike', async () => {
  const { one, key } = await told();
  const wrong = await look('0'.repeat(32));
  expect(wrong.status).toBe(404);
  const before = await server.call(page.getCaseLink, { params: { id: one.id } }, asAnna());
  expect(before.body.url).toContain(key);
  const renewed = await server.call(
    page.renewCaseLink,
    { params: { id: one.id }, body: { why: 'Inoltrato a un estraneo.' } },
    asAnna(),
  );
  expect(await look(key)).toMatchObject({ status: 404, body: wrong.body as object });
  const fresh = renewed.body.url!.split('#')[1]!;
  expect((await look(fresh)).status).toBe(200);
  await server.call(
    cases.updateCase,
    { params: { id: one.id }, body: { status: 'closed', resolution: 'Fatto.' } },
    asAnna(),
  );
  expect(await look(fresh)).toMatchObject({ status: 200, body: { status: 'closed', resolution: 'Fatto.' } });
  const closedAt = new Date(server.clock.now().getTime() - 61 * 86_400_000);
  await db.updateTable('cases.case').set({ closedAt }).where('id', '=', one.id).execute();
  expect((await look(fresh)).status).toBe(404);
});

test('what the customer writes is a contact of their case, once, for whoever has it; files are judged', async () => {
  const { customer, one, key } = await told();
  const send = async (fields: Record<string, string>, files: [name: string, content: string][] = []) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ key, ...fields })) body.set(name, value);
    for (const [name, content] of files) body.append('files', new Blob([content]), name);
    return fetch(`${server.url}/api/v1/public/cases/message`, { method: 'POST', body });
  };
  expect((await send({ text: ' ' })).status).toBe(422);
  expect((await send({ text: 'Ecco', key: 'f'.repeat(32) })).status).toBe(404);
  const refused = await send({ text: 'Ecco' }, [['virus.exe', 'MZ\u0090\u0000\u0003']]);
  expect(refused.status).toBe(422);
  const message = { text: 'La perdita continua.', clientKey: 'k1' };
  for (const _ of [1, 2]) expect((await send(message, [['nota.txt', 'via Mazzini 3']])).status).toBe(200);
  expect((await look(key)).body).toMatchObject({
    happened: [{ kind: 'opened' }, { kind: 'wrote', text: 'La perdita continua.', files: ['nota.txt'] }],
  });
  const contacts = await db
    .selectFrom('contacts.contact as c')
    .select(['c.channel', 'c.caseId', 'c.state'])
    .where('c.customerId', '=', customer)
    .where('c.direction', '=', 'in')
    .execute();
  expect(contacts).toMatchObject([{ channel: 'form', caseId: one.id, state: 'queued' }]);
  const story = await server.call(cases.listCaseEntries, { params: { id: one.id } }, asAnna());
  expect(story.body.items.filter(({ data }) => data['about'] === 'customer')).toMatchObject([
    { author: 'Ada Prova', body: 'La perdita continua.' },
  ]);
});

test('the customer chooses the channel and says yes in their words, kept as proof', async () => {
  const { customer, key } = await told();
  const wish = (body: { channel: 'email' | 'none' | 'sms'; words?: string }) =>
    server.sending(page.wishOnOwnCase, { body: { key, language: 'de', ...body } });
  expect(await wish({ channel: 'sms', words: 'Sì, va bene.' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'channel' }] },
  });
  expect(await wish({ channel: 'email' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'words' }] },
  });
  expect(await wish({ channel: 'email', words: 'Ich bin einverstanden.' })).toMatchObject({
    status: 200,
    body: { language: 'de', news: { channel: 'email' } },
  });
  const proof = await db
    .selectFrom('cases.consent')
    .select(['channel', 'given', 'how', 'words', 'takenBy'])
    .where('customerId', '=', customer)
    .execute();
  expect(proof).toEqual([
    {
      channel: 'email',
      given: true,
      how: 'page',
      words: 'Ich bin einverstanden.',
      takenBy: `customer:${customer}`,
    },
  ]);
});

test('what is asked of the customer is sent where it is asked, and stands with the papers of the case', async () => {
  const customer = await makeCustomer(db, 'Ada Prova', 'ada.carte@example.org');
  const one = (
    await server.call(
      cases.openCase,
      {
        body: {
          type: 'meter_reading',
          subject: 'Lettura',
          customer,
          fields: { meter: 'A-1', reading: 120, read_on: '2026-11-28' },
        },
      },
      asAnna(),
    )
  ).body;
  const url = await server.ctx.tx((tx) => pageForCustomer(tx, server.ctx, one.id, customer));
  const key = url!.split('#')[1]!;
  const stranger = await makeCustomer(db, 'Ugo Altro', 'ugo.altro@example.org');
  expect(await server.ctx.tx((tx) => pageForCustomer(tx, server.ctx, one.id, stranger))).toBeNull();
  for (const status of ['in_progress', 'waiting'] as const)
    await server.call(cases.updateCase, { params: { id: one.id }, body: { status } }, asAnna());
  const before = await look(key);
  expect(before.body).toMatchObject({
    turn: 'yours',
    wanted: [{ key: 'photo', name: { it: 'Foto del contatore' }, required: false }],
    happened: [{ kind: 'opened' }, { kind: 'state', text: expect.stringContaining(one.number) as string }],
  });
  expect(JSON.stringify(before.body)).not.toContain('Ada');
  const send = (document: string) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ key, document, text: '', clientKey: document }))
      body.set(name, value);
    body.append('files', new Blob(['contatore 120']), 'foto.txt');
    return fetch(`${server.url}/api/v1/public/cases/message`, { method: 'POST', body });
  };
  expect((await send('report')).status).toBe(422);
  expect((await send('photo')).status).toBe(200);
  expect((await look(key)).body).toMatchObject({
    wanted: [],
    turn: 'others',
    happened: [{}, {}, { kind: 'wrote', text: 'Foto del contatore', files: ['foto.txt'] }],
  });
  const there = await db
    .selectFrom('cases.document')
    .select(['key', 'name', 'addedByName'])
    .where('caseId', '=', one.id)
    .execute();
  expect(there).toEqual([{ key: 'photo', name: 'foto.txt', addedByName: 'Ada Prova' }]);
});
