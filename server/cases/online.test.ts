import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCaseEntries, listCases } from '#contract/cases.ts';
import { createEntryPoint } from '#contract/entry-points.ts';
import { publicForm } from '#contract/widget.ts';
import { lendOnlineCases, publicRoutes } from '#server/channels/index.ts';
import { contactsReadRoutes, registerOnlineTypes } from '#server/contacts/index.ts';
import { newId, sql } from '#server/platform/index.ts';
import { registerPublicPages } from '#server/channels/public-pages.ts';
import { solve } from '#web/kit/proof-of-work.ts';
import { makeEntryPoint } from '#tests/stories/chat.ts';
import { readPdf } from '#tests/support/pdf-text.ts';
import { testServer, type ProblemBody, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from './cases.routes.ts';
import { askedOnline, judgedOnline, openOnline } from './online.service.ts';
import { ensureShippedTypes } from './types/shipped.service.ts';

// Citizens who open a case of their own on a web form: asked what its type asks them, and left with a receipt.

let server: TestServer;
let service: string;
let form: { id: string; queueId: string };
let as: { as: { session: string } };

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...contactsReadRoutes, ...publicRoutes], {
    also: registerPublicPages,
  });
  lendOnlineCases({ asked: askedOnline, judged: judgedOnline, open: openOnline });
  registerOnlineTypes(async (db, code) => (await askedOnline(db, code, 'it')) !== null);
  await server.ctx.tx((tx) => ensureShippedTypes(tx, server.clock.now()));
  service = await server.makeService('clienti');
  form = await makeEntryPoint(server.ctx.db, 'form', service, {
    difficulty: 4,
    opens: 'billing_rectification',
  });
  const { session } = await server.makeStaff({ role: 'administrator', name: 'Ada Ministra' });
  as = { as: { session } };
});
afterAll(() => server.stop());

type Sent = { number: string; message: string; at: string; receipt: string } & ProblemBody;
async function send(fields: Record<string, string>, files: Record<string, string> = {}, id = form.id) {
  const { body } = await server.call(publicForm, { params: { id }, query: { lang: 'it' } });
  const data = new FormData();
  for (const [name, value] of Object.entries({
    name: 'Vera Prova',
    email: 'vera.prova@example.org',
    message: 'La bolletta conta una lettura che non è la mia.\nAllego la foto.',
    language: 'it',
    consent: 'true',
    clientKey: `key-${newId()}`,
    ...body.challenge,
    solution: await solve(body.challenge),
    opens: 'billing_rectification',
    ...fields,
  }))
    data.append(name, String(value));
  for (const [name, text] of Object.entries(files)) data.append('files', new Blob([text]), name);
  const response = await fetch(`${server.url}/api/v1/public/forms/${id}`, { method: 'POST', body: data });
  return { status: response.status, body: (await response.json()) as Sent };
}
const casesNow = async () => (await server.call(listCases, { query: {} }, as)).body.items;

test('a form asks what its type asks of citizens, in their language, and nothing of the staff', async () => {
  const { body } = await server.call(publicForm, { params: { id: form.id }, query: { lang: 'en' } });
  expect(body.caseType).toMatchObject({
    code: 'billing_rectification',
    name: 'Billing rectification',
    documents: ['Copy of the bill', 'Photo of the meter'],
  });
  const keys = body.caseType!.fields.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['invoice', 'why', 'reading', 'read_on']));
  expect(keys).not.toContain('iban');
  expect(keys).not.toContain('outcome');
});

