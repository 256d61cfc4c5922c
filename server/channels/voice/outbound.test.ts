import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/outbound.ts';
import * as handling from '#server/contacts/handling.ts';
import { putOutcome } from '#server/contacts/index.ts';
import { putClassification } from '#server/knowledge/index.ts';
import { newId, notFound, startConsumer } from '#server/platform/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { asAgent, broken, contactRow, lead, legsOf, makeCentreAgent } from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import { hangUp } from './calls.service.ts';
import { placeCall } from './outbound.service.ts';
import { lendCases, lendDialler, outboundRoutes, voiceOrdersConsumer, voiceRoutes } from './index.ts';

let server: TestServer;
let double: VoiceDouble;
const parts: { stop(): Promise<void> }[] = [];
let outcome: string;
let classification: string;
const caseOf = new Map<string, string>();

beforeAll(async () => {
  server = await testServer([...voiceRoutes, ...outboundRoutes]);
  lendDialler();
  const { ctx } = server;
  const name = { it: 'Raggiunto', en: 'Reached' };
  outcome = (
    await ctx.tx((tx) =>
      putOutcome(tx, ctx, null, { code: 'reached', name, position: 0, active: true, solves: false }),
    )
  ).id;
  let parentId: string | null = null;
  for (const code of ['a', 'a.b', 'a.b.c'])
    parentId = (
      await ctx.tx((tx) =>
        putClassification(tx, ctx, null, {
          parentId,
          code,
          name,
          serviceId: null,
          queueHint: null,
          position: 0,
          active: true,
        }),
      )
    ).id;
  classification = parentId!;
  lendCases({
    async seen(_db, _actor, id) {
      const customerId = caseOf.get(id);
      if (customerId === undefined) throw notFound('case');
      return { customerId };
    },
  });
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
/** A service that calls: its number, its queue, and somebody who may call for it. */
async function calling(rules: Partial<Record<string, unknown>> = {}, also: Record<string, unknown> = {}) {
  const service = await server.makeService();
  const { queue, profile } = await makeCallbackQueue(server, service, {}, { wrapUpMode: 'none', ...also });
  const address = `+3905772${(lines += 1) + 10_000}`;
  const entryPoint = newId();
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: entryPoint,
      channel: 'phone',
      address,
      name: address,
      serviceId: service,
      queueId: queue.id,
    })
    .execute();
  await server.ctx.db
    .insertInto('voice.outbound')
    .values({ serviceId: service, entryPointId: entryPoint, ringSeconds: 20, ...rules })
    .execute();
  const agent = await makeCentreAgent(server, profile);
  return { service, queue, address, entryPoint, agent, ctx: asAgent(server, agent, ['contact.call']) };
}
const wish = (service: string, also: Partial<Parameters<typeof placeCall>[1]> = {}) => ({
  number: `0577 ${(lines += 1) + 300_000}`,
  service,
  customer: null,
  contact: null,
  case: null,
  ...also,
});
const wrapUp = (ctx: Awaited<ReturnType<typeof calling>>['ctx'], contact: string) =>
  handling.wrapUpContact(ctx, contact, { outcome, classification, note: '' });
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const stateOf = async (id: string) => (await contactRow(server, id)).state;

