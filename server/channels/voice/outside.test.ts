import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askOutside as asking } from '#contract/outside.ts';
import { callOfContact } from '#contract/voice.ts';
import * as handling from '#server/contacts/handling.ts';
import { newId, startConsumer } from '#server/platform/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
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
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import { voiceOrdersConsumer, voiceRoutes } from './index.ts';
import { askOutside, completeOutside, endOutside, setOutsideLine } from './outside.service.ts';

let server: TestServer;
let service: string;
let double: VoiceDouble;
const parts: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await testServer([...voiceRoutes]);
  service = await server.makeService();
});
afterAll(() => server.stop());
beforeEach(async () => {
  double = await voiceDouble(server);
  parts.push(lead(server), startConsumer(server.ctx, voiceOrdersConsumer));
});
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

let lines = 0;
/** A caller who speaks with an agent. */
async function talking(gateway = double) {
  const { queue, profile } = await makeCallbackQueue(server, service, {}, { wrapUpMode: 'mandatory' });
  const address = `+3905776${(lines += 1) + 10_000}`;
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
  const agent = await makeCentreAgent(server, profile);
  const from = `+3933312${(lines += 1) + 20_000}`;
  const { body } = await gateway.call(from, address);
  const { contact, id: call } = body;
  if (contact === null) throw new Error('a call without a contact');
  await expect.poll(() => openOffer(server, contact), { timeout: 20_000 }).not.toBeNull();
  const ctx = asAgent(server, agent, ['contact.call']);
  await handling.acceptOffer(ctx, (await openOffer(server, contact))!.id);
  await gateway.wanted(contact, 'talk');
  await gateway.tell(call, 'connected');
  return { agent, ctx, contact, call, from, address };
}
const number = '+390577284111';
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const now = async (call: string) => (await double.open()).find(({ id }) => id === call);

