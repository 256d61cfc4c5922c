import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/routing.ts';
import { writeSingleViewTerms } from '#server/access/index.ts';
import { putCalendar } from '#server/calendars/index.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { ensureAgent } from './agents.store.ts';
import { routingRoutes } from './routing.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let team: string;
let admin: { id: string; session: string };
/** Administers the service `water` only. */
let waterAdmin: { id: string; session: string };
let anna: { id: string; session: string };
let carla: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(routingRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  power = await server.makeService('power');
  team = await server.makeTeam(water);
  const powerTeam = await server.makeTeam(power);
  admin = await server.makeStaff({ role: 'administrator' });
  waterAdmin = await server.makeStaff({ role: 'administrator', serviceId: water });
  anna = await server.makeStaff({ serviceId: water, teamId: team, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, teamId: powerTeam, name: 'Carla' });
  for (const { id } of [anna, carla]) await server.ctx.tx((tx) => ensureAgent(tx, id));
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
  const answer = await server.call(contract.createQueue, { body: queueInput(also) as never }, as(admin));
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
const makeProfile = async (queues: unknown[], also: Record<string, unknown> = {}) =>
  server.sending(
    contract.createProfile,
    {
      body: {
        name: `Profilo ${(count += 1)}`,
        capacity: { email: { max: 5 }, chat: { max: 3 } },
        queues,
        ...also,
      },
    },
    as(admin),
  );
const fields = (answer: { body: { errors?: { field: string }[] } }) =>
  (answer.body.errors ?? []).map((one) => one.field);
const told = async (subject: string) =>
  (
    await db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', subject)
      .orderBy('id')
      .execute()
  ).map((one) => ({ kind: one.kind, ...(one.data as object) }));

test('a queue is made and changed with an audit row and an event that the leader hears', async () => {
  const made = await makeQueue();
  const changed = await server.call(
    contract.updateQueue,
    { params: { id: made.id }, body: { ...queueInput(), priority: 2 } },
    as(admin),
  );
  expect(changed.body).toMatchObject({ id: made.id, priority: 2, requires: [] });
  expect(await told(made.id)).toEqual([
    { kind: 'config.changed', what: 'queue', id: made.id },
    { kind: 'config.changed', what: 'queue', id: made.id },
  ]);
  const audited = await db
    .selectFrom('platform.audit')
    .select(['action', 'before', 'after'])
    .where('objectId', '=', made.id)
    .orderBy('id')
    .execute();
  expect(audited).toMatchObject([
    { action: 'queue.created', before: null },
    { action: 'queue.changed', before: { priority: 5 }, after: { priority: 2 } },
  ]);
});

test('who saves a setting that another changed meanwhile is told by whom, and overwrites nothing', async () => {
  const roberta = await server.makeStaff({ role: 'administrator', name: 'Roberta' });
  const made = await makeQueue();
  const listed = async () =>
    (await server.call(contract.listQueues, {}, as(admin))).body.items.find(({ id }) => id === made.id)!;
  const seen = (await listed()).version;
  expect(seen).toBe(made.version);
  const { code } = made;
  const change = (who: { session: string }, also: Record<string, unknown>) =>
    server.call(
      contract.updateQueue,
      { params: { id: made.id }, body: { ...queueInput(), code, ...also } },
      as(who),
    );
  const first = await change(roberta, { priority: 2, version: seen });
  expect(first).toMatchObject({ status: 200, body: { priority: 2 } });
  const second = await change(admin, { priority: 9, version: seen });
  expect(second).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile', by: ['Roberta'], version: first.body.version, at: expect.any(String) },
  });
  expect(await listed()).toMatchObject({ priority: 2, version: first.body.version });
  // Who has seen the newer values may put theirs in their place; a program that names no version does not mind.
  expect(await change(admin, { priority: 9, version: first.body.version })).toMatchObject({ status: 200 });
  expect(await change(admin, { priority: 4 })).toMatchObject({ status: 200, body: { priority: 4 } });
});

test('closing a queue in an emergency is no change of its form', async () => {
  const made = await makeQueue();
  const closed = await server.call(
    contract.setQueueEmergency,
    { params: { id: made.id }, body: { closed: true, message: null, why: 'allagamento' } },
    as(admin),
  );
  expect(closed.body.version).toBe(made.version);
});