describe('a call that an agent places', () => {
  test('is in the language of whom it goes to, where that is known, else in that of its number', async () => {
    const { service, ctx } = await calling();
    const customer = newId();
    await server.ctx.db
      .insertInto('customers.customer')
      .values({
        id: customer,
        number: `L-${customer.slice(-8)}`,
        kind: 'person',
        name: 'Heidi Probe',
        language: 'de',
      })
      .execute();
    const placed = await placeCall(ctx, wish(service, { customer }));
    expect(await contactRow(server, placed.contact)).toMatchObject({ customerId: customer, language: 'de' });
    await double.tell(placed.call, 'ended', { by: 'gateway', cause: 'busy' });
    await wrapUp(ctx, placed.contact);
    const stranger = await placeCall(ctx, wish(service));
    expect(await contactRow(server, stranger.contact)).toMatchObject({ language: 'it' });
    await double.tell(stranger.call, 'ended', { by: 'gateway', cause: 'busy' });
    await wrapUp(ctx, stranger.contact);
  });

  test('is dialled with the number of its service, talked, hung up by the agent, and its outcome is asked for', async () => {
    const { service, queue, address, agent, ctx } = await calling();
    const placed = await placeCall(ctx, wish(service, { number: '0577 555 001' }));
    expect(await double.wanted(placed.contact, 'dial')).toMatchObject({
      id: placed.call,
      direction: 'out',
      agent,
      customerNumber: '+390577555001',
      ownNumber: address,
      ringSeconds: 20,
      machine: false,
    });
    expect(await contactRow(server, placed.contact)).toMatchObject({
      channel: 'phone',
      direction: 'out',
      kind: 'contact',
      state: 'active',
      agentId: agent,
      queueId: queue.id,
      serviceId: service,
      answeredAt: null,
    });
    await double.tell(placed.call, 'ringing');
    await double.tell(placed.call, 'answered');
    expect(await double.wanted(placed.contact, 'talk')).toMatchObject({ agent });
    const { answeredAt } = await contactRow(server, placed.contact);
    expect(answeredAt).not.toBeNull();
    const { detail } = await server.ctx.db
      .selectFrom('contacts.leg')
      .select('detail')
      .where('contactId', '=', placed.contact)
      .executeTakeFirstOrThrow();
    expect(detail).toMatchObject({ answeredAt: answeredAt!.toISOString() });
    await hangUp(ctx, placed.contact);
    await double.wanted(placed.contact, 'end');
    await double.tell(placed.call, 'ended', { by: 'agent', cause: 'hung_up' });
    // Its queue asks for no wrap-up: how a call of ours ended is said all the same.
    expect(await stretches(placed.contact)).toEqual(['handle completed', 'wrap_up null']);
    await wrapUp(ctx, placed.contact);
    expect(await stateOf(placed.contact)).toBe('closed');
    await expect(hangUp(ctx, placed.contact)).rejects.toMatchObject({ code: 'not_on_the_line' });
  });

  test.each(['no_answer', 'busy', 'wrong_number', 'failed'] as const)(
    'that ends as %s has reached nobody, and waits for its outcome',
    async (cause) => {
      const { service, agent, ctx } = await calling();
      const placed = await placeCall(ctx, wish(service));
      await double.tell(placed.call, 'ringing');
      const ended = await double.tell(placed.call, 'ended', { by: 'gateway', cause });
      expect(ended).toMatchObject({ state: 'ended', cause, answeredAt: null });
      expect(await stretches(placed.contact)).toEqual(['handle unreached', 'wrap_up null']);
      expect(await contactRow(server, placed.contact)).toMatchObject({ answeredAt: null, agentId: agent });
    },
  );

  test('is finished while it rings: it is hung up, and nobody was reached', async () => {
    const { service, ctx } = await calling();
    const placed = await placeCall(ctx, wish(service));
    await handling.finishContact(ctx, placed.contact);
    await double.wanted(placed.contact, 'end');
    await double.tell(placed.call, 'ended', { by: 'agent', cause: 'hung_up' });
    expect(await stretches(placed.contact)).toEqual(['handle unreached', 'wrap_up null']);
  });

  test('is handed on while it rings: whoever answers waits in the queue', async () => {
    const { service, queue, ctx } = await calling();
    const placed = await placeCall(ctx, wish(service));
    await handling.transferContact(ctx, placed.contact, { queue: queue.id, note: '' });
    await double.wanted(placed.contact, 'dial');
    await expect
      .poll(async () => (await double.open()).find(({ id }) => id === placed.call)?.agent ?? null)
      .toBeNull();
    await double.tell(placed.call, 'answered');
    await double.wanted(placed.contact, 'wait');
    await double.tell(placed.call, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await stateOf(placed.contact)).toBe('abandoned');
  });

  test('takes the place of a call in hand: a second one is refused, and nothing of it is left', async () => {
    const { service, agent, ctx } = await calling();
    const placed = await placeCall(ctx, wish(service));
    await expect(placeCall(ctx, wish(service))).rejects.toMatchObject({ code: 'over_capacity' });
    const rows = await server.ctx.db
      .selectFrom('contacts.contact')
      .select('id')
      .where('agentId', '=', agent)
      .execute();
    expect(rows.map(({ id }) => id)).toEqual([placed.contact]);
    await double.tell(placed.call, 'ended', { by: 'gateway', cause: 'busy' });
  });

  test('belongs to whoever has the number, to the contact that it comes from, or to the customer of its case', async () => {
    const { service, ctx } = await calling();
    const number = `+39057744${(lines += 1) + 1000}`;
    const first = await placeCall(ctx, wish(service, { number }));
    const { customerId, conversationId } = await contactRow(server, first.contact);
    await double.tell(first.call, 'ended', { by: 'gateway', cause: 'no_answer' });
    await wrapUp(ctx, first.contact);
    // The number is known now; the talk goes on where it began.
    const second = await placeCall(ctx, wish(service, { number, contact: first.contact }));
    expect(await contactRow(server, second.contact)).toMatchObject({
      customerId,
      conversationId,
      originId: first.contact,
    });
    await double.tell(second.call, 'ended', { by: 'gateway', cause: 'no_answer' });
    await wrapUp(ctx, second.contact);
    const kase = newId();
    caseOf.set(kase, customerId);
    const third = await placeCall(ctx, wish(service, { case: kase }));
    expect(await contactRow(server, third.contact)).toMatchObject({ customerId, caseId: kase });
    expect((await contactRow(server, third.contact)).conversationId).not.toBe(conversationId);
    await double.tell(third.call, 'ended', { by: 'gateway', cause: 'busy' });
    await wrapUp(ctx, third.contact);
    await expect(placeCall(ctx, wish(service, { case: newId() }))).rejects.toMatchObject({ status: 404 });
    await expect(placeCall(ctx, wish(service, { contact: newId() }))).rejects.toMatchObject({ status: 404 });
    await expect(placeCall(ctx, wish(service, { customer: newId() }))).rejects.toMatchObject({ status: 422 });
  });

  test('is refused for numbers that its service does not let its people dial', async () => {
    const { service, ctx } = await calling();
    for (const number of ['112', '899 123456', '+44 20 7946 0958', 'ciao'])
      await expect(placeCall(ctx, wish(service, { number }))).rejects.toMatchObject({
        status: 422,
        fields: [{ field: 'number' }],
      });
    const free = await calling({ abroad: true });
    const placed = await placeCall(free.ctx, wish(free.service, { number: '+44 20 7946 0958' }));
    await double.tell(placed.call, 'ended', { by: 'gateway', cause: 'no_answer' });
  });

  test('needs a number that can be called back, and a service for which one may call', async () => {
    const { service, entryPoint, agent, ctx } = await calling();
    const other = await calling();
    const elsewhere = asAgent(server, agent);
    elsewhere.actor = {
      ...elsewhere.actor,
      grants: [
        ...elsewhere.actor.grants,
        { permissions: new Set(['contact.call']), serviceId: service, teamId: null },
      ],
    };
    await expect(placeCall(elsewhere, wish(other.service))).rejects.toMatchObject({
      fields: [{ field: 'service' }],
    });
    const entryPointOff = server.ctx.db.updateTable('contacts.entryPoint').where('id', '=', entryPoint);
    await entryPointOff.set({ active: false }).execute();
    await expect(placeCall(ctx, wish(service))).rejects.toMatchObject({ code: 'no_shown_number' });
    await entryPointOff.set({ active: true, address: '1200' }).execute();
    await expect(placeCall(ctx, wish(service))).rejects.toMatchObject({ code: 'no_shown_number' });
  });
});

