import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as articleSearch from '#contract/article-search.ts';
import * as articleWork from '#contract/article-work.ts';
import * as articles from '#contract/articles.ts';
import { newId, sql } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { answerOf, articleRoutes, configureKnowledge, openReviews, renewIndex } from '../index.ts';

const contract = { ...articles, ...articleSearch, ...articleWork };

let app: TestServer;
let writer: { session: string; id: string };
let approver: { session: string; id: string };
let admin: { session: string };
const contact = newId();

beforeAll(async () => {
  app = await testServer(articleRoutes, {
    also: (server) => {
      server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
    },
  });
  writer = await app.makeStaff({ role: 'expert' });
  approver = await app.makeStaff({ role: 'supervisor' });
  admin = await app.makeStaff({ role: 'administrator' });
  configureKnowledge({
    seesContact: async (_db, _actor, id) => (id === contact ? { serviceId: null, teamId: null } : null),
  });
});
afterAll(() => app.stop());

let count = 0;
const draft = (over: Record<string, unknown> = {}) => ({
  code: `scheda-${(count += 1)}`,
  audience: 'public' as const,
  title: 'Voltura della fornitura di acqua',
  summary: 'Il nuovo intestatario chiede la voltura con il codice della fornitura.',
  body: 'Serve la **lettura** del contatore.',
  ...over,
});
const write = async (over: Record<string, unknown> = {}, as = writer) =>
  (await app.call(contract.createArticle, { body: draft(over) }, { as })).body;
const submit = (id: string, language: 'it' | 'en' = 'it') =>
  app.call(contract.submitDraft, { params: { id, language } }, { as: writer });
const decide = (id: string, over: Record<string, unknown> = {}, as = approver, language = 'it') =>
  app.sending(contract.decideDraft, { params: { id, language }, body: { publish: true, ...over } }, { as });
const publish = async (over: Record<string, unknown> = {}) => {
  const article = await write(over);
  await submit(article.id);
  expect((await decide(article.id)).status).toBe(200);
  return article;
};
const search = async (q: string, as: { session: string } = writer, language: 'it' | 'en' = 'it') =>
  (await app.call(contract.searchArticles, { query: { q, language } }, { as })).body;
const codes = (found: { items: { code: string }[] }) => found.items.map(({ code }) => code);
const full = async (id: string) =>
  (await app.call(contract.getArticle, { params: { id } }, { as: writer })).body;
const redraft = (id: string, body: Record<string, unknown>, language = 'it') =>
  app.sending(contract.saveDraft, { params: { id, language }, body }, { as: writer });

