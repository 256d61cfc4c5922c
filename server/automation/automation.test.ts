import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as contract from '#contract/automation.ts';
import { newId, record, startConsumer, startJobs, type NewEvent } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { post } from './send.ts';
import { automationJobs, automationRoutes, verifySignature, webhooksConsumer } from './index.ts';

interface Received {
  body: string;
  headers: IncomingMessage['headers'];
  at: string;
}
/** A receiver on loopback that keeps what it gets and answers as it is told. */
async function receiver(answer: (response: ServerResponse, nth: number) => void = (r) => r.end('ok')) {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({
        body: Buffer.concat(chunks).toString('utf8'),
        headers: request.headers,
        at: request.url ?? '',
      });
      answer(response, got.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  receivers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in` };
}
const receivers: (() => void)[] = [];

let app: TestServer;
let as: { session: string };
const running: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  app = await testServer(automationRoutes);
  as = await app.makeStaff({ role: 'administrator' });
  running.push(startConsumer(app.ctx, webhooksConsumer), await startJobs(app.ctx, automationJobs));
  // A consumer that was never run starts with what follows: wait until it has.
  await vi.waitFor(() =>
    app.ctx.db
      .selectFrom('platform.consumer')
      .select('name')
      .where('name', '=', webhooksConsumer.name)
      .executeTakeFirstOrThrow(),
  );
});
afterAll(async () => {
  for (const one of running) await one.stop();
  for (const close of receivers) close();
  await app.stop();
});

const patient = { timeout: 30_000, interval: 100 };
const make = async (url: string, over: Record<string, unknown> = {}) => {
  const body = { name: 'Ricevente', url, events: ['case.*'], ...over };
  const answer = await app.call(contract.createWebhook, { body }, { as });
  expect(answer.status).toBe(201);
  return answer.body;
};
const happen = (...events: NewEvent[]) => app.ctx.tx((tx) => record(tx, app.ctx.actor, ...events));
const deliveries = async (id: string) =>
  (await app.call(contract.listDeliveries, { params: { id }, query: { limit: 100 } }, { as })).body.items;
const show = async (id: string) =>
  (await app.call(contract.listWebhooks, {}, { as })).body.items.find((one) => one.id === id);

describe('a webhook', () => {
  test('gets every event it wants, once and in order, signed with its secret, and nothing else', async () => {
    const { got, url } = await receiver();
    const made = await make(url);
    expect(made.secret).toMatch(/^whsec_/);
    const stored = await app.ctx.db
      .selectFrom('automation.webhook')
      .select('secret')
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow();
    expect(stored.secret).not.toContain(made.secret);
    expect(JSON.stringify(await show(made.id))).not.toContain(made.secret);
    const subjects = [newId(), newId(), newId()];
    await happen(
      { kind: 'case.opened', subjectId: subjects[0]!, data: { case: subjects[0], note: 'perché & <b>' } },
      { kind: 'contact.queued', subjectId: newId() },
      { kind: 'case.changed', subjectId: subjects[1]! },
    );
    await happen({ kind: 'case.closed', subjectId: subjects[2]! });
    await expect.poll(() => got.length, patient).toBe(3);
    expect(got.map((one) => (JSON.parse(one.body) as { subject: string }).subject)).toEqual(subjects);
    const [first] = got;
    expect(JSON.parse(first!.body)).toMatchObject({
      kind: 'case.opened',
      actor: 'system',
      data: { case: subjects[0], note: 'perché & <b>' },
    });
    expect(first!.headers['filodiretto-event']).toBe('case.opened');
    const signature = String(first!.headers['filodiretto-signature']);
    expect(verifySignature(made.secret, signature, first!.body)).toBe(true);
    expect(verifySignature('whsec_forged', signature, first!.body)).toBe(false);
    expect(verifySignature(made.secret, signature, `${first!.body} `)).toBe(false);
    await expect
      .poll(async () => (await deliveries(made.id)).map((one) => one.state), patient)
      .toEqual(['delivered', 'delivered', 'delivered']);
    const listed = await deliveries(made.id);
    expect(listed.map((one) => one.id)).toContain(first!.headers['filodiretto-delivery']);
    expect(listed.map((one) => one.kind)).toEqual(['case.closed', 'case.changed', 'case.opened']);
    expect(await show(made.id)).toMatchObject({ failures: 0, lastStatus: '200' });
  });

  test('of a service gets that service’s events only, and nobody’s personal ones', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const { got, url } = await receiver();
    await make(url, { serviceId: mine, events: ['agent.*', 'routing.attention'] });
    const ada = await app.makeStaff();
    const wanted = newId();
    await happen(
      { kind: 'agent.changed', serviceId: other },
      { kind: 'agent.changed' },
      { kind: 'agent.changed', serviceId: mine, staffId: ada.id },
      { kind: 'routing.attention', serviceId: mine, subjectId: wanted },
    );
    await expect.poll(() => got.length, patient).toBe(1);
    expect(JSON.parse(got[0]!.body)).toMatchObject({ kind: 'routing.attention', subject: wanted });
  });

  test('that fails is tried again with the same delivery id until it takes it', async () => {
    const { got, url } = await receiver((response, nth) => {
      response.statusCode = nth === 1 ? 503 : 200;
      response.end(nth === 1 ? 'not now' : 'ok');
    });
    const made = await make(url, { events: ['mail.quarantined'] });
    await happen({ kind: 'mail.quarantined', subjectId: newId() });
    await expect.poll(async () => (await deliveries(made.id))[0]?.response, patient).toBe('503 not now');
    expect((await deliveries(made.id))[0]).toMatchObject({ state: 'queued', attempts: 1 });
    await expect.poll(async () => (await deliveries(made.id))[0]?.state, patient).toBe('delivered');
    expect(got).toHaveLength(2);
    expect(got[0]!.headers['filodiretto-delivery']).toBe(got[1]!.headers['filodiretto-delivery']);
    expect(got[0]!.body).toBe(got[1]!.body);
    expect(await show(made.id)).toMatchObject({ failures: 0 });
    // What is over is kept for a month.
    await app.ctx.db
      .insertInto('automation.delivery')
      .values([
        {
          id: newId(),
          webhookId: made.id,
          eventSeq: 1,
          kind: 'mail.quarantined',
          body: '{}',
          state: 'delivered',
          createdAt: new Date(Date.now() - 31 * 86_400_000),
        },
        {
          id: newId(),
          webhookId: made.id,
          eventSeq: 2,
          kind: 'mail.quarantined',
          body: '{}',
          state: 'failed',
          createdAt: new Date(Date.now() - 29 * 86_400_000),
        },
      ])
      .execute();
    // Once more by hand.
    const again = await app.call(
      contract.retryDelivery,
      { params: { id: (await deliveries(made.id))[0]!.id } },
      { as },
    );
    expect(again.status).toBe(204);
    await expect.poll(() => got.length, patient).toBe(3);
    await expect
      .poll(async () => (await deliveries(made.id)).map((one) => one.state), patient)
      .toEqual(['delivered', 'failed']);
  });

  test('that sends elsewhere is not followed, and one that never stops talking is cut', async () => {
    const elsewhere = await receiver();
    const { url } = await receiver((response) => {
      response.writeHead(302, { location: elsewhere.url });
      response.end();
    });
    const redirecting = await make(url, { events: ['mailbox.health'] });
    const endless = await receiver((response) => {
      const chatter = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.on('close', () => clearInterval(chatter));
    });
    const talking = await make(endless.url, { events: ['mailbox.health'] });
    await happen({ kind: 'mailbox.health', subjectId: newId() });
    await expect
      .poll(async () => (await deliveries(redirecting.id))[0]?.response, patient)
      .toBe('302 redirects are not followed');
    await expect.poll(async () => (await deliveries(talking.id))[0]?.state, patient).toBe('delivered');
    expect((await deliveries(talking.id))[0]!.response!.length).toBeLessThan(600);
    expect(elsewhere.got).toEqual([]);
    await app.call(contract.deleteWebhook, { params: { id: redirecting.id } }, { as });
    expect(await show(redirecting.id)).toBeUndefined();
  });

  test('is switched off after many failures in a row, which is told, and starts afresh when switched on', async () => {
    const { url } = await receiver((response) => {
      response.statusCode = 500;
      response.end();
    });
    const made = await make(url, { events: ['conversation.changed'] });
    await app.ctx.db
      .updateTable('automation.webhook')
      .set({ failures: 49 })
      .where('id', '=', made.id)
      .execute();
    await happen({ kind: 'conversation.changed', subjectId: newId() });
    await expect.poll(async () => (await show(made.id))?.active, patient).toBe(false);
    expect((await deliveries(made.id))[0]).toMatchObject({ state: 'failed', attempts: 1 });
    const told = await app.ctx.db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', made.id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(told).toMatchObject({
      kind: 'config.changed',
      data: { what: 'webhook', id: made.id, reason: expect.stringContaining('50') },
    });
    await happen({ kind: 'conversation.changed', subjectId: newId() });
    const marker = await receiver();
    await make(marker.url, { events: ['customer.changed'] });
    await happen({ kind: 'customer.changed', subjectId: newId() });
    await expect.poll(() => marker.got.length, patient).toBe(1);
    expect(await deliveries(made.id)).toHaveLength(1);
    const { name, events, serviceId } = made;
    const on = await app.call(
      contract.updateWebhook,
      { params: { id: made.id }, body: { name, url, events, serviceId, active: true } },
      { as },
    );
    expect(on.body).toMatchObject({ active: true, failures: 0 });
  });

  test('does not reach an address that is not allowed, though its name looked harmless when it was made', async () => {
    const closed = await testServer(automationRoutes, {
      environment: { FILO_WEBHOOK_PRIVATE: '0' },
    });
    try {
      const admin = await closed.makeStaff({ role: 'administrator' });
      const { got, url } = await receiver();
      const refused = await closed.sending(
        contract.createWebhook,
        { body: { name: 'x', url, events: ['*'] } },
        { as: admin },
      );
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'url' }] } });
      const byName = url.replace('127.0.0.1', 'localhost');
      expect(await post(byName, '{}', {}, false)).toMatchObject({ ok: false, status: 'refused' });
      expect(await post(url, '{}', {}, false)).toMatchObject({ ok: false, status: 'refused' });
      expect(got).toEqual([]);
      expect(await post(byName, '{}', {}, true)).toMatchObject({ ok: true, status: '200' });
    } finally {
      await closed.stop();
    }
  });
});

describe('administration', () => {
  test('names every wrong field', async () => {
    for (const [over, field] of [
      [{ url: 'ftp://example.org' }, 'url'],
      [{ url: 'https://user:pass@example.org' }, 'url'],
      [{ url: 'http://169.254.169.254/latest' }, 'url'],
      [{ events: [] }, 'events'],
      [{ events: ['contact'] }, 'events[0]'],
      [{ serviceId: newId() }, 'serviceId'],
      [{ name: 7 }, 'name'],
    ] as const) {
      const body = { name: 'x', url: 'https://hooks.example.org', events: ['*'], ...over };
      const answer = await app.sending(contract.createWebhook, { body }, { as });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    }
  });

  test('of one service is not that of another, nor of everything', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const local = await app.makeStaff({ role: 'administrator', serviceId: mine });
    const url = 'https://hooks.example.org/in';
    const foreign = await make(url, { serviceId: other, active: false });
    const everywhere = await make(url, { active: false });
    const input = { name: 'Mio', url, events: ['case.*'], active: false };
    const create = (body: Record<string, unknown>) =>
      app.sending(contract.createWebhook, { body: { ...input, ...body } }, { as: local });
    expect((await create({})).status).toBe(403);
    expect((await create({ serviceId: other })).status).toBe(422);
    expect((await create({ serviceId: mine })).status).toBe(201);
    const listed = await app.call(contract.listWebhooks, {}, { as: local });
    expect(listed.body.items.map((one) => one.serviceId)).toEqual([mine]);
    for (const { id } of [foreign, everywhere]) {
      const params = { id };
      expect((await app.call(contract.updateWebhook, { params, body: input }, { as: local })).status).toBe(
        404,
      );
      expect((await app.call(contract.deleteWebhook, { params }, { as: local })).status).toBe(404);
      expect((await app.call(contract.listDeliveries, { params }, { as: local })).status).toBe(404);
    }
    await app.ctx.tx((tx) =>
      tx
        .insertInto('automation.delivery')
        .values({ id: newId(), webhookId: foreign.id, eventSeq: 1, kind: 'case.opened', body: '{}' })
        .execute(),
    );
    const [delivery] = await deliveries(foreign.id);
    const retry = { params: { id: delivery!.id } };
    expect((await app.call(contract.retryDelivery, retry, { as: local })).status).toBe(404);
    const agent = await app.makeStaff();
    expect((await app.call(contract.listWebhooks, {}, { as: agent })).status).toBe(403);
    expect((await app.call(contract.listWebhooks)).status).toBe(401);
  });

  test('is audited without the secret', async () => {
    const made = await make('https://hooks.example.org/in', { active: false });
    await app.call(contract.deleteWebhook, { params: { id: made.id } }, { as });
    const rows = await app.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'before', 'after'])
      .where('objectId', '=', made.id)
      .orderBy('id')
      .execute();
    expect(rows.map((row) => row.action)).toEqual(['webhook.created', 'webhook.deleted']);
    expect(JSON.stringify(rows)).not.toContain(made.secret);
  });
});
