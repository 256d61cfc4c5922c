import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/voice.ts';
import { startCallbackClock } from '#server/contacts/index.ts';
import * as handling from '#server/contacts/handling.ts';
import { newId, startConsumer } from '#server/platform/index.ts';
import { ask, attemptRows, callbackRow, makeCallbackQueue } from '#tests/stories/callbacks.ts';
import {
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import {
  lendDialler,
  removeParty,
  setParty,
  startDialler,
  voiceOrdersConsumer,
  voiceRoutes,
} from './index.ts';

let server: TestServer;
let service: string;
let double: VoiceDouble;
const parts: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await testServer([...voiceRoutes]);
  service = await server.makeService();
  lendDialler();
});
afterAll(() => server.stop());
beforeEach(async () => {
  double = await voiceDouble(server);
  parts.push(
    lead(server),
    startCallbackClock(server.ctx),
    startConsumer(server.ctx, voiceOrdersConsumer),
    startDialler(server.ctx, 100),
  );
});
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const stateOf = async (id: string) => (await contactRow(server, id)).state;
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const accept = async (contactId: string, agent: string) => {
  await eventually(() => openOffer(server, contactId)).not.toBeNull();
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
};
let lines = 0;
const line = async (rules = {}, also = {}) => {
  const { queue, profile } = await makeCallbackQueue(server, service, rules, also);
  const address = `+3905770${(lines += 1) + 10_000}`;
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'phone',
      address,
      name: address,
      serviceId: service,
      queueId: queue.id,
    })
    .execute();
  return { queue, profile, address };
};
const caller = () => `+3933312${(lines += 1) + 10_000}`;

