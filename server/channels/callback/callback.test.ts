import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/callback-page.ts';
import { recordAttempt } from '#server/contacts/callbacks/attempts.service.ts';
import * as handling from '#server/contacts/handling.ts';
import { startCallbackClock } from '#server/contacts/index.ts';
import { ask, callbackRow, makeCallbackQueue, makeOfficeHours } from '#tests/stories/callbacks.ts';
import {
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { callbackPageRoutes } from './index.ts';

let server: TestServer;
let service: string;
const parts: { stop(): Promise<void> }[] = [];
// A Tuesday, in the middle of the opening hours.
const morning = new Date('2026-11-10T10:00:00Z');

beforeAll(async () => {
  server = await testServer([...callbackPageRoutes]);
  service = await server.makeService();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.clock.set(morning);
  parts.push(lead(server), startCallbackClock(server.ctx));
});
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const keyOf = (link: string | null) => link!.split('#')[1]!;
const look = async (key: string) => server.call(contract.lookAtOwnCallback, { body: { key } });
const standing = async (key: string) => (await look(key)).body;
const cancel = (key: string) => server.call(contract.cancelOwnCallback, { body: { key } });
const move = (key: string, at: string) => server.call(contract.rescheduleOwnCallback, { body: { key, at } });
const auditOf = (id: string) =>
  server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'actor', 'reason'])
    .where('objectId', '=', id)
    .where('action', 'like', 'callback.%')
    .execute();

describe('the customer’s page of a callback', () => {
  test('tells who waits their place, only the end of the number, and times within the opening hours', async () => {
    const calendarId = await makeOfficeHours(server);
    const { queue } = await makeCallbackQueue(server, service, {}, { calendarId });
    await ask(server, queue.id);
    const { link, number } = await ask(server, queue.id);
    const body = await standing(keyOf(link));
    expect(body).toMatchObject({
      state: 'waiting',
      position: 2,
      numberEnd: number.slice(-3),
      language: 'it',
      changeable: true,
      at: null,
      triedAt: null,
    });
    expect(JSON.stringify(body)).not.toContain(number.slice(3, -3));
    const hours = body.times.map((at) => new Date(at).getUTCHours());
    expect(body.times.length).toBeGreaterThan(20);
    expect(hours.every((hour) => hour >= 8 && hour < 17)).toBe(true);
  });

  test('gives another time within opening hours, as the customer, who keeps that one', async () => {
    const calendarId = await makeOfficeHours(server);
    const { queue } = await makeCallbackQueue(server, service, {}, { calendarId });
    const { link, contactId } = await ask(server, queue.id);
    const key = keyOf(link);
    const at = '2026-11-11T09:30:00.000Z';
    expect((await move(key, at)).body).toMatchObject({ state: 'planned', at, position: null });
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'scheduled' });
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue rescheduled',
    ]);
    const { customerId } = await contactRow(server, contactId);
    expect(await auditOf(contactId)).toEqual([
      { action: 'callback.rescheduled', actor: `customer:${customerId}`, reason: 'customer' },
    ]);
    // At night nobody calls, and yesterday is over.
    for (const wrong of ['2026-11-11T22:00:00Z', '2026-11-09T10:00:00Z'])
      expect(await move(key, wrong)).toMatchObject({ status: 422, body: { errors: [{ field: 'at' }] } });
    expect(await callbackRow(server, contactId)).toMatchObject({ dueAt: new Date(at) });
  });

  test('cancels, once; whoever comes back reads that it is cancelled, and after a month nothing', async () => {
    const { queue } = await makeCallbackQueue(server, service);
    const { link, contactId } = await ask(server, queue.id);
    const key = keyOf(link);
    expect((await cancel(key)).body).toMatchObject({ state: 'cancelled', changeable: false, times: [] });
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'cancelled', reason: 'customer' });
    expect((await cancel(key)).body).toMatchObject({ code: 'callback_over' });
    expect((await move(key, '2026-11-11T10:00:00Z')).status).toBe(409);
    expect(await auditOf(contactId)).toMatchObject([{ action: 'callback.cancelled' }]);
    expect((await look(key)).status).toBe(200);
    server.clock.set(new Date(morning.getTime() + 31 * 86_400_000));
    const old = await look(key);
    const wrong = await look('f'.repeat(64));
    expect(old.status).toBe(404);
    expect(old.body).toEqual(wrong.body);
  });

  test('lets nothing be changed while the customer is being called, and says how it ended', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service);
    const agent = await makeCentreAgent(server, profile);
    const { link, contactId } = await ask(server, queue.id);
    const key = keyOf(link);
    await expect.poll(() => openOffer(server, contactId), { timeout: 20_000 }).not.toBeNull();
    // Offered is not called yet: it may still be taken back.
    expect(await standing(key)).toMatchObject({ state: 'waiting', position: 1 });
    const ctx = asAgent(server, agent);
    await handling.acceptOffer(ctx, (await openOffer(server, contactId))!.id);
    expect(await standing(key)).toMatchObject({ state: 'calling', changeable: false });
    expect((await cancel(key)).body).toMatchObject({ code: 'being_called' });
    await recordAttempt(ctx, contactId, { result: 'no_answer', note: '' });
    const again = await standing(key);
    expect(again).toMatchObject({ state: 'planned', changeable: true });
    expect(again.triedAt).not.toBeNull();
  });

  test('opens one callback only, and who asks a second time for the same number gets no link', async () => {
    const { queue } = await makeCallbackQueue(server, service);
    const first = await ask(server, queue.id);
    const again = await ask(server, queue.id, { number: first.number });
    expect(again).toMatchObject({ existed: true, link: null, contactId: first.contactId });
    const other = await ask(server, queue.id);
    await cancel(keyOf(other.link));
    expect(await callbackRow(server, first.contactId)).toMatchObject({ state: 'open' });
    for (const key of ['', 'x', first.contactId, `${keyOf(first.link)}0`])
      expect((await look(key)).status).toBe(key === '' ? 422 : 404);
  });
});
