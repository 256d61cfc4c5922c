import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/knowledge.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { classificationExists, classificationIsLeaf, countUses, knowledgeRoutes } from './index.ts';

let app: TestServer;
let as: { session: string };
beforeAll(async () => {
  app = await testServer(knowledgeRoutes);
  as = await app.makeStaff({ role: 'administrator' });
});
afterAll(() => app.stop());

let count = 0;
const node = (over: Record<string, unknown> = {}) => ({
  code: `N${(count += 1)}`,
  name: { it: 'Bolletta', en: 'Bill' },
  ...over,
});
const add = async (parentId: string | null, over: Record<string, unknown> = {}) =>
  (await app.call(contract.createClassification, { body: node({ parentId, ...over }) }, { as })).body;
const change = (id: string, body: Record<string, unknown>) =>
  app.sending(contract.updateClassification, { params: { id }, body }, { as });
const all = async () => (await app.call(contract.listClassification, {}, { as })).body.items;
const find = async (id: string) => (await all()).find((one) => one.id === id)!;
const text = (over: Record<string, unknown> = {}) => ({
  shortcut: `testo-${(count += 1)}`,
  title: 'Saluto',
  body: 'Gentile {{customer.name}}',
  ...over,
});
const makeText = (over: Record<string, unknown> = {}, who: { session: string } = as) =>
  app.call(contract.createStandardText, { body: text(over) }, { as: who });

describe('the classification', () => {
  test('has three levels and no more, also when a branch is moved', async () => {
    const top = await add(null);
    const middle = await add(top.id);
    const leaf = await add(middle.id);
    expect([top.level, middle.level, leaf.level]).toEqual([1, 2, 3]);
    const fourth = await app.sending(
      contract.createClassification,
      { body: node({ parentId: leaf.id }) },
      { as },
    );
    expect(fourth).toMatchObject({ status: 422, body: { errors: [{ field: 'parentId' }] } });
    const circle = await change(top.id, node({ parentId: leaf.id }));
    expect(circle).toMatchObject({ status: 422, body: { errors: [{ field: 'parentId' }] } });
    const other = await add(null);
    expect((await change(top.id, node({ parentId: other.id }))).status).toBe(422);
    expect((await change(middle.id, node({ parentId: null }))).status).toBe(200);
    expect((await find(leaf.id)).level).toBe(2);
  });

  test('two moves at the same moment make no circle', async () => {
    const [one, two] = [await add(null), await add(null)];
    const answers = await Promise.all([
      change(one.id, node({ parentId: two.id })),
      change(two.id, node({ parentId: one.id })),
    ]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 422)).toHaveLength(1);
  });

  test('is switched off with what hangs on a node, and nothing is switched on below one that is off', async () => {
    const top = await add(null);
    const below = await add(top.id);
    const { id: _, level: __, ...body } = top;
    expect((await change(top.id, { ...body, active: false })).status).toBe(200);
    expect(await find(below.id)).toMatchObject({ active: false });
    expect(await classificationExists(app.ctx.db, below.id)).toBe(false);
    const wake = await change(below.id, node({ parentId: top.id }));
    expect(wake).toMatchObject({ status: 422, body: { errors: [{ field: 'active' }] } });
    expect((await change(top.id, body)).status).toBe(200);
    expect((await change(below.id, node({ parentId: top.id }))).status).toBe(200);
    expect(await classificationExists(app.ctx.db, below.id)).toBe(true);
  });

  test('a contact ends with the last level of a branch, not with a branch', async () => {
    const top = await add(null);
    const below = await add(top.id);
    const leaf = (id: string) => classificationIsLeaf(app.ctx.db, id);
    expect([await leaf(top.id), await leaf(below.id)]).toEqual([false, true]);
    const { id, level: _level, ...body } = below;
    expect((await change(id, { ...body, active: false })).status).toBe(200);
    expect([await leaf(top.id), await leaf(below.id)]).toEqual([true, false]);
  });

  test('refuses a code in use and wrong types, by field', async () => {
    const one = await add(null);
    const twice = await app.sending(
      contract.createClassification,
      { body: node({ code: one.code }) },
      { as },
    );
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'code' }] } });
    const wrong = await app.sending(
      contract.createClassification,
      { body: { code: 'a b', name: 'x', parentId: 7, position: -1 } },
      { as },
    );
    expect(wrong.body.errors?.map((error) => error.field)).toEqual(['parentId', 'code', 'name', 'position']);
    expect((await change(newId(), node())).status).toBe(404);
  });

  test('is changed by those who administer it where they do, and seen within the services one has business with', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const local = await app.makeStaff({ role: 'administrator', serviceId: mine });
    const shared = await add(null);
    const theirs = await add(null, { serviceId: other });
    const own = await app.call(
      contract.createClassification,
      { body: node({ serviceId: mine }) },
      { as: local },
    );
    expect(own.status).toBe(201);
    const seen = (await app.call(contract.listClassification, {}, { as: local })).body.items.map(
      (one) => one.id,
    );
    expect(seen).toEqual(expect.arrayContaining([shared.id, own.body.id]));
    expect(seen).not.toContain(theirs.id);
    const put = (id: string, body: Record<string, unknown>) =>
      app.sending(contract.updateClassification, { params: { id }, body }, { as: local });
    expect((await put(theirs.id, node({ serviceId: mine }))).status).toBe(404);
    expect((await put(shared.id, node())).status).toBe(403);
    expect((await put(own.body.id, node({ serviceId: other }))).status).toBe(422);
    expect((await put(own.body.id, node({ serviceId: mine, parentId: theirs.id }))).status).toBe(422);
    const agent = await app.makeStaff();
    const refused = await app.sending(contract.createClassification, { body: node() }, { as: agent });
    expect(refused.status).toBe(403);
  });

  test('a change is audited and told', async () => {
    const made = await add(null);
    await change(made.id, node({ position: 4 }));
    const rows = await app.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', made.id)
      .orderBy('id')
      .execute();
    expect(rows.map((row) => row.action)).toEqual(['classification.created', 'classification.changed']);
    const events = await app.ctx.db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', made.id)
      .execute();
    expect(events).toHaveLength(2);
    expect(events[0]).toEqual({
      kind: 'config.changed',
      data: { what: 'classification', id: made.id },
    });
  });
});

