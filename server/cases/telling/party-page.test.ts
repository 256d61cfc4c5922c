import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as page from '#contract/case-page.ts';
import * as relations from '#contract/case-relations.ts';
import * as cases from '#contract/cases.ts';
import { receiveSms } from '#contract/sms.ts';
import { openSession } from '#server/access/index.ts';
import { email, lendOwnCases, publicRoutes, sms } from '#server/channels/index.ts';
import { registerMailNotices, registerSmsNotices, registerTransport } from '#server/contacts/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { sendDueToOther } from './others.service.ts';
import { recipientsDue } from './others.store.ts';
import { lookAtOwnCase, wishOnOwnCase, writeOnOwnCase } from './own.service.ts';

// Whoever has a part in a case has a page of their own: it shows what their part lets them see, and nothing of the others.

let server: TestServer;
let db: Db;
let anna: { id: string; session: string };
const as = () => ({ as: { session: anna.session } });
const noon = new Date('2026-12-01T11:00:00Z');
const night = new Date('2026-12-01T22:30:00Z');
const mails: { to: string; text: string }[] = [];

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...publicRoutes, ...sms.smsRoutes]);
  db = server.ctx.db;
  lendOwnCases({ look: lookAtOwnCase, write: writeOnOwnCase, wish: wishOnOwnCase });
  await sql`select setval('contacts.contact_number', 700000)`.execute(db);
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'at_once' });
  registerTransport('email', email.mailTransport);
  registerTransport('sms', sms.smsTransport);
  registerSmsNotices(sms.smsNoticePost);
  registerMailNotices(async (tx, notice) => {
    mails.push(notice);
    await email.queueNotice(tx, { ...notice, audience: 'customer' });
  });
  const water = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  const queueId = await makeQueue(db, water);
  for (const [channel, address] of [
    ['email', 'acqua@example.org'],
    ['form', 'acqua'],
    ['sms', '+393339990000'],
  ] as const)
    await db
      .insertInto('contacts.entryPoint')
      .values({ id: newId(), channel, address, name: address, serviceId: water, queueId, settings: '{}' })
      .execute();
});
afterAll(() => server.stop());
/** At another time; sessions end while the clock is moved. */
async function at(when: Date): Promise<void> {
  server.clock.set(when);
  const made = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, anna.id, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  anna.session = made.secret;
}
beforeEach(() => at(noon));

let count = 0;
async function open() {
  count += 1;
  const holder = await makeCustomer(db, 'Ada Prova', `ada.parti${count}@example.org`);
  const one = (
    await server.call(
      cases.openCase,
      {
        body: {
          type: 'complaint',
          subject: `Perdita in cortile ${count}`,
          customer: holder,
          owner: anna.id,
          tellCustomer: false,
        },
      },
      as(),
    )
  ).body;
  return { ...one, holder };
}
async function upload(): Promise<string> {
  const [id, file] = [newId(), newId()];
  await sql`insert into platform.file (id, sha256, size, type) values (${file}, ${'ab'.repeat(32)}, 12, 'application/pdf')`.execute(
    db,
  );
  await sql`insert into contacts.attachment (id, file_id, name, type, size, position, uploaded_by)
    values (${id}, ${file}, 'delega.pdf', 'application/pdf', 12, 0, ${`staff:${anna.id}`})`.execute(db);
  return id;
}
/** Adds somebody, and gives the key of their page. */
async function add(id: string, body: Record<string, unknown>) {
  const added = await server.sending(relations.addParty, { params: { id }, body }, as());
  expect(added.status).toBe(201);
  return (added.body as unknown as { items: { id: string; endedAt: string | null }[] }).items.findLast(
    ({ endedAt }) => endedAt === null,
  )!.id;
}
const renew = (id: string, party: string) =>
  server.sending(page.renewPartyLink, { params: { id, party }, body: { why: 'Chiesto al telefono.' } }, as());
async function keyOf(id: string, party: string): Promise<string> {
  const renewed = await renew(id, party);
  expect(renewed.status).toBe(200);
  return (renewed.body as unknown as { url: string }).url.split('#')[1]!;
}
const look = (key: string) => server.sending(page.lookAtOwnCase, { body: { key } });
const close = (id: string) =>
  server.call(
    cases.updateCase,
    { params: { id }, body: { status: 'closed', resolution: 'Tubo di Ada riparato.' } },
    as(),
  );
