import { afterAll, beforeAll, expect, test } from 'vitest';
import * as cases from '#contract/cases.ts';
import { listNotices } from '#contract/telling.ts';
import * as contract from '#contract/telling-texts.ts';
import { email } from '#server/channels/index.ts';
import { registerTransport } from '#server/contacts/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let anna: { id: string; session: string };
let ugo: { id: string; session: string };
let rita: { id: string; session: string };
const as = ({ session }: { session: string }) => ({ as: { session } });

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  await sql`select setval('contacts.contact_number', 400000)`.execute(db);
  await writeSetting(db, 'cases.telling', { waitMinutes: 0 });
  registerTransport('email', email.mailTransport);
  water = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  ugo = await server.makeStaff({ role: 'administrator', name: 'Ugo' });
  rita = await server.makeStaff({ role: 'administrator', name: 'Rita' });
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

const place = { type: 'complaint', notice: 'closed', language: 'it', channel: 'email' } as const;
const draft = (body: Record<string, unknown>, who = ugo) =>
  server.sending(contract.draftNoticeText, { body: { ...place, ...body } as never }, as(who));
const drafted = async (body: Record<string, unknown>) =>
  (await server.call(contract.draftNoticeText, { body: { ...place, ...body } as never }, as(ugo))).body;
const approve = (id: string, who = rita, body: Record<string, unknown> = {}) =>
  server.sending(contract.approveNoticeText, { params: { id }, body: { revision: 1, ...body } }, as(who));
let count = 0;
/** What the customer of a case that was opened and closed was told of its closing. */
async function closing(): Promise<{ text: string; number: string }> {
  count += 1;
  const customer = await makeCustomer(db, 'Ada Prova', `ada.testi${count}@example.org`);
  const one = (
    await server.call(
      cases.openCase,
      { body: { type: 'complaint', subject: 'Perdita', customer, tellCustomer: false } },
      as(anna),
    )
  ).body;
  await server.call(
    cases.updateCase,
    { params: { id: one.id }, body: { status: 'closed', resolution: 'Tubo riparato.' } },
    as(anna),
  );
  const told = await server.call(listNotices, { params: { id: one.id } }, as(anna));
  return { text: told.body.items[0]!.text, number: one.number };
}

test('a text is told once somebody else has approved it, and no longer when it is withdrawn', async () => {
  const made = await drafted({ subject: 'Fatto', text: 'Abbiamo finito {number}. Guardi: {link}' });
  expect(made).toMatchObject({ number: 1, state: 'draft', mine: true, inForce: false });
  const { id } = made;
  expect((await closing()).text).not.toContain('Abbiamo finito');
  expect(await approve(id, ugo)).toMatchObject({ status: 409, body: { code: 'own_work' } });
  expect(await approve(id, rita, { revision: 7 })).toMatchObject({
    status: 409,
    body: { code: 'draft_changed' },
  });
  expect(await approve(id, anna)).toMatchObject({ status: 403 });
  // Who approves what is known need not be who writes texts.
  const sara = await server.makeStaff({ role: 'supervisor', name: 'Sara' });
  expect(await draft({ text: 'Di Sara' }, sara)).toMatchObject({ status: 403 });
  expect(await approve(id, sara)).toMatchObject({ status: 200, body: { inForce: true, approvedBy: 'Sara' } });
  const { text, number } = await closing();
  expect(text).toContain(`Abbiamo finito ${number}. Guardi: http`);
  // The text says itself where the page is: it is not said again.
  expect(text.match(/\/case#/g)).toHaveLength(1);
  const change = await server.sending(
    contract.changeNoticeText,
    { params: { id }, body: { text: 'Altro', revision: 1 } },
    as(ugo),
  );
  expect(change).toMatchObject({ status: 409, body: { code: 'approved_already' } });
  const used = await server.call(contract.listNoticeTexts, { query: {} }, as(ugo));
  expect(used.body.items).toMatchObject([{ id, uses: 1, versions: 1, draft: null }]);
  await server.call(
    contract.withdrawNoticeText,
    { params: { id }, body: { why: 'Era sbagliato.' } },
    as(ugo),
  );
  expect((await closing()).text).not.toContain('Abbiamo finito');
});

test('a version for a season gives way to the one before it; two drafts of one text are not begun', async () => {
  const summer = { ...place, channel: 'letter' } as const;
  const first = await drafted({ ...summer, text: 'Come sempre. {number}' });
  await approve(first.id);
  const second = await drafted({ ...summer, text: 'In agosto. {number}' });
  expect(second).toMatchObject({ number: 2 });
  expect(await draft({ ...summer, text: 'Anche io.' }, rita)).toMatchObject({
    status: 409,
    body: { code: 'draft_open' },
  });
  const at = server.clock.now();
  const until = new Date(at.getTime() + 3_600_000).toISOString();
  expect(await approve(second.id, rita, { validUntil: '2020-01-01T00:00:00Z' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'validUntil' }] },
  });
  await approve(second.id, rita, { validUntil: until });
  expect((await closing()).text).toContain('In agosto.');
  server.clock.set(new Date(at.getTime() + 2 * 3_600_000));
  try {
    expect((await closing()).text).toContain('Come sempre.');
  } finally {
    server.clock.set(at);
  }
});

