import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#server/platform/index.ts';
import { enqueue, moveToQueue, readItems } from '#server/routing/index.ts';
import {
  arrive,
  broken,
  contactRow,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { receive } from './receive.service.ts';

// What becomes of who arrives at a queue: let in, sent on, turned away; and what is remembered of it.

let server: TestServer;
let service: string;
let closedCalendar: string;

beforeAll(async () => {
  server = await testServer([]);
  service = await server.makeService();
  // Hours without any opening.
  closedCalendar = newId();
  await server.ctx.db
    .insertInto('calendars.calendar')
    .values({ id: closedCalendar, name: closedCalendar })
    .execute();
});
afterAll(async () => {
  const wrong = await broken(server);
  await server.stop();
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const words = { it: 'Riprovi più tardi.', en: 'Try again later.' };
const waits = { do: 'wait' };
const says = { do: 'message', text: words };
const branches = (own: Record<string, unknown>) =>
  JSON.stringify({ full: waits, closed: waits, emergency: waits, ...own });
const queue = (also: Record<string, unknown> = {}) => makeCentreQueue(server, service, also);
const limit = (max: number, channels = ['chat']) => JSON.stringify({ max, bufferShare: 0.5, channels });
const itemOf = async (id: string) => (await readItems(server.ctx.db, [id]))[0];
const eventsOf = async (id: string) =>
  (
    await server.ctx.db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', id)
      .orderBy('id')
      .execute()
  ).map((one) => ({ kind: one.kind, data: one.data as Record<string, unknown> }));

describe('a queue with a limit', () => {
  test('lets in as many as it holds; who comes then is turned away with its words, kept and counted', async () => {
    const full = await queue({ entryLimit: limit(2), branches: branches({ full: says }) });
    for (let n = 0; n < 2; n += 1)
      expect(await arrive(server, full, { channel: 'chat' })).toMatchObject({ blocked: null });
    const refused = await arrive(server, full, { channel: 'chat' });
    expect(refused.blocked).toEqual({ queueId: full.id, because: 'full', text: words });
    const contact = await contactRow(server, refused.contactId);
    expect(contact).toMatchObject({ state: 'cancelled', queueId: full.id, agentId: null });
    expect(contact.closedAt).not.toBeNull();
    expect(await itemOf(refused.contactId)).toBeUndefined();
    expect(await legsOf(server, refused.contactId)).toMatchObject([
      { kind: 'flow', result: 'blocked', queueId: full.id, endedAt: expect.any(Date) },
    ]);
    expect((await eventsOf(refused.contactId)).map((one) => one.kind)).toEqual(['contact.blocked']);
    const conversation = await server.ctx.db
      .selectFrom('contacts.conversation')
      .select('state')
      .where('id', '=', refused.conversationId)
      .executeTakeFirstOrThrow();
    expect(conversation.state).toBe('closed');
  });

  test('counts only the channels it names, and never turns a mail away', async () => {
    const full = await queue({ entryLimit: limit(1), branches: branches({ full: says }) });
    for (let n = 0; n < 3; n += 1) expect(await arrive(server, full)).toMatchObject({ blocked: null });
    expect(await arrive(server, full, { channel: 'chat' })).toMatchObject({ blocked: null });
    expect(await arrive(server, full)).toMatchObject({ blocked: null });
    expect(await arrive(server, full, { channel: 'form' })).toMatchObject({ blocked: null });
    expect((await arrive(server, full, { channel: 'chat' })).blocked).not.toBeNull();
  });

  test('is not overrun by many who come at once', async () => {
    const full = await queue({ entryLimit: limit(3), branches: branches({ full: says }) });
    const all = await Promise.all(
      Array.from({ length: 12 }, () => arrive(server, full, { channel: 'chat' })),
    );
    expect(all.filter((one) => one.blocked === null)).toHaveLength(3);
  });

  test('sends who comes then to another queue, where alone they count as offered', async () => {
    const spare = await queue();
    const full = await queue({
      entryLimit: limit(1),
      branches: branches({ full: { do: 'queue', queue: spare.id } }),
    });
    await arrive(server, full, { channel: 'chat' });
    const moved = await arrive(server, full, { channel: 'chat' });
    expect(moved.blocked).toBeNull();
    expect(await contactRow(server, moved.contactId)).toMatchObject({ state: 'queued', queueId: spare.id });
    expect(await itemOf(moved.contactId)).toMatchObject({ queueId: spare.id, state: 'waiting' });
    expect(await legsOf(server, moved.contactId)).toMatchObject([
      { kind: 'flow', result: 'redirected', queueId: full.id },
      { kind: 'queue', result: null, queueId: spare.id },
    ]);
    expect((await eventsOf(moved.contactId))[0]).toMatchObject({
      kind: 'contact.queued',
      data: { queue: spare.id },
    });
  });

  test('takes transfers and callbacks up to its reserve, and no further', async () => {
    const full = await queue({ entryLimit: limit(2), branches: branches({ full: says }) });
    const other = await queue();
    for (let n = 0; n < 2; n += 1) await arrive(server, full, { channel: 'chat' });
    const transferred = await arrive(server, other, { channel: 'chat' });
    const later = await arrive(server, other, { channel: 'chat' });
    const move = (id: string) =>
      server.ctx.tx(async (tx) => {
        await moveToQueue(tx, server.ctx, id, full.id);
        await tx.updateTable('contacts.contact').set({ queueId: full.id }).where('id', '=', id).execute();
        await tx
          .updateTable('contacts.leg')
          .set({ queueId: full.id })
          .where('contactId', '=', id)
          .where('kind', '=', 'queue')
          .execute();
      });
    await move(transferred.contactId);
    await expect(move(later.contactId)).rejects.toMatchObject({ status: 409, code: 'queue_full' });
    const item = (kind: 'contact' | 'callback') => ({
      id: newId(),
      kind,
      channel: 'chat',
      queueId: full.id,
      serviceId: service,
      arrivedAt: server.clock.now(),
    });
    // Rolled back: these items are nobody's.
    const answers = await server.ctx
      .tx(async (tx) => {
        await tx.deleteFrom('routing.workItem').where('id', '=', transferred.contactId).execute();
        const found = await enqueue(tx, server.ctx, [item('contact'), item('callback'), item('callback')]);
        throw Object.assign(new Error('back'), { found });
      })
      .catch((error: { found?: { enters: boolean }[] }) => error.found!.map((one) => one.enters));
    expect(answers).toEqual([false, true, false]);
  });
});

describe('a queue that is closed', () => {
  test('by its hours goes its branch, unless the hours of the entry point say otherwise; a mail waits', async () => {
    const shut = await queue({ calendarId: closedCalendar, branches: branches({ closed: says }) });
    expect((await arrive(server, shut, { channel: 'chat' })).blocked).toMatchObject({ because: 'closed' });
    expect((await arrive(server, shut)).blocked).toBeNull();
    const [entry] = await server.ctx
      .tx(async (tx) => {
        const found = await enqueue(tx, server.ctx, [
          {
            id: newId(),
            channel: 'chat',
            hours: 'open',
            queueId: shut.id,
            serviceId: service,
            arrivedAt: server.clock.now(),
          },
        ]);
        throw Object.assign(new Error('back'), { found });
      })
      .catch((error: { found?: { enters: boolean }[] }) => error.found!);
    expect(entry).toMatchObject({ enters: true });
  });

  test('and lets in all the same has its limit still', async () => {
    const both = await queue({
      calendarId: closedCalendar,
      entryLimit: limit(1),
      branches: branches({ full: says }),
    });
    expect((await arrive(server, both, { channel: 'chat' })).blocked).toBeNull();
    expect((await arrive(server, both, { channel: 'chat' })).blocked).toMatchObject({ because: 'full' });
  });

  test('by the emergency switch tells what a supervisor says now, not what was prepared for any case', async () => {
    const now = { it: 'Condotta rotta in centro.', en: 'Broken main in the centre.' };
    const shut = await queue({
      emergencyClosed: true,
      emergencyText: JSON.stringify(now),
      branches: branches({ emergency: says, closed: says }),
    });
    expect((await arrive(server, shut, { channel: 'chat' })).blocked).toMatchObject({ text: now });
    // Open again with the words still there: they are told beside, nobody is turned away by them.
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: false })
      .where('id', '=', shut.id)
      .execute();
    expect((await arrive(server, shut, { channel: 'chat' })).blocked).toBeNull();
  });

  test('by the emergency switch goes that branch first of all, and a ring of branches ends in the last queue', async () => {
    const first = await queue({ emergencyClosed: true, calendarId: closedCalendar });
    const second = await queue({
      emergencyClosed: true,
      branches: branches({ emergency: { do: 'queue', queue: first.id } }),
    });
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ branches: branches({ emergency: { do: 'queue', queue: second.id }, closed: says }) })
      .where('id', '=', first.id)
      .execute();
    const got = await arrive(server, first, { channel: 'chat' });
    expect(got.blocked).toBeNull();
    expect(await contactRow(server, got.contactId)).toMatchObject({ queueId: second.id });
  });
});