describe('an article', () => {
  test('is approved by a person: a program that may write and approve does not publish its own', async () => {
    const program = await app.makeToken(['knowledge.read', 'knowledge.write', 'knowledge.approve']);
    const as = { token: program.token };
    const { body } = await app.call(contract.createArticle, { body: draft() }, { as });
    await app.call(contract.submitDraft, { params: { id: body.id, language: 'it' } }, { as });
    const answer = await app.sending(
      contract.decideDraft,
      { params: { id: body.id, language: 'it' }, body: { publish: true } },
      { as },
    );
    expect(answer).toMatchObject({ status: 403 });
    expect((await decide(body.id)).status).toBe(200);
  });

  test('is published by another than who wrote it, and is found from then on', async () => {
    const article = await write({ title: 'Smarrimento della chiavetta del distributore' });
    expect(codes(await search('chiavetta persa'))).not.toContain(article.code);
    expect((await decide(article.id)).status).toBe(404);
    await submit(article.id);
    const own = await app.makeStaff({ role: 'administrator' });
    const mine = await write({}, own);
    await app.call(contract.submitDraft, { params: { id: mine.id, language: 'it' } }, { as: own });
    expect(await decide(mine.id, {}, own)).toMatchObject({ status: 409, body: { code: 'own_work' } });
    expect((await decide(article.id, {}, writer)).status).toBe(403);
    expect(await decide(article.id, { publish: false })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reason' }] },
    });
    expect((await decide(article.id, { publish: false, reason: 'Manca il costo' })).status).toBe(200);
    expect((await full(article.id)).versions[0]).toMatchObject({ state: 'draft', note: 'Manca il costo' });
    await submit(article.id);
    expect((await decide(article.id)).status).toBe(200);
    expect(codes(await search('chiavetta persa'))).toContain(article.code);
    const trail = await app.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', article.id)
      .orderBy('id')
      .execute();
    expect(trail.map(({ action }) => action)).toEqual([
      'article.created',
      'article.drafted',
      'article.submitted',
      'article.returned',
      'article.submitted',
      'article.published',
    ]);
  });

  test('keeps the old wording in force until the moment of the new one', async () => {
    const article = await publish({ title: 'Orario dello sportello di piazza', keywords: 'apertura' });
    const words = {
      title: 'Orario estivo dello sportello',
      summary: 'Da luglio solo di mattina.',
      body: 'Ecco.',
    };
    expect((await redraft(article.id, words)).status).toBe(200);
    expect(await redraft(article.id, words)).toMatchObject({ status: 409, body: { code: 'draft_changed' } });
    await submit(article.id);
    const from = new Date(app.clock.now().getTime() + 86_400_000);
    expect((await decide(article.id, { validFrom: from.toISOString() })).status).toBe(200);
    const reading = async () =>
      (await app.call(contract.readArticle, { params: { id: article.id }, query: {} }, { as: writer })).body;
    expect((await reading()).number).toBe(1);
    expect((await search('sportello piazza orario')).items[0]).toMatchObject({ number: 1 });
    app.clock.set(new Date(from.getTime() + 1000));
    expect((await reading()).number).toBe(2);
    expect(codes(await search('orario estivo'))).toContain(article.code);
    app.clock.set(new Date());
  });

  test('tells which translation lags behind its original, and opens a task for it', async () => {
    const article = await publish({ title: 'Autolettura', summary: 'Si comunica dal sito.' });
    const english = { title: 'Meter reading', summary: 'Send it from the site.', body: 'Like this.' };
    expect((await redraft(article.id, english, 'en')).status).toBe(200);
    await submit(article.id, 'en');
    expect((await decide(article.id, {}, approver, 'en')).status).toBe(200);
    const language = async (code: string) =>
      (await full(article.id)).languages.find((one) => one.language === code);
    expect(await language('en')).toMatchObject({ published: 1, outOfDate: false });
    await redraft(article.id, { title: 'Autolettura', summary: 'Anche per telefono.', body: 'Nuova.' });
    await submit(article.id);
    await decide(article.id);
    expect(await language('en')).toMatchObject({ outOfDate: true });
    const tasks = (await app.call(contract.listArticleTasks, { query: {} }, { as: writer })).body.items;
    expect(tasks).toContainEqual(
      expect.objectContaining({ kind: 'translation', articleId: article.id, language: 'en', state: 'open' }),
    );
    const read = await app.call(
      contract.readArticle,
      { params: { id: article.id }, query: { language: 'fr' } },
      { as: writer },
    );
    expect(read.body).toMatchObject({ language: 'it', fallback: true });
  });

  test('of another service or office is nowhere: list, search, suggestion, reading, use, feedback', async () => {
    const [water, energy] = [await app.makeService(), await app.makeService()];
    const team = await app.makeTeam(energy);
    const agent = await app.makeStaff({ role: 'expert', serviceId: water });
    const inside = await app.makeStaff({ role: 'expert', serviceId: energy, grantTeamId: team });
    const make = async (over: Record<string, unknown>) => {
      const { body } = await app.call(
        contract.createArticle,
        { body: draft({ title: 'Segreto della turbina', audience: 'staff', ...over }) },
        { as: admin },
      );
      await app.call(contract.submitDraft, { params: { id: body.id, language: 'it' } }, { as: admin });
      expect((await decide(body.id)).status).toBe(200);
      return body;
    };
    const hidden = await make({ serviceId: energy });
    const office = await make({ audience: 'office', teamId: team });
    for (const article of [hidden, office]) {
      expect(codes(await search('turbina', agent))).not.toContain(article.code);
      expect(codes(await search('turbina', inside))).toContain(article.code);
      const list = await app.call(contract.listArticles, { query: { limit: 200 } }, { as: agent });
      expect(codes(list.body)).not.toContain(article.code);
      const suggested = await app.call(
        contract.suggestArticles,
        { body: { said: 'Come funziona la turbina?' } },
        { as: agent },
      );
      expect(codes(suggested.body)).not.toContain(article.code);
      const params = { id: article.id };
      for (const [route, body] of [
        [contract.readArticle, undefined],
        [contract.getArticle, undefined],
        [contract.giveFeedback, { useful: false }],
        [contract.useArticle, { how: 'opened' }],
      ] as const)
        expect((await app.sending(route, { params, body }, { as: agent })).status).toBe(404);
      expect(await answerOf(app.ctx.db, 'Come funziona la turbina?', 'it', new Date())).toBeNull();
    }
  });
});

