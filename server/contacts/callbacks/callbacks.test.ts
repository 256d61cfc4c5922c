import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/callbacks.ts';
import { Problem } from '#server/platform/index.ts';
import { moveToQueue, readAgents } from '#server/routing/index.ts';
import {
  ask,
  attemptRows,
  callbackRow,
  makeCallbackQueue,
  makeOfficeHours,
  someNumber,
} from '#tests/stories/callbacks.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactDetail } from '../contacts.read.ts';
import * as handling from '../handling.ts';
import { registerDialler } from '../hooks.ts';
import { beginAttempt, endAttempt, recordAttempt } from './attempts.service.ts';
import { cancelCallback, rescheduleCallback } from './changing.service.ts';
import { callbackRoutes, startCallbackClock } from './index.ts';

let server: TestServer;
let service: string;
let leader: ReturnType<typeof lead>;
let clock: ReturnType<typeof startCallbackClock>;

// A Tuesday, in the middle of the opening hours.
const morning = new Date('2026-11-10T10:00:00Z');

beforeAll(async () => {
  server = await testServer([...callbackRoutes]);
  service = await server.makeService();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.clock.set(morning);
  leader = lead(server);
  clock = startCallbackClock(server.ctx);
});
afterEach(async () => {
  await clock.stop();
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const offered = async (contactId: string) => {
  await eventually(() => openOffer(server, contactId)).not.toBeNull();
  return (await openOffer(server, contactId))!;
};
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const stateOf = async (id: string) => (await contactRow(server, id)).state;
const itemOf = (id: string) =>
  server.ctx.db.selectFrom('routing.workItem').selectAll().where('id', '=', id).executeTakeFirst();
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.fields[0]?.field ?? error.code;
    throw error;
  }
};
const minutes = (count: number) => count * 60;
const note = { note: '' };
/** An accepted callback in an agent's hands. */
const inHand = async (rules = {}, also: Record<string, unknown> = {}) => {
  const { queue, profile } = await makeCallbackQueue(server, service, rules, also);
  const agent = await makeCentreAgent(server, profile);
  const { contactId } = await ask(server, queue.id);
  const offer = await offered(contactId);
  await handling.acceptOffer(asAgent(server, agent), offer.id);
  return { queue, profile, agent, contactId, ctx: asAgent(server, agent) };
};