describe('what an item brings', () => {
  test('its requirements are joined with its queue’s and stay its own, with its boost and its plan', async () => {
    const plain = await queue({ requires: [{ skill: 'a', level: 2 }] });
    const next = await queue({ requires: [{ skill: 'b', level: 1 }] });
    const id = newId();
    const planId = newId();
    const levels = async () => {
      const { requires, ...row } = (await itemOf(id))!;
      return { ...row, requires: Object.fromEntries(requires.map((one) => [one.skill, one.level])) };
    };
    await server.ctx.tx(async (tx) => {
      await enqueue(tx, server.ctx, [
        {
          id,
          channel: 'email',
          queueId: plain.id,
          serviceId: service,
          arrivedAt: server.clock.now(),
          boostSeconds: 300,
          planId,
          requires: [
            { skill: 'a', level: 1 },
            { skill: 'english', level: 3 },
          ],
        },
      ]);
    });
    expect(await levels()).toMatchObject({ boostSeconds: 300, planId, requires: { a: 2, english: 3 } });
    await server.ctx.tx((tx) => moveToQueue(tx, server.ctx, id, next.id));
    expect(await levels()).toMatchObject({ planId: null, requires: { a: 1, b: 1, english: 3 } });
    await server.ctx.db.deleteFrom('routing.workItem').where('id', '=', id).execute();
  });
});

