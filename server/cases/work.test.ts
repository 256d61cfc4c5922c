import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/cases.ts';
import * as work from '#contract/case-work.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from './cases.routes.ts';
import { caseWorkRoutes } from './work.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let anna: { id: string; session: string };
let sara: { id: string; session: string };
let other: { id: string; session: string };
let elsewhere: { session: string };
const as = (who: { session: string }) => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...caseWorkRoutes]);
  db = server.ctx.db;
  service = await server.makeService('water');
  anna = await server.makeStaff({ serviceId: service, name: 'Anna' });
  sara = await server.makeStaff({ role: 'supervisor', serviceId: service, name: 'Sara' });
  other = await server.makeStaff({ role: 'supervisor', serviceId: service, name: 'Olga' });
  elsewhere = await server.makeStaff({ role: 'supervisor', serviceId: await server.makeService('power') });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

async function opened(type: string, fields: Record<string, string | number | boolean>) {
  const made = await server.call(
    contract.openCase,
    { body: { type, fields, subject: 'Una pratica', customer, service, tellCustomer: false } },
    as(anna),
  );
  expect(made.status).toBe(201);
  return made.body.id;
}
const move = (id: string, body: Record<string, unknown>, who = anna) =>
  server.sending(contract.moveCase, { params: { id }, body: { tellCustomer: false, ...body } }, as(who));
const workOf = async (id: string, who: { session: string } = anna) =>
  (await server.call(work.getCaseWork, { params: { id } }, as(who))).body;
const task = (id: string, key: string, body: Record<string, unknown>) =>
  server.sending(work.putCaseTask, { params: { id, key }, body }, as(anna));
const ask = (id: string, approval: string, who = anna) =>
  server.sending(work.askApproval, { params: { id }, body: { approval, note: 'Per favore' } }, as(who));
const decide = (id: string, key: string, body: Record<string, unknown>, who: { session: string } = sara) =>
  server.sending(work.decideApproval, { params: { id, key }, body }, as(who));

test('a rectification goes from the bill to the closing: checked, proposed, refused, approved by another, put right', async () => {
  const id = await opened('billing_rectification', { invoice: 'F1', why: 'tariff' });
  expect((await move(id, { transition: 'take' })).status).toBe(200);
  const propose = { transition: 'propose', fields: { outcome: 'founded', corrected_amount: 12 } };
  expect(await move(id, propose)).toMatchObject({
    status: 422,
    body: { code: 'not_ready', errors: [{ field: 'tasks.check_readings' }] },
  });
  expect(await task(id, 'check_readings', { ticks: [0, 2], done: true })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'ticks' }] },
  });
  expect((await task(id, 'check_readings', { ticks: [0, 2], done: false })).status).toBe(200);
  expect((await workOf(id)).tasks).toMatchObject([
    { checklist: [{ done: true }, { done: false }, { done: true }], doneAt: null },
  ]);
  expect((await task(id, 'check_readings', { ticks: [0, 1, 2], done: true })).status).toBe(200);
  expect((await move(id, propose)).status).toBe(200);

  const rectify = { transition: 'rectify', resolution: 'Stornati 12 euro.' };
  expect(await move(id, rectify)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'approvals.correction' }] },
  });
  expect((await ask(id, 'correction', sara)).status).toBe(201);
  expect((await ask(id, 'correction')).status).toBe(409);
  expect(await decide(id, 'correction', { approve: true })).toMatchObject({
    status: 409,
    body: { code: 'own_request' },
  });
  expect((await decide(id, 'correction', { approve: true }, anna)).status).toBe(403);
  expect((await decide(id, 'correction', { approve: true }, elsewhere)).status).toBe(404);
  expect(await decide(id, 'correction', { approve: false }, other)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'reason' }] },
  });
  expect((await decide(id, 'correction', { approve: false, reason: 'Manca la lettura' }, other)).status).toBe(
    200,
  );
  expect((await workOf(id)).approvals).toMatchObject([
    { state: 'refused', reason: 'Manca la lettura', mayAsk: true },
  ]);
  expect((await ask(id, 'correction')).status).toBe(201);
  expect((await workOf(id, sara)).approvals).toMatchObject([
    { state: 'asked', mayDecide: true, mayAsk: false },
  ]);
  expect((await decide(id, 'correction', { approve: true })).status).toBe(200);
  expect(await move(id, rectify)).toMatchObject({
    status: 200,
    body: { state: 'rectified', status: 'solved' },
  });
  expect(await move(id, { transition: 'close' })).toMatchObject({ body: { state: 'closed' } });
  // Taken up again, it wants an approval of its own.
  expect((await move(id, { transition: 'reopen', reason: 'Nuovi dati' })).status).toBe(200);
  expect(
    (await move(id, { transition: 'propose', fields: { outcome: 'founded', corrected_amount: 15 } })).status,
  ).toBe(200);
  expect(await move(id, rectify)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'approvals.correction' }] },
  });
});