describe('the search', () => {
  test('understands inflection, accents, slips and what administrators call the same', async () => {
    const { code } = await publish({
      title: 'Rateizzare una bolletta',
      summary: 'Una bolletta alta si può pagare a rate.',
    });
    for (const question of ['bollette rateizzate', 'rateizare la bolleta', 'RATEIZZÀRE'])
      expect(codes(await search(question))).toContain(code);
    expect((await search('bolleta')).corrected).toEqual([{ word: 'bolleta', to: 'bolletta' }]);
    expect(codes(await search('sminuzzare'))).not.toContain(code);
    const made = await app.call(
      contract.createSynonym,
      { body: { words: ['sminuzzare', 'rateizzare', 'pagare a rate'] } },
      { as: admin },
    );
    expect(made.status).toBe(201);
    expect(codes(await search('sminuzzare'))).toContain(code);
    const { id, ...synonym } = made.body;
    const off = { ...synonym, language: 'it' as const, active: false };
    await app.call(contract.updateSynonym, { params: { id }, body: off }, { as: admin });
    expect(codes(await search('sminuzzare'))).not.toContain(code);
  });

  test('bears hostile words and keeps none that name a person', async () => {
    for (const q of ["'; drop table x; --", '__proto__', '&|!():*<->', '%%__\\', '\u0000ab', '𝒳 🙃 مرحبا'])
      expect(
        (await app.sending(contract.searchArticles, { query: { q } }, { as: writer })).status,
      ).toBeLessThan(500);
    await search('rimborso di anna.rossi@example.org codice 1234567890');
    const { rows } = await sql<{ words: string }>`select words from knowledge.search`.execute(app.ctx.db);
    expect(rows.map(({ words }) => words)).toContain('rimborso di … codice …');
  });

  test('says what was looked for and not found, and counts what was opened', async () => {
    const { id } = await publish({ title: 'Contatore gelato', summary: 'Si scalda piano.' });
    await search('astronavi e dinosauri');
    await search('astronavi e dinosauri');
    const { searchId } = await search('contatore gelato');
    await app.call(
      contract.chooseResult,
      { params: { id: searchId! }, body: { articleId: id } },
      { as: writer },
    );
    const { body } = await app.call(contract.missingAnswers, { query: {} }, { as: writer });
    expect(body.items).toContainEqual(
      expect.objectContaining({ words: 'astronavi e dinosauri', times: 2, withoutResult: 2 }),
    );
    expect(body.items.map(({ words }) => words)).not.toContain('contatore gelato');
  });

  test('finds an article by how people ask for it, at once, and takes over what was looked for in vain', async () => {
    const { id, code } = await publish({
      title: 'Pozzetto ispezionabile',
      summary: 'Si apre con la chiave.',
    });
    expect(codes(await search('botola sul vialetto'))).not.toContain(code);
    const params = { id, language: 'it' as const };
    const put = await app.call(
      contract.putAsked,
      {
        params,
        body: { asked: ['Che cos’è la botola davanti a casa?', 'CHE COS’È LA BOTOLA DAVANTI A CASA'] },
      },
      { as: writer },
    );
    expect(put.body.items).toMatchObject([{ language: 'it', source: 'author' }]);
    expect(codes(await search('botola sul vialetto'))).toContain(code);
    // What nobody found is given to the article; it is no longer listed, until it is looked for in vain again.
    await search('coperchio sferragliante');
    const settle = { words: 'coperchio sferragliante', how: 'asked' as const, articleId: id };
    await app.call(contract.settleSearch, { body: settle }, { as: writer });
    const missing = (await app.call(contract.missingAnswers, { query: {} }, { as: writer })).body.items;
    expect(missing.map(({ words }) => words)).not.toContain('coperchio sferragliante');
    expect(codes(await search('coperchio sferragliante'))).toContain(code);
    const { items } = (await app.call(contract.listAsked, { params: { id } }, { as: writer })).body;
    expect(items.map(({ source }) => source)).toEqual(['author', 'search']);
    // A new version keeps them; without them it is found by its own words only.
    await app.call(contract.putAsked, { params, body: { asked: [] } }, { as: writer });
    expect(codes(await search('coperchio sferragliante'))).not.toContain(code);
  });

  test('takes ways of asking from who may write the article only, and names the one that is none', async () => {
    const { id } = await publish({ title: 'Saracinesca', summary: 'Si gira a destra.' });
    const params = { id, language: 'it' as const };
    const sent = (as: { session: string }, asked: string[]) =>
      app.sending(contract.putAsked, { params, body: { asked } }, { as });
    const agent = await app.makeStaff({ role: 'agent' });
    expect((await sent(agent, ['Come si chiude?'])).status).toBe(403);
    const wrong = await sent(writer, ['Come si chiude?', '??!']);
    expect(wrong.status).toBe(422);
    expect(JSON.stringify(wrong.body)).toContain('asked[1]');
    const settle = { words: 'saracinesca', how: 'asked' as const };
    expect((await app.sending(contract.settleSearch, { body: settle }, { as: writer })).status).toBe(422);
  });

  test('makes its index anew when the rules of words have changed, and only then', async () => {
    const { code } = await publish({ title: 'Tubature murate', summary: 'Si rompono di rado.' });
    await sql`delete from knowledge.posting`.execute(app.ctx.db);
    await sql`update knowledge.index_state set rules = 1`.execute(app.ctx.db);
    expect(codes(await search('tubature murate'))).not.toContain(code);
    expect(await renewIndex(app.ctx)).toBeGreaterThan(0);
    expect(codes(await search('tubature murate'))).toContain(code);
    expect(await renewIndex(app.ctx)).toBe(0);
  });

  test('forgets the words of a version that is withdrawn', async () => {
    const { id, code } = await publish({ title: 'Fontanella monumentale', summary: 'Acqua in piazza.' });
    expect(codes(await search('fontanella monumentale'))).toContain(code);
    await app.call(
      contract.withdrawArticle,
      { params: { id }, body: { language: 'it', reason: 'Non esiste più' } },
      { as: approver },
    );
    expect(codes(await search('fontanella monumentale'))).not.toContain(code);
  });
});