describe('who may call, and what they show', () => {
  const means = async (session: string) => server.call(contract.callMeans, {}, { as: { session } });

  test('an agent learns whether there is a line and which numbers they may show; an auditor may not call', async () => {
    const { service, address, entryPoint } = await calling();
    const unset = await calling({ entryPointId: null });
    const agent = await server.makeStaff({ role: 'agent', serviceId: service });
    const { status, body } = await means(agent.session);
    expect([status, body.able, body.phone]).toEqual([200, true, 'own']);
    expect(body.identities).toEqual([
      expect.objectContaining({ service, entryPoint, number: address, name: address }),
    ]);
    expect(body.identities.map((one) => one.service)).not.toContain(unset.service);
    const auditor = await server.makeStaff({ role: 'auditor' });
    expect((await means(auditor.session)).status).toBe(403);
  });

  test('an administrator sets the number of a service: one of its own, in use, which can be called back', async () => {
    const { service, entryPoint, address } = await calling();
    const other = await calling();
    const admin = await server.makeStaff({ role: 'administrator', serviceId: service });
    const as = { as: { session: admin.session } };
    const listed = await server.call(contract.listOutbound, {}, as);
    expect(listed.body.items).toEqual([
      expect.objectContaining({ id: service, entryPoint, number: address, emergency: false }),
    ]);
    const body = { entryPoint, abroad: true, premium: false, emergency: false, ringSeconds: 45 };
    const put = (id: string, change: object = {}) =>
      server.sending(contract.updateOutbound, { params: { id }, body: { ...body, ...change } }, as);
    expect(await put(service)).toMatchObject({ status: 200, body: { abroad: true, ringSeconds: 45 } });
    expect(await put(service, { entryPoint: other.entryPoint })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'entryPoint' }] },
    });
    expect((await put(other.service)).status).toBe(404);
    const rows = await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'objectId'])
      .where('action', '=', 'outbound.changed')
      .where('objectId', '=', service)
      .execute();
    expect(rows).toHaveLength(1);
  });
});

test('where nothing dials a call is refused in words, and no contact is left', async () => {
  const { service, agent, ctx } = await calling();
  await server.ctx.db
    .updateTable('voice.gateway')
    .set({ seenAt: new Date(0) })
    .execute();
  await expect(placeCall(ctx, wish(service))).rejects.toMatchObject({ code: 'no_line' });
  const rows = await server.ctx.db
    .selectFrom('contacts.contact')
    .select('id')
    .where('agentId', '=', agent)
    .execute();
  expect(rows).toEqual([]);
});