describe('whom the customer dealt with last', () => {
  const preferred = (mode: string, personalLimit = 10) =>
    JSON.stringify({ mode, seconds: 90, personalLimit });
  /** A conversation that this agent had, with a new message on it. */
  async function again(centre: Awaited<ReturnType<typeof queue>>, agent: string) {
    const old = await arrive(server, centre);
    await server.ctx.tx(async (tx) => {
      await tx.deleteFrom('routing.workItem').where('id', '=', old.contactId).execute();
      await tx
        .updateTable('contacts.leg')
        .set({ endedAt: server.clock.now(), result: 'answered' })
        .where('contactId', '=', old.contactId)
        .execute();
      await tx
        .updateTable('contacts.contact')
        .set({ state: 'closed', agentId: agent, closedAt: server.clock.now() })
        .where('id', '=', old.contactId)
        .execute();
    });
    const [got] = await server.ctx.tx((tx) =>
      receive(tx, server.ctx, [
        {
          channel: 'email',
          entryPoint: centre.entryPoint,
          customer: { id: old.customerId },
          subject: 'Ancora io',
          at: server.clock.now(),
          message: { sender: null, text: 'Ancora io' },
        },
      ]),
    );
    return itemOf(got!.contactId!);
  }

  test('is asked first where the queue says so: nobody, who serves it, or anybody', async () => {
    const off = await queue();
    const members = await queue({ preferred: preferred('members') });
    const anyone = await queue({ preferred: preferred('anyone') });
    const agent = await makeCentreAgent(server, await makeCentreProfile(server, [members.id]));
    const stranger = await makeCentreAgent(server, await makeCentreProfile(server, [off.id]));
    expect(await again(off, stranger)).toMatchObject({ preferredAgent: null });
    expect(await again(members, stranger)).toMatchObject({ preferredAgent: null });
    expect(await again(anyone, stranger)).toMatchObject({ preferredAgent: stranger });
    const kept = await again(members, agent);
    expect(kept).toMatchObject({ preferredAgent: agent });
    expect(kept!.preferredUntil!.getTime() - kept!.enteredAt.getTime()).toBe(90_000);
  });

  test('is kept no more than so many, nor when they have left', async () => {
    const few = await queue({ preferred: preferred('members', 2) });
    const agent = await makeCentreAgent(server, await makeCentreProfile(server, [few.id]));
    const kept = [];
    for (let n = 0; n < 3; n += 1) kept.push((await again(few, agent))!.preferredAgent);
    expect(kept).toEqual([agent, agent, null]);
    const gone = await makeCentreAgent(server, await makeCentreProfile(server, [few.id]));
    await server.ctx.db.updateTable('access.staff').set({ active: false }).where('id', '=', gone).execute();
    expect(await again(few, gone)).toMatchObject({ preferredAgent: null });
  });
});

test('what was promised stands on the stay in the queue', async () => {
  const told = await queue();
  const estimate = (measuredAt: Date, channel: string, seconds: number) =>
    server.ctx.db
      .insertInto('routing.estimate')
      .values({ queueId: told.id, channel, waiting: 3, seconds, secondsPerPlace: 40, measuredAt })
      .execute();
  const now = server.clock.now();
  await estimate(now, 'chat', 170);
  await estimate(new Date(now.getTime() - 3_600_000), 'email', 9000);
  const detailOf = async (id: string) =>
    (
      await server.ctx.db
        .selectFrom('contacts.leg')
        .select('detail')
        .where('contactId', '=', id)
        .executeTakeFirstOrThrow()
    ).detail;
  expect(await detailOf((await arrive(server, told, { channel: 'chat' })).contactId)).toEqual({
    estimatedWait: 170,
  });
  // Old words are no promise.
  expect(await detailOf((await arrive(server, told)).contactId)).toEqual({});
});