describe('a number outside on a call', () => {
  test('is called while the customer waits, spoken with aside, by all three, and given the call', async () => {
    const { agent, ctx, contact, call, address } = await talking();
    const asked = await askOutside(ctx, contact, { number: '0577 284111', purpose: 'consult' });
    expect(asked.outside).toMatchObject({
      number,
      // Nothing is arranged for the service: the number by which the customer reached it.
      shown: address,
      by: agent,
      state: 'dialling',
    });
    await double.wanted(contact, 'hold');
    const { id } = asked.outside!;
    await double.tellOutside(call, id, 'ringing');
    await expect(completeOutside(ctx, contact)).rejects.toMatchObject({ code: 'outside_not_answered' });
    await double.tellOutside(call, id, 'answered');
    await setOutsideLine(ctx, contact, 'all');
    expect((await double.wanted(contact, 'talk')).outside).toMatchObject({ together: true });
    await setOutsideLine(ctx, contact, 'customer');
    expect((await now(call))?.outside).toMatchObject({ together: false, state: 'answered' });
    await setOutsideLine(ctx, contact, 'aside');
    await double.wanted(contact, 'hold');
    await completeOutside(ctx, contact);
    expect(await double.wanted(contact, 'outside')).toMatchObject({
      agent: null,
      outside: { state: 'answered' },
    });
    expect((await contactRow(server, contact)).state).toBe('wrap_up');
    expect(await stretches(contact)).toEqual(
      expect.arrayContaining(['handle transferred_out', 'hold transferred_out', 'outside transferred_out']),
    );
    // The wrap-up that began does not end their call; whoever of the two hangs up does.
    expect((await now(call))?.wanted).toBe('outside');
    await double.tellOutside(call, id, 'ended', 'hung_up');
    expect((await now(call))?.wanted).toBe('end');
    await double.tell(call, 'ended', { by: 'gateway', cause: 'hung_up' });
  });

  test('that has the customer handed to it gets them as it answers; busy, they come back to their agent', async () => {
    const { ctx, contact, call } = await talking();
    const busy = await askOutside(ctx, contact, { number, purpose: 'transfer' });
    await double.wanted(contact, 'hold');
    await double.tellOutside(call, busy.outside!.id, 'ended', 'busy');
    expect((await double.wanted(contact, 'talk')).outside).toMatchObject({
      state: 'ended',
      cause: 'busy',
      endedBy: 'outside',
    });
    const again = await askOutside(ctx, contact, { number, purpose: 'transfer' });
    await double.wanted(contact, 'hold');
    // Of the one before: too late.
    await double.tellOutside(call, busy.outside!.id, 'answered');
    expect((await now(call))?.wanted).toBe('hold');
    await double.tellOutside(call, again.outside!.id, 'answered');
    await double.wanted(contact, 'outside');
    expect((await contactRow(server, contact)).state).toBe('wrap_up');
    await double.tell(call, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stretches(contact)).toEqual(
      expect.arrayContaining(['outside busy', 'outside transferred_out', 'handle transferred_out']),
    );
  });

  test('is hung up by the agent, by the end of the call, and when the contact leaves the agent', async () => {
    const one = await talking();
    const first = await askOutside(one.ctx, one.contact, { number, purpose: 'consult' });
    await double.tellOutside(one.call, first.outside!.id, 'answered');
    expect((await endOutside(one.ctx, one.contact)).outside).toMatchObject({
      state: 'ended',
      endedBy: 'staff',
    });
    await double.wanted(one.contact, 'talk');
    const second = await askOutside(one.ctx, one.contact, { number, purpose: 'consult' });
    await double.tell(one.call, 'ended', { by: 'customer', cause: 'hung_up' });
    const { token } = await server.makeToken(['contact.read']);
    const read = async (id: string) =>
      (await server.call(callOfContact, { params: { id } }, { as: { token } })).body;
    expect(await read(one.contact)).toMatchObject({
      call: { outside: { id: second.outside!.id, state: 'ended', endedBy: 'gateway' } },
      dials: false,
    });
    expect(await stretches(one.contact)).toContain('hold abandoned');

    const two = await talking();
    await askOutside(two.ctx, two.contact, { number, purpose: 'consult' });
    const { queueId } = await contactRow(server, two.contact);
    await handling.transferContact(two.ctx, two.contact, { queue: queueId!, note: '' });
    expect((await double.wanted(two.contact, 'wait')).outside).toMatchObject({ state: 'ended' });
    expect((await stretches(two.contact)).filter((one) => one.startsWith('outside'))).toEqual([
      'outside ended',
    ]);
    await double.tell(two.call, 'ended', { by: 'customer', cause: 'hung_up' });
  });

  test('is refused where it cannot or must not be called, with what would be right', async () => {
    const { ctx, contact, call, from, agent } = await talking();
    const ask = (wish: string, as = ctx) => askOutside(as, contact, { number: wish, purpose: 'consult' });
    await expect(ask('12')).rejects.toMatchObject({ status: 422 });
    await expect(ask('112')).rejects.toMatchObject({ status: 422 });
    await expect(ask('+44 20 7946 0000')).rejects.toMatchObject({ status: 422 });
    await expect(ask(from)).rejects.toMatchObject({ status: 422 });
    await expect(ask(number, asAgent(server, agent))).rejects.toMatchObject({ status: 403 });
    await ask(number);
    await expect(ask(number)).rejects.toMatchObject({ code: 'outside_open' });
    await double.tell(call, 'ended', { by: 'customer', cause: 'hung_up' });
    await expect(ask(number)).rejects.toMatchObject({ code: 'not_on_call' });
    // Where only browsers call there is no line; somebody else's call is nobody's to hang a number on.
    const browsers = await voiceDouble(server, { dial: false });
    const other = await talking(browsers);
    await expect(askOutside(other.ctx, other.contact, { number, purpose: 'consult' })).rejects.toMatchObject({
      code: 'no_line',
    });
    await expect(askOutside(ctx, other.contact, { number, purpose: 'consult' })).rejects.toMatchObject({
      code: 'not_on_call',
    });
    await browsers.tell(other.call, 'ended', { by: 'customer', cause: 'hung_up' });
    const { token } = await server.makeToken(['contact.read']);
    const params = { id: other.contact };
    const body = { number, purpose: 'consult' as const };
    expect((await server.sending(asking, { params, body }, { as: { token } })).status).toBe(403);
  });
});
