import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  offersOf,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';

// One contact before several agents at once, where its queue says so.

let server: TestServer;
let leader: ReturnType<typeof lead>;

beforeAll(async () => {
  server = await testServer([]);
});
afterAll(() => server.stop());
beforeEach(() => {
  leader = lead(server);
});
afterEach(async () => {
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
async function centre(parallelOffers: number, agents: number, also: Record<string, unknown> = {}) {
  const queue = await makeCentreQueue(server, await server.makeService(), { parallelOffers, ...also });
  const profile = await makeCentreProfile(server, [queue.id]);
  const ids: string[] = [];
  for (let i = 0; i < agents; i += 1)
    ids.push(await makeCentreAgent(server, profile, { idleFor: 1000 - i * 100 }));
  return { queue, agents: ids };
}
const open = async (contactId: string) =>
  (await offersOf(server, contactId)).filter((one) => one.state === 'open');
const beforeSo = (contactId: string, many: number) =>
  eventually(async () => (await open(contactId)).length).toBe(many);

test('it is before as many as the queue says, the longest idle first; who accepts has it, the others lose it', async () => {
  const { queue, agents } = await centre(3, 4);
  const { contactId } = await arrive(server, queue);
  await beforeSo(contactId, 3);
  const offers = await open(contactId);
  expect(offers.map((one) => one.agentId)).toEqual(agents.slice(0, 3));
  const second = offers[1]!;
  await handling.acceptOffer(asAgent(server, second.agentId), second.id);
  expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: second.agentId });
  expect((await offersOf(server, contactId)).map((one) => one.state)).toEqual([
    'rescinded',
    'accepted',
    'rescinded',
  ]);
  await expect(
    handling.acceptOffer(asAgent(server, offers[0]!.agentId), offers[0]!.id),
  ).rejects.toMatchObject({ code: 'offer_ended' });
  expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`).toSorted()).toEqual(
    ['handle null', 'offer accepted', 'offer rescinded', 'offer rescinded', 'queue answered'],
  );
  // The losers are free for the next one at once.
  const next = await arrive(server, queue);
  await beforeSo(next.contactId, 3);
});

test('one who declines is replaced by the next; it stays offered meanwhile, and waits when the last has declined', async () => {
  const { queue } = await centre(2, 3);
  const { contactId } = await arrive(server, queue);
  await beforeSo(contactId, 2);
  const decline = async () => {
    const [offer] = await open(contactId);
    await handling.declineOffer(asAgent(server, offer!.agentId), offer!.id, 'busy', '');
  };
  await decline();
  expect((await contactRow(server, contactId)).state).toBe('offered');
  await beforeSo(contactId, 2);
  await decline();
  await decline();
  await beforeSo(contactId, 0);
  expect((await contactRow(server, contactId)).state).toBe('queued');
});

test('nobody answers: every offer ends as missed, each agent counts one', async () => {
  const { queue, agents } = await centre(2, 2, { offerSeconds: { email: 30, chat: 30 } });
  const { contactId } = await arrive(server, queue);
  await beforeSo(contactId, 2);
  await pass(server, 31);
  await beforeSo(contactId, 0);
  expect((await offersOf(server, contactId)).map((one) => one.state)).toEqual(['timed_out', 'timed_out']);
  const rows = await server.ctx.db
    .selectFrom('routing.agent')
    .select(['missed', 'notRespondingSince'])
    .where('staffId', 'in', agents)
    .execute();
  expect(rows.map((row) => [row.missed, row.notRespondingSince !== null])).toEqual([
    [1, true],
    [1, true],
  ]);
});

test('two who accept in the same moment: one has it', async () => {
  const { queue } = await centre(2, 2);
  for (let round = 0; round < 5; round += 1) {
    const { contactId } = await arrive(server, queue);
    await beforeSo(contactId, 2);
    const done = await Promise.allSettled(
      (await open(contactId)).map((one) => handling.acceptOffer(asAgent(server, one.agentId), one.id)),
    );
    expect(done.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { agentId } = await contactRow(server, contactId);
    await handling.finishContact(asAgent(server, agentId!), contactId);
  }
});
