import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import {
  arrive,
  asAgent,
  contactRow,
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';

// Who is served first is who has been free the longest (R3): each way in which an item leaves an agent must be seen by
// the clock, as the core sees it in its own memory.

let server: TestServer;
let service: string;
beforeAll(async () => {
  server = await testServer([]);
  service = await server.makeService();
});
afterAll(() => server.stop());

async function handled(also: Record<string, unknown> = {}) {
  const queue = await makeCentreQueue(server, service, also);
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await makeCentreAgent(server, profile, { idleFor: 5000 });
  const other = await makeCentreAgent(server, profile, { idleFor: 4000, presence: 'not_ready' });
  const { contactId } = await arrive(server, queue);
  await handling.takeContact(asAgent(server, agent), contactId);
  return { queue, agent, other, contactId };
}
const handledAt = async (agent: string): Promise<number> => {
  const [row] = await routing.readAgents(server.ctx.db, [agent]);
  return row!.lastHandledAt!.getTime();
};
const secondsAgo = async (agent: string) => (server.clock.now().getTime() - (await handledAt(agent))) / 1000;

test('an agent from whom a contact is taken has handled it until then', async () => {
  const { agent, other, contactId } = await handled();
  await handling.takeContact(asAgent(server, other, ['contact.assign']), contactId, 'Lo seguo io');
  expect(await secondsAgo(agent)).toBeLessThan(60);
});

test('with a wrap-up the clock runs from its end, whoever or whatever ends it', async () => {
  const one = await handled({ wrapUpMode: 'mandatory' });
  await handling.finishContact(asAgent(server, one.agent), one.contactId);
  await pass(server, 900);
  expect(await secondsAgo(one.agent)).toBeGreaterThan(800);
  await server.ctx.tx((tx) => routing.wrapUpDone(tx, server.ctx, one.contactId));
  expect(await secondsAgo(one.agent)).toBeLessThan(60);

  const two = await handled({ wrapUpMode: 'mandatory' });
  await handling.finishContact(asAgent(server, two.agent), two.contactId);
  await pass(server, 900);
  await server.ctx.tx((tx) => routing.wrapUpOver(tx, server.ctx, two.contactId));
  expect(await secondsAgo(two.agent)).toBeLessThan(60);

  const three = await handled({ wrapUpMode: 'mandatory_timed', wrapUpSeconds: 900 });
  await handling.finishContact(asAgent(server, three.agent), three.contactId);
  const leader = lead(server);
  try {
    await pass(server, 901);
    await expect
      .poll(async () => (await contactRow(server, three.contactId)).state, { timeout: 20_000 })
      .toBe('closed');
    expect(await secondsAgo(three.agent)).toBeLessThan(60);
  } finally {
    await leader.stop();
  }
});

test('R9: no more contacts are handed to one agent than the queue lets wait for them', async () => {
  const { queue, agent, other } = await handled({
    preferred: JSON.stringify({ mode: 'off', seconds: 60, personalLimit: 2 }),
  });
  const give = async () => {
    const { contactId } = await arrive(server, queue);
    return server.ctx.tx((tx) => routing.moveToAgent(tx, server.ctx, contactId, other));
  };
  await give();
  const { item } = await give();
  const refused = await give().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect((refused as Problem).code).toBe('personal_limit');
  // What waits for them already may be said again; another agent has room.
  await server.ctx.tx((tx) => routing.moveToAgent(tx, server.ctx, item.id, other));
  await server.ctx.tx((tx) => routing.moveToAgent(tx, server.ctx, item.id, agent));
});
