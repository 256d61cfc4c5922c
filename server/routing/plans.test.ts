import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/routing-plans.ts';
import * as routing from '#contract/routing.ts';
import { newId } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { ensureAgent } from './agents.store.ts';
import { routingRoutes } from './routing.routes.ts';

let server: TestServer;
let water: string;
let power: string;
let team: string;
let admin: { id: string; session: string };
/** Administers the service `water` only. */
let waterAdmin: { id: string; session: string };
let anna: { id: string; session: string };
let russian: string;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(routingRoutes);
  water = await server.makeService('water');
  power = await server.makeService('power');
  team = await server.makeTeam(water);
  admin = await server.makeStaff({ role: 'administrator' });
  waterAdmin = await server.makeStaff({ role: 'administrator', serviceId: water });
  anna = await server.makeStaff({ serviceId: water, teamId: team, name: 'Anna' });
  await server.ctx.tx((tx) => ensureAgent(tx, anna.id));
  russian = (
    await server.call(
      routing.createSkill,
      { body: { code: 'russo', name: { it: 'Russo', en: 'Russian' } } },
      as(admin),
    )
  ).body.id;
});
afterAll(() => server.stop());

let count = 0;
const queueInput = (also: Record<string, unknown> = {}) => ({
  code: `queue-${(count += 1)}`,
  name: `Coda ${count}`,
  serviceId: water,
  offerSeconds: { email: 300 },
  serviceLevel: { formula: 'negative' as const, threshold: { email: 14_400 }, target: 0.8 },
  ...also,
});
const makeQueue = async (also: Record<string, unknown> = {}) => {
  const answer = await server.call(routing.createQueue, { body: queueInput(also) as never }, as(admin));
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
// Whoever names no version does not mind what others have saved meanwhile.
const changeQueue = (row: routing.Queue, also: Record<string, unknown>, who = admin) => {
  const { id, version: _, ...body } = row;
  return server.sending(routing.updateQueue, { params: { id }, body: { ...body, ...also } }, as(who));
};
const sendPlan = (steps: unknown[], who = admin, also: Record<string, unknown> = {}) =>
  server.sending(contract.createPlan, { body: { name: `Piano ${(count += 1)}`, steps, ...also } }, as(who));
const makePlan = async (steps: unknown[], who = admin) => {
  const answer = await sendPlan(steps, who);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as unknown as contract.Plan;
};
const wrong = (answer: { body: { errors?: { field: string; message: string }[] } }) =>
  Object.fromEntries((answer.body.errors ?? []).map((one) => [one.field, one.message]));
const speaks = () => ({ skill: russian, level: 3 });

describe('a routing plan', () => {
  test('is made, changed and looked back at; each change is a version, an audit row and an event', async () => {
    const made = await makePlan([{ need: speaks(), seconds: 30 }, { need: null }]);
    expect(made).toMatchObject({
      version: 1,
      active: true,
      steps: [
        { need: speaks(), keepRequires: true, queues: [], pool: 'members', seconds: 30, skipIfNobody: true },
        { need: null, seconds: null },
      ],
    });
    const { id, name } = made;
    const changed = await server.call(
      contract.updatePlan,
      { params: { id }, body: { name, steps: [{ need: null, seconds: 10 }] } },
      as(admin),
    );
    expect(changed.body).toMatchObject({ id, version: 2 });
    const versions = await server.call(contract.listPlanVersions, { params: { id } }, as(admin));
    expect(versions.body.items.map((one) => [one.version, one.steps.length, one.changedBy !== ''])).toEqual([
      [2, 1, true],
      [1, 2, true],
    ]);
    const told = await server.ctx.db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', id)
      .execute();
    expect(told).toEqual([1, 2].map(() => ({ kind: 'config.changed', data: { what: 'routing-plan', id } })));
    const audited = await server.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', id)
      .orderBy('id')
      .execute();
    expect(audited.map((one) => one.action)).toEqual(['routing-plan.created', 'routing-plan.changed']);
    expect(await sendPlan([{}], admin, { name })).toMatchObject({
      status: 409,
      body: { code: 'taken', errors: [{ field: 'name' }] },
    });
  });

  test('names every wrong field: an endless step before others, "anyone" without a name, what does not exist', async () => {
    const queue = await makeQueue();
    const answer = await sendPlan([
      { need: speaks() },
      { need: speaks(), pool: 'anyone', seconds: 5 },
      { need: { any: [{ agent: anna.id }, speaks()] }, pool: 'anyone', seconds: 5 },
      { need: { all: [{ skill: newId(), level: 1 }, { team: newId() }, { agent: admin.id }] }, seconds: 5 },
      { queues: [queue.id, newId()], seconds: 5 },
      { queues: [queue.id], seconds: 5 },
    ]);
    expect(answer.status).toBe(422);
    expect(Object.keys(wrong(answer))).toEqual([
      'steps[0].seconds',
      'steps[1].pool',
      'steps[2].pool',
      'steps[3].need.all[0].skill',
      'steps[3].need.all[1].team',
      'steps[3].need.all[2].agent',
      'steps[4].queues[1]',
      'steps[5].queues[0]',
    ]);
    expect(
      await sendPlan([{ need: { all: [{ agent: anna.id }, speaks()] }, pool: 'anyone', seconds: 5 }]),
    ).toMatchObject({ status: 201 });
    expect(await sendPlan([])).toMatchObject({ status: 422 });
    expect(await sendPlan([{ need: { any: [] } }])).toMatchObject({ status: 422 });
  });

  test('is used by queues: while one goes by it, it cannot be put out of use, and who administers not all of them cannot change it', async () => {
    const plan = await makePlan([{ need: speaks(), seconds: 30 }]);
    const theirs = await makeQueue({ serviceId: power, planId: plan.id });
    expect(theirs).toMatchObject({ planId: plan.id });
    const change = (who: typeof admin, also: object) =>
      server.sending(
        contract.updatePlan,
        { params: { id: plan.id }, body: { name: plan.name, steps: plan.steps, ...also } },
        as(who),
      );
    expect(await change(waterAdmin, {})).toMatchObject({ status: 403 });
    const refused = await change(admin, { active: false });
    expect(wrong(refused)).toEqual({ active: `in use by ${theirs.name}` });
    expect(await changeQueue(theirs, { planId: null })).toMatchObject({ status: 200 });
    expect(await change(waterAdmin, { active: false })).toMatchObject({ status: 200 });
    expect(wrong(await changeQueue(theirs, { planId: plan.id }))).toEqual({
      planId: 'a routing plan in use',
    });
    expect(wrong(await changeQueue(theirs, { planId: newId() }))).toEqual({ planId: 'no such routing plan' });
  });

  test('that names a queue of somebody else is refused to who does not administer it', async () => {
    const theirs = await makeQueue({ serviceId: power });
    const answer = await sendPlan([{ queues: [theirs.id] }], waterAdmin);
    expect(wrong(answer)).toEqual({ 'steps[0].queues[0]': 'no such queue' });
    expect(await sendPlan([{ queues: [theirs.id] }])).toMatchObject({ status: 201 });
  });
});

describe('rules of a queue', () => {
  const condition = { measure: 'estimated_wait', is: 'above', value: 120 };

  test('are kept as given, and are harmless when left out', async () => {
    const plain = await makeQueue();
    expect(plain).toMatchObject({
      planId: null,
      help: [],
      overflow: [],
      limit: null,
      branches: { full: { do: 'wait' }, closed: { do: 'wait' }, emergency: { do: 'wait' } },
      parallelOffers: 1,
      preferred: { mode: 'off', seconds: 60, personalLimit: 10 },
    });
    const other = await makeQueue();
    const rules = {
      help: [{ from: other.id, when: condition, unlessDonor: condition, priority: 3, delaySeconds: 5 }],
      overflow: [{ toQueue: other.id, afterSeconds: 240, when: null, keepPlace: true }],
      limit: { max: 20, bufferShare: 0.2, channels: ['chat'] },
      branches: {
        full: { do: 'message', text: { it: 'Siamo al completo.', en: 'We are full.' } },
        closed: { do: 'queue', queue: other.id },
        emergency: { do: 'wait' },
      },
      parallelOffers: 3,
      preferred: { mode: 'members', seconds: 90, personalLimit: 5 },
    };
    expect(await changeQueue(plain, rules)).toMatchObject({ status: 200, body: rules });
    const listed = await server.call(routing.listQueues, {}, as(admin));
    expect(listed.body.items.find((one) => one.id === plain.id)).toMatchObject(rules);
  });

  test('name every wrong field: help from itself, twice from the same, overflow without a time, values that make no sense', async () => {
    const queue = await makeQueue();
    const other = await makeQueue();
    const answer = await changeQueue(queue, {
      help: [
        { from: queue.id, when: condition },
        { from: other.id, when: { measure: 'service_level', is: 'below', value: 80 } },
        { from: other.id, when: condition, unlessDonor: { measure: 'idle_agents', is: 'below', value: 1.5 } },
      ],
      overflow: [{ toQueue: other.id }, { toQueue: newId(), afterSeconds: 10 }],
      branches: {
        full: { do: 'queue', queue: queue.id },
        closed: { do: 'message', text: { it: 'Chiuso.', en: ' ' } },
        emergency: { do: 'wait' },
      },
    });
    expect(Object.keys(wrong(answer))).toEqual([
      'help[0].from',
      'help[1].when.value',
      'help[2].from',
      'help[2].unlessDonor.value',
      'overflow[0].afterSeconds',
      'overflow[1].toQueue',
      'branches.full.queue',
      'branches.closed.text.en',
    ]);
  });

  test('a ring of overflow is refused with the way it goes; one that needs conditions is only warned of', async () => {
    const a = await makeQueue({ name: 'Alfa' });
    const b = await makeQueue({ name: 'Beta' });
    const c = await makeQueue({ name: 'Gamma' });
    const to = (queue: { id: string }, also: object = {}) => ({
      overflow: [{ toQueue: queue.id, afterSeconds: 60, ...also }],
    });
    expect(await changeQueue(a, to(b))).toMatchObject({ status: 200 });
    expect(await changeQueue(b, to(c))).toMatchObject({ status: 200 });
    expect(wrong(await changeQueue(c, to(a)))).toEqual({
      'overflow[0].toQueue': 'goes round in a ring: Gamma → Alfa → Beta → Gamma',
    });
    expect(await changeQueue(c, to(a, { when: condition }))).toMatchObject({ status: 200 });
    const warned = (await server.call(contract.checkRouting, {}, as(admin))).body.items;
    expect(warned.filter((one) => one.id === c.id)).toContainEqual({
      what: 'queue',
      id: c.id,
      field: 'overflow[0].toQueue',
      code: 'overflow_may_loop',
      values: { way: 'Gamma → Alfa → Beta → Gamma' },
    });
    const closed = (queue: { id: string }) => ({
      branches: { full: { do: 'wait' }, closed: { do: 'queue', queue: queue.id }, emergency: { do: 'wait' } },
    });
    expect(await changeQueue(a, closed(b))).toMatchObject({ status: 200 });
    expect(wrong(await changeQueue(b, closed(a)))).toEqual({
      'branches.closed.queue': 'goes round in a ring: Beta → Alfa → Beta',
    });
  });

  test('a queue of somebody else cannot be named anew, but what was named before may stay', async () => {
    const mine = await makeQueue();
    const theirs = await makeQueue({ serviceId: power });
    const help = [{ from: theirs.id, when: condition }];
    expect(wrong(await changeQueue(mine, { help }, waterAdmin))).toEqual({ 'help[0].from': 'no such queue' });
    expect(await changeQueue(mine, { help })).toMatchObject({ status: 200 });
    expect(await changeQueue(mine, { help, priority: 2 }, waterAdmin)).toMatchObject({ status: 200 });
  });
});

test('what can probably not work is said: a skill nobody has, a queue without agents, a requirement no member meets', async () => {
  const slovene = (
    await server.call(
      routing.createSkill,
      { body: { code: 'sloveno', name: { it: 'Sloveno', en: 'Slovene' } } },
      as(admin),
    )
  ).body.id;
  const plan = await makePlan([
    { need: { any: [{ skill: slovene, level: 2 }, { agent: anna.id }] }, seconds: 20 },
    { need: { all: [{ agent: anna.id }, { agent: (await agent()).id }] }, seconds: 20 },
  ]);
  const empty = await makeQueue();
  const served = await makeQueue({ requires: [{ skill: russian, level: 2 }] });
  const profile = await server.call(
    routing.createProfile,
    {
      body: {
        name: `Profilo ${(count += 1)}`,
        capacity: { email: { max: 5, interruptedBy: [] } },
        queues: [{ queueId: served.id, channel: 'email', priority: 1, delaySeconds: 0 }],
      },
    },
    as(admin),
  );
  const give = (id: string, profileId: string | null, level: number | null) =>
    server.call(
      routing.updateAgent,
      { params: { id }, body: { profileId, skills: level === null ? [] : [{ skill: russian, level }] } },
      as(admin),
    );
  const other = await agent();
  await give(anna.id, profile.body.id, 1);
  await give(other.id, null, 4);
  const codes = async (id: string) =>
    (await server.call(contract.checkRouting, {}, as(admin))).body.items
      .filter((one) => one.id === id)
      .map((one) => `${one.field} ${one.code}`);
  expect(await codes(plan.id)).toEqual(['steps[0].need skill_nobody_has', 'steps[1].need need_nobody_meets']);
  expect(await codes(empty.id)).toEqual(['name queue_without_agents']);
  expect(await codes(served.id)).toEqual(['requires requires_nobody_meets']);
  await give(anna.id, profile.body.id, 2);
  expect(await codes(served.id)).toEqual([]);
  // Nobody else's queues are spoken of.
  const theirs = await makeQueue({ serviceId: power });
  const told = (await server.call(contract.checkRouting, {}, as(waterAdmin))).body.items.map((one) => one.id);
  expect(told).toContain(empty.id);
  expect(told).not.toContain(theirs.id);
});

async function agent() {
  const made = await server.makeStaff({ serviceId: water, teamId: team });
  await server.ctx.tx((tx) => ensureAgent(tx, made.id));
  return made;
}
