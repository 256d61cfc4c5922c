import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '#server/platform/index.ts';
import { setPresence } from '#server/routing/index.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';
import { reassignContacts } from './reassign.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer([]);
});
afterAll(() => server.stop());

/** Numbers that look random and are the same for the same seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * sides);
  };
}

test.each([20261122, 7])(
  'after a storm of everything at once, the leader stopped and started in the middle, the books balance (seed %i)',
  async (seed) => {
    const roll = dice(seed);
    const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!;
    const service = await server.makeService();
    const queues = [
      await makeCentreQueue(server, service, { wrapUpMode: 'mandatory_timed', wrapUpSeconds: 30 }),
      await makeCentreQueue(server, service, { ttlSeconds: 400, refusalSeconds: 10 }),
      await makeCentreQueue(server, service, { offerSeconds: { email: 20, chat: 20 } }),
    ];
    const all = await makeCentreProfile(
      server,
      queues.map((queue, index) => ({ id: queue.id, priority: index + 1, delaySeconds: index * 5 })),
    );
    const some = await makeCentreProfile(server, [queues[0]!.id, queues[2]!.id], {
      email: { max: 2, interruptedBy: [] },
      chat: { max: 2, interruptedBy: [] },
    });
    const agents: string[] = [];
    for (let i = 0; i < 8; i += 1) agents.push(await makeCentreAgent(server, i % 2 === 0 ? all : some));
    const contacts: string[] = [];
    const faults: unknown[] = [];
    // What the rules refuse is refused; anything else is a fault.
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) faults.push(error);
      }
    };
    const offerOf = async (
      contact: string,
      then: (offer: { id: string; agentId: string }) => Promise<unknown>,
    ) => {
      const offer = await openOffer(server, contact);
      if (offer !== null) await then(offer);
    };
    const blow = (): (() => Promise<unknown>) => {
      const agent = pick(agents);
      const colleague = pick(agents);
      const queue = pick(queues);
      const contact = contacts.length === 0 ? '' : pick(contacts);
      const channel = pick(['email', 'chat']);
      const die = roll(100);
      if (contact === '' || die < 25)
        return async () => {
          contacts.push((await arrive(server, queue, { channel })).contactId);
        };
      if (die < 55)
        return () =>
          offerOf(contact, ({ id, agentId }) => handling.acceptOffer(asAgent(server, agentId), id));
      if (die < 60)
        return () =>
          offerOf(contact, ({ id, agentId }) =>
            handling.declineOffer(asAgent(server, agentId), id, 'busy', ''),
          );
      if (die < 66) return () => handling.takeContact(asAgent(server, agent), contact);
      if (die < 68)
        return () => handling.takeContact(asAgent(server, agent, ['contact.assign']), contact, 'serve qui');
      if (die < 70)
        return async () => {
          const { agentId } = await contactRow(server, contact);
          await reassignContacts(asAgent(server, agent, ['contact.assign']), {
            contacts: [{ id: contact, agent: agentId }],
            queue: queue.id,
            keepPlace: true,
            note: '',
            why: 'troppi qui',
          });
        };
      if (die < 74)
        return () =>
          handling.transferContact(asAgent(server, agent, ['contact.assign']), contact, {
            queue: queue.id,
            note: '',
            why: 'troppi qui',
          });
      if (die < 78)
        return () =>
          handling.transferContact(asAgent(server, agent, ['contact.assign']), contact, {
            agent: colleague,
            note: '',
            why: 'conosce il caso',
          });
      if (die < 90) return () => handling.finishContact(asAgent(server, agent), contact);
      if (die < 94)
        return () => server.ctx.tx((tx) => handling.leave(tx, server.ctx, contact, server.clock.now()));
      if (die < 98)
        return () =>
          setPresence(asAgent(server, agent), agent, {
            presence: pick(['available', 'available', 'not_ready', 'offline']),
            reason: null,
          });
      return () => pass(server, roll(30));
    };
    let leader = lead(server);
    for (let round = 0; round < 40; round += 1) {
      const gust = Array.from({ length: 12 }, blow);
      await Promise.all(gust.map(attempt));
      if (round === 15) await leader.stop();
      if (round === 22) leader = lead(server);
    }
    // Everybody comes back, time passes, and the leader says its last word.
    for (const agent of agents)
      await setPresence(asAgent(server, agent), agent, { presence: 'available', reason: null });
    await expect.poll(() => leader.isLeader(), { timeout: 20_000 }).toBe(true);
    await pass(server, 60);
    await leader.stop();
    expect(faults).toEqual([]);
    expect(await broken(server)).toEqual([]);
    const { db } = server.ctx;
    const known = await db.selectFrom('contacts.contact').select('id').where('id', 'in', contacts).execute();
    expect(known).toHaveLength(contacts.length);
    const fates = await db
      .selectFrom('contacts.leg')
      .select(({ fn }) => ['result', fn.countAll<number>().as('count')])
      .where('kind', '=', 'queue')
      .where('contactId', 'in', contacts)
      .groupBy('result')
      .execute();
    // The storm has really done all of it.
    expect(fates.map((one) => one.result)).toEqual(
      expect.arrayContaining(['answered', 'abandoned', 'flowed_out']),
    );
    expect(fates.find((one) => one.result === 'answered')!.count).toBeGreaterThan(20);
  },
  180_000,
);
