import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/sms.ts';
import { registerTransport, sendNotice } from '#server/contacts/index.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { smsMedium, smsTransport } from './medium.ts';
import { smsRoutes } from './sms.routes.ts';
import { uncarriedJob } from './uncarried.service.ts';

let server: TestServer;
let db: Db;
let water: string;
let point: string;
let other: string;
let admin: { session: string };
let reader: { session: string };
let gateway: { session: string };
const own = '+393339990000';
const asAdmin = () => ({ as: { session: admin.session } });

async function makePoint(address: string): Promise<string> {
  const id = newId();
  const queueId = await makeQueue(db, water);
  await db
    .insertInto('contacts.entryPoint')
    .values({ id, channel: 'sms', address, name: address, serviceId: water, queueId, settings: '{}' })
    .execute();
  return id;
}
beforeAll(async () => {
  server = await testServer(smsRoutes);
  db = server.ctx.db;
  await sql`select setval('contacts.contact_number', 200000)`.execute(db);
  registerTransport('sms', smsTransport);
  water = await server.makeService('water');
  point = await makePoint(own);
  other = await makePoint('+393339990001');
  admin = await server.makeStaff({ role: 'administrator' });
  gateway = admin;
  reader = await server.makeStaff({ role: 'auditor' });
});
afterAll(() => server.stop());

let count = 0;
/** A notice by short message. */
async function sentTo(): Promise<{ sms: string; message: string; number: string }> {
  count += 1;
  const number = `+39333000${1000 + count}`;
  const customer = await makeCustomer(db, 'Ada Prova', `ada${count}@example.org`);
  const sent = (await server.ctx.tx((tx) =>
    sendNotice(tx, server.ctx, {
      customerId: customer,
      serviceId: water,
      teamId: null,
      subject: 'Pratica',
      text: `La pratica ${count} è chiusa.`,
      language: 'it',
      by: { channel: 'sms', to: number },
    }),
  )) as { messageId: string };
  const row = await db
    .selectFrom('sms.message')
    .select('id')
    .where('messageId', '=', sent.messageId)
    .executeTakeFirstOrThrow();
  return { sms: row.id, message: sent.messageId, number };
}
const delivery = async (message: string) =>
  db
    .selectFrom('contacts.message')
    .select(['delivery', 'deliveryDetail'])
    .where('id', '=', message)
    .executeTakeFirstOrThrow();
const waiting = async () =>
  (await server.call(contract.listSms, { query: { state: 'waiting' } }, { as: { session: gateway.session } }))
    .body.items;
const keyFor = async (id: string) => {
  const made = await server.call(contract.makeSmsAddress, { params: { id } }, asAdmin());
  return made.body.url!.split('/').at(-1)!;
};
const told = (key: string, body: Record<string, unknown>) =>
  server.sending(contract.tellSms, { params: { key }, body: body as never }, {});

describe('a short message', () => {
  test('waits until its gateway has taken it, and stands on its message as the gateway tells', async () => {
    const { sms, message } = await sentTo();
    expect(await delivery(message)).toMatchObject({ delivery: 'queued' });
    expect((await waiting()).map(({ id }) => id)).toContain(sms);
    const report = (reports: unknown[]) =>
      server.sending(
        contract.reportSms,
        { body: { reports: reports as never } },
        { as: { session: gateway.session } },
      );
    expect(await report([{ message: sms, ref: 'abc-1', state: 'sent' }])).toMatchObject({
      status: 200,
      body: { news: 1, repeated: 0, unknown: 0 },
    });
    expect((await waiting()).map(({ id }) => id)).not.toContain(sms);
    expect(await delivery(message)).toMatchObject({ delivery: 'sent' });
    // From then on the provider's own id is enough.
    expect(await report([{ ref: 'abc-1', state: 'DELIVRD' }])).toMatchObject({ body: { news: 1 } });
    expect(await delivery(message)).toMatchObject({ delivery: 'delivered' });
    expect(await report([{ ref: 'nobody', state: 'sent' }])).toMatchObject({ body: { unknown: 1 } });
    expect(await report([{ ref: 'abc-1', state: 'forse' }])).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reports[0].state' }] },
    });
    expect(await report([{ state: 'sent' }])).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reports[0].message' }] },
    });
  });

  test('that no gateway takes out is given up and has failed, once; what was taken out is not', async () => {
    const left = await sentTo();
    const taken = await sentTo();
    await told(await keyFor(point), { reports: [{ message: taken.sms, state: 'sent' }] });
    const jobs = await sql<{ payload: { sms: string } }>`select payload from graphile_worker._private_jobs
      where payload ->> 'sms' in (${left.sms}, ${taken.sms}) and run_at > now() + interval '50 minutes'`.execute(
      db,
    );
    expect(jobs.rows.map(({ payload }) => payload.sms).toSorted()).toEqual([left.sms, taken.sms].toSorted());
    for (const { payload } of [...jobs.rows, ...jobs.rows])
      await uncarriedJob.handle(server.ctx, payload, { number: 1, last: false });
    expect(await delivery(left.message)).toMatchObject({
      delivery: 'failed',
      deliveryDetail: expect.stringContaining('no gateway') as string,
    });
    expect(await delivery(taken.message)).toMatchObject({ delivery: 'sent' });
    expect((await waiting()).map(({ id }) => id)).not.toContain(left.sms);
  });

  test('that was rejected says why; reports may come twice, late and in any order', async () => {
    const { sms, message } = await sentTo();
    const key = await keyFor(point);
    const rejected = { message: sms, ref: 'abc-2', state: 'UNDELIV', why: 'numero inesistente' };
    expect(await told(key, { reports: [rejected, rejected] })).toMatchObject({
      body: { news: 1, repeated: 1 },
    });
    expect(await delivery(message)).toMatchObject({
      delivery: 'failed',
      deliveryDetail: 'numero inesistente',
    });
    await told(key, { reports: [{ ref: 'abc-2', state: 'sent' }] });
    expect(await delivery(message)).toMatchObject({ delivery: 'failed' });
    const events = await db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'message.delivery')
      .where(sql<boolean>`data->>'message' = ${message}`)
      .execute();
    expect(events).toHaveLength(1);
    // Tried again, only the new attempt tells.
    await server.ctx.tx((tx) => smsTransport.retry(tx, server.ctx, message));
    await told(key, { reports: [{ ref: 'abc-2', state: 'delivered' }] });
    expect(await delivery(message)).toMatchObject({ delivery: 'failed' });
  });
});