describe('who asks to be called back', () => {
  test('leaves the queue without abandoning it, keeps the place, and is called before who came later', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service);
    const first = await arrive(server, queue, {
      channel: 'phone',
      at: new Date(morning.getTime() - 600_000),
    });
    const second = await arrive(server, queue, {
      channel: 'phone',
      at: new Date(morning.getTime() - 300_000),
    });
    const place = (await itemOf(first.contactId))!.queuedAt;
    const { contactId } = await ask(server, queue.id, { origin: first.contactId, via: 'phone' });
    expect(await stateOf(first.contactId)).toBe('closed');
    expect(await stretches(first.contactId)).toEqual(['queue callback']);
    expect(await itemOf(first.contactId)).toBeUndefined();
    expect(await contactRow(server, contactId)).toMatchObject({
      kind: 'callback',
      originId: first.contactId,
      channel: 'phone',
      state: 'queued',
      conversationId: first.conversationId,
      customerId: first.customerId,
    });
    // The stay begins now; the place and the wait are those of the first.
    expect(await itemOf(contactId)).toMatchObject({ kind: 'callback', queuedAt: place });
    expect(await callbackRow(server, contactId)).toMatchObject({
      placeAt: place,
      waitedSince: (await contactRow(server, first.contactId)).arrivedAt,
      state: 'open',
      via: 'phone',
    });
    const agent = await makeCentreAgent(server, profile);
    expect((await offered(contactId)).agentId).toBe(agent);
    expect(await openOffer(server, second.contactId)).toBeNull();
  });

  test('has one open per number and queue: the second request is answered with the first', async () => {
    const { queue } = await makeCallbackQueue(server, service);
    const other = await makeCallbackQueue(server, service);
    const number = someNumber();
    const first = await ask(server, queue.id, { number });
    const call = await arrive(server, queue, { channel: 'phone' });
    const again = await ask(server, queue.id, { number, origin: call.contactId, via: 'phone' });
    expect(again).toMatchObject({ existed: true, contactId: first.contactId, link: null });
    expect(await stretches(call.contactId)).toEqual(['queue callback']);
    expect((await ask(server, other.queue.id, { number })).existed).toBe(false);
    // Both at once: one is made.
    const both = someNumber();
    const [one, two] = await Promise.all([
      ask(server, queue.id, { number: both }),
      ask(server, queue.id, { number: both }),
    ]);
    expect(one.contactId).toBe(two.contactId);
    expect([one.existed, two.existed].filter(Boolean)).toEqual([true]);
  });

  test('gives a number that may be dialled, and a time at which the service is open', async () => {
    const calendarId = await makeOfficeHours(server);
    const { queue } = await makeCallbackQueue(server, service, {}, { calendarId });
    expect(await refusal(ask(server, queue.id, { number: '112' }))).toBe('number');
    expect(await refusal(ask(server, queue.id, { number: '+49 30 123456' }))).toBe('number');
    expect(await refusal(ask(server, queue.id, { at: new Date('2026-11-10T09:00:00Z') }))).toBe('at');
    expect(await refusal(ask(server, queue.id, { at: new Date('2026-11-10T20:00:00Z') }))).toBe('at');
    expect(await refusal(ask(server, queue.id, { at: new Date('2026-12-10T10:00:00Z') }))).toBe('at');
    expect(await refusal(ask(server, queue.id, { at: new Date('2026-11-11T10:00:00Z') }))).toBe('done');
  });

  test('is called where the queue allows it; a number of a stranger is not called without end', async () => {
    const { queue } = await makeCallbackQueue(server, service, { allowed: false });
    expect(await refusal(ask(server, queue.id))).toBe('no_callbacks');
    const number = someNumber();
    for (let i = 0; i < 5; i += 1) {
      const one = await makeCallbackQueue(server, service);
      await ask(server, one.queue.id, { number });
    }
    const one = await makeCallbackQueue(server, service);
    expect(await refusal(ask(server, one.queue.id, { number }))).toBe('too_many_requests');
  });

  test('stays in the queue when its reserve for callbacks is taken', async () => {
    const limit = { max: 1, bufferShare: 0, channels: ['phone'] };
    const branches = {
      full: { do: 'message', text: { it: 'Pieno', en: 'Full' } },
      closed: { do: 'wait' },
      emergency: { do: 'wait' },
    };
    const { queue } = await makeCallbackQueue(
      server,
      service,
      {},
      { entryLimit: JSON.stringify(limit), branches: JSON.stringify(branches) },
    );
    const inside = await arrive(server, queue, { channel: 'phone' });
    const turned = await arrive(server, queue, { channel: 'phone' });
    expect(await stateOf(turned.contactId)).toBe('cancelled');
    expect(await refusal(ask(server, queue.id, { origin: turned.contactId, via: 'phone' }))).toBe(
      'callbacks_full',
    );
    // Who is inside frees the place that the callback takes; who was turned away may choose a time.
    expect(await refusal(ask(server, queue.id, { origin: inside.contactId, via: 'phone' }))).toBe('done');
    const later = new Date(morning.getTime() + 7_200_000);
    const { contactId } = await ask(server, queue.id, { origin: turned.contactId, via: 'phone', at: later });
    expect(await contactRow(server, contactId)).toMatchObject({
      state: 'scheduled',
      originId: turned.contactId,
    });
  });

  test('in the hands of an agent cannot leave', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service);
    const agent = await makeCentreAgent(server, profile);
    const { contactId } = await arrive(server, queue, { channel: 'phone' });
    const offer = await offered(contactId);
    // Before the agent has answered they still can: the offer is withdrawn.
    const other = await ask(server, queue.id, { origin: contactId, via: 'phone' });
    expect((await offered(other.contactId)).agentId).toBe(agent);
    expect(await refusal(handling.acceptOffer(asAgent(server, agent), offer.id))).toBe('offer_ended');
    const colleague = await makeCentreAgent(server, profile, { presence: 'not_ready' });
    const call = await arrive(server, queue, { channel: 'phone' });
    await handling.takeContact(asAgent(server, colleague), call.contactId);
    expect(await refusal(ask(server, queue.id, { origin: call.contactId }))).toBe('not_waiting');
  });
});

