import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/insight.ts';
import { newId, writeSetting, type Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeContact, makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { insightRoutes } from './insight.routes.ts';
import { countStays, serviceLevel, serviceLevelFormulas, type Stay } from './service-level.rules.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let conversation: string;
let sara: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

// 15:00 in Rome; today began at 23:00 UTC of the day before.
const now = new Date('2026-11-10T14:00:00Z');
const midnight = new Date('2026-11-09T23:00:00Z');

beforeAll(async () => {
  server = await testServer(insightRoutes);
  db = server.ctx.db;
  service = await server.makeService();
  customer = await makeCustomer(db);
  sara = await server.makeStaff({ role: 'supervisor' });
  server.clock.set(now);
});
afterAll(() => server.stop());

/** A contact whose legs are the given stays in the queue. */
async function makeLegs(
  queue: string,
  legs: { kind?: string; startedAt: Date; endedAt: Date | null; result: string | null }[],
  also: { channel?: string; state?: string } = {},
): Promise<void> {
  const made = await makeContact(db, {
    serviceId: service,
    queueId: queue,
    customerId: customer,
    channel: also.channel ?? 'chat',
    state: also.state ?? 'queued',
    closedAt: also.state === undefined ? now : null,
    ...(conversation === undefined ? {} : { conversationId: conversation }),
  });
  conversation = made.conversationId;
  await db
    .insertInto('contacts.leg')
    .values(
      legs.map((leg, ordinal) => ({
        id: newId(),
        contactId: made.id,
        ordinal,
        kind: leg.kind ?? 'queue',
        queueId: queue,
        startedAt: leg.startedAt,
        endedAt: leg.endedAt,
        result: leg.result,
      })),
    )
    .execute();
}

const live = async (queue: string, who = sara) => {
  server.clock.set(now);
  const { body } = await server.call(contract.queuesLive, {}, as(who));
  return body.items.find((one) => one.queue === queue);
};
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('whatever happens in a queue, offered = answered + abandoned + flowed out + expired + callbacks + announced + waiting', async () => {
  const result = fc.constantFrom(
    'answered',
    'abandoned',
    'flowed_out',
    'expired',
    'callback',
    'announced',
    'cancelled',
    null,
  );
  // From two days ago to now; with waits on both sides of every limit.
  const stay = fc.record({
    result,
    endedAgo: fc.integer({ min: 0, max: 2 * 86_400 }),
    wait: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 86_400 })),
    channel: fc.constantFrom('chat', 'letter'),
  });
  const noise = fc.constantFrom('offer', 'handle', 'wrap_up');
  await fc.assert(
    fc.asyncProperty(
      fc.array(stay, { maxLength: 25 }),
      fc.constantFrom(...serviceLevelFormulas),
      noise,
      async (stays, formula, kind) => {
        const queue = await makeQueue(db, service, { threshold: 30, formula, shortAbandonSeconds: 5 });
        const expected: Stay[] = [];
        let answeredWait = 0;
        for (const one of stays) {
          const endedAt = one.result === null ? null : ago(one.endedAgo);
          const startedAt = new Date((endedAt ?? now).getTime() - one.wait * 1000);
          await makeLegs(
            queue,
            [
              { startedAt, endedAt, result: one.result },
              { kind, startedAt, endedAt, result: 'completed' },
            ],
            { channel: one.channel },
          );
          if (endedAt !== null && endedAt < midnight) continue;
          if (one.result === 'answered') answeredWait += one.wait;
          expected.push({
            fate: one.result === null ? 'waiting' : one.result === 'cancelled' ? 'flowed_out' : one.result,
            wait: one.wait,
            before: Math.max(0, (midnight.getTime() - startedAt.getTime()) / 1000),
            threshold: one.channel === 'chat' ? 30 : null,
          });
        }
        const got = (await live(queue))!;
        const of = (fate: Stay['fate']) => expected.filter((one) => one.fate === fate);
        expect(got.offered).toBe(
          got.answered +
            got.abandoned +
            got.flowedOut +
            got.expired +
            got.callbacks +
            got.announced +
            got.waiting,
        );
        expect({ ...got, serviceLevel: got.serviceLevel.value }).toMatchObject({
          offered: expected.length,
          answered: of('answered').length,
          abandoned: of('abandoned').length,
          shortAbandoned: of('abandoned').filter((one) => one.wait < 5).length,
          flowedOut: of('flowed_out').length,
          expired: of('expired').length,
          callbacks: of('callback').length,
          announced: of('announced').length,
          waiting: of('waiting').length,
          longestWait: Math.max(0, ...of('waiting').map((one) => one.wait)),
          averageWait: of('answered').length === 0 ? null : answeredWait / of('answered').length,
        });
        const value = serviceLevel(formula, countStays(expected, 5));
        if (value === null) expect(got.serviceLevel.value).toBeNull();
        else expect(got.serviceLevel.value).toBeCloseTo(value, 9);
      },
    ),
    { numRuns: 40 },
  );
});