test('a form speaks the reader’s language: its own words, names that somebody has translated, and English for the others', async () => {
  const { db } = server.ctx;
  const id = newId();
  await db
    .insertInto('knowledge.classification')
    .values({
      id,
      code: `voce-${id}`,
      level: 1,
      name: JSON.stringify({ it: 'Fatture', en: 'Bills', fr: 'Factures' }),
    })
    .execute();
  const ask = async (lang: string) =>
    (await server.call(publicForm, { params: { id: form.id }, query: { lang } })).body;
  const french = await ask('fr-CA');
  expect(french.language).toBe('fr');
  expect(french.subjects.find((one) => one.id === id)).toEqual({ id, name: 'Factures', language: 'fr' });
  expect(french.caseType).toMatchObject({ name: 'Billing rectification', language: 'en' });
  expect(french.caseType!.fields.every(({ language }) => language === 'en')).toBe(true);
  const german = await ask('de');
  expect(german.subjects.find((one) => one.id === id)).toEqual({ id, name: 'Bills', language: 'en' });

  const refused = await send({ 'field.why': 'weather', language: 'fr' });
  expect(refused.body.errors).toContainEqual({ field: 'field.invoice', message: 'Champ obligatoire.' });
  const sent = await send({
    subject: id,
    language: 'fr',
    'field.invoice': '2026/77',
    'field.why': 'reading',
    'field.reading': '812',
    'field.read_on': '2026-11-20',
  });
  expect(sent.status).toBe(201);
  expect(sent.body.message).toContain('Nous avons reçu votre demande');
  const receipt = await fetch(new URL(sent.body.receipt, server.url));
  const words = readPdf(Buffer.from(await receipt.arrayBuffer())).lines.join(' ');
  expect(words).toContain('Sujet : Factures');
  expect(words).toContain('novembre 2026');
  // Who answers reads the subject in their own language, and that the customer's is French.
  const contact = await db
    .selectFrom('contacts.contact')
    .select(['subject', 'language'])
    .orderBy('arrivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(contact).toEqual({ subject: 'Bills', language: 'fr' });
  await db.updateTable('knowledge.classification').set({ active: false }).where('id', '=', id).execute();
});

test('what is sent is a case at once, on its contact, with its values, and a receipt that can be kept', async () => {
  const before = (await casesNow()).length;
  const sent = await send(
    {
      'field.invoice': '2026/123456',
      'field.why': 'reading',
      'field.reading': '812',
      'field.read_on': '2026-11-20',
    },
    { 'lettura.txt': 'foto del contatore' },
  );
  expect(sent.status).toBe(201);
  expect(sent.body.number).toMatch(/^PR-/);
  const items = await casesNow();
  expect(items).toHaveLength(before + 1);
  expect(items[0]).toMatchObject({
    number: sent.body.number,
    type: 'billing_rectification',
    subject: 'La bolletta conta una lettura che non è la mia.',
    contacts: 1,
    fields: { invoice: '2026/123456', why: 'reading', reading: 812, read_on: '2026-11-20' },
  });
  const entries = (await server.call(listCaseEntries, { params: { id: items[0]!.id } }, as)).body.items;
  expect(entries[0]).toMatchObject({ kind: 'opened' });

  const receipt = await fetch(new URL(sent.body.receipt, server.url));
  expect(receipt.headers.get('content-type')).toBe('application/pdf');
  expect(receipt.headers.get('content-disposition')).toContain('attachment');
  const words = readPdf(Buffer.from(await receipt.arrayBuffer())).lines.join(' ');
  for (const part of [
    sent.body.number,
    'Rettifica di fatturazione',
    '2026/123456',
    'Vera Prova',
    'lettura.txt',
  ])
    expect(words).toContain(part);

  for (const other of [
    sent.body.receipt.replace(/signature=.*/, 'signature=x'),
    sent.body.receipt.replace(/until=\d+/, 'until=9999999999999'),
    sent.body.receipt.replace(/receipts\/[^?]+/, `receipts/${newId()}`),
  ])
    expect((await fetch(new URL(other, server.url))).status).toBe(404);
  server.clock.forward(25 * 3_600_000);
  expect((await fetch(new URL(sent.body.receipt, server.url))).status).toBe(404);
  server.clock.forward(-25 * 3_600_000);
});

test('sent twice it is one case with one number', async () => {
  const before = (await casesNow()).length;
  const fields = { 'field.invoice': '2026/2', 'field.why': 'tariff', clientKey: `key-${newId()}` };
  const answers = await Promise.all([send(fields), send(fields), send(fields)]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
  expect(await casesNow()).toHaveLength(before + 1);
});

test('what is wrong or missing is named by field in the sender’s language, and no case is made', async () => {
  const before = (await casesNow()).length;
  const { status, body } = await send({
    'field.why': 'weather',
    'field.disputed_amount': 'tanto',
    language: 'it',
  });
  expect(status).toBe(422);
  expect(Object.fromEntries(body.errors!.map(({ field, message }) => [field, message]))).toMatchObject({
    'field.invoice': 'Campo obbligatorio.',
    'field.why': "Scegli fra le risposte dell'elenco.",
    'field.disputed_amount': expect.stringMatching(/^Scrivi un numero/) as string,
  });
  expect(await casesNow()).toHaveLength(before);
});

test('a field of the staff that somebody sends all the same is not taken', async () => {
  const { status, body } = await send({
    'field.invoice': '2026/3',
    'field.why': 'tariff',
    'field.iban': 'IT60X0542811101000000123456',
    'field.outcome': 'founded',
    'field.__proto__': 'x',
  });
  expect(status).toBe(201);
  const { rows } = await sql<{ fields: object }>`
    select fields from cases.case where number = ${body.number}`.execute(server.ctx.db);
  expect(rows[0]!.fields).toEqual({ invoice: '2026/3', why: 'tariff' });
});

test('who is told of the case by its news gets no second letter that confirms the receipt', async () => {
  const { body } = await send({ 'field.invoice': '2026/4', 'field.why': 'tariff' });
  const { rows } = await sql<{ told: boolean; notices: number }>`
    select (e.data ->> 'told')::boolean as told,
      (select count(*)::int from cases.notice as n join cases.case as c on c.id = n.case_id
        where c.number = ${body.number} and n.state in ('planned', 'sent', 'merged')) as notices
    from platform.event as e where e.kind = 'form.submitted' and e.data ->> 'number' = ${body.number}`.execute(
    server.ctx.db,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]!.told).toBe(rows[0]!.notices > 0);
});

test('a page that shows another type than the form has now is told to load it again', async () => {
  expect(await send({ opens: 'complaint' })).toMatchObject({
    status: 422,
    body: { code: 'form_changed', errors: [{ field: 'opens' }] },
  });
});

test('a form that is shown as a message, inside a chat, leaves a message', async () => {
  const before = (await casesNow()).length;
  const { status, body } = await send({ opens: '' });
  expect(status).toBe(201);
  expect(body.number).not.toMatch(/^PR-/);
  expect(await casesNow()).toHaveLength(before);
});

test('only types that citizens may open can be given to a form; one closed to them since takes messages', async () => {
  const point = (opens: string) =>
    server.sending(
      createEntryPoint,
      {
        body: {
          channel: 'form',
          address: `modulo-${newId().slice(0, 8)}`,
          name: 'Modulo',
          serviceId: service,
          queueId: form.queueId,
          settings: { opens },
        },
      },
      as,
    );
  for (const code of ['orientation', 'nothing_like_it'])
    expect(await point(code)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'settings.opens' }] },
    });
  expect((await point('complaint')).status).toBe(201);
  const closed = await makeEntryPoint(server.ctx.db, 'form', service, { opens: 'orientation' });
  const { body } = await server.call(publicForm, { params: { id: closed.id } });
  expect(body.caseType).toBeNull();
});
