import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conversations from '#contract/conversations.ts';
import * as entryPoints from '#contract/entry-points.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeContact, makeCustomer, makeMessage, makeQueue } from '#tests/stories/contacts.ts';
import { contactsReadRoutes } from './contacts.read.routes.ts';
import { configureContacts } from './display.ts';

let server: TestServer;
let db: Db;
let service: string;
let queue: string;
let admin: { id: string; session: string };
let anna: { id: string; session: string };
let elsewhere: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(contactsReadRoutes, {
    environment: { FILO_PUBLIC_URL: 'https://help.example.org/' },
  });
  db = server.ctx.db;
  service = await server.makeService();
  const other = await server.makeService();
  queue = await makeQueue(db, service);
  admin = await server.makeStaff({ role: 'administrator' });
  anna = await server.makeStaff({ serviceId: service });
  elsewhere = await server.makeStaff({ serviceId: other });
});
afterAll(() => server.stop());

const input = (also: object = {}) => ({
  channel: 'email' as const,
  address: 'info@example.org',
  name: 'Informazioni',
  serviceId: service,
  queueId: queue,
  ...also,
});

test('an entry point is made, listed, changed; each change is audited and told', async () => {
  const made = await server.call(
    entryPoints.createEntryPoint,
    { body: input({ address: ' Info@Example.ORG ' }) },
    as(admin),
  );
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ address: 'info@example.org', language: 'it', active: true, url: null });
  const changed = await server.call(
    entryPoints.updateEntryPoint,
    { params: { id: made.body.id }, body: input({ name: 'Nuovo nome', active: false }) },
    as(admin),
  );
  expect(changed.body).toMatchObject({ id: made.body.id, name: 'Nuovo nome', active: false });
  const form = await server.call(
    entryPoints.createEntryPoint,
    { body: input({ channel: 'form', address: 'Contatti' }) },
    as(admin),
  );
  expect(form.body).toMatchObject({
    address: 'contatti',
    url: `https://help.example.org/form/${form.body.id}`,
  });
  const mails = await server.call(entryPoints.listEntryPoints, { query: { channel: 'email' } }, as(anna));
  expect(mails.body.items.map((one) => one.name)).toEqual(['Nuovo nome']);
  const unseen = await server.call(entryPoints.listEntryPoints, { query: {} }, as(elsewhere));
  expect(unseen.body.items).toEqual([]);
  const audited = await db
    .selectFrom('platform.audit')
    .select(['action', 'actor'])
    .where('objectId', '=', made.body.id)
    .orderBy('id')
    .execute();
  expect(audited).toEqual([
    { action: 'entry-point.created', actor: `staff:${admin.id}` },
    { action: 'entry-point.changed', actor: `staff:${admin.id}` },
  ]);
  const told = await db
    .selectFrom('platform.event')
    .select('data')
    .where('subjectId', '=', made.body.id)
    .execute();
  expect(told).toEqual([
    { data: { what: 'entry-point', id: made.body.id } },
    { data: { what: 'entry-point', id: made.body.id } },
  ]);
});

test('a wrong entry point is refused by the name of its field', async () => {
  const refused: [object, number, string][] = [
    [{ address: 'not an address' }, 422, 'address'],
    [{ channel: 'phone', address: 'call us' }, 422, 'address'],
    [{ channel: 'chat', address: '../x' }, 422, 'address'],
    [{ channel: 'fax', address: '' }, 422, 'address'],
    [{ serviceId: newId(), address: 'a@example.org' }, 422, 'serviceId'],
    [{ queueId: newId(), address: 'a@example.org' }, 422, 'queueId'],
    [{ queueId: await makeQueue(db, await server.makeService()), address: 'a@example.org' }, 422, 'queueId'],
    [{ settings: { acknowledge: 5 }, address: 'a@example.org' }, 422, 'settings.acknowledge'],
    [{ settings: { filler: 'x'.repeat(70_000) }, address: 'a@example.org' }, 422, 'settings'],
    [{ channel: 'form', address: 'f', settings: { privacyUrl: 'javascript:1' } }, 422, 'settings.privacyUrl'],
    [
      { channel: 'chat', address: 'c', settings: { origins: ['https://x.example.org/path'] } },
      422,
      'settings.origins.0',
    ],
    [{ address: 'INFO@example.org' }, 409, 'address'],
  ];
  for (const [also, status, field] of refused) {
    const answer = await server.sending(entryPoints.createEntryPoint, { body: input(also) }, as(admin));
    expect([also, answer.status, answer.body.errors?.[0]?.field]).toEqual([also, status, field]);
  }
  expect((await server.call(entryPoints.createEntryPoint, { body: input() }, as(anna))).status).toBe(403);
});