test('a day begins at midnight where the organisation is', async () => {
  const queue = await makeQueue(db, service);
  const at = new Date('2026-11-09T23:30:00Z');
  await makeLegs(queue, [{ startedAt: at, endedAt: new Date(at.getTime() + 1000), result: 'answered' }]);
  expect((await live(queue))!.answered).toBe(1);
  await writeSetting(db, 'timeZone', 'UTC');
  expect((await live(queue))!.answered).toBe(0);
  await writeSetting(db, 'timeZone', 'Europe/Rome');
});

test('what is being handled is counted beside the stays', async () => {
  const queue = await makeQueue(db, service);
  await makeLegs(queue, [{ startedAt: ago(60), endedAt: ago(50), result: 'answered' }], { state: 'active' });
  expect(await live(queue)).toMatchObject({ inHandling: 1, answered: 1, waiting: 0, averageWait: 10 });
});

test('the strip shows the queues of the scope only, and nobody without the permission', async () => {
  const other = await server.makeService();
  const theirs = await makeQueue(db, other);
  const ours = await makeQueue(db, service);
  const scoped = await server.makeStaff({ role: 'supervisor', serviceId: other });
  expect(await live(ours, scoped)).toBeUndefined();
  expect(await live(theirs, scoped)).toMatchObject({ queue: theirs, offered: 0, open: true });
  const { token } = await server.makeToken(['contact.read']);
  expect((await server.call(contract.queuesLive, {}, { as: { token } })).status).toBe(403);
});

test('a queue is open or closed by its hours, by a day of its own, and by the emergency switch', async () => {
  // 10 November 2026 is a Tuesday; it is 15:00 in Rome.
  const withHours = async (weekday: number, opens: string, closes: string, day?: { closed: boolean }) => {
    const calendar = newId();
    await db.insertInto('calendars.calendar').values({ id: calendar, name: calendar }).execute();
    await db
      .insertInto('calendars.opening')
      .values({ id: newId(), calendarId: calendar, weekday, opens, closes })
      .execute();
    if (day !== undefined)
      await db
        .insertInto('calendars.exception')
        .values({
          id: newId(),
          calendarId: calendar,
          day: '2026-11-10',
          name: 'Assemblea',
          closed: day.closed,
          opens: day.closed ? null : '09:00',
          closes: day.closed ? null : '18:00',
        })
        .execute();
    const queue = await makeQueue(db, service);
    await db.updateTable('routing.queue').set({ calendarId: calendar }).where('id', '=', queue).execute();
    return queue;
  };
  const open = await withHours(2, '14:00', '24:00');
  expect((await live(open))!.open).toBe(true);
  expect((await live(await withHours(2, '08:00', '14:00')))!.open).toBe(false);
  expect((await live(await withHours(2, '14:00', '24:00', { closed: true })))!.open).toBe(false);
  expect((await live(await withHours(1, '14:00', '24:00', { closed: false })))!.open).toBe(true);
  await db.updateTable('routing.queue').set({ emergencyClosed: true }).where('id', '=', open).execute();
  expect((await live(open))!.open).toBe(false);
  await db
    .updateTable('routing.queue')
    .set({ emergencyClosed: false, calendarId: newId() })
    .where('id', '=', open)
    .execute();
  expect((await live(open))!.open).toBe(true);
});