async function write(key: string, text: string, document?: string) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ key, text, clientKey: newId(), language: 'it' }))
    body.set(name, value);
  if (document !== undefined) {
    body.set('document', document);
    body.append('files', new File(['Nota.'], 'nota.txt', { type: 'text/plain' }));
  }
  const response = await fetch(`${server.url}/api/v1/public/cases/message`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const delegate = { role: 'delegate', name: 'Vera Prova', email: 'vera@example.org', capacity: 'family' };
const consent = { how: 'writing', words: 'Chiesto il 2 novembre.' };
const observer = { role: 'observer', name: 'Comitato di via Alta', email: 'comitato@example.org', consent };
const affected = { role: 'affected', name: 'Vito Vicino', email: 'vito@example.org' };

test('each has a page of their own, which shows what their part lets them see', async () => {
  const one = await open();
  const hers = await keyOf(one.id, await add(one.id, { ...delegate, document: await upload() }));
  const theirs = await keyOf(one.id, await add(one.id, observer));
  const his = await keyOf(one.id, await add(one.id, affected));
  expect(new Set([hers, theirs, his]).size).toBe(3);
  await close(one.id);
  expect(await look(hers)).toMatchObject({
    status: 200,
    body: { role: 'delegate', writes: true, subject: one.subject, resolution: 'Tubo di Ada riparato.' },
  });
  expect(await look(theirs)).toMatchObject({
    status: 200,
    body: { role: 'observer', subject: one.subject, resolution: 'Tubo di Ada riparato.', wanted: [] },
  });
  const generic = await look(his);
  expect(generic).toMatchObject({
    status: 200,
    body: {
      role: 'affected',
      number: one.number,
      status: 'closed',
      subject: '',
      resolution: null,
      due: null,
    },
  });
  expect(generic.body).toMatchObject({ happened: [{ kind: 'opened' }, { kind: 'state', text: '' }] });
  for (const seen of [await look(hers), await look(theirs), generic])
    expect(JSON.stringify({ ...(seen.body as object), resolution: null, happened: [] })).not.toMatch(
      /Ada|ada\./,
    );
  expect(JSON.stringify(generic.body)).not.toMatch(/Ada|Perdita|Tubo/);
  const looks = await db
    .selectFrom('platform.readLog')
    .select('what')
    .where('customerId', '=', one.holder)
    .execute();
  expect(looks.map(({ what }) => what)).toContain(`case page ${one.number} (affected)`);
});

test('the message that tells them brings the link of their own page, not the holder’s', async () => {
  const one = await open();
  await add(one.id, observer);
  mails.length = 0;
  await close(one.id);
  const key = /\/case#([0-9a-f]{32})/.exec(mails.find(({ to }) => to === observer.email)!.text)![1]!;
  expect(await look(key)).toMatchObject({ status: 200, body: { role: 'observer' } });
  const link = await server.call(page.getCaseLink, { params: { id: one.id } }, as());
  expect(link.body.url).not.toContain(key);
});

test('a page opens nothing once their part is over, has run out or was never consented to', async () => {
  const one = await open();
  const ending = await add(one.id, affected);
  const key = await keyOf(one.id, ending);
  const renewed = await keyOf(one.id, ending);
  expect((await look(key)).status).toBe(404);
  expect((await look(renewed)).status).toBe(200);
  await server.call(
    relations.endParty,
    { params: { id: one.id, party: ending }, body: { why: 'Ha cambiato casa.' } },
    as(),
  );
  expect((await look(renewed)).status).toBe(404);
  const gone = await add(one.id, { ...delegate, document: await upload(), validUntil: '2026-12-05' });
  const late = await keyOf(one.id, gone);
  await at(new Date('2026-12-06T11:00:00Z'));
  expect((await look(late)).status).toBe(404);
  expect((await write(late, 'Sono ancora io.')).status).toBe(404);
  const silent = await add(one.id, { ...observer, consent: null });
  expect(await renew(one.id, silent)).toMatchObject({ status: 409, body: { code: 'no_page' } });
  expect(await renew(one.id, newId())).toMatchObject({ status: 404 });
});

test('what they write reaches whoever has the case, and stands on no page but their own', async () => {
  const one = await open();
  const hers = await keyOf(one.id, await add(one.id, { ...delegate, document: await upload() }));
  const his = await keyOf(one.id, await add(one.id, affected));
  expect(await write(hers, 'Mia madre chiede quando venite.')).toMatchObject({
    status: 200,
    body: { happened: [{ kind: 'opened' }, { kind: 'wrote', text: 'Mia madre chiede quando venite.' }] },
  });
  expect((await write(his, 'Da me l’acqua è torbida.')).status).toBe(200);
  // A paper is for whoever answers for the customer.
  expect(await write(his, '', 'bill')).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'document' }] },
  });
  expect(JSON.stringify((await look(his)).body)).not.toContain('Mia madre');
  expect(JSON.stringify((await look(hers)).body)).not.toContain('torbida');
  const { items } = (await server.call(cases.listCaseEntries, { params: { id: one.id } }, as())).body;
  expect(
    items.flatMap(({ kind, data, author }) =>
      kind === 'message' && data['by'] === 'page' ? [[author, data['role']]] : [],
    ),
  ).toEqual([
    ['Vera Prova', 'delegate'],
    ['Vito Vicino', 'affected'],
  ]);
  const written = await sql<{ subject: string; state: string }>`
    select subject, state from contacts.contact where case_id = ${one.id}::uuid and direction = 'in' order by number`.execute(
    db,
  );
  expect(written.rows).toHaveLength(2);
  expect(written.rows[1]!.subject).not.toContain('Perdita');
});