describe('standard texts', () => {
  test('are found by shortcut, title and body, without accents, the shortcut first and then the most used', async () => {
    const byBody = (await makeText({ body: 'La perdita è occulta', title: 'Primo' })).body;
    const byTitle = (await makeText({ title: 'Perdità in strada' })).body;
    const byShortcut = (await makeText({ shortcut: 'perdita-acqua' })).body;
    await app.ctx.tx((tx) => countUses(tx, [byTitle.id, byTitle.id, newId()]));
    const search = async (query: Record<string, unknown>) =>
      (await app.call(contract.listStandardTexts, { query }, { as })).body.items.map((one) => one.id);
    expect(await search({ search: 'perdita' })).toEqual([byShortcut.id, byTitle.id, byBody.id]);
    expect(await search({ search: '/perdita-a' })).toEqual([byShortcut.id]);
    expect(await search({ search: 'OCCULTA perdita' })).toEqual([byBody.id]);
    expect(await search({ search: '100%' })).toEqual([]);
    const listed = await app.call(contract.listStandardTexts, { query: { search: 'perdità' } }, { as });
    expect(listed.body.items.find((one) => one.id === byTitle.id)?.uses).toBe(1);
  });

  test('are listed for a language and a channel, those for all channels too, inactive ones on demand', async () => {
    const chat = (await makeText({ channel: 'chat', language: 'en' })).body;
    const any = (await makeText({ language: 'en' })).body;
    const off = (await makeText({ language: 'en', active: false })).body;
    const list = async (query: Record<string, unknown>) =>
      (await app.call(contract.listStandardTexts, { query }, { as })).body.items
        .map((one) => one.id)
        .toSorted();
    expect(await list({ language: 'en', channel: 'email' })).toEqual([any.id]);
    expect(await list({ language: 'en', channel: 'chat' })).toEqual([chat.id, any.id].toSorted());
    expect(await list({ language: 'en', all: 'true' })).toEqual([chat.id, any.id, off.id].toSorted());
    const wrong = await app.sending(
      contract.listStandardTexts,
      { query: { channel: 'telepathy', all: 'yes' } },
      { as },
    );
    expect(wrong.body.errors?.map((error) => error.field)).toEqual(['channel', 'all']);
  });

  test('one shortcut stands for one active text of a language', async () => {
    const shortcut = 'saluto-unico';
    const first = (await makeText({ shortcut })).body;
    expect((await makeText({ shortcut, language: 'en' })).status).toBe(201);
    const twice = await app.sending(contract.createStandardText, { body: text({ shortcut }) }, { as });
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'shortcut' }] } });
    const { id, uses: _, ...body } = first;
    await app.call(contract.updateStandardText, { params: { id }, body: { ...body, active: false } }, { as });
    expect((await makeText({ shortcut })).status).toBe(201);
    const back = await app.sending(contract.updateStandardText, { params: { id }, body }, { as });
    expect(back.status).toBe(409);
  });

  test('refuse placeholders and references that do not exist', async () => {
    for (const [over, field] of [
      [{ body: 'Gentile {{customer.nome}}' }, 'body'],
      [{ classificationId: newId() }, 'classificationId'],
      [{ serviceId: newId() }, 'serviceId'],
      [{ shortcut: 'No Good' }, 'shortcut'],
    ] as const) {
      const answer = await app.sending(contract.createStandardText, { body: text(over) }, { as });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    }
  });

  test('of another service do not exist for those who have no business there', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const agent = await app.makeStaff({ serviceId: mine });
    const local = await app.makeStaff({ role: 'administrator', serviceId: mine });
    const shared = (await makeText({ title: 'Orario sportelli' })).body;
    const theirs = (await makeText({ title: 'Orario sportelli', serviceId: other })).body;
    const own = (await makeText({ title: 'Orario sportelli', serviceId: mine }, local)).body;
    const query = { search: 'orario sportelli' };
    const seen = (await app.call(contract.listStandardTexts, { query }, { as: agent })).body.items;
    expect(seen.map((one) => one.id).toSorted()).toEqual([shared.id, own.id].toSorted());
    const put = (id: string, who: { session: string }) =>
      app.sending(
        contract.updateStandardText,
        { params: { id }, body: text({ serviceId: mine }) },
        { as: who },
      );
    expect((await put(theirs.id, local)).status).toBe(404);
    expect((await put(shared.id, local)).status).toBe(403);
    expect((await put(own.id, agent)).status).toBe(403);
    expect((await put(own.id, local)).status).toBe(200);
    const stranger = await app.makeToken(['contact.read']);
    expect((await app.call(contract.listStandardTexts, {}, { as: stranger })).status).toBe(403);
  });
});