describe('a time', () => {
  test('before it nobody is offered it and it waits in no queue; then it has the place of its time', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service);
    const agent = await makeCentreAgent(server, profile);
    const at = new Date(morning.getTime() + 3_600_000);
    const { contactId, promisedAt } = await ask(server, queue.id, { at });
    expect(promisedAt).toEqual(at);
    expect(await stretches(contactId)).toEqual([]);
    expect(await stateOf(contactId)).toBe('scheduled');
    expect((await contactDetail(server.ctx.db, server.ctx.actor, contactId))!.dueAt).toEqual(at);
    await pass(server, minutes(61));
    expect((await offered(contactId)).agentId).toBe(agent);
    expect((await itemOf(contactId))!.queuedAt).toEqual(at);
  });

  test('of who asks while the service is closed is its next opening', async () => {
    const calendarId = await makeOfficeHours(server);
    const { queue } = await makeCallbackQueue(server, service, {}, { calendarId });
    server.clock.set(new Date('2026-11-10T19:00:00Z'));
    const { promisedAt, contactId } = await ask(server, queue.id);
    expect(promisedAt).toEqual(new Date('2026-11-11T08:00:00Z'));
    expect(await stateOf(contactId)).toBe('scheduled');
  });

  test('that has come while the service is closed by hand is put off, and nobody is called at night', async () => {
    const calendarId = await makeOfficeHours(server);
    const { queue } = await makeCallbackQueue(server, service, {}, { calendarId });
    const { contactId } = await ask(server, queue.id, { at: new Date('2026-11-10T16:59:00Z') });
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: true })
      .where('id', '=', queue.id)
      .execute();
    await pass(server, minutes(7 * 60 - 1));
    await eventually(async () => (await callbackRow(server, contactId)).dueAt!.getTime()).toBeGreaterThan(
      Date.parse('2026-11-10T17:02:00Z'),
    );
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: false })
      .where('id', '=', queue.id)
      .execute();
    await pass(server, minutes(20));
    await eventually(async () => (await callbackRow(server, contactId)).dueAt).toEqual(
      new Date('2026-11-11T08:00:00Z'),
    );
    expect(await stateOf(contactId)).toBe('scheduled');
  });
});

