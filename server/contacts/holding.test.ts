import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '#server/platform/index.ts';
import {
  arrive,
  asAgent,
  broken,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactDetail } from './contacts.read.ts';
import * as handling from './handling.ts';

let server: TestServer;
let service: string;
beforeAll(async () => {
  server = await testServer([]);
  service = await server.makeService();
});
afterAll(() => server.stop());

const taken = async (queueAlso: Record<string, unknown> = {}) => {
  const queue = await makeCentreQueue(server, service, queueAlso);
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await makeCentreAgent(server, profile);
  const other = await makeCentreAgent(server, profile);
  const { contactId } = await arrive(server, queue);
  await handling.takeContact(asAgent(server, agent), contactId);
  return { queue, contactId, agent, other, ctx: asAgent(server, agent) };
};
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

describe('a customer on hold', () => {
  test('is a stretch inside the handling, once however often it is asked for', async () => {
    const { contactId, ctx } = await taken();
    await handling.holdContact(ctx, contactId);
    await handling.holdContact(ctx, contactId);
    expect(await stretches(contactId)).toEqual(['queue answered', 'handle null', 'hold null']);
    expect((await contactDetail(server.ctx.db, ctx.actor, contactId))!.heldSince).toBeInstanceOf(Date);
    await handling.resumeContact(ctx, contactId);
    await handling.resumeContact(ctx, contactId);
    await handling.holdContact(ctx, contactId);
    expect(await stretches(contactId)).toEqual([
      'queue answered',
      'handle null',
      'hold resumed',
      'hold null',
    ]);
    expect(await broken(server)).toEqual([]);
  });

  test('comes off hold when the contact is handed over or finished', async () => {
    const one = await taken();
    await handling.holdContact(one.ctx, one.contactId);
    await handling.transferContact(one.ctx, one.contactId, { queue: one.queue.id, note: '' });
    expect(await stretches(one.contactId)).toEqual([
      'queue answered',
      'handle transferred_out',
      'hold transferred_out',
      'queue null',
    ]);
    const two = await taken();
    await handling.holdContact(two.ctx, two.contactId);
    await handling.finishContact(two.ctx, two.contactId);
    expect(await stretches(two.contactId)).toEqual(['queue answered', 'handle completed', 'hold completed']);
    expect(await broken(server)).toEqual([]);
  });

  test('is held by the agent who has the contact, while they have it', async () => {
    const { contactId, ctx, other } = await taken({ wrapUpMode: 'mandatory' });
    expect(await refusal(handling.holdContact(asAgent(server, other), contactId))).toBe('not_active');
    await handling.finishContact(ctx, contactId);
    expect(await refusal(handling.holdContact(ctx, contactId))).toBe('not_active');
    expect(await refusal(handling.resumeContact(ctx, contactId))).toBe('not_active');
  });

  test('is told to the screens', async () => {
    const { contactId, ctx, agent } = await taken();
    await handling.holdContact(ctx, contactId);
    await handling.resumeContact(ctx, contactId);
    const events = await server.ctx.db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('subjectId', '=', contactId)
      .where('kind', 'in', ['contact.held', 'contact.resumed'])
      .orderBy('seq')
      .execute();
    expect(events.map(({ kind }) => kind)).toEqual(['contact.held', 'contact.resumed']);
    expect(events[0]!.data).toMatchObject({ contact: contactId, agent });
  });
});
