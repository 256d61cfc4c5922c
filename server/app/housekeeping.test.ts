import { existsSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downloadAttachment, saveDraft, sendMessage, uploadAttachment } from '#contract/conversations.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { newId, sql } from '#server/platform/index.ts';
import { makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { tidyUp } from './housekeeping.ts';

let one: TestServer;
let agent: { id: string; session: string };
let conversation: string;

beforeAll(async () => {
  one = await testServer([...contactsRoutes, ...contactsReadRoutes]);
  const serviceId = await one.makeService();
  agent = await one.makeStaff({ serviceId });
  const customerId = await makeCustomer(one.ctx.db);
  const contact = await makeContact(one.ctx.db, {
    serviceId,
    customerId,
    agentId: agent.id,
    state: 'active',
  });
  conversation = contact.conversationId;
});
afterAll(() => one?.stop());

async function upload(content: string): Promise<{ id: string }> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'nota.txt');
  const answer = await fetch(new URL(uploadAttachment.path, one.url), {
    method: 'POST',
    headers: { cookie: `filo_session=${agent.session}`, 'x-filo': '1' },
    body: form,
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string };
}
async function placeOf(id: string): Promise<string> {
  const row = await one.ctx.db
    .selectFrom('contacts.attachment as a')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .select('f.sha256')
    .where('a.id', '=', id)
    .executeTakeFirstOrThrow();
  const { sha256 } = row;
  return path.join(one.platform.config.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}
/** As if it had been uploaded two days ago. */
async function aged(id: string): Promise<{ id: string; place: string }> {
  const place = await placeOf(id);
  const then = new Date(Date.now() - 48 * 3_600_000);
  await utimes(place, then, then);
  await one.ctx.db.updateTable('contacts.attachment').set({ createdAt: then }).where('id', '=', id).execute();
  return { id, place };
}
const download = async (id: string) =>
  (await one.call(downloadAttachment, { params: { id }, query: {} }, { as: agent })).status;

describe('an upload that nothing has used', () => {
  it('is deleted after a day, its bytes too', async () => {
    const { id, place } = await aged((await upload(`mai usato ${newId()}`)).id);
    const young = await upload(`ancora fresco ${newId()}`);
    expect(await tidyUp(one.ctx)).toMatchObject({ uploads: 1, files: 1 });
    expect(await download(id)).toBe(404);
    expect(existsSync(place)).toBe(false);
    expect(await download(young.id)).toBe(200);
    expect(existsSync(await placeOf(young.id))).toBe(true);
    const { rows } = await sql`select from platform.file where not exists
      (select from contacts.attachment a where a.file_id = file.id)`.execute(one.ctx.db);
    expect(rows).toHaveLength(0);
  });

  it('stays when a message or a draft has it', async () => {
    const sent = await upload(`spedito ${newId()}`);
    const answer = await one.call(
      sendMessage,
      { params: { id: conversation }, body: { kind: 'note', text: 'Ecco', attachments: [sent.id] } as never },
      { as: agent },
    );
    expect(answer.status).toBe(201);
    const drafted = (await upload(`in bozza ${newId()}`)) as { id: string };
    const saved = await one.call(
      saveDraft,
      {
        params: { id: conversation, kind: 'reply' },
        body: { text: 'Gentile', attachments: [drafted] } as never,
      },
      { as: agent },
    );
    expect(saved.status).toBe(204);
    for (const { id } of [sent, drafted]) await aged(id);
    expect(await tidyUp(one.ctx)).toMatchObject({ uploads: 0, files: 0 });
    expect(await download(sent.id)).toBe(200);
    expect(await download(drafted.id)).toBe(200);
  });

  it('leaves its bytes to another file that has the same', async () => {
    const content = `due volte ${newId()}`;
    const { id, place } = await aged((await upload(content)).id);
    const again = await upload(content);
    const then = new Date(Date.now() - 48 * 3_600_000);
    await utimes(place, then, then);
    expect(await tidyUp(one.ctx)).toMatchObject({ uploads: 1, files: 0 });
    expect(await download(id)).toBe(404);
    expect(await download(again.id)).toBe(200);
    expect(existsSync(place)).toBe(true);
  });

  it('leaves its bytes when the same are being handed in at this moment', async () => {
    const content = `nello stesso istante ${newId()}`;
    const { place } = await aged((await upload(content)).id);
    // Handed in, but not yet a file: its transaction is still to come.
    await one.platform.files.put(Buffer.from(content));
    expect(await tidyUp(one.ctx)).toMatchObject({ uploads: 1, files: 0 });
    expect(existsSync(place)).toBe(true);
  });

  it('of a visitor is deleted too', async () => {
    const files = await Promise.all(
      ['uno', 'due'].map(async (text) => {
        const sha256 = await one.platform.files.put(Buffer.from(`${text} ${newId()}`));
        const id = newId();
        await sql`insert into platform.file (id, sha256, size, type) values (${id}, ${sha256}, 3, 'text/plain')`.execute(
          one.ctx.db,
        );
        return id;
      }),
    );
    const visitor = newId();
    await sql`insert into chat.visitor (id, entry_point_id, token_hash) values (${visitor}, ${newId()}, ${newId()})`.execute(
      one.ctx.db,
    );
    await sql`insert into chat.upload (id, visitor_id, file_id, name, type, size, created_at, used_at) values
      (${newId()}, ${visitor}, ${files[0]}, 'a', 'text/plain', 3, now() - interval '2 days', null),
      (${newId()}, ${visitor}, ${files[1]}, 'b', 'text/plain', 3, now() - interval '2 days', now())`.execute(
      one.ctx.db,
    );
    expect(await tidyUp(one.ctx)).toMatchObject({ uploads: 1 });
    const left = await one.ctx.db.selectFrom('platform.file').select('id').where('id', 'in', files).execute();
    expect(left).toEqual([{ id: files[1] }]);
  });
});