describe('an attempt', () => {
  test('that reached nobody frees the agent and comes again later, as often as the queue says', async () => {
    const { contactId, ctx, agent } = await inHand({ maxAttempts: 2 }, { wrapUpMode: 'mandatory' });
    // How it went is said first: a promise is not ended by closing it.
    expect(await refusal(handling.finishContact(ctx, contactId))).toBe('attempt_open');
    await recordAttempt(ctx, contactId, { result: 'no_answer', ...note });
    expect(await contactRow(server, contactId)).toMatchObject({
      state: 'scheduled',
      agentId: null,
      answeredAt: null,
    });
    expect(await stretches(contactId)).toEqual(['queue answered', 'offer accepted', 'handle unreached']);
    const due = (await callbackRow(server, contactId)).dueAt!;
    expect(due.getTime() - server.clock.now().getTime()).toBeGreaterThan(29 * 60_000);
    expect((await readAgents(server.ctx.db, [agent]))[0]!.lastHandledAt!.getTime()).toBeGreaterThanOrEqual(
      morning.getTime(),
    );
    await pass(server, minutes(31));
    const offer = await offered(contactId);
    await handling.acceptOffer(ctx, offer.id);
    await recordAttempt(ctx, contactId, { result: 'busy', note: 'sempre occupato' });
    expect(await stateOf(contactId)).toBe('closed');
    expect(await callbackRow(server, contactId)).toMatchObject({
      state: 'unreached',
      reason: 'attempts',
      attempts: 2,
      dueAt: null,
    });
    expect(await attemptRows(server, contactId)).toMatchObject([
      { number: 1, result: 'no_answer', agentId: agent, dialled: 'agent' },
      { number: 2, result: 'busy', note: 'sempre occupato' },
    ]);
  });

  test('is none when an agent does not accept', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service, {}, { refusalSeconds: 5 });
    const agents = [await makeCentreAgent(server, profile), await makeCentreAgent(server, profile)];
    const { contactId } = await ask(server, queue.id);
    const offer = await offered(contactId);
    await handling.declineOffer(asAgent(server, offer.agentId), offer.id, 'busy', '');
    const second = await offered(contactId);
    expect(agents.find((id) => id !== offer.agentId)).toBe(second.agentId);
    await pass(server, 21);
    await eventually(async () => (await openOffer(server, contactId))?.agentId).not.toBe(second.agentId);
    expect(await attemptRows(server, contactId)).toEqual([]);
    expect(await callbackRow(server, contactId)).toMatchObject({ attempts: 0, state: 'open' });
  });

  test('that reached the customer makes it a contact like any other', async () => {
    const { contactId, ctx } = await inHand({}, { wrapUpMode: 'none' });
    await recordAttempt(ctx, contactId, { result: 'reached', ...note });
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'reached', attempts: 1 });
    expect(await stateOf(contactId)).toBe('active');
    expect(await refusal(recordAttempt(ctx, contactId, { result: 'busy', ...note }))).toBe('callback_over');
    await handling.finishContact(ctx, contactId);
    expect(await stateOf(contactId)).toBe('closed');
    expect(await stretches(contactId)).toEqual(['queue answered', 'offer accepted', 'handle completed']);
  });

  test('at a wrong number is the last', async () => {
    const { contactId, ctx } = await inHand();
    await recordAttempt(ctx, contactId, { result: 'wrong_number', ...note });
    expect(await stateOf(contactId)).toBe('closed');
    expect(await callbackRow(server, contactId)).toMatchObject({
      state: 'unreached',
      reason: 'wrong_number',
    });
  });

  test('is told by the agent who has it, or by who may assign', async () => {
    const { contactId, profile } = await inHand();
    const other = await makeCentreAgent(server, profile);
    expect(await refusal(recordAttempt(asAgent(server, other), contactId, { result: 'busy', ...note }))).toBe(
      'not_active',
    );
    const supervisor = asAgent(server, other, ['contact.assign']);
    expect(await refusal(recordAttempt(supervisor, contactId, { result: 'reached', ...note }))).toBe('done');
  });

  test('can be made by somebody else: a callback that is handed over stays owed', async () => {
    const { contactId, ctx, queue, profile } = await inHand();
    const colleague = await makeCentreAgent(server, profile);
    await handling.transferContact(ctx, contactId, { agent: colleague, note: 'la conosci tu' });
    const offer = await offered(contactId);
    expect(offer.agentId).toBe(colleague);
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'open', attempts: 0 });
    await handling.acceptOffer(asAgent(server, colleague), offer.id);
    await recordAttempt(asAgent(server, colleague), contactId, { result: 'reached', ...note });
    expect(queue.id).toBe((await contactRow(server, contactId)).queueId);
  });
});

