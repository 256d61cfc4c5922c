import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/appointments.ts';
import { acceptOffer, finishContact } from '#contract/handling.ts';
import { openSession } from '#server/access/index.ts';
import { contactsRoutes } from '#server/contacts/index.ts';
import { startConsumer } from '#server/platform/index.ts';
import { makeOffice } from '#tests/stories/offices.ts';
import { broken, contactRow, lead, openOffer } from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { officesRoutes } from './index.ts';
import { visitsConsumer } from './visits.events.ts';

let server: TestServer;
let service: string;
let clerk: { session: string };
let administrator: { session: string };
let leader: ReturnType<typeof lead>;
let consumer: ReturnType<typeof startConsumer>;
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 100 });

beforeAll(async () => {
  server = await testServer([...officesRoutes, ...contactsRoutes]);
  // Nine on a Monday morning, and so it goes on: whoever routes must not see time jump.
  server.clock.set(new Date('2027-01-11T08:00:00Z'));
  service = await server.makeService('desk');
  clerk = await server.makeStaff({ role: 'reception', serviceId: service });
  administrator = await server.makeStaff({ role: 'administrator' });
  leader = lead(server);
  consumer = startConsumer(server.ctx, visitsConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await leader.stop();
  await server.stop();
});

test('who has come gets a ticket and their place in the queue, is served, and the appointment says so', async () => {
  const as = { as: clerk };
  const { bookable, queue } = await makeOffice(
    server,
    { administrator, serviceId: service },
    { served: true },
  );
  const book = async (start: string) =>
    (
      await server.call(
        contract.bookAppointment,
        { body: { bookable, start, name: 'Gino Passante', phone: '+39 333 000 0101' } },
        as,
      )
    ).body;
  const tomorrow = await book('2027-01-12T08:10:00Z');
  const early = await server.sending(contract.arriveAppointment, { params: { id: tomorrow.id } }, as);
  expect([early.status, early.body.code]).toEqual([409, 'not_today']);
  // In half an hour and ten minutes: who comes so early goes before nobody.
  const later = await book('2027-01-11T09:10:00Z');
  const soon = await book('2027-01-11T08:10:00Z');
  const arrived = await server.call(contract.arriveAppointment, { params: { id: soon.id } }, as);
  expect(arrived.body).toMatchObject({ ahead: 0, blocked: null, appointment: { state: 'arrived' } });
  const { visit, ticket } = arrived.body.appointment;
  expect(ticket).toBe(arrived.body.ticket);
  expect(await contactRow(server, visit!)).toMatchObject({ kind: 'desk_visit', ticket, subject: 'Voltura' });
  const boost = async (id: string) =>
    (
      await server.ctx.db
        .selectFrom('routing.workItem')
        .select(['queueId', 'boostSeconds'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).boostSeconds;
  // As if they had waited since half an hour before their time: about twenty minutes at nine.
  expect(await boost(visit!)).toBeGreaterThanOrEqual(20 * 60);
  expect(await boost(visit!)).toBeLessThanOrEqual(30 * 60);
  const twice = await server.sending(contract.arriveAppointment, { params: { id: soon.id } }, as);
  expect([twice.status, twice.body.code]).toEqual([409, 'appointment_over']);
  const hourEarly = await server.call(contract.arriveAppointment, { params: { id: later.id } }, as);
  expect(await boost(hourEarly.body.appointment.visit!)).toBe(0);

  await eventually(() => openOffer(server, visit!)).not.toBeNull();
  const offer = (await openOffer(server, visit!))!;
  expect((await contactRow(server, visit!)).queueId).toBe(queue);
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, offer.agentId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  const agent = { as: { session: secret } };
  expect((await server.call(acceptOffer, { params: { id: offer.id } }, agent)).status).toBe(200);
  expect((await server.call(finishContact, { params: { id: visit! } }, agent)).status).toBe(200);
  const state = async () =>
    (await server.call(contract.getAppointment, { params: { id: soon.id } }, as)).body.state;
  await eventually(state).toBe('served');
  expect(await broken(server)).toEqual([]);
});