describe('use and feedback', () => {
  test('a path through a tree is kept on its contact, as it really was', async () => {
    const article = await publish({
      kind: 'tree',
      title: 'Manca acqua: che cosa è successo',
      body: '',
      steps: [
        { key: 'vicini', title: 'Manca anche ai vicini?', answers: [{ label: 'Sì', to: 'guasto' }] },
        { key: 'guasto', title: 'Guasto in rete' },
      ],
    });
    const walk = (path: unknown, contactId: string | null = contact) =>
      app.sending(
        contract.useArticle,
        { params: { id: article.id }, body: { how: 'walked', contactId, path } },
        { as: writer },
      );
    expect(await walk([{ step: 'altrove' }])).toMatchObject({ status: 422 });
    expect(await walk([{ step: 'vicini' }], newId())).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'contactId' }] },
    });
    expect((await walk([{ step: 'vicini', answer: 'Sì' }, { step: 'guasto' }])).status).toBe(201);
    const { body } = await app.call(contract.contactArticles, { params: { id: contact } }, { as: writer });
    expect(body.items.at(-1)).toMatchObject({
      how: 'walked',
      path: [
        { title: 'Manca anche ai vicini?', answer: 'Sì' },
        { title: 'Guasto in rete', answer: null },
      ],
    });
  });

  test('that something is missing is one open task of the owner, who ends it and says how', async () => {
    const article = await publish({ title: 'Bonus sociale', summary: 'Uno sconto per chi ne ha diritto.' });
    for (const words of ['Manca la soglia', 'E i tempi?'])
      await app.call(
        contract.giveFeedback,
        { params: { id: article.id }, body: { words } },
        { as: approver },
      );
    await app.call(
      contract.giveFeedback,
      { params: { id: article.id }, body: { useful: true } },
      { as: approver },
    );
    const mine = async (state: 'open' | 'ended') =>
      (
        await app.call(contract.listArticleTasks, { query: { mine: 'true', state } }, { as: writer })
      ).body.items.filter(({ articleId }) => articleId === article.id);
    const [task, ...more] = await mine('open');
    expect(more).toEqual([]);
    expect(task).toMatchObject({ kind: 'feedback', state: 'open', assigneeId: writer.id });
    expect(task!.feedback.map(({ words }) => words)).toEqual(['E i tempi?', 'Manca la soglia']);
    const change = (body: Record<string, unknown>) =>
      app.sending(contract.changeArticleTask, { params: { id: task!.id }, body }, { as: writer });
    expect(await change({ state: 'dismissed' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'note' }] },
    });
    expect((await change({ state: 'in_progress' })).status).toBe(204);
    expect((await change({ state: 'done', note: 'Aggiunta' })).status).toBe(204);
    expect(await mine('open')).toEqual([]);
    expect((await mine('ended'))[0]).toMatchObject({ state: 'done', note: 'Aggiunta' });
    expect(await full(article.id)).toMatchObject({ useful: 1 });
  });

  test('a review date that has come is told to the owner once', async () => {
    const article = await publish({ title: 'Depurazione', reviewOn: '2026-01-10' });
    await openReviews(app.ctx);
    await openReviews(app.ctx);
    const tasks = (
      await app.call(contract.listArticleTasks, { query: {} }, { as: writer })
    ).body.items.filter(({ articleId }) => articleId === article.id);
    expect(tasks).toMatchObject([{ kind: 'review', dueOn: '2026-01-10', assigneeId: writer.id }]);
  });

  test('a file is for who may read its article, and no program', async () => {
    const article = await publish({ audience: 'staff', title: 'Modulo di voltura' });
    const put = (content: string, name: string, as = writer) =>
      fetch(`${app.url}/api/v1/articles/${article.id}/files?name=${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          cookie: `filo_session=${as.session}`,
          'x-filo': '1',
        },
        body: content,
      });
    expect((await put('MZ' + '\0'.repeat(200), 'modulo.exe')).status).toBe(422);
    const answer = await put('Un modulo', 'modulo.txt');
    expect(answer.status).toBe(201);
    const { id, url } = (await answer.json()) as { id: string; url: string };
    const get = (as: { session: string }) =>
      fetch(`${app.url}${url}`, { headers: { cookie: `filo_session=${as.session}` } });
    const got = await get(writer);
    expect([got.status, await got.text()]).toEqual([200, 'Un modulo']);
    expect(got.headers.get('content-disposition')).toContain('attachment');
    const elsewhere = await app.makeStaff({ role: 'reception' });
    expect((await get(elsewhere)).status).toBe(403);
    const gone = await app.sending(
      contract.removeArticleFile,
      { params: { id: article.id, file: id } },
      { as: writer },
    );
    expect(gone.status).toBe(204);
    expect((await get(writer)).status).toBe(404);
  });
});

test('who has not asked yet sees what is used and new, the office’s for its office only, and subjects with what they may read', async () => {
  const [dam, elsewhere] = [await app.makeService(), await app.makeService()];
  const team = await app.makeTeam(dam);
  const [top, below] = [newId(), newId()];
  await sql`insert into knowledge.classification (id, parent_id, level, code, name, position) values
    (${top}, null, 1, 'diga', '{"it": "Diga", "en": "Dam"}', 90), (${below}, ${top}, 2, 'diga-chiuse', '{"it": "Chiuse", "en": "Locks"}', 91)`.execute(
    app.ctx.db,
  );
  const { id, code } = await publish({ title: 'Diga aperta al pubblico', classificationId: below });
  await app.call(
    contract.useArticle,
    { params: { id }, body: { how: 'opened' } },
    { as: await app.makeStaff({ role: 'agent' }) },
  );
  const inside = await app.makeStaff({ role: 'agent', serviceId: dam, grantTeamId: team });
  const office = await app.call(
    contract.createArticle,
    {
      body: draft({
        title: 'Chiavi della diga',
        audience: 'office',
        serviceId: dam,
        teamId: team,
        classificationId: top,
      }),
    },
    { as: admin },
  );
  await app.call(contract.submitDraft, { params: { id: office.body.id, language: 'it' } }, { as: admin });
  expect((await decide(office.body.id)).status).toBe(200);
  const overview = async (as: { session: string }) =>
    (await app.call(contract.articleOverview, { query: {} }, { as })).body;
  const seen = await overview(admin);
  expect(seen.used.map((one) => one.code)).toContain(code);
  expect(seen.newest.map((one) => one.code)).toContain(office.body.code);
  expect(seen.subjects.find((one) => one.id === top)).toMatchObject({ articles: 2 });
  const outside = await overview(await app.makeStaff({ role: 'agent', serviceId: elsewhere }));
  expect(outside.office).toEqual([]);
  expect(outside.subjects.find((one) => one.id === top)).toMatchObject({ articles: 1 });
  expect((await overview(inside)).office.map((one) => one.code)).toEqual([office.body.code]);
  const listed = await app.call(contract.listArticles, { query: { subject: top } }, { as: admin });
  expect(codes(listed.body).toSorted()).toEqual([code, office.body.code].toSorted());
});

describe('a flow', () => {
  test('answers with the summary of a public article that has most of what was asked, and else with nothing', async () => {
    await publish({
      title: 'Contenitore rotto',
      summary: 'Il contenitore dei rifiuti rotto si sostituisce gratis.',
    });
    const ask = (question: string) => answerOf(app.ctx.db, question, 'it', app.clock.now());
    expect(await ask('ho il contenitore rotto')).toMatchObject({ title: 'Contenitore rotto' });
    expect(await ask('orchestra sinfonica di sera')).toBeNull();
  });
});