describe('an attempt of the voice medium', () => {
  const begin = (id: string) => server.ctx.tx((tx) => beginAttempt(tx, server.ctx, id));
  const end = (id: string, result: Parameters<typeof endAttempt>[3]) =>
    server.ctx.tx((tx) => endAttempt(tx, server.ctx, id, result));

  test('is told once, whoever is first: the medium or the agent', async () => {
    const { contactId, ctx } = await inHand();
    expect([await begin(contactId), await begin(contactId)]).toEqual([true, false]);
    await end(contactId, 'reached');
    await end(contactId, 'busy');
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'reached', attempts: 1 });
    const other = await inHand();
    await begin(other.contactId);
    await recordAttempt(other.ctx, other.contactId, { result: 'no_answer', ...note });
    await end(other.contactId, 'reached');
    expect(await callbackRow(server, other.contactId)).toMatchObject({ state: 'open', attempts: 1 });
    expect(await attemptRows(server, other.contactId)).toMatchObject([
      { number: 1, dialled: 'medium', result: 'no_answer' },
    ]);
    expect(ctx.actor.kind).toBe('staff');
  });

  test('that could not be made counts for nobody, and leaves the contact with its agent', async () => {
    const { contactId, ctx } = await inHand({ maxAttempts: 1 });
    await begin(contactId);
    await end(contactId, 'failed');
    expect(await stateOf(contactId)).toBe('active');
    expect(await callbackRow(server, contactId)).toMatchObject({ attempts: 0, state: 'open' });
    await recordAttempt(ctx, contactId, { result: 'reached', ...note });
    expect((await attemptRows(server, contactId)).map(({ dialled, result }) => [dialled, result])).toEqual([
      ['medium', 'failed'],
      ['agent', 'reached'],
    ]);
  });

  test('before an agent is asked: the customer who answers enters the queue in their place, full or closed', async () => {
    let there = true;
    registerDialler({ able: () => Promise.resolve(there) });
    try {
      const calendarId = await makeOfficeHours(server);
      const { queue, profile } = await makeCallbackQueue(
        server,
        service,
        { first: 'customer', maxAttempts: 2 },
        { calendarId },
      );
      const { contactId } = await ask(server, queue.id);
      const agent = await makeCentreAgent(server, profile);
      await pass(server, 10);
      // The dialler's, as long as one is there.
      expect(await stateOf(contactId)).toBe('scheduled');
      await begin(contactId);
      await end(contactId, 'no_answer');
      const again = (await callbackRow(server, contactId)).dueAt!;
      expect(again.getTime()).toBeGreaterThan(server.clock.now().getTime() + 29 * 60_000);
      server.clock.set(new Date('2026-11-10T18:00:00Z'));
      await begin(contactId);
      await end(contactId, 'reached');
      expect(await callbackRow(server, contactId)).toMatchObject({ state: 'reached', attempts: 2 });
      expect((await offered(contactId)).agentId).toBe(agent);
      // The dialler goes: agents are asked instead.
      server.clock.set(morning);
      const second = await makeCallbackQueue(server, service, { first: 'customer' });
      const waiting = await ask(server, second.queue.id);
      expect(await stateOf(waiting.contactId)).toBe('scheduled');
      there = false;
      await pass(server, 1);
      await eventually(() => stateOf(waiting.contactId)).toBe('queued');
    } finally {
      there = false;
    }
  });

  test('that reaches nobody for the last time ends it, though no agent was asked', async () => {
    registerDialler({ able: () => Promise.resolve(true) });
    try {
      const { queue } = await makeCallbackQueue(server, service, { first: 'customer', maxAttempts: 1 });
      const { contactId } = await ask(server, queue.id);
      await begin(contactId);
      await end(contactId, 'busy');
      expect(await stateOf(contactId)).toBe('closed');
      expect(await callbackRow(server, contactId)).toMatchObject({ state: 'unreached', reason: 'attempts' });
      expect(await stretches(contactId)).toEqual([]);
    } finally {
      registerDialler({ able: () => Promise.resolve(false) });
    }
  });
});