test('of two changes made from the same values at the same moment one is refused', async () => {
  const { body: profile } = await server.call(
    contract.createProfile,
    { body: { name: `Profilo ${(count += 1)}`, capacity: { email: { max: 5 } }, queues: [] } },
    as(admin),
  );
  const change = (name: string) =>
    server.call(
      contract.updateProfile,
      {
        params: { id: profile.id },
        body: { name, capacity: profile.capacity, queues: [], version: profile.version },
      },
      as(admin),
    );
  const answers = await Promise.all([change('Uno dei due'), change('Due dei due')]);
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
});

test('every wrong field of a queue is named at once', async () => {
  const skill = (
    await server.call(
      contract.createSkill,
      { body: { code: 'inglese', name: { it: 'Inglese', en: 'English' } } },
      as(admin),
    )
  ).body.id;
  const answer = await server.sending(
    contract.createQueue,
    {
      body: queueInput({
        serviceId: newId(),
        teamId: newId(),
        calendarId: newId(),
        offerSeconds: { smoke: 30 },
        requires: [
          { skill, level: 1 },
          { skill, level: 2 },
          { skill: newId(), level: 1 },
        ],
      }),
    },
    as(admin),
  );
  expect(answer.status).toBe(422);
  expect(fields(answer).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'calendarId',
    'offerSeconds.smoke',
    'requires[1].skill',
    'requires[2].skill',
    'serviceId',
    'teamId',
  ]);
  const wrongTeam = await server.sending(
    contract.createQueue,
    { body: queueInput({ serviceId: power, teamId: team }) },
    as(admin),
  );
  expect(fields(wrongTeam)).toEqual(['teamId']);
  const first = await makeQueue();
  expect(
    await server.sending(contract.createQueue, { body: queueInput({ code: first.code }) }, as(admin)),
  ).toMatchObject({ status: 409, body: { code: 'taken', errors: [{ field: 'code' }] } });
});

test('a skill that nobody has may be asked for', async () => {
  const skill = await server.call(
    contract.createSkill,
    { body: { code: 'sloveno', name: { it: 'Sloveno', en: 'Slovene' } } },
    as(admin),
  );
  expect(await makeQueue({ requires: [{ skill: skill.body.id, level: 3 }] })).toMatchObject({
    requires: [{ skill: skill.body.id, level: 3 }],
  });
  expect(await told(skill.body.id)).toEqual([{ kind: 'config.changed', what: 'skill', id: skill.body.id }]);
});

test('queues outside the caller’s scope are not listed nor changed; an own profile’s queues are', async () => {
  const mine = await makeQueue();
  const theirs = await makeQueue({ serviceId: power });
  const listed = async (who: { session: string }) =>
    (await server.call(contract.listQueues, {}, as(who))).body.items.map((one) => one.id);
  expect(await listed(anna)).toContain(mine.id);
  expect(await listed(anna)).not.toContain(theirs.id);
  expect(await listed(admin)).toEqual(expect.arrayContaining([mine.id, theirs.id]));
  const change = (id: string, body: unknown) =>
    server.sending(contract.updateQueue, { params: { id }, body }, as(waterAdmin));
  expect(await change(theirs.id, queueInput())).toMatchObject({ status: 404 });
  expect(await change(mine.id, queueInput({ serviceId: power }))).toMatchObject({ status: 422 });
  expect(await change(mine.id, queueInput())).toMatchObject({ status: 200 });
  const profile = (await makeProfile([{ queueId: theirs.id, channel: 'email' }])).body as unknown as {
    id: string;
  };
  await server.call(
    contract.updateAgent,
    { params: { id: anna.id }, body: { profileId: profile.id, skills: [] } },
    as(admin),
  );
  expect(await listed(anna)).toContain(theirs.id);
});