test('who arranges one service changes nothing of another', async () => {
  const made = await server.call(
    entryPoints.createEntryPoint,
    { body: input({ address: 'scoped@example.org' }) },
    as(admin),
  );
  const { token } = await server.makeToken(['admin.routing'], await server.makeService());
  const foreign = { as: { token } };
  const change = await server.sending(
    entryPoints.updateEntryPoint,
    { params: { id: made.body.id }, body: input({ address: 'scoped@example.org' }) },
    foreign,
  );
  expect(change.status).toBe(404);
  const create = await server.sending(
    entryPoints.createEntryPoint,
    { body: input({ address: 'theirs@example.org' }) },
    foreign,
  );
  expect([create.status, create.body.errors?.[0]?.field]).toEqual([422, 'serviceId']);
});

test('an outcome is made and changed, its code once only', async () => {
  const body = { code: 'solved', name: { it: 'Risolto', en: 'Solved' }, position: 2 };
  const made = await server.call(entryPoints.createOutcome, { body }, as(admin));
  expect(made.status).toBe(201);
  expect((await server.sending(entryPoints.createOutcome, { body }, as(admin))).status).toBe(409);
  await server.call(
    entryPoints.updateOutcome,
    { params: { id: made.body.id }, body: { ...body, active: false } },
    as(admin),
  );
  const { body: all } = await server.call(entryPoints.listOutcomes, {}, as(anna));
  const kept = { ...body, id: made.body.id, active: false, solves: false };
  expect(all.items).toEqual([{ ...kept, version: expect.any(String) as string }]);
  const absent = await server.sending(
    entryPoints.updateOutcome,
    { params: { id: newId() }, body },
    as(admin),
  );
  expect(absent.status).toBe(404);
});

test('a draft is kept per person, conversation and kind, until it is thrown away', async () => {
  const { conversationId: id } = await makeContact(db, {
    serviceId: service,
    customerId: await makeCustomer(db),
  });
  const place = { params: { id, kind: 'reply' as const } };
  const empty = await server.call(conversations.getDraft, place, as(anna));
  expect(empty.body).toEqual({ body: null, updatedAt: null });
  for (const text of ['Gentile', 'Gentile cliente'])
    expect((await server.call(conversations.saveDraft, { ...place, body: { text } }, as(anna))).status).toBe(
      204,
    );
  expect((await server.call(conversations.getDraft, place, as(anna))).body.body).toMatchObject({
    text: 'Gentile cliente',
  });
  expect(
    (await server.call(conversations.getDraft, { params: { id, kind: 'note' } }, as(anna))).body.body,
  ).toBeNull();
  expect((await server.call(conversations.getDraft, place, as(admin))).body.body).toBeNull();
  expect(
    (await server.call(conversations.saveDraft, { ...place, body: { text: 'x' } }, as(elsewhere))).status,
  ).toBe(404);
  await server.call(conversations.deleteDraft, place, as(anna));
  expect((await server.call(conversations.getDraft, place, as(anna))).body.body).toBeNull();
});

async function upload(
  who: { session: string },
  content: Uint8Array,
  name: string,
  type: string,
  field = 'file',
) {
  const form = new FormData();
  form.append(field, new Blob([content as Uint8Array<ArrayBuffer>], { type }), name);
  const response = await fetch(`${server.url}/api/v1/attachments`, {
    method: 'POST',
    body: form,
    headers: { cookie: `filo_session=${who.session}`, 'x-filo': '1' },
  });
  return {
    status: response.status,
    body: (await response.json()) as { id: string; type: string; name: string; errors?: { field: string }[] },
  };
}
const download = (who: { session: string }, id: string, query = '') =>
  fetch(`${server.url}/api/v1/attachments/${id}${query}`, {
    headers: { cookie: `filo_session=${who.session}`, 'x-filo': '1' },
  });