describe('an end', () => {
  test('comes by itself after some days, wherever it waits; a queue that gives things up ends it too', async () => {
    const one = await makeCallbackQueue(server, service, { expiresDays: 2 });
    const waiting = await ask(server, one.queue.id);
    const later = await ask(server, one.queue.id, { at: new Date(morning.getTime() + 36 * 3_600_000) });
    const two = await makeCallbackQueue(server, service, {}, { ttlSeconds: 3600 });
    const short = await ask(server, two.queue.id);
    await pass(server, minutes(61));
    await eventually(() => stateOf(short.contactId)).toBe('expired');
    expect(await callbackRow(server, short.contactId)).toMatchObject({ state: 'expired', reason: 'ttl' });
    await pass(server, 48 * 3600);
    await eventually(() => stateOf(waiting.contactId)).toBe('expired');
    expect(await stretches(waiting.contactId)).toEqual(['queue expired']);
    // Its days count from its own time.
    expect(['scheduled', 'queued']).toContain(await stateOf(later.contactId));
  });

  test('comes by whoever cancels it, unless the customer is being called', async () => {
    const { contactId, ctx, queue } = await inHand();
    expect(await refusal(cancelCallback(ctx, contactId, 'non serve più'))).toBe('being_called');
    const waiting = await ask(server, queue.id);
    await cancelCallback(ctx, waiting.contactId, 'ha scritto per posta');
    expect(await stateOf(waiting.contactId)).toBe('cancelled');
    expect(await stretches(waiting.contactId)).toEqual(['queue cancelled']);
    expect(await callbackRow(server, waiting.contactId)).toMatchObject({
      state: 'cancelled',
      reason: 'ha scritto per posta',
    });
    expect(await refusal(cancelCallback(ctx, waiting.contactId, 'ancora'))).toBe('callback_over');
    const audited = await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'reason', 'actor'])
      .where('objectId', '=', waiting.contactId)
      .execute();
    expect(audited).toMatchObject([{ action: 'callback.cancelled', reason: 'ha scritto per posta' }]);
    expect(audited[0]!.actor).toContain(ctx.actor.id!);
  });

  test('is put off by whoever gives it another time: out of the queue until then', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service);
    const { contactId } = await ask(server, queue.id);
    const ctx = asAgent(server, await makeCentreAgent(server, profile, { presence: 'not_ready' }));
    const at = new Date(morning.getTime() + 3_600_000);
    expect(await refusal(rescheduleCallback(ctx, contactId, { at: morning, why: 'domani' }))).toBe('at');
    await rescheduleCallback(ctx, contactId, { at, why: 'lo ha chiesto lei' });
    expect(await stateOf(contactId)).toBe('scheduled');
    expect(await stretches(contactId)).toEqual(['queue rescheduled']);
    expect(await callbackRow(server, contactId)).toMatchObject({ dueAt: at, promisedAt: at, placeAt: at });
    await pass(server, minutes(61));
    await eventually(() => stateOf(contactId)).toBe('queued');
  });

  test('moved to another queue it keeps what it is', async () => {
    const one = await makeCallbackQueue(server, service);
    const { contactId } = await ask(server, one.queue.id);
    const two = await makeCallbackQueue(server, service);
    const ctx = asAgent(server, await makeCentreAgent(server, two.profile, { presence: 'not_ready' }), [
      'contact.assign',
    ]);
    await handling.transferContact(ctx, contactId, { queue: two.queue.id, note: '', why: 'una prova' });
    expect(await contactRow(server, contactId)).toMatchObject({ kind: 'callback', queueId: two.queue.id });
    expect(await refusal(server.ctx.tx((tx) => moveToQueue(tx, ctx, contactId, two.queue.id)))).toBe('done');
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'open' });
  });
});

describe('a call on top of other work', () => {
  test('interrupts mails where the profile says so, and nothing comes on top of a call', async () => {
    const { queue } = await makeCallbackQueue(server, service);
    const profile = await makeCentreProfile(server, [queue.id], {
      phone: { max: 1, interruptedBy: [] },
      email: { max: 2, interruptedBy: ['phone'] },
      chat: { max: 2, interruptedBy: [] },
    });
    const agent = await makeCentreAgent(server, profile);
    const ctx = asAgent(server, agent);
    const mail = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(mail.contactId)).id);
    const chat = await arrive(server, queue, { channel: 'chat' });
    const call = await arrive(server, queue, { channel: 'phone' });
    // The chat came first and stays where it is: a mail is not interrupted by chats. The call is taken on top.
    await handling.acceptOffer(ctx, (await offered(call.contactId)).id);
    const second = await arrive(server, queue);
    const callback = await ask(server, queue.id);
    await pass(server, 5);
    for (const waiting of [chat, second, callback])
      expect(await openOffer(server, waiting.contactId)).toBeNull();
    expect(await refusal(handling.takeContact(ctx, second.contactId))).toBe('over_capacity');
    await handling.finishContact(ctx, call.contactId);
    // Free of the call: the next one is the callback, again on top of the mail.
    expect((await offered(callback.contactId)).agentId).toBe(agent);
  });

  test('a profile whose mails are not to be interrupted lets no call through', async () => {
    const { queue } = await makeCallbackQueue(server, service);
    const profile = await makeCentreProfile(server, [queue.id], {
      phone: { max: 1, interruptedBy: [] },
      email: { max: 2, interruptedBy: [] },
    });
    const ctx = asAgent(server, await makeCentreAgent(server, profile));
    const mail = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(mail.contactId)).id);
    const call = await arrive(server, queue, { channel: 'phone' });
    await pass(server, 5);
    expect(await openOffer(server, call.contactId)).toBeNull();
    await handling.finishContact(ctx, mail.contactId);
    await offered(call.contactId);
  });
});

