import { afterAll, beforeAll, expect, test } from 'vitest';
import * as relations from '#contract/case-relations.ts';
import * as cases from '#contract/cases.ts';
import { email } from '#server/channels/index.ts';
import { registerMailNotices, registerTransport } from '#server/contacts/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';

// The other people of a case hear of it when its holder does: each by themselves, once, and no more than is theirs to know.

let server: TestServer;
let db: Db;
let anna: { id: string; session: string };
const as = () => ({ as: { session: anna.session } });
const mails: { to: string; subject: string; text: string }[] = [];

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  await sql`select setval('contacts.contact_number', 400000)`.execute(db);
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'at_once' });
  registerTransport('email', email.mailTransport);
  registerMailNotices(async (tx, notice) => {
    mails.push(notice);
    await email.queueNotice(tx, { ...notice, audience: 'customer' });
  });
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

let count = 0;
async function open(holder: string) {
  count += 1;
  return (
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
}
const add = async (id: string, body: Record<string, unknown>) => {
  expect((await server.sending(relations.addParty, { params: { id }, body }, as())).status).toBe(201);
};
const close = (id: string) =>
  server.call(
    cases.updateCase,
    { params: { id }, body: { status: 'closed', resolution: 'Tubo di Ada riparato.' } },
    as(),
  );
/** What a customer was sent, and whether it lies on the conversation of the case's holder. */
const sentTo = async (customer: string) =>
  (
    await sql<{ text: string; subject: string; recipients: string[] }>`
      select m.text, m.subject, m.recipients from contacts.message as m
        join contacts.conversation as v on v.id = m.conversation_id
      where v.customer_id = ${customer}::uuid and m.direction = 'out' order by m.at`.execute(db)
  ).rows;
const partyEntries = async (id: string) =>
  (await server.call(cases.listCaseEntries, { params: { id } }, as())).body.items.flatMap(({ kind, data }) =>
    kind === 'party' && data['about'] !== 'added' ? [[data['about'], data['name']]] : [],
  );
async function upload(): Promise<string> {
  const [id, file] = [newId(), newId()];
  await sql`insert into platform.file (id, sha256, size, type) values (${file}, ${'ab'.repeat(32)}, 12, 'application/pdf')`.execute(
    db,
  );
  await sql`insert into contacts.attachment (id, file_id, name, type, size, position, uploaded_by)
    values (${id}, ${file}, 'delega.pdf', 'application/pdf', 12, 0, ${`staff:${anna.id}`})`.execute(db);
  return id;
}

test('who acts for the holder and who is kept informed hear what the holder hears, each in a mail of their own', async () => {
  const holder = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  const daughter = await makeCustomer(db, 'Vera Prova', 'vera@example.org');
  const one = await open(holder);
  await add(one.id, { role: 'delegate', customer: daughter, capacity: 'family', document: await upload() });
  await add(one.id, {
    role: 'observer',
    name: 'Comitato di via Alta',
    email: 'comitato@example.org',
    consent: { how: 'writing', words: 'Chiesto il 2 novembre.' },
  });
  await close(one.id);
  expect(await sentTo(holder)).toHaveLength(1);
  const [hers] = await sentTo(daughter);
  expect(hers).toMatchObject({ recipients: ['vera@example.org'] });
  expect(hers!.text).toContain('Tubo di Ada riparato.');
  expect(hers!.text).toContain('Vera Prova');
  // Each has a page of their own; the holder's is the holder's.
  const keyIn = (text: string) => /\/case#([0-9a-f]{32})/.exec(text)?.[1];
  const [his] = await sentTo(holder);
  const theirs = mails.filter(({ to }) => to === 'comitato@example.org');
  expect(theirs).toHaveLength(1);
  expect(theirs[0]!.subject).toContain(one.number);
  expect(theirs[0]!.text).not.toMatch(/vera@|ada@/);
  const keys = [his!.text, hers!.text, theirs[0]!.text].map(keyIn);
  expect(keys).not.toContain(undefined);
  expect(new Set(keys).size).toBe(3);
  expect(await partyEntries(one.id)).toEqual(
    expect.arrayContaining([
      ['told', 'Vera Prova'],
      ['told', 'Comitato di via Alta'],
    ]),
  );
});

test('whom a case concerns learns how it stands, and nothing of whose it is', async () => {
  const holder = await makeCustomer(db, 'Ugo Prova', 'ugo@example.org');
  const neighbour = await makeCustomer(db, 'Vito Vicino', 'vito@example.org');
  const one = await open(holder);
  await add(one.id, { role: 'affected', customer: neighbour });
  await close(one.id);
  const [his] = await sentTo(neighbour);
  expect(his!.text).toContain(one.number);
  expect(`${his!.subject} ${his!.text}`).not.toMatch(/Ugo|Tubo di Ada|Perdita in cortile/);
});

test('they are told where the holder wants no news, and who did not consent is not told', async () => {
  const holder = await makeCustomer(db, 'Ida Prova', 'ida@example.org');
  const son = await makeCustomer(db, 'Leo Prova', 'leo@example.org');
  const one = await open(holder);
  await sql`insert into cases.preference (id, customer_id, channel, set_by, set_at)
    values (${newId()}::uuid, ${holder}::uuid, 'none', 'test', now())`.execute(db);
  await add(one.id, { role: 'delegate', customer: son, capacity: 'family', document: await upload() });
  await add(one.id, { role: 'observer', name: 'Curiosa', email: 'curiosa@example.org' });
  await close(one.id);
  expect(await sentTo(holder)).toEqual([]);
  expect(await sentTo(son)).toHaveLength(1);
  expect(mails.filter(({ to }) => to === 'curiosa@example.org')).toEqual([]);
});

test('an internal step tells nobody', async () => {
  const holder = await makeCustomer(db, 'Eva Prova', 'eva@example.org');
  const friend = await makeCustomer(db, 'Pia Prova', 'pia@example.org');
  const one = await open(holder);
  await add(one.id, { role: 'delegate', customer: friend, capacity: 'family', document: await upload() });
  await server.call(cases.updateCase, { params: { id: one.id }, body: { status: 'in_progress' } }, as());
  expect(await sentTo(friend)).toEqual([]);
});