describe('a call that comes in', () => {
  test('is recognised, waits, is answered, held and ends with its wrap-up; each order reaches the gateway', async () => {
    const { profile, address } = await line({}, { wrapUpMode: 'mandatory' });
    const agent = await makeCentreAgent(server, profile);
    const from = caller();
    const { status, body } = await double.call(from, address);
    expect([status, body.wanted, body.refused]).toEqual([201, 'wait', null]);
    const ctx = asAgent(server, agent);
    await accept(body.contact, agent);
    expect(await double.wanted(body.contact, 'talk')).toMatchObject({ agent });
    await double.tell(body.id, 'connected');
    await handling.holdContact(ctx, body.contact);
    await double.wanted(body.contact, 'hold');
    await handling.resumeContact(ctx, body.contact);
    await double.wanted(body.contact, 'talk');
    await double.tell(body.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stateOf(body.contact)).toBe('wrap_up');
    expect(await stretches(body.contact)).toEqual([
      'queue answered',
      'offer accepted',
      'handle completed',
      'hold resumed',
      'wrap_up null',
    ]);
    // The same number is the same customer; a withheld one is nobody's.
    const again = await double.call(from, address);
    expect((await contactRow(server, again.body.contact)).customerId).toBe(
      (await contactRow(server, body.contact)).customerId,
    );
    const hidden = await double.call(null, address);
    expect(hidden.body.customerNumber).toBeNull();
    for (const one of [again, hidden]) await double.tell(one.body.id, 'ended', { by: 'customer' });
  });

  test('has turns while it waits: the same one again gets the same answer, another is told which is waited for', async () => {
    const { address, queue } = await line();
    const { body: call } = await double.call(caller(), address);
    const first = await double.turn(call.id, 0, { kind: 'begin' });
    expect([first.status, first.body]).toMatchObject([
      200,
      {
        turn: 1,
        language: 'it',
        call: { id: call.id, wanted: 'wait' },
        place: { service, queue: queue.id },
        next: { kind: 'music' },
      },
    ]);
    const again = await double.turn(call.id, 0, { kind: 'keys', keys: '1' });
    expect(again.body).toEqual(first.body);
    const stale = await double.turn(call.id, 7, { kind: 'silence' });
    expect([stale.status, stale.body]).toMatchObject([409, { code: 'turn_over', turn: 1 }]);
    // Two at once are one.
    const both = await Promise.all([1, 1].map((turn) => double.turn(call.id, turn, { kind: 'begin' })));
    expect(both.map(({ body }) => body.turn)).toEqual([2, 2]);
    await double.tell(call.id, 'ended', { by: 'customer' });
    const over = await double.turn(call.id, 2, { kind: 'silence' });
    expect([over.status, over.body]).toMatchObject([409, { code: 'call_over' }]);
    // Another gateway's call is none.
    const other = await voiceDouble(server);
    expect((await other.turn(call.id, 0, { kind: 'begin' })).status).toBe(404);
  });

  test('whose caller hangs up while waiting is abandoned; on hold, the hold is', async () => {
    const { profile, address } = await line();
    const first = await double.call(caller(), address);
    await double.tell(first.body.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stateOf(first.body.contact)).toBe('abandoned');
    expect(await stretches(first.body.contact)).toEqual(['queue abandoned']);
    const agent = await makeCentreAgent(server, profile);
    const second = await double.call(caller(), address);
    await accept(second.body.contact, agent);
    await handling.holdContact(asAgent(server, agent), second.body.contact);
    await double.tell(second.body.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stretches(second.body.contact)).toContain('hold abandoned');
    expect(await stateOf(second.body.contact)).toBe('closed');
  });

  test('told twice is one call, and each of its events has its effect once, in whatever order', async () => {
    const { address } = await line();
    const from = caller();
    const [one, two] = await Promise.all([
      double.call(from, address, 'the-same'),
      double.call(from, address, 'the-same'),
    ]);
    expect(one.body.id).toBe(two.body.id);
    const event = { event: 'only-once', by: 'customer', cause: 'hung_up' };
    await Promise.all([double.tell(one.body.id, 'ended', event), double.tell(one.body.id, 'ended', event)]);
    expect((await double.tell(one.body.id, 'connected')).state).toBe('ended');
    expect(await stretches(one.body.contact)).toEqual(['queue abandoned']);
  });

  test('to a number that is not ours, or from who carries no calls, is refused', async () => {
    const refused = await double.call(caller(), '+39 0577 999999');
    expect(refused.status).toBe(422);
    const { token } = await server.makeToken(['contact.read']);
    const body = { gateway: 'x', ref: 'y', from: null, to: '1' };
    expect((await server.sending(contract.arriveCall, { body }, { as: { token } })).status).toBe(403);
  });

  test('handed over waits again, and is ended when its agent finishes', async () => {
    const { queue, profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    const { body } = await double.call(caller(), address);
    await accept(body.contact, agent);
    await double.wanted(body.contact, 'talk');
    // The colleague is there before it is handed over: it does not come back to who gave it away.
    const colleague = await makeCentreAgent(server, profile);
    await handling.transferContact(asAgent(server, agent), body.contact, { queue: queue.id, note: '' });
    await double.wanted(body.contact, 'wait');
    await accept(body.contact, colleague);
    await double.wanted(body.contact, 'talk');
    await handling.finishContact(asAgent(server, colleague), body.contact);
    await double.wanted(body.contact, 'end');
    await double.tell(body.id, 'ended', { by: 'gateway', cause: 'hung_up' });
    expect(await stateOf(body.contact)).toBe('closed');
  });

  test('takes in somebody beside its agent, and lets them go with that agent', async () => {
    const { queue, profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    const { body } = await double.call(caller(), address);
    const ctx = asAgent(server, agent);
    const party = { staff: newId(), role: 'supervisor' as const, hears: ['customer' as const], heardBy: [] };
    await accept(body.contact, agent);
    await double.wanted(body.contact, 'talk');
    const parties = async () => (await double.open()).find(({ id }) => id === body.id)?.parties;
    expect(await server.ctx.tx((tx) => setParty(tx, ctx, body, party))).toBe(true);
    expect(await server.ctx.tx((tx) => setParty(tx, ctx, body, party))).toBe(false);
    expect(await parties()).toEqual([party]);
    await handling.holdContact(ctx, body.contact);
    expect((await double.wanted(body.contact, 'hold')).parties).toEqual([party]);
    const whispers = { ...party, heardBy: ['agent' as const] };
    await server.ctx.tx((tx) => setParty(tx, ctx, body, whispers));
    expect(await parties()).toEqual([whispers]);
    expect(await server.ctx.tx((tx) => removeParty(tx, ctx, body, party.staff, 'supervisor'))).toBe(true);
    expect(await parties()).toEqual([]);
    await server.ctx.tx((tx) => setParty(tx, ctx, body, party));
    // The agent who has the call is nobody beside it.
    expect(await server.ctx.tx((tx) => setParty(tx, ctx, body, { ...party, staff: agent }))).toBe(false);
    await handling.transferContact(ctx, body.contact, { queue: queue.id, note: '' });
    expect((await double.wanted(body.contact, 'wait')).parties).toEqual([]);
    await double.tell(body.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await server.ctx.tx((tx) => setParty(tx, ctx, body, party))).toBe(false);
  });

  test('whose caller asks to be called back leaves the queue with its place', async () => {
    const { address } = await line();
    const from = caller();
    const { body } = await double.call(from, address);
    const { token } = await server.makeToken(['voice.gateway']);
    const asked = await server.call(
      contract.callBack,
      { params: { id: body.id }, body: {} },
      { as: { token } },
    );
    expect(asked.status).toBe(200);
    expect(await callbackRow(server, asked.body.contact)).toMatchObject({ number: from, via: 'phone' });
    expect(await stretches(body.contact)).toEqual(['queue callback']);
    await double.wanted(body.contact, 'end');
    await double.tell(body.id, 'ended', { by: 'gateway', cause: 'hung_up' });
    expect(await stateOf(body.contact)).toBe('closed');
  });

  test('of a gateway that has gone silent is over', async () => {
    const { address } = await line();
    const { body } = await double.call(caller(), address);
    await pass(server, 31);
    await eventually(() => stateOf(body.contact)).toBe('abandoned');
    expect(await double.open()).toEqual([]);
  });
});

test('a token of one gateway knows the calls of that one only', async () => {
  const { address } = await line();
  const { body } = await double.call(caller(), address);
  const { token } = await server.makeToken(['voice.gateway'], null, 'another-one');
  const as = { as: { token } };
  const params = { id: body.id };
  const { gateway } = body;
  const answers = [
    await server.call(contract.getCall, { params }, as),
    await server.call(contract.tellCall, { params, body: { event: 'e', kind: 'ended' } }, as),
    await server.call(contract.callBack, { params, body: {} }, as),
    await server.call(contract.openCalls, { params: { name: gateway } }, as),
    await server.call(
      contract.beatGateway,
      { params: { name: gateway }, body: { abilities: { dial: true } } },
      as,
    ),
    await server.call(contract.arriveCall, { body: { gateway, ref: 'r', from: null, to: address } }, as),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  expect(await stateOf(body.contact)).toBe('queued');
  await double.tell(body.id, 'ended', { by: 'customer', cause: 'hung_up' });
});

describe('a callback that is dialled', () => {
  test('agent first: dialled when an agent accepts, tried again on no answer, then spoken with', async () => {
    const { queue, profile } = await line({ retryMinutes: 1 });
    const agent = await makeCentreAgent(server, profile);
    const { contactId, number } = await ask(server, queue.id);
    await accept(contactId, agent);
    const first = await double.wanted(contactId, 'dial');
    expect(first).toMatchObject({ customerNumber: number, agent, ringSeconds: 25 });
    await double.tell(first.id, 'ringing');
    await double.tell(first.id, 'ended', { by: 'gateway', cause: 'no_answer' });
    expect(await stateOf(contactId)).toBe('scheduled');
    await pass(server, 61);
    await double.beat();
    await accept(contactId, agent);
    const second = await double.wanted(contactId, 'dial');
    await double.tell(second.id, 'answered');
    expect(await double.wanted(contactId, 'talk')).toMatchObject({ agent });
    expect(await callbackRow(server, contactId)).toMatchObject({ state: 'reached', attempts: 2 });
    expect(await attemptRows(server, contactId)).toMatchObject([
      { dialled: 'medium', result: 'no_answer', agentId: agent },
      { dialled: 'medium', result: 'reached', agentId: agent },
    ]);
    await double.tell(second.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stateOf(contactId)).toBe('closed');
  });

  test('customer first: dialled as agents are free, and who answers waits in their place for one', async () => {
    const { queue, profile } = await line({ first: 'customer' });
    const callbacks = [await ask(server, queue.id), await ask(server, queue.id)];
    const agent = await makeCentreAgent(server, profile);
    const call = await double.wanted(callbacks[0]!.contactId, 'dial');
    expect(call.agent).toBeNull();
    // One agent is free: one customer is dialled.
    expect((await double.open()).map(({ contact }) => contact)).toEqual([callbacks[0]!.contactId]);
    await double.tell(call.id, 'answered');
    await accept(callbacks[0]!.contactId, agent);
    expect(await double.wanted(callbacks[0]!.contactId, 'talk')).toMatchObject({ agent });
    await double.tell(call.id, 'ended', { by: 'customer', cause: 'hung_up' });
    // Free again: the next one. Who hangs up before an agent is there has spoken with nobody.
    const second = await double.wanted(callbacks[1]!.contactId, 'dial');
    await server.ctx.db
      .updateTable('routing.agent')
      .set({ presence: 'not_ready' })
      .where('staffId', '=', agent)
      .execute();
    await double.tell(second.id, 'ended', { by: 'gateway', cause: 'busy' });
    expect(await callbackRow(server, callbacks[1]!.contactId)).toMatchObject({ state: 'open', attempts: 1 });
  });
});
