import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArticle, decideDraft, submitDraft } from '#contract/articles.ts';
import { publicChatHelp } from '#contract/widget.ts';
import { articleRoutes } from '#server/knowledge/index.ts';
import { newId } from '#server/platform/index.ts';
import { makeEntryPoint } from '#tests/stories/chat.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { publicRoutes, registerPublicPages } from '../public-pages.ts';

let server: TestServer;
let chat: { id: string };
let writer: { session: string };
let approver: { session: string };
beforeAll(async () => {
  server = await testServer([...articleRoutes, ...publicRoutes], { also: registerPublicPages });
  chat = await makeEntryPoint(server.ctx.db, 'chat', await server.makeService());
  writer = await server.makeStaff({ role: 'expert' });
  approver = await server.makeStaff({ role: 'supervisor' });
});
afterAll(() => server.stop());

async function publish(code: string, audience: 'public' | 'staff', title: string) {
  const { body } = await server.call(
    createArticle,
    { body: { code, audience, title, summary: 'Come si fa.', body: 'Testo.' } },
    { as: writer },
  );
  const params = { id: body.id, language: 'it' as const };
  await server.call(submitDraft, { params }, { as: writer });
  await server.call(decideDraft, { params, body: { publish: true } }, { as: approver });
}
const help = async (body: { text?: string; lang?: string }) =>
  (await server.call(publicChatHelp, { params: { id: chat.id }, body })).body;
const ask = (body: { text?: string; lang?: string }, id = chat.id) =>
  server.sending(publicChatHelp, { params: { id }, body });

test('who writes to the chat is shown the help site and what fits their question: for the public only, and nothing is kept', async () => {
  expect(await help({ text: 'Come si fa la voltura?' })).toEqual({ site: null, articles: [] });
  await publish('voltura-fatta', 'staff', 'Voltura dietro le quinte');
  expect(await help({ text: 'Come si fa la voltura?' })).toEqual({ site: null, articles: [] });
  await publish('voltura', 'public', 'Fare la voltura');
  const found = await help({ text: 'Come si fa la voltura?', lang: 'it' });
  expect(found.articles).toMatchObject([{ title: 'Fare la voltura', language: 'it' }]);
  expect(found.articles[0]!.url).toMatch(/\/help\/it\/voltura$/);
  expect(found.site).toMatch(/\/help\/it$/);

  // In another language the page around it is the reader's, and it is said in which the article is.
  const french = await help({ text: 'fare la voltura', lang: 'fr' });
  expect(french.site).toMatch(/\/help\/fr$/);
  expect(french.articles).toMatchObject([{ language: 'it' }]);
  expect(french.articles[0]!.url).toMatch(/\/help\/fr\/voltura$/);

  expect((await help({})).articles).toEqual([]);
  expect((await help({ text: 'ciao' })).articles).toEqual([]);
  expect((await ask({ text: '__proto__ constructor \u0000', lang: '__pr' })).status).toBeLessThan(500);
  expect((await ask({ text: 'x'.repeat(1001) })).status).toBe(422);
  expect((await ask({ text: 'voltura' }, newId())).status).toBe(404);
  expect(await server.ctx.db.selectFrom('knowledge.search').select('id').execute()).toEqual([]);
});