test('what cannot be told is refused by name; a draft is thrown away; who looks after one service writes for it alone', async () => {
  expect(await draft({ text: 'Ciao {nome}' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'text', message: expect.stringContaining('{nome}') as string }] },
  });
  expect(await draft({ notice: 'never', text: 'Ciao' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'notice' }] },
  });
  expect(await draft({ type: '__proto__', text: 'Ciao' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'type' }] },
  });
  const local = await server.makeStaff({ role: 'administrator', serviceId: water, name: 'Lia' });
  const sms = { ...place, channel: 'sms' as const, text: '{number}: fatto.' };
  expect(await draft(sms, local)).toMatchObject({ status: 403 });
  const { body: made } = await server.call(
    contract.draftNoticeText,
    { body: { ...sms, service: water } },
    as(local),
  );
  const drop = () => server.sending(contract.dropNoticeText, { params: { id: made.id } }, as(local));
  expect((await drop()).status).toBeLessThan(300);
  expect(await drop()).toMatchObject({ status: 404 });
});

test('a text is read as it would arrive on each channel, with an invented case or one that is there', async () => {
  const check = async (body: Record<string, unknown>) =>
    (await server.call(contract.checkNoticeText, { body: { ...place, ...body } as never }, as(ugo))).body;
  const found = await check({ channel: 'sms', text: 'Pratica {number} chiusa ✅ {resolution} {link}' });
  expect(found.invented).toBe(true);
  const sms = found.previews.find(({ channel }) => channel === 'sms')!;
  expect(sms).toMatchObject({ used: true, sms: { alphabet: 'unicode', odd: ['✅'] } });
  expect(sms.text).toContain('/case#');
  expect(found.findings).toMatchObject([{ code: 'several_parts' }]);
  expect(found.previews.find(({ channel }) => channel === 'chat')).toMatchObject({
    used: false,
    source: { from: 'type', language: 'it' },
  });
  const { number } = await closing();
  const real = await check({ text: 'Su {subject}, {number}.', case: number });
  expect(real).toMatchObject({ number, invented: false });
  expect(real.previews.find(({ channel }) => channel === 'email')!.text).toContain(`Su Perdita, ${number}.`);
  const unseen = await server.sending(
    contract.checkNoticeText,
    { body: { ...place, text: 'x', case: 'PR-0' } },
    as(ugo),
  );
  expect(unseen).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'case' }] },
  });
});

test('where a language or a channel has no text of its own, what is told instead is named', async () => {
  const cell = async (wanted: string, on: string) =>
    (await server.call(contract.noticeCoverage, { params: { type: 'complaint' } }, as(ugo))).body.items
      .find(({ notice }) => notice === 'closed')!
      .cells.find((one) => one.wanted === wanted && one.on === on)!.source;
  expect(await cell('pl', 'sms')).toMatchObject({ from: 'type', language: 'en' });
  const made = await drafted({ type: null, language: 'pl', channel: 'sms', text: 'Sprawa {number}.' });
  await approve(made.id);
  expect(await cell('pl', 'sms')).toMatchObject({ from: 'own', language: 'pl', text: made.id });
  expect(await cell('pl', 'email')).toMatchObject({ from: 'type', language: 'en' });
});