describe('the address of a provider', () => {
  test('takes messages in once, and reports about the messages of its own number only', async () => {
    const { sms, number } = await sentTo();
    const key = await keyFor(point);
    const strange = await keyFor(other);
    expect(await told(strange, { reports: [{ message: sms, state: 'delivered' }] })).toMatchObject({
      body: { unknown: 1 },
    });
    const code = await server.ctx.tx(async (tx) => {
      await smsMedium.send(tx, server.ctx, { to: number, text: 'Il tuo codice' });
      return tx
        .selectFrom('sms.message')
        .select('id')
        .where('text', '=', 'Il tuo codice')
        .executeTakeFirstOrThrow();
    });
    // What is sent in no number's name is told of by whoever has sent it.
    expect(await told(strange, { reports: [{ message: code.id, state: 'sent' }] })).toMatchObject({
      body: { news: 1 },
    });
    const answer = { messages: [{ ref: 'in-1', from: number, text: 'Grazie' }] };
    for (const _twice of [1, 2])
      expect(await told(key, answer)).toMatchObject({ status: 200, body: { messages: 1 } });
    const came = await db
      .selectFrom('contacts.message as m')
      .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
      .select('m.text')
      .where('m.direction', '=', 'in')
      .where('v.channel', '=', 'sms')
      .where('m.sender', '=', number)
      .execute();
    expect(came).toEqual([{ text: 'Grazie' }]);
  });

  test('is a secret: a wrong one, an old one and one of a number out of use answer alike', async () => {
    const before = await keyFor(point);
    const key = await keyFor(point);
    const nothing = { reports: [], messages: [] };
    const refused = [await told('x'.repeat(48), nothing), await told(before, nothing)];
    await db.updateTable('contacts.entryPoint').set({ active: false }).where('id', '=', point).execute();
    refused.push(await told(key, nothing));
    await db.updateTable('contacts.entryPoint').set({ active: true }).where('id', '=', point).execute();
    expect(new Set(refused.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(refused[0]).toMatchObject({ status: 404 });
    expect(await told(key, nothing)).toMatchObject({ status: 200 });
    const kept = await db.selectFrom('sms.hook').select('keyHash').execute();
    expect(JSON.stringify(kept)).not.toContain(key);
  });

  test('is read and renewed by who arranges the entry points; readers see how the messages fare', async () => {
    const seen = (who: { session: string }) =>
      server.sending(contract.getSmsPoint, { params: { id: point } }, { as: who });
    const { rejected } = (await server.call(contract.getSmsPoint, { params: { id: point } }, asAdmin())).body;
    const { sms } = await sentTo();
    const key = await keyFor(point);
    await told(key, { reports: [{ message: sms, state: 'failed', why: 'numero inesistente' }] });
    expect(await seen(admin)).toMatchObject({
      status: 200,
      body: {
        url: expect.stringContaining('/api/v1/public/sms/') as string,
        rejected: rejected + 1,
        lastRejected: expect.arrayContaining([
          expect.objectContaining({ why: 'numero inesistente' }),
        ]) as unknown[],
      },
    });
    expect(await seen(reader)).toMatchObject({ status: 200, body: { url: null, rejected: rejected + 1 } });
    const agent = await server.makeStaff({ serviceId: water });
    expect(await seen(agent)).toMatchObject({ status: 403 });
    const renew = (who: { session: string }) =>
      server.sending(contract.makeSmsAddress, { params: { id: point } }, { as: who });
    expect(await renew(reader)).toMatchObject({ status: 403 });
    const ended = await server.call(contract.endSmsAddress, { params: { id: point } }, asAdmin());
    expect(ended.body).toMatchObject({ url: null, madeAt: null });
    expect(await server.sending(contract.getSmsPoint, { params: { id: newId() } }, asAdmin())).toMatchObject({
      status: 404,
    });
  });
});