test('a queue is open by its hours, unless the emergency switch is thrown, which is audited with its reason', async () => {
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
  const calendar = async (name: string, openings: typeof everyDay) =>
    server.ctx.tx((tx) =>
      putCalendar(tx, server.ctx, null, {
        name,
        timeZone: 'Europe/Rome',
        italianHolidays: false,
        patronDay: null,
        patronName: null,
        openings,
        exceptions: [],
      }),
    );
  const queue = await makeQueue({ calendarId: (await calendar('Sempre', everyDay)).id });
  const shut = await makeQueue({ calendarId: (await calendar('Mai', [])).id });
  const supervisor = await server.makeStaff({ role: 'supervisor', serviceId: water });
  const open = async (id = queue.id) =>
    (await server.call(contract.listQueues, {}, as(supervisor))).body.items.find((one) => one.id === id)
      ?.open;
  expect(await open()).toBe(true);
  expect(await open(shut.id)).toBe(false);
  const message = { it: 'Sede evacuata.', en: 'The office is evacuated.' };
  const thrown = await server.call(
    contract.setQueueEmergency,
    { params: { id: queue.id }, body: { closed: true, message, why: 'Evacuazione della sede' } },
    as(supervisor),
  );
  expect(thrown.body).toMatchObject({ emergencyClosed: true, emergencyText: message, open: false });
  // Whoever saves a form that was opened before neither opens the queue nor takes words back, whatever it held.
  const { id: _id, emergencyText: _text, ...stale } = queue;
  const body = { ...stale, priority: 7 };
  expect(body.emergencyClosed).toBe(false);
  const kept = await server.sending(contract.updateQueue, { params: { id: queue.id }, body }, as(admin));
  expect(kept).toMatchObject({
    status: 200,
    body: { priority: 7, emergencyClosed: true, emergencyText: message },
  });
  expect(await open()).toBe(false);
  const row = await db
    .selectFrom('platform.audit')
    .select('reason')
    .where('objectId', '=', queue.id)
    .where('reason', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  expect(row.reason).toBe('Evacuazione della sede');
  await server.call(
    contract.setQueueEmergency,
    { params: { id: queue.id }, body: { closed: false, why: 'Rientrati' } },
    as(supervisor),
  );
  expect(
    (await server.call(contract.listQueues, {}, as(supervisor))).body.items.find(({ id }) => id === queue.id),
  ).toMatchObject({ emergencyText: null });
  expect(await open()).toBe(true);
  const abroad = await server.makeStaff({ role: 'supervisor', serviceId: power });
  expect(
    await server.sending(
      contract.setQueueEmergency,
      { params: { id: queue.id }, body: { closed: true, why: 'prova' } },
      as(abroad),
    ),
  ).toMatchObject({ status: 404 });
});

test('a profile names unknown queues, doubled places and channels without capacity', async () => {
  const queue = await makeQueue();
  const answer = await makeProfile(
    [
      { queueId: queue.id, channel: 'email' },
      { queueId: queue.id, channel: 'email' },
      { queueId: newId(), channel: 'chat' },
      { queueId: queue.id, channel: 'phone' },
    ],
    { capacity: { email: { max: 5 }, chat: { max: 3 }, smoke: { max: 1 } } },
  );
  expect(answer.status).toBe(422);
  expect(fields(answer)).toEqual(['capacity.smoke', 'queues[1]', 'queues[2].queueId', 'queues[3].channel']);
  const made = await makeProfile([{ queueId: queue.id, channel: 'email', priority: 2, delaySeconds: 30 }]);
  expect(made).toMatchObject({
    status: 201,
    body: { queues: [{ queueId: queue.id, channel: 'email', priority: 2, delaySeconds: 30 }] },
  });
});

test('an agent shows profile, skills, load and status, and only to those who work beside them', async () => {
  const queue = await makeQueue();
  const profile = (await makeProfile([{ queueId: queue.id, channel: 'email' }])).body as unknown as {
    id: string;
  };
  const skill = await server.call(
    contract.createSkill,
    { body: { code: 'reclami', name: { it: 'Reclami', en: 'Complaints' } } },
    as(admin),
  );
  const updated = await server.call(
    contract.updateAgent,
    {
      params: { id: anna.id },
      body: { profileId: profile.id, skills: [{ skill: skill.body.id, level: 4 }] },
    },
    as(admin),
  );
  expect(updated.body).toMatchObject({
    profileId: profile.id,
    skills: [{ skill: skill.body.id, level: 4 }],
  });
  expect((await server.call(contract.myAgent, {}, as(anna))).body).toMatchObject({
    load: { email: { active: 0, max: 5 }, chat: { active: 0, max: 3 } },
    status: 'off_queue',
  });
  expect(await told(anna.id)).toContainEqual({ kind: 'agent.changed', agent: anna.id });
  await server.call(contract.setMyPresence, { body: { presence: 'available' } }, as(anna));
  await db
    .updateTable('routing.agent')
    .set({ connected: true, connectedUntil: new Date(Date.now() + 60_000) })
    .where('staffId', '=', anna.id)
    .execute();
  await db
    .insertInto('routing.workItem')
    .values({
      id: newId(),
      channel: 'email',
      queueId: queue.id,
      serviceId: water,
      state: 'active',
      agentId: anna.id,
      arrivedAt: new Date(),
      queuedAt: new Date(),
      waitingSince: new Date(),
    })
    .execute();
  const mine = await server.call(contract.myAgent, {}, as(anna));
  expect(mine.body).toMatchObject({ status: 'interacting', load: { email: { active: 1, max: 5 } } });
  const seen = async (who: { session: string }) =>
    (await server.call(contract.listAgents, {}, as(who))).body.items.map((one) => one.name);
  expect(await seen(anna)).toEqual(['Anna']);
  expect(await seen(carla)).toEqual(['Carla']);
  expect(await seen(admin)).toEqual(expect.arrayContaining(['Anna', 'Carla']));
  const wrong = await server.sending(
    contract.updateAgent,
    {
      params: { id: anna.id },
      body: { profileId: newId(), skills: [] },
    },
    as(admin),
  );
  expect(fields(wrong)).toEqual(['profileId']);
});

test('an agent without a team is listed to those in whose services they serve a queue, and to nobody else', async () => {
  const floater = await server.makeStaff({ serviceId: water, name: 'Fosca' });
  await server.ctx.tx((tx) => ensureAgent(tx, floater.id));
  const body = { profileId: null as string | null, skills: [] };
  await server.call(contract.updateAgent, { params: { id: floater.id }, body }, as(admin));
  const seen = async (who: { session: string }) =>
    (await server.call(contract.listAgents, {}, as(who))).body.items.some(({ id }) => id === floater.id);
  expect([await seen(floater), await seen(admin)]).toEqual([true, true]);
  expect([await seen(anna), await seen(carla)]).toEqual([false, false]);
  const queue = await makeQueue({ serviceId: water });
  const profile = (await makeProfile([{ queueId: queue.id, channel: 'email', priority: 1 }])) as unknown as {
    body: { id: string };
  };
  body.profileId = profile.body.id;
  await server.call(contract.updateAgent, { params: { id: floater.id }, body }, as(admin));
  expect([await seen(anna), await seen(carla)]).toEqual([true, false]);
});

test('another’s presence is set within scope, with a reason that is audited', async () => {
  const supervisor = await server.makeStaff({ role: 'supervisor', serviceId: water });
  const request = (id: string) => ({
    params: { id },
    body: { presence: 'not_ready' as const, reason: 'training' as const, why: 'Corso sul nuovo software' },
  });
  const set = await server.call(contract.setPresence, request(anna.id), as(supervisor));
  expect(set.status).toBe(200);
  expect((await server.call(contract.myAgent, {}, as(anna))).body).toMatchObject({
    presence: 'not_ready',
    reason: 'training',
  });
  const row = await db
    .selectFrom('platform.audit')
    .select(['action', 'reason'])
    .where('objectId', '=', anna.id)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ action: 'agent.presence-set', reason: 'Corso sul nuovo software' });
  expect(await server.sending(contract.setPresence, request(carla.id), as(supervisor))).toMatchObject({
    status: 404,
  });
  expect(await server.sending(contract.setPresence, request(carla.id), as(anna))).toMatchObject({
    status: 403,
  });
});

test('how an agent is doing is shown to themselves, and to others only under an agreement', async () => {
  const seen = async (who: { session: string }) =>
    (await server.call(contract.listAgents, {}, as(who))).body.items.find(({ id }) => id === anna.id);
  const hidden = { seen: false, presence: null, presenceSince: null, status: null, load: null, missed: null };
  expect(await seen(admin)).toMatchObject({ name: 'Anna', ...hidden });
  expect(await seen(anna)).toMatchObject({ seen: true, presence: 'not_ready', reason: 'training' });
  const until = (day: string | null) =>
    server.ctx.tx((tx) => writeSingleViewTerms(tx, [{ from: '2026-01-01', until: day }]));
  await until(null);
  expect(await seen(admin)).toMatchObject({ seen: true, presence: 'not_ready', reason: 'training' });
  await until('2026-01-31');
  expect(await seen(admin)).toMatchObject(hidden);
});