describe('lists', () => {
  test('show what is owed, in the scope of who looks, and count it', async () => {
    const place = await server.makeService();
    const elsewhere = await server.makeService();
    const { queue } = await makeCallbackQueue(server, place);
    const other = await makeCallbackQueue(server, elsewhere);
    const due = await ask(server, queue.id, { note: 'La bolletta di ottobre' });
    const later = await ask(server, queue.id, { at: new Date(morning.getTime() + 86_400_000) });
    const gone = await ask(server, queue.id);
    const theirs = await ask(server, other.queue.id);
    const sara = await server.makeStaff({ role: 'supervisor', serviceId: place });
    const as = { as: { session: sara.session } };
    await server.call(
      contract.cancelCallback,
      { params: { id: gone.contactId }, body: { why: 'non serve' } },
      as,
    );
    const list = async (query: Record<string, unknown>) =>
      (await server.call(contract.listCallbacks, { query }, as)).body.items.map((one) => one.contact.id);
    expect(await list({ state: 'open' })).toEqual([due.contactId, later.contactId]);
    expect(await list({ state: 'due' })).toEqual([due.contactId]);
    expect(await list({ state: 'scheduled' })).toEqual([later.contactId]);
    expect(await list({ state: 'cancelled' })).toEqual([gone.contactId]);
    expect(await list({ sort: 'newest' })).toEqual([gone.contactId, later.contactId, due.contactId]);
    expect(await list({ number: due.number.slice(-6) })).toEqual([due.contactId]);
    const page = await server.call(contract.listCallbacks, { query: { state: 'open', limit: 1 } }, as);
    const rest = await server.call(
      contract.listCallbacks,
      { query: { state: 'open', limit: 1, cursor: page.body.next! } },
      as,
    );
    expect(rest.body.items.map((one) => one.contact.id)).toEqual([later.contactId]);
    const counts = await server.call(contract.countCallbacks, {}, as);
    expect(counts.body.items).toMatchObject([{ queue: queue.id, open: 2, due: 1, late: 0 }]);
    const one = await server.call(contract.getCallback, { params: { id: due.contactId } }, as);
    expect(one.body).toMatchObject({
      number: due.number,
      note: 'La bolletta di ottobre',
      via: 'page',
      attempts: 0,
      maxAttempts: 3,
      first: 'agent',
      attempt: [],
    });
    for (const [route, body] of [
      [contract.getCallback, undefined],
      [contract.cancelCallback, { why: 'perché sì' }],
      [contract.rescheduleCallback, { at: '2026-11-12T10:00:00Z', why: 'perché sì' }],
      [contract.recordAttempt, { result: 'reached' }],
    ] as const)
      expect((await server.sending(route, { params: { id: theirs.contactId }, body }, as)).status).toBe(404);
  });

  test('staff promise a call by a queue that they see, allowed to customers or not', async () => {
    const { queue, profile } = await makeCallbackQueue(server, service, { allowed: false });
    const ada = await server.makeStaff({ role: 'agent' });
    await server.ctx.db.insertInto('routing.agent').values({ staffId: ada.id, profileId: profile }).execute();
    const { customerId, contactId: origin } = await arrive(server, queue);
    const as = { as: { session: ada.session } };
    const body = { queue: queue.id, customer: customerId, number: someNumber(), note: 'Sentire il gestore' };
    const made = await server.call(contract.createCallback, { body: { ...body, origin } }, as);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ via: 'desk', existed: false, contact: { kind: 'callback', origin } });
    // The contact in which it was promised goes on waiting.
    expect(await stateOf(origin)).toBe('queued');
    expect((await server.call(contract.createCallback, { body }, as)).body.existed).toBe(true);
    const wrong = await server.sending(contract.createCallback, { body: { ...body, number: '12' } }, as);
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'number']);
    const times = await server.call(contract.callbackTimes, { params: { id: queue.id } }, as);
    expect(times.body.times.length).toBeGreaterThan(10);
    const stranger = await server.makeStaff({ role: 'agent', serviceId: await server.makeService() });
    const refused = await server.sending(
      contract.createCallback,
      { body },
      { as: { session: stranger.session } },
    );
    expect(refused.status).toBe(404);
  });
});
