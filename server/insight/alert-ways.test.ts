import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createWebhook } from '#contract/automation.ts';
import * as contract from '#contract/figures.ts';
import { automationJobs, automationRoutes, webhooksConsumer } from '#server/automation/index.ts';
import { email } from '#server/channels/index.ts';
import { newId, startConsumer, startJobs, type Db } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { makeLegs } from '#tests/stories/figures.ts';
import { watchThresholds } from './alerts.service.ts';
import { insightRoutes } from './insight.routes.ts';

// The ways by which an alert leaves the house, end to end: the watcher, the spine, the jobs, a mail and a request.

let server: TestServer;
let db: Db;
const got: { kind: string; data: Record<string, unknown> }[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => (body += part.toString()));
  request.on('end', () => {
    got.push(JSON.parse(body) as (typeof got)[number]);
    response.end();
  });
});
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await testServer([...insightRoutes, ...automationRoutes]);
  db = server.ctx.db;
  await new Promise<void>((ready) => {
    receiver.listen(0, '127.0.0.1', ready);
  });
  running.push(
    startConsumer(server.ctx, webhooksConsumer),
    await startJobs(server.ctx, [...automationJobs, ...email.emailJobs(email.deliverToOutbox)]),
  );
  // A consumer that was never run starts with what follows.
  await vi.waitFor(() =>
    db
      .selectFrom('platform.consumer')
      .select('name')
      .where('name', '=', webhooksConsumer.name)
      .executeTakeFirstOrThrow(),
  );
});
afterAll(async () => {
  for (const one of running) await one.stop();
  receiver.close();
  await server.stop();
});

test('an alert reaches a webhook when it opens, is seen and ends, and a mailbox in the language of its owner', async () => {
  const admin = await server.makeStaff({ role: 'administrator' });
  const sara = await server.makeStaff({ role: 'supervisor', name: 'Sara Vedetta' });
  const service = await server.makeService();
  const queue = await makeQueue(db, service, { name: 'Guasti di prova' });
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
  const address = receiver.address() as AddressInfo;
  const hook = {
    name: 'Reperibilità',
    url: `http://127.0.0.1:${address.port}/allarmi`,
    events: ['alert.*'],
    serviceId: service,
  };
  expect((await server.call(createWebhook, { body: hook }, { as: admin })).status).toBe(201);
  const limit = { queueId: queue, measure: 'longest_wait' as const, warn: 60, critical: 600, holdSeconds: 0 };
  await server.call(contract.createThreshold, { body: { ...limit, mailTo: [sara.id] } }, { as: admin });
  const customer = await makeCustomer(db);
  await makeLegs(db, server.ctx.clock.now(), { serviceId: service, customerId: customer, channel: 'chat' }, [
    { kind: 'queue', queue, start: -200, end: null, result: null },
  ]);
  await watchThresholds(server.ctx);
  const [alert] = (await server.call(contract.listAlerts, {}, { as: sara })).body.items;
  const one = { params: { id: alert!.id } };
  await server.call(contract.acknowledgeAlert, one, { as: sara });
  const ended = await server.call(contract.closeAlert, one, { as: sara });
  expect(ended.body).toMatchObject({ acknowledgedByName: 'Sara Vedetta', closedByName: 'Sara Vedetta' });

  await expect
    .poll(() => got.map(({ kind }) => kind), { timeout: 30_000 })
    .toEqual(['alert.opened', 'alert.changed', 'alert.closed']);
  expect(got[0]!.data).toMatchObject({
    alert: alert!.id,
    queue,
    measure: 'longest_wait',
    level: 'warn',
    bound: 60,
  });
  expect(got[1]!.data).toMatchObject({ alert: alert!.id, acknowledged: true });
  expect(got[2]!.data).toMatchObject({ alert: alert!.id, by: sara.id });

  const mails = () => db.selectFrom('email.outbox').selectAll().execute();
  await expect.poll(async () => (await mails()).length, { timeout: 30_000 }).toBe(1);
  const [mail] = await mails();
  expect(mail).toMatchObject({ sender: 'info@example.org', recipients: [sara.email] });
  expect(mail!.subject).toBe('Attenzione: Guasti di prova, attesa più lunga 3 min');
  expect(mail!.content.toString()).toContain('/wallboard');
});
