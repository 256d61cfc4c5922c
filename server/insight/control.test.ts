import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as contract from '#contract/figures.ts';
import { wallboard } from '#contract/wallboard.ts';
import { email } from '#server/channels/index.ts';
import { newId, sql, startConsumer, startJobs, writeSetting, type Db } from '#server/platform/index.ts';
import { putQueue, readQueues, type QueueInput } from '#server/routing/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { makeLegs, makePresence } from '#tests/stories/figures.ts';
import { watchThresholds } from './alerts.service.ts';
import { makeForecasts } from './forecast.service.ts';
import { applyBegun, indicatorsConsumer } from './indicators.service.ts';
import { insightRoutes } from './insight.routes.ts';
import { rollUp } from './rollups.service.ts';
import { forgetOld } from './watch.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let queue: string;
let sara: { id: string; session: string };
let admin: { id: string; email: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const now = new Date('2026-11-10T14:00:00Z');

beforeAll(async () => {
  server = await testServer(insightRoutes);
  db = server.ctx.db;
  service = await server.makeService();
  customer = await makeCustomer(db);
  sara = await server.makeStaff({ role: 'supervisor' });
  admin = await server.makeStaff({ role: 'administrator' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  await sql`truncate contacts.contact cascade`.execute(db);
  await sql`truncate insight.alert, insight.threshold, insight.breach, insight.agreement, insight.queue_interval, insight.agent_interval,
    insight.agent_state_interval, insight.forecast cascade`.execute(db);
  await sql`delete from platform.setting where key <> 'timeZone'`.execute(db);
  await sql`delete from routing.presence_history`.execute(db);
  await sql`update routing.queue set active = false`.execute(db);
  queue = await makeQueue(db, service, { threshold: 30 });
  server.clock.set(now);
});
const waitingFor = (seconds: number) =>
  makeLegs(db, now, { serviceId: service, customerId: customer, channel: 'chat' }, [
    { kind: 'queue', queue, start: -seconds, end: null, result: null },
  ]);
const told = async (kind: string) =>
  (
    await db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', kind)
      .where(sql<boolean>`data ->> 'queue' = ${queue}`)
      .orderBy('id')
      .execute()
  ).map(({ data }) => data);

test('a limit that stays passed opens one alert, tells by event and mail, is taken on, gets worse and ends by itself', async () => {
  await db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'email',
      address: 'info@example.org',
      name: 'Info',
      serviceId: service,
      queueId: queue,
    })
    .execute();
  const body = {
    queueId: queue,
    measure: 'waiting' as const,
    warn: 1,
    critical: 2,
    holdSeconds: 30,
    mailTo: [sara.id],
  };
  expect((await server.call(contract.createThreshold, { body }, as(admin))).status).toBe(201);
  await waitingFor(100);
  await waitingFor(90);
  const alerts = async () =>
    (await server.call(contract.listAlerts, { query: { state: 'all' } }, as(sara))).body.items;

  await watchThresholds(server.ctx);
  expect(await alerts()).toEqual([]);
  server.clock.forward(31_000);
  await watchThresholds(server.ctx);
  await watchThresholds(server.ctx);
  const [alert] = await alerts();
  expect(alert).toMatchObject({
    level: 'warn',
    measure: 'waiting',
    value: 2,
    bound: 1,
    queueId: queue,
    closedAt: null,
  });
  expect(await told('alert.opened')).toMatchObject([{ alert: alert!.id, level: 'warn' }]);
  const row = (await server.call(wallboard, {}, as(sara))).body.rows.find(({ key }) => key === queue)!;
  expect(row.alerts).toEqual([{ id: alert!.id, measure: 'waiting', level: 'warn', acknowledged: false }]);

  const taken = await server.call(contract.acknowledgeAlert, { params: { id: alert!.id } }, as(sara));
  expect(taken.body).toMatchObject({ acknowledgedBy: sara.id });
  await waitingFor(10);
  await watchThresholds(server.ctx);
  server.clock.forward(31_000);
  await watchThresholds(server.ctx);
  // Worse than what was taken on: it rings again.
  expect((await alerts())[0]).toMatchObject({ level: 'critical', worst: 3, acknowledgedAt: null });
  await sql`update contacts.leg set ended_at = ${now}, result = 'answered'`.execute(db);
  await watchThresholds(server.ctx);
  server.clock.forward(31_000);
  await watchThresholds(server.ctx);
  const [over] = await alerts();
  expect([over!.closedAt === null, over!.closedBy]).toEqual([false, null]);
  expect(await told('alert.closed')).toMatchObject([{ alert: alert!.id, by: null }]);

  const jobs = await startJobs(server.ctx, email.emailJobs(email.deliverToOutbox));
  await expect
    .poll(
      async () =>
        (await db.selectFrom('email.outbox').select(['subject', 'recipients']).orderBy('at').execute())
          .length,
    )
    .toBe(2);
  const mails = await db.selectFrom('email.outbox').select(['subject', 'recipients', 'sender']).execute();
  await jobs.stop();
  expect(new Set(mails.flatMap(({ recipients }) => recipients)).size).toBe(1);
  expect(new Set(mails.map(({ subject }) => subject.split(':')[0]))).toEqual(
    new Set(['Allarme', 'Attenzione']),
  );
});

test('an alert that was ended by hand stays away while nothing changes, and outlives a change of process', async () => {
  const body = { queueId: queue, measure: 'longest_wait' as const, warn: 60, critical: null, holdSeconds: 0 };
  await server.call(contract.createThreshold, { body }, as(admin));
  await waitingFor(100);
  await watchThresholds(server.ctx);
  const open = async () => (await server.call(contract.listAlerts, {}, as(sara))).body.items;
  const [alert] = await open();
  const closed = await server.call(contract.closeAlert, { params: { id: alert!.id } }, as(sara));
  expect(closed.body).toMatchObject({ closedBy: sara.id });
  for (let turn = 0; turn < 3; turn += 1) {
    server.clock.forward(600_000);
    await watchThresholds(server.ctx);
  }
  expect(await open()).toEqual([]);
  await sql`delete from contacts.leg`.execute(db);
  await watchThresholds(server.ctx);
  await waitingFor(100);
  await watchThresholds(server.ctx);
  expect(await open()).toHaveLength(1);
});

test('a limit that cannot be is refused by the name of its field, and one out of reach is not found', async () => {
  const body = { queueId: queue, measure: 'service_level' as const, warn: 0.8, critical: 0.9 };
  const wrong = async (change: object, who = admin) => {
    const answer = await server.sending(contract.createThreshold, { body: { ...body, ...change } }, as(who));
    return [answer.status, answer.body.errors?.[0]?.field];
  };
  expect(await wrong({})).toEqual([422, 'critical']);
  expect(await wrong({ warn: null, critical: null })).toEqual([422, 'warn']);
  expect(await wrong({ critical: 0.5, queueId: newId() })).toEqual([422, 'queueId']);
  expect(await wrong({ critical: 0.5, mailTo: [newId()] })).toEqual([422, 'mailTo']);
  expect(await wrong({ critical: 0.5 }, { ...sara, email: '' })).toEqual([403, undefined]);
  const made = await server.call(contract.createThreshold, { body: { ...body, critical: 0.5 } }, as(admin));
  const elsewhere = await server.makeStaff({ role: 'administrator', serviceId: await server.makeService() });
  const drop = (who: { session: string }) =>
    server.sending(contract.deleteThreshold, { params: { id: made.body.id } }, as(who));
  expect((await drop(elsewhere)).status).toBe(404);
  expect((await server.call(contract.listThresholds, {}, as(elsewhere))).body.items).toEqual([]);
  expect((await drop(admin)).status).toBe(204);
});

test('a new version of the service level counts from now on, is written to the queue, and the past is refused', async () => {
  const definition = {
    formula: 'ignore' as const,
    threshold: { chat: 45 },
    target: 0.9,
    shortAbandonSeconds: 8,
    queues: [queue],
  };
  const past = await server.sending(
    contract.createIndicator,
    { body: { ...definition, validFrom: '2026-11-01T00:00:00Z' } },
    as(admin),
  );
  expect([past.status, past.body.errors?.[0]?.field]).toEqual([422, 'validFrom']);
  const made = await server.call(
    contract.createIndicator,
    { body: { ...definition, note: 'Delibera inventata' } },
    as(admin),
  );
  expect(made.body.items).toMatchObject([{ queueId: queue, formula: 'ignore', inForce: true }]);
  const [row] = await readQueues(db, [queue]);
  expect(row).toMatchObject({
    serviceLevel: { formula: 'ignore', threshold: { chat: 45 }, target: 0.9 },
    shortAbandonSeconds: 8,
  });

  await applyBegun(server.ctx);
  const later = {
    ...definition,
    formula: 'strict' as const,
    validFrom: new Date(now.getTime() + 3_600_000).toISOString(),
  };
  await sql`update insight.indicator_version set created_at = ${now} where queue_id = ${queue}::uuid`.execute(
    db,
  );
  await server.call(contract.createIndicator, { body: later }, as(admin));
  await sql`update insight.indicator_version set created_at = ${now} where queue_id = ${queue}::uuid`.execute(
    db,
  );
  expect((await readQueues(db, [queue]))[0]!.serviceLevel.formula).toBe('ignore');
  server.clock.forward(3_601_000);
  await applyBegun(server.ctx);
  expect((await readQueues(db, [queue]))[0]!.serviceLevel.formula).toBe('strict');
  const listed = await server.call(contract.listIndicators, { query: { queue } }, as(admin));
  expect(listed.body.items.map(({ formula, inForce }) => [formula, inForce])).toEqual([
    ['strict', true],
    ['ignore', false],
  ]);
});

test('a queue that is changed on its own page makes a version too', async () => {
  const consumer = startConsumer(server.ctx, indicatorsConsumer);
  const versions = async () =>
    (await server.call(contract.listIndicators, { query: { queue } }, as(admin))).body.items.map(
      ({ target }) => target,
    );
  const change = async (target: number) => {
    const [{ id: _, ...row }] = (await readQueues(db, [queue])) as unknown as [QueueInput & { id: string }];
    await server.ctx.tx((tx) =>
      putQueue(tx, server.ctx, queue, {
        ...row,
        active: true,
        serviceLevel: { ...row.serviceLevel, target },
      }),
    );
  };
  server.clock.set(new Date());
  await change(0.7);
  await expect.poll(versions).toEqual([0.7]);
  await change(0.75);
  await expect.poll(versions).toEqual([0.75, 0.7]);
  await consumer.stop();
});

test('single agents are refused without an agreement, one sees oneself always, and an agreement is audited and told', async () => {
  const team = await server.makeTeam(service);
  const ada = await server.makeStaff({ role: 'agent', teamId: team, name: 'Ada' });
  await db
    .insertInto('routing.agent')
    .values({ staffId: ada.id })
    .onConflict((one) => one.doNothing())
    .execute();
  await makePresence(db, now, ada.id, [{ presence: 'available', start: -3600, end: null }]);
  await makeLegs(db, now, { serviceId: service, customerId: customer, channel: 'chat' }, [
    { kind: 'queue', queue, start: -1000, end: -990, result: 'answered' },
    { kind: 'handle', queue, agent: ada.id, start: -990, end: -690, result: 'completed' },
  ]);
  await rollUp(server.ctx);
  const refused = await server.sending(contract.figuresOfAgents, {}, as(sara));
  expect([refused.status, refused.body.code]).toEqual([403, 'no_agreement']);
  const mine = await server.call(contract.myFigures, {}, as(ada));
  expect(mine.body).toMatchObject({ answered: 1, answeredInTime: 1, handled: 1, handlingTime: 300 });
  expect(mine.body.occupancy).toBeCloseTo(300 / 3600, 3);
  expect(mine.body.states.map(({ state, seconds }) => [state, Math.round(seconds / 60) * 60])).toEqual([
    ['idle', 3300],
    ['interacting', 300],
  ]);
  expect((await server.call(contract.protectionNotice, {}, as(ada))).body).toMatchObject({ single: false });

  const body = {
    reference: 'Accordo inventato 2',
    signedOn: '2026-11-02',
    sites: 'sede',
    purposes: 'prova del programma',
    retentionDays: 10,
  };
  expect((await server.sending(contract.recordAgreement, { body }, as(sara))).status).toBe(403);
  const future = await server.sending(
    contract.recordAgreement,
    { body: { ...body, signedOn: '2026-12-01' } },
    as(admin),
  );
  expect([future.status, future.body.errors?.[0]?.field]).toEqual([422, 'signedOn']);
  const ancient = await server.sending(
    contract.recordAgreement,
    { body: { ...body, signedOn: '0000-01-01' } },
    as(admin),
  );
  expect([ancient.status, ancient.body.errors?.[0]?.field]).toEqual([422, 'signedOn']);
  const recorded = await server.call(contract.recordAgreement, { body }, as(admin));
  const shown = await server.call(contract.figuresOfAgents, {}, as(sara));
  expect(shown.body.items.find(({ id }) => id === ada.id)).toMatchObject({ handled: 1, handlingTime: 300 });
  const scoped = await server.makeStaff({ role: 'supervisor', serviceId: await server.makeService() });
  expect((await server.call(contract.figuresOfAgents, {}, as(scoped))).body.items).toEqual([]);
  const notice = async () => (await server.call(contract.protectionNotice, {}, as(ada))).body;
  expect(await notice()).toMatchObject({
    single: true,
    listening: false,
    agreements: [{ covers: ['figures'], reference: 'Accordo inventato 2', read: false }],
  });
  await server.call(contract.readProtectionNotice, {}, as(ada));
  expect(await notice()).toMatchObject({ agreements: [{ read: true }] });

  await server.call(
    contract.endAgreement,
    { params: { id: recorded.body.id }, body: { why: 'disdetta' } },
    as(admin),
  );
  expect((await server.sending(contract.figuresOfAgents, {}, as(sara))).status).toBe(403);
  const audited = await db
    .selectFrom('platform.audit')
    .select(['action', 'reason'])
    .where('objectId', '=', recorded.body.id)
    .orderBy('id')
    .execute();
  expect(audited).toEqual([
    { action: 'agreement.recorded', reason: null },
    { action: 'agreement.ended', reason: 'disdetta' },
  ]);
});

test('an agreement covers what it says and nothing else; each that begins is told anew', async () => {
  const ada = await server.makeStaff({ role: 'agent' });
  const body = {
    reference: 'Accordo sull’ascolto',
    signedOn: '2026-11-02',
    sites: 'sede',
    purposes: 'prova del programma',
    retentionDays: 10,
  };
  const none = await server.sending(contract.recordAgreement, { body: { ...body, covers: [] } }, as(admin));
  expect([none.status, none.body.errors?.[0]?.field]).toEqual([422, 'covers']);
  const ancient = await server.sending(
    contract.recordAgreement,
    { body: { ...body, signedOn: '0000-01-01' } },
    as(admin),
  );
  expect([ancient.status, ancient.body.errors?.[0]?.field]).toEqual([422, 'signedOn']);
  const heard = await server.call(
    contract.recordAgreement,
    { body: { ...body, covers: ['listening', 'listening'] } },
    as(admin),
  );
  expect(heard.body.covers).toEqual(['listening']);
  expect((await server.sending(contract.figuresOfAgents, {}, as(sara))).body.code).toBe('no_agreement');
  const notice = async () => (await server.call(contract.protectionNotice, {}, as(ada))).body;
  expect(await notice()).toMatchObject({ single: false, listening: true, listeningAsks: false });
  await server.call(contract.readProtectionNotice, {}, as(ada));
  await server.call(
    contract.recordAgreement,
    { body: { ...body, reference: 'Accordo sulle cifre' } },
    as(admin),
  );
  expect((await notice()).agreements.map(({ reference, covers, read }) => [reference, covers, read])).toEqual(
    [
      ['Accordo sulle cifre', ['figures'], false],
      ['Accordo sull’ascolto', ['listening'], true],
    ],
  );
  expect((await server.sending(contract.figuresOfAgents, {}, as(sara))).status).toBe(200);
  const now = (await server.call(contract.staffProtection, {}, as(sara))).body;
  expect([now.single, now.listening, now.agreements.map(({ inForce }) => inForce)]).toEqual([
    true,
    true,
    [true, true],
  ]);
});

test('states and figures of agents go after their time; what tells of queues stays', async () => {
  const ada = await server.makeStaff({ role: 'agent' });
  const old = -100 * 86_400;
  await writeSetting(db, 'staffProtection', { groupSize: 5, retentionDays: 200 });
  await makePresence(db, now, ada.id, [
    { presence: 'available', start: old, end: old + 3600 },
    { presence: 'offline', start: old + 3600, end: null },
  ]);
  await makeLegs(db, now, { serviceId: service, customerId: customer, channel: 'chat' }, [
    { kind: 'handle', queue, agent: ada.id, start: old, end: old + 60, result: 'completed' },
  ]);
  await rollUp(server.ctx);
  const counts = async () => {
    const { rows } = await sql<
      Record<string, number>
    >`select (select count(*) from insight.queue_interval)::int as queues,
      (select count(*) from insight.agent_interval)::int as work, (select count(*) from insight.agent_state_interval)::int as states,
      (select count(*) from routing.presence_history where staff_id = ${ada.id}::uuid)::int as history`.execute(
      db,
    );
    return rows[0];
  };
  expect(await counts()).toEqual({ queues: 1, work: 1, states: 5, history: 2 });
  await server.call(contract.setStaffProtection, { body: { groupSize: 5, retentionDays: 90 } }, as(admin));
  await forgetOld(server.ctx);
  // What lasts is no history yet.
  expect(await counts()).toEqual({ queues: 1, work: 0, states: 0, history: 1 });
});

test('who is called back is foretold once, however often they waited and were tried', async () => {
  for (let week = 1; week <= 5; week += 1) {
    const origin = new Date(
      Date.parse('2026-11-10T09:00:00Z') - week * 7 * 86_400_000 - (week > 2 ? 3_600_000 : 0),
    );
    const place = { serviceId: service, customerId: customer, channel: 'phone' };
    const stay = (start: number, result: string) =>
      ({ kind: 'queue', queue, start, end: start + 60, result }) as const;
    for (let number = 0; number < 3; number += 1) {
      await makeLegs(db, origin, place, [stay(number * 20, 'callback')]);
      await makeLegs(db, origin, { ...place, callback: true }, [
        stay(300 + number, 'answered'),
        stay(900 + number, 'answered'),
      ]);
    }
    await makeLegs(db, origin, place, [stay(500, 'answered')]);
  }
  await sql`update routing.queue set active = true where id = ${queue}::uuid`.execute(db);
  await rollUp(server.ctx);
  await makeForecasts(server.ctx);
  const { body } = await server.call(wallboard, {}, as(sara));
  const series = body.rows.find(({ key }) => key === queue)!.series.forecast;
  expect(series[20]).toBe(4);
  expect(series.reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBe(4);
});

test('what arrives is foretold from the same weekdays, and the error of the forecast is published', async () => {
  // Five Tuesdays at 10:00 in Rome with 4 arrivals each, and one strange one with 40.
  for (let week = 1; week <= 6; week += 1)
    for (let number = 0; number < (week === 3 ? 40 : 4); number += 1)
      await makeLegs(
        db,
        new Date(Date.parse('2026-11-10T09:00:00Z') - week * 7 * 86_400_000),
        { serviceId: service, customerId: customer, channel: 'chat' },
        [
          {
            kind: 'queue',
            queue,
            start: number * 20 + (week > 2 ? -3600 : 0),
            end: number * 20 + 5 + (week > 2 ? -3600 : 0),
            result: 'answered',
          },
        ],
      );
  await sql`update routing.queue set active = true where id = ${queue}::uuid`.execute(db);
  await rollUp(server.ctx);
  await makeForecasts(server.ctx);
  const { body } = await server.call(wallboard, {}, as(sara));
  const series = body.rows.find(({ key }) => key === queue)!.series.forecast;
  // Clocks changed in between: the hour on the wall counts.
  expect(series[20]).toBe(4);
  expect(series.reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBe(4);
  expect(body.forecast).toMatchObject({ method: 'same-weekday-trimmed', version: 1 });
  expect(body.forecast!.wape).not.toBeNull();
});
