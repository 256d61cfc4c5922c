import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as articleSearch from '#contract/article-search.ts';
import * as articleWork from '#contract/article-work.ts';
import * as articles from '#contract/articles.ts';
import { newId } from '#server/platform/index.ts';
import { articleRoutes } from '#server/knowledge/index.ts';
import rateLimit from '@fastify/rate-limit';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { registerHelpSite } from './index.ts';

const contract = { ...articles, ...articleSearch, ...articleWork };

let app: TestServer;
let writer: { session: string; id: string };
let approver: { session: string };
beforeAll(async () => {
  app = await testServer(articleRoutes, {
    also: async (server, platform) => {
      await server.register(rateLimit, { global: false });
      registerHelpSite(server, platform);
    },
  });
  writer = await app.makeStaff({ role: 'expert' });
  approver = await app.makeStaff({ role: 'supervisor' });
});
afterAll(() => app.stop());

const words = {
  title: 'Voltura <b>facile</b>',
  summary: 'Serve il codice </script><script>alert(1)</script> della fornitura.',
  body: '## Come si fa\n\n1. Telefoni\n2. **Aspetti**\n\n[pagina](javascript:alert(1)) [altra](article:altra-scheda)',
};
async function publish(code: string, over: Record<string, unknown> = {}): Promise<string> {
  const { body } = await app.call(
    contract.createArticle,
    { body: { code, audience: 'public', ...words, ...over } },
    { as: writer },
  );
  await decide(body.id, 'it');
  return body.id;
}
async function decide(id: string, language: 'it' | 'en') {
  await app.call(contract.submitDraft, { params: { id, language } }, { as: writer });
  await app.call(
    contract.decideDraft,
    { params: { id, language }, body: { publish: true } },
    { as: approver },
  );
}
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { headers, redirect: 'manual' });
const text = async (path: string) => (await get(path)).text();
const dataOf = (html: string) =>
  [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(
    ([, json]) => JSON.parse(json!) as Record<string, unknown>,
  );

describe('the help site', () => {
  test('speaks the language of the reader around an article of another, and says so to machines', async () => {
    await publish('voltura-lingue');
    for (const [language, word] of [
      ['de', 'Hilfe'],
      ['fr', 'Aide'],
      ['pl', 'Pomoc'],
    ] as const)
      expect(await text(`/help/${language}`)).toContain(word);
    const html = await text('/help/ar/voltura-lingue');
    expect(html).toMatch(/<html lang="ar" dir="rtl">/);
    expect(html).toContain('<article lang="it" dir="ltr">');
    expect(html).toContain('هل كانت هذه الصفحة مفيدة؟');
    // The sign that it is in another language is in the reader's.
    expect(html.indexOf('نعرضها بلغة أخرى')).toBeLessThan(html.indexOf('<article'));
    expect(html).toMatch(/<link rel="canonical" href="http[^"]+\/help\/it\/voltura-lingue">/);
    expect(html).toMatch(/hreflang="x-default" href="http[^"]+\/help\/it\/voltura-lingue"/);
    expect(html).not.toMatch(/<link rel="alternate" hreflang="ar"/);
    expect(html).toContain('href="/help/ro/voltura-lingue"');
    // A first page with nothing in its language is for people, not for search engines.
    expect(await text('/help/ru')).toContain('name="robots" content="noindex"');
    expect(await text('/help/it')).not.toContain('noindex');
  });

  test('calls a topic as it is called in the reader’s language, and where nobody has translated it says that it is English', async () => {
    const { db } = app.ctx;
    const topic = async (code: string, name: Record<string, string>) => {
      const id = newId();
      await db
        .insertInto('knowledge.classification')
        .values({ id, code, level: 1, name: JSON.stringify(name) })
        .execute();
      return id;
    };
    const bills = await topic('hl.bollette', { it: 'Bollette', en: 'Bills', fr: 'Factures', ar: 'الفواتير' });
    const faults = await topic('hl.guasti', { it: 'Guasti', en: 'Faults' });
    await publish('tema-bollette', { classificationId: bills });
    await publish('tema-guasti', { classificationId: faults });
    const french = await text('/help/fr');
    expect(french).toContain('<h2>Factures</h2>');
    expect(french).toContain('<h2><span lang="en" dir="ltr">Faults</span></h2>');
    expect(await text('/help/ar')).toContain('<h2>الفواتير</h2>');
    expect(await text('/help/it')).toContain('<h2>Guasti</h2>');
    expect(await text('/help/en')).toContain('<h2>Faults</h2>');
  });

  test('shows an article without a script, with nothing of it acting, and says what it is to machines', async () => {
    await publish('voltura-facile');
    const answer = await get('/help/it/voltura-facile');
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('<li><strong>Aspetti</strong></li>');
    expect(html).toContain('Voltura &lt;b&gt;facile');
    expect(html).toContain('href="/help/it/altra-scheda"');
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('href="javascript:');
    const data = dataOf(html);
    expect(data.map((one) => one['@type'])).toEqual(['BreadcrumbList', 'Article']);
    expect(data[1]).toMatchObject({
      headline: words.title,
      inLanguage: 'it',
      author: { '@type': 'Organization' },
      datePublished: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      dateModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    expect(html).toMatch(/<link rel="canonical" href="http[^"]+\/help\/it\/voltura-facile">/);
    const home = await text('/help/it');
    expect(home).toContain('/help/it/voltura-facile');
    expect(dataOf(home).map((one) => one['@type'])).toContain('FAQPage');
  });

  test('tells machines each step of a guide with its place on the page', async () => {
    await publish('guida-pubblica', {
      kind: 'guide',
      steps: [
        { key: 'uno', title: 'Chiudi l’acqua', text: 'Dal **contatore**.', answers: [] },
        { key: 'due', title: 'Chiamaci', text: '', answers: [] },
      ],
    });
    const html = await text('/help/it/guida-pubblica');
    const guide = dataOf(html).find((one) => one['@type'] === 'HowTo')!;
    expect(guide).toMatchObject({
      step: [
        { '@type': 'HowToStep', position: 1, name: 'Chiudi l’acqua', text: 'Dal contatore.' },
        { '@type': 'HowToStep', position: 2, name: 'Chiamaci', text: 'Chiamaci' },
      ],
    });
    for (const { url } of guide['step'] as { url: string }[])
      expect(html).toContain(`id="${new URL(url).hash.slice(1)}"`);
  });

  test('is asked again by its tag and answers that nothing has changed', async () => {
    await publish('etichetta');
    const first = await get('/help/it/etichetta');
    const tag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toContain('public');
    expect((await get('/help/it/etichetta', { 'if-none-match': tag })).status).toBe(304);
    expect((await get('/help/it/etichetta', { 'if-none-match': '"altro"' })).status).toBe(200);
  });

  test('leads to the reader’s language, shows another visibly, and links those there are', async () => {
    const id = await publish('due-lingue', { title: 'Due lingue' });
    const to = async (language: string) =>
      (await get('/help', { 'accept-language': language })).headers.get('location');
    expect(await to('en-GB,en;q=0.9')).toBe('/help/en');
    expect(await to('xx')).toBe('/help/it');
    const english = await text('/help/en/due-lingue');
    expect(english).toContain('There is no page in the language chosen');
    expect(english).toMatch(/<article lang="it" dir="ltr">/);
    await app.sending(
      contract.saveDraft,
      {
        params: { id, language: 'en' },
        body: { title: 'Two languages', summary: 'An answer.', body: 'Text.' },
      },
      { as: writer },
    );
    await decide(id, 'en');
    const italian = await text('/help/it/due-lingue');
    expect(italian).toMatch(/hreflang="en" href="http[^"]+\/help\/en\/due-lingue"/);
    const map = await text('/help/sitemap.xml');
    expect(map).toContain('/help/en/due-lingue</loc>');
  });

  test('knows nothing of what is not for the public: page, search, map, file, feedback', async () => {
    await publish('segreta', { title: 'Turbina segreta', audience: 'staff' });
    expect((await get('/help/it/segreta')).status).toBe(404);
    expect(await text('/help/it/search?q=turbina')).not.toContain('segreta"');
    expect(await text('/help/sitemap.xml')).not.toContain('segreta');
    expect(await text('/help/it')).not.toContain('Turbina');
    for (const path of ['/help/xx', '/help/it/__proto__', '/help/it/constructor', '/help/files/1'])
      expect((await get(path)).status).toBe(404);
  });

  test('searches, bears what anybody types, and shows it as words', async () => {
    await publish('contatore-gelo', { title: 'Contatore gelato', summary: 'Si scalda piano.' });
    const found = await text('/help/it/search?q=contatori+gelati');
    expect(found).toContain('/help/it/contatore-gelo');
    expect(found).toContain('noindex');
    const hostile = await get(`/help/it/search?q=${encodeURIComponent('"><img src=x onerror=1> \u0000')}`);
    expect(hostile.status).toBe(200);
    expect(await hostile.text()).not.toContain('<img');
    expect((await get('/help/it/search')).status).toBe(200);
    expect((await get('/help/it/search?q=a&q=b')).status).toBe(200);
  });

  test('takes what a reader says as a task of the owner, by a form alone', async () => {
    const id = await publish('parere', { title: 'Parere' });
    const say = (body: string) =>
      fetch(`${app.url}/help/it/parere/feedback`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        redirect: 'manual',
      });
    const answer = await say('useful=no&words=Manca+il+costo');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/help/it/parere?thanks=1']);
    expect(await text('/help/it/parere?thanks=1')).toContain('role="status"');
    expect((await say('words=x')).headers.get('location')).toBe('/help/it/parere');
    const { body } = await app.call(contract.listArticleTasks, { query: { mine: 'true' } }, { as: writer });
    expect(body.items.find(({ articleId }) => articleId === id)).toMatchObject({
      kind: 'feedback',
      feedback: [{ sender: 'customer', useful: false, words: 'Manca il costo' }],
    });
  });
});