const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

test('an upload is typed by its content and belongs to its uploader until a message takes it', async () => {
  const made = await upload(anna, png, '../../foto‮gnp.exe.txt', 'text/plain');
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ type: 'image/png', name: 'fotognp.exe.txt' });
  expect((await download(anna, made.body.id)).status).toBe(200);
  expect((await download(admin, made.body.id)).status).toBe(404);
  const { id, conversationId } = await makeContact(db, {
    serviceId: service,
    customerId: await makeCustomer(db),
  });
  const messageId = await makeMessage(db, { conversationId, contactId: id });
  await db.updateTable('contacts.attachment').set({ messageId }).where('id', '=', made.body.id).execute();
  expect((await download(admin, made.body.id)).status).toBe(200);
  expect((await download(elsewhere, made.body.id)).status).toBe(404);
  const { body } = await server.call(
    conversations.listMessages,
    { params: { id: conversationId } },
    as(anna),
  );
  expect(body.items[0]!.attachments).toEqual([
    {
      id: made.body.id,
      name: 'fotognp.exe.txt',
      type: 'image/png',
      size: png.length,
      inline: false,
      url: `/api/v1/attachments/${made.body.id}`,
    },
  ]);
});

test('a download cannot act: never sniffed, sandboxed, shown in the page only if it is a picture of dots', async () => {
  const picture = await upload(anna, png, 'foto (è); x.png', 'image/png');
  const page = await upload(
    anna,
    Buffer.from('<html><script>alert(1)</script></html>'),
    'x.html',
    'image/png',
  );
  const drawing = await upload(
    anna,
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    'x.svg',
    'image/svg+xml',
  );
  const inline = await download(anna, picture.body.id, '?inline=1');
  expect(inline.headers.get('content-disposition')).toBe(
    `inline; filename="foto (e)_ x.png"; filename*=UTF-8''foto%20%28%C3%A8%29%3B%20x.png`,
  );
  expect(Buffer.from(await inline.arrayBuffer()).equals(png)).toBe(true);
  expect((await download(anna, picture.body.id)).headers.get('content-disposition')).toMatch(/^attachment/);
  for (const file of [page, drawing]) {
    const answer = await download(anna, file.body.id, '?inline=1');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    await answer.arrayBuffer();
  }
});

test('an upload that is empty, a program, too large or in the wrong field is refused by name', async () => {
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200), Buffer.from('PE\0\0')]);
  for (const [content, name, field] of [
    [Buffer.alloc(0), 'a.txt', 'file'],
    [program, 'fattura.pdf.exe', 'file'],
    [png, 'a.png', 'other'],
  ] as const) {
    const answer = await upload(anna, content, name, 'application/octet-stream', field);
    expect([name, answer.status, answer.body.errors?.[0]?.field]).toEqual([name, 422, 'file']);
  }
  expect((await upload(anna, Buffer.alloc(25 * 1024 * 1024 + 1), 'a.bin', 'application/zip')).status).toBe(
    413,
  );
  const plain = await server.sending(conversations.uploadAttachment, { body: { file: 'x' } }, as(anna));
  expect(plain.status).toBe(415);
});

test('the raw form of a message is served as a file to those who may see its conversation', async () => {
  const { id, conversationId } = await makeContact(db, {
    serviceId: service,
    customerId: await makeCustomer(db),
  });
  const message = await makeMessage(db, { conversationId, contactId: id });
  const note = await makeMessage(db, { conversationId, contactId: id, seq: 2, direction: 'note' });
  configureContacts({
    rawOf: async (_db, one) =>
      one.direction === 'note' ? null : Buffer.from(`Subject: ${one.id}\r\n\r\nciao`),
  });
  const answer = await server.call(conversations.rawMessage, { params: { id: message } }, as(anna));
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('message/rfc822');
  expect(answer.headers['content-security-policy']).toContain('sandbox');
  expect(String(answer.body)).toContain(`Subject: ${message}`);
  expect((await server.call(conversations.rawMessage, { params: { id: note } }, as(anna))).status).toBe(404);
  expect(
    (await server.call(conversations.rawMessage, { params: { id: message } }, as(elsewhere))).status,
  ).toBe(404);
});
