import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { contextFor, Problem } from '#server/platform/index.ts';
import { heartbeat, sweepSilentAgents } from '#server/routing/index.ts';
import {
  arrive,
  asAgent,
  broken,
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';

// One agent at several desks, on several machines, or at one that has gone to sleep.

let server: TestServer;
/** A second process on the same database: where the agent's other machine is connected. */
let other: TestServer;
let service: string;
let leader: ReturnType<typeof lead>;

beforeAll(async () => {
  server = await testServer([]);
  other = await testServer([], { beside: server });
  service = await server.makeService();
});
afterAll(async () => {
  await other?.stop();
  await server?.stop();
});
beforeEach(() => {
  leader = lead(server);
});
afterEach(async () => {
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const offeredTo = (contact: string) =>
  expect.poll(async () => (await openOffer(server, contact))?.agentId ?? null, { timeout: 20_000 });
const rowOf = (id: string) =>
  server.ctx.db
    .selectFrom('routing.agent')
    .select(['presence', 'connected', 'missed', 'notRespondingSince'])
    .where('staffId', '=', id)
    .executeTakeFirstOrThrow();
const tried = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
const one = { email: { max: 1, interruptedBy: [] } };

test('an agent with three tabs on two machines is one agent: what is accepted in one is taken once, and room is one', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await makeCentreAgent(server, await makeCentreProfile(server, [queue.id], one));
  const away = contextFor(other.platform, asAgent(server, agent).actor);
  const tabs = [asAgent(server, agent), asAgent(server, agent), away];
  const first = await arrive(server, queue);
  const second = await arrive(server, queue);
  await offeredTo(first.contactId).toBe(agent);
  const offer = (await openOffer(server, first.contactId))!;
  const answers = await Promise.all(tabs.map((tab) => tried(handling.acceptOffer(tab, offer.id))));
  expect(answers.toSorted((a, b) => a.localeCompare(b))).toEqual(['done', 'offer_ended', 'offer_ended']);
  expect(await Promise.all(tabs.map((tab) => tried(handling.takeContact(tab, second.contactId))))).toEqual([
    'over_capacity',
    'over_capacity',
    'over_capacity',
  ]);
  const ends = await Promise.all(tabs.map((tab) => tried(handling.finishContact(tab, first.contactId))));
  expect(ends.filter((end) => end === 'done')).toHaveLength(1);
});

test('two tabs that are shut leave the agent there as long as one desk is alive, wherever it is connected', async () => {
  const queue = await makeCentreQueue(server, service);
  const agent = await makeCentreAgent(server, await makeCentreProfile(server, [queue.id], one));
  for (const place of [server, server, other]) await heartbeat(place.ctx, [agent]);
  server.clock.forward(25_000);
  other.clock.forward(25_000);
  await heartbeat(other.ctx, [agent]);
  server.clock.forward(15_000);
  other.clock.forward(15_000);
  expect(await sweepSilentAgents(server.ctx)).not.toContain(agent);
  expect(await rowOf(agent)).toMatchObject({ connected: true, presence: 'available' });
});

test('a machine that sleeps misses nothing: its offer goes on, nothing new comes, and awake it is asked again', async () => {
  const queue = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [queue.id], one);
  const agent = await makeCentreAgent(server, profile);
  await heartbeat(server.ctx, [agent]);
  const { contactId } = await arrive(server, queue);
  await offeredTo(contactId).toBe(agent);
  server.clock.forward(31_000);
  expect(await sweepSilentAgents(server.ctx)).toContain(agent);
  await offeredTo(contactId).toBeNull();
  expect(await rowOf(agent)).toEqual({
    presence: 'available',
    connected: false,
    missed: 0,
    notRespondingSince: null,
  });
  // How long nobody was at the desk counts as no waiting for work.
  const history = await server.ctx.db
    .selectFrom('routing.presenceHistory')
    .select(['status', 'endedAt'])
    .where('staffId', '=', agent)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow();
  expect(history.status).toBe('off_queue');
  await heartbeat(server.ctx, [agent]);
  await offeredTo(contactId).toBe(agent);
});
