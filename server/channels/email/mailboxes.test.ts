import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMailbox, listMailboxes, replayMailbox, updateMailbox } from '#contract/email.ts';
import { newId, unseal } from '#server/platform/index.ts';
import { makeMailbox } from '#tests/stories/mail.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { emailRoutes } from './email.routes.ts';
import { passwordPurpose } from './mailboxes.service.ts';

let one: TestServer;
let service: string;
let entry: { id: string };
let admin: { session: string };

beforeAll(async () => {
  one = await testServer(emailRoutes);
  service = await one.makeService();
  entry = await makeMailbox(one.ctx.db, service);
  admin = await one.makeStaff({ role: 'administrator' });
});
afterAll(() => one?.stop());

const secret = 'la parola segreta 7391';
const body = (change: Record<string, unknown> = {}) => ({
  entryPointId: entry.id,
  host: 'imap.example.org',
  port: 993,
  username: 'casella@example.org',
  password: secret,
  ...change,
});
const make = async (change: Record<string, unknown> = {}) =>
  (await one.call(createMailbox, { body: body(change) }, { as: admin })).body;
const rowOf = (id: string) =>
  one.ctx.db.selectFrom('email.mailbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

it('keeps the password sealed and shows it nowhere: not in answers, nor events, nor the audit log', async () => {
  const made = await make();
  expect(made).toMatchObject({ state: 'new', alarm: false, folder: 'INBOX', secure: true, fetched: 0 });
  const row = await rowOf(made.id);
  expect(row.password).not.toContain(secret);
  expect(unseal(one.platform.secret, passwordPurpose, row.password)).toBe(secret);
  const listed = await one.call(listMailboxes, {}, { as: admin });
  const audits = await one.ctx.db
    .selectFrom('platform.audit')
    .selectAll()
    .where('objectId', '=', made.id)
    .execute();
  const events = await one.ctx.db
    .selectFrom('platform.event')
    .selectAll()
    .where('subjectId', '=', made.id)
    .execute();
  expect(audits).toMatchObject([{ action: 'mailbox.created', serviceId: service }]);
  expect(events).toMatchObject([{ kind: 'config.changed', data: { what: 'mailbox' } }]);
  const shown = JSON.stringify([made, listed.body, audits, events]);
  expect(shown).not.toContain(secret);
  expect(shown).not.toContain(row.password);
});

it('keeps the password when a change leaves it out, but never takes it to another server', async () => {
  const made = await make();
  const { password } = await rowOf(made.id);
  const same = await one.call(
    updateMailbox,
    { params: { id: made.id }, body: body({ password: undefined, pollSeconds: 30 }) },
    { as: admin },
  );
  expect(same).toMatchObject({ status: 200, body: { pollSeconds: 30 } });
  expect((await rowOf(made.id)).password).toBe(password);
  const elsewhere = await one.sending(
    updateMailbox,
    { params: { id: made.id }, body: body({ password: undefined, host: 'imap.example.net' }) },
    { as: admin },
  );
  expect(elsewhere).toMatchObject({ status: 422, body: { errors: [{ field: 'password' }] } });
});

it('begins a folder anew when the account or the folder changes, and at the wished UID by a replay', async () => {
  const made = await make();
  await one.ctx.db
    .updateTable('email.mailbox')
    .set({ uidValidity: 7, lastUid: 500 })
    .where('id', '=', made.id)
    .execute();
  const { version } = await rowOf(made.id);
  const replayed = await one.call(
    replayMailbox,
    { params: { id: made.id }, body: { fromUid: 120 } },
    { as: admin },
  );
  expect(replayed.status).toBe(204);
  expect(await rowOf(made.id)).toMatchObject({ uidValidity: 7, lastUid: 120, version: version + 1 });
  await one.call(
    updateMailbox,
    { params: { id: made.id }, body: body({ folder: 'Archivio' }) },
    { as: admin },
  );
  expect(await rowOf(made.id)).toMatchObject({ uidValidity: null, lastUid: 0, version: version + 2 });
});

it('names the field that is wrong', async () => {
  const refused = async (change: Record<string, unknown>) =>
    (await one.sending(createMailbox, { body: body(change) }, { as: admin })).body.errors?.[0]?.field;
  expect(await refused({ entryPointId: newId() })).toBe('entryPointId');
  expect(await refused({ password: undefined })).toBe('password');
  expect(await refused({ port: 70_000 })).toBe('port');
  expect(await refused({ username: 'a\r\nb' })).toBe('username');
  expect(await refused({ host: '' })).toBe('host');
});

it('belongs to the service of its entry point: others neither see nor change it', async () => {
  const made = await make();
  const stranger = await one.makeToken(['admin.read', 'admin.mail'], await one.makeService());
  expect((await one.call(listMailboxes, {}, { as: stranger })).body.items).toEqual([]);
  const changed = await one.call(updateMailbox, { params: { id: made.id }, body: body() }, { as: stranger });
  expect(changed.status).toBe(404);
  const replayed = await one.call(
    replayMailbox,
    { params: { id: made.id }, body: { fromUid: 0 } },
    { as: stranger },
  );
  expect(replayed.status).toBe(404);
  const put = await one.sending(createMailbox, { body: body() }, { as: stranger });
  expect(put).toMatchObject({ status: 422, body: { errors: [{ field: 'entryPointId' }] } });
});