test('somebody outside the register is told by short message where they chose it and said yes, and not at night', async () => {
  const one = await open();
  const neighbour = { ...affected, phone: `+39333123${1000 + count}` };
  const refused = await server.sending(
    relations.addParty,
    { params: { id: one.id }, body: { ...neighbour, channel: 'sms' } },
    as(),
  );
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'consent' }] } });
  const deaf = await server.sending(
    relations.addParty,
    { params: { id: one.id }, body: { ...affected, channel: 'sms', consent } },
    as(),
  );
  expect(deaf).toMatchObject({ status: 422, body: { errors: [{ field: 'channel' }] } });
  const party = await add(one.id, { ...neighbour, channel: 'sms', consent });
  const sent = async () =>
    (
      await sql<{
        text: string;
      }>`select text from sms.message where direction = 'out' and number = ${neighbour.phone}`.execute(db)
    ).rows;
  mails.length = 0;
  await at(night);
  await close(one.id);
  expect(await sent()).toEqual([]);
  expect(await recipientsDue(db, night, 10)).toEqual([]);
  const morning = new Date('2026-12-02T08:00:00Z');
  await at(morning);
  expect(await recipientsDue(db, morning, 10)).toEqual([party]);
  await sendDueToOther(server.ctx, party);
  await sendDueToOther(server.ctx, party);
  const [text, ...more] = await sent();
  expect(more).toEqual([]);
  expect(text!.text).toMatch(new RegExp(`${one.number}.*/case#`));
  expect(text!.text).not.toMatch(/Ada|Perdita|Tubo/);
  expect(mails.filter(({ to }) => to === neighbour.email)).toEqual([]);
  // What comes back to it belongs to the case.
  const gateway = await server.makeToken(['sms.gateway']);
  await server.call(
    receiveSms,
    { body: { ref: newId(), from: neighbour.phone, to: '+393339990000', text: 'Grazie!' } },
    { as: { token: gateway.token } },
  );
  const named = await sql<{ data: { case: string } }>`
    select data from platform.event where kind = 'contact.case-named' order by id desc limit 1`.execute(db);
  expect(named.rows[0]!.data.case).toBe(one.id);
});

test('on their page they choose how they are told, and whoever wants nothing is told nothing', async () => {
  const one = await open();
  const party = await add(one.id, { ...affected, email: 'zita@example.org', phone: '+393331230002' });
  const key = await keyOf(one.id, party);
  const wish = (channel: string | null, language = 'de', words = '') =>
    server.sending(page.wishOnOwnCase, { body: { key, channel, language, words } });
  expect((await look(key)).body).toMatchObject({
    news: { channel: null, channels: [{ channel: 'email' }, { channel: 'sms', address: '…002' }] },
  });
  expect(await wish('pec', 'it', 'Sì, accetto.')).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'channel' }] },
  });
  expect((await wish('sms')).body).toMatchObject({ errors: [{ field: 'words' }] });
  expect((await wish('sms', '__proto__', 'Ja, gern.')).body).toMatchObject({
    errors: [{ field: 'language' }],
  });
  expect(await wish('sms', 'de', 'Ja, gern.')).toMatchObject({
    status: 200,
    body: { language: 'de', news: { channel: 'sms' } },
  });
  const { items } = (await server.call(relations.listParties, { params: { id: one.id } }, as())).body;
  expect(items.at(-1)).toMatchObject({
    channel: 'sms',
    language: 'de',
    consent: { how: 'page', words: 'Ja, gern.', by: 'Vito Vicino' },
  });
  expect((await wish('none')).status).toBe(200);
  mails.length = 0;
  await close(one.id);
  expect(mails.filter(({ to }) => to === 'zita@example.org')).toEqual([]);
  const entries = (await server.call(cases.listCaseEntries, { params: { id: one.id } }, as())).body.items;
  expect(entries.filter(({ kind }) => kind === 'party').at(-1)!.data).toMatchObject({ about: 'unwanted' });
});

test('what moves in several cases of one day is told to who acts for many in one message', async () => {
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'window', dayAt: '17:00' });
  const office = await makeCustomer(db, 'Patronato Prova', 'patronato@example.org');
  const all = [await open(), await open(), await open()];
  for (const one of all)
    await add(one.id, {
      role: 'delegate',
      customer: office,
      capacity: 'patronage',
      document: await upload(),
    });
  for (const one of all) await close(one.id);
  const letters = async () =>
    (
      await sql<{
        text: string;
      }>`select m.text from contacts.message as m join contacts.conversation as v on v.id = m.conversation_id
        where v.customer_id = ${office}::uuid and m.direction = 'out' order by m.at, m.seq`.execute(db)
    ).rows;
  expect(await letters()).toHaveLength(1);
  await at(new Date('2026-12-01T16:30:00Z'));
  await sendDueToOther(server.ctx, office);
  const [, second, ...more] = await letters();
  expect(more).toEqual([]);
  expect(second!.text).toContain(all[1]!.number);
  expect(second!.text).toContain(all[2]!.number);
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'at_once' });
});
