import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/knowledge.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { classificationExists, classificationIsLeaf, knowledgeRoutes } from './index.ts';

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