test('what was approved, and then went back, has to be approved again', async () => {
  const id = await opened('collection_suspension', { notice_number: 'S1', amount: 10, why: 'paid' });
  await move(id, { transition: 'take' });
  await ask(id, 'suspension');
  await decide(id, 'suspension', { approve: true });
  await move(id, { transition: 'ask_documents' });
  // From there it can be asked for no longer, and what was given is over.
  await move(id, { transition: 'documents_in' });
  expect((await workOf(id)).approvals).toMatchObject([{ state: null, mayAsk: true }]);
});

test('a document that is needed is a file of the case, or uploaded; without it the case does not end', async () => {
  const id = await opened('meter_reading', { meter: 'M1', reading: 12, read_on: '2026-05-01' });
  await move(id, { transition: 'ask_photo' });
  expect(await move(id, { transition: 'photo_in' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'documents.photo' }] },
  });
  const file = newId();
  await db
    .insertInto('platform.file')
    .values({ id: file, sha256: 'a'.repeat(64), size: 3, type: 'image/png' })
    .execute();
  const upload = async (by: string) => {
    const made = newId();
    await db
      .insertInto('contacts.attachment')
      .values({ id: made, fileId: file, name: 'contatore.png', type: 'image/png', size: 3, uploadedBy: by })
      .execute();
    return made;
  };
  const give = (chosen: string) =>
    server.sending(
      work.attachCaseDocument,
      { params: { id }, body: { document: 'photo', file: chosen } },
      as(anna),
    );
  expect(await give(await upload(`staff:${sara.id}`))).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'file' }] },
  });
  expect((await give(await upload(`staff:${anna.id}`))).status).toBe(201);
  const [document] = (await workOf(id)).documents;
  expect(document).toMatchObject({ key: 'photo', files: [{ name: 'contatore.png', addedBy: 'Anna' }] });
  expect((await move(id, { transition: 'photo_in' })).status).toBe(200);
  const params = { id, file: document!.files[0]!.id };
  expect((await server.call(work.detachCaseDocument, { params }, as(elsewhere))).status).toBe(404);
  expect((await server.call(work.detachCaseDocument, { params }, as(anna))).body.documents[0]!.files).toEqual(
    [],
  );
});

test('who only reads a case may do nothing of its work, and a field for other roles is not among its fields', async () => {
  const id = await opened('billing_rectification', { invoice: 'F1', why: 'tariff', paid: true });
  const keys = async (who: { session: string }) => (await workOf(id, who)).fields.map(({ key }) => key);
  expect(await keys(sara)).toContain('iban');
  expect(await keys(anna)).not.toContain('iban');
  const auditor = await server.makeStaff({ role: 'auditor', serviceId: service });
  const seen = await workOf(id, auditor);
  expect(seen.fields.every(({ editable }) => !editable)).toBe(true);
  expect((await server.call(work.getCaseWork, { params: { id } }, as(elsewhere))).status).toBe(404);
});
