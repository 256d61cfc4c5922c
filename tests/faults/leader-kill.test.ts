import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as handling from '#server/contacts/handling.ts';
import { Problem } from '#server/platform/index.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  offersOf,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

let server: TestServer;
const processes = new Map<string, ChildProcess>();
beforeAll(async () => {
  server = await testServer([]);
});
afterAll(async () => {
  for (const child of processes.values()) child.kill('SIGKILL');
  await server.stop();
});

let count = 0;
/** A process of its own that leads routing, or waits to. */
function begin(): string {
  const name = `routing-${(count += 1)}`;
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'routing-process.ts'), server.platform.config.databaseUrl!, name],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  processes.set(name, child);
  return name;
}
async function leaderNow(): Promise<string | null> {
  const row = await server.ctx.db
    .selectFrom('platform.lease')
    .select('holder')
    .where('name', '=', 'routing')
    .executeTakeFirst();
  return row?.holder ?? null;
}
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 60_000, interval: 100 });

test('leaders killed with -9 in the middle of work: another goes on, nothing is lost, nothing is done twice', async () => {
  const service = await server.makeService();
  const queue = await makeCentreQueue(server, service, { refusalSeconds: 1 });
  const profile = await makeCentreProfile(server, [queue.id], { email: { max: 10, interruptedBy: [] } });
  const agents: string[] = [];
  for (let i = 0; i < 6; i += 1) agents.push(await makeCentreAgent(server, profile));
  begin();
  begin();
  await eventually(leaderNow).not.toBeNull();

  const contacts: string[] = [];
  const handled: string[] = [];
  let working = true;
  // Agents who take what they are offered and finish it.
  const desks = agents.map(async (agent) => {
    const ctx = asAgent(server, agent);
    while (working) {
      const offers = await server.ctx.db
        .selectFrom('routing.offer')
        .select('id')
        .where('agentId', '=', agent)
        .where('state', '=', 'open')
        .execute();
      for (const { id } of offers) {
        try {
          const contact = await handling.acceptOffer(ctx, id);
          await handling.finishContact(ctx, contact);
          handled.push(contact);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  const kills: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (let i = 0; i < 15; i += 1) contacts.push((await arrive(server, queue)).contactId);
    const victim = (await leaderNow())!;
    processes.get(victim)!.kill('SIGKILL');
    kills.push(victim);
    begin();
    // What came around the kill is routed by whoever takes over.
    for (let i = 0; i < 5; i += 1) contacts.push((await arrive(server, queue)).contactId);
    await eventually(async () => (await leaderNow()) !== victim).toBe(true);
  }
  expect(new Set(kills).size).toBe(4);
  await eventually(() => handled.length).toBe(contacts.length);
  working = false;
  await Promise.all(desks);

  expect(new Set(handled)).toEqual(new Set(contacts));
  for (const contact of contacts) {
    expect((await contactRow(server, contact)).state).toBe('closed');
    // Offered once: an offer that was committed before the kill is the one that the next leader finds.
    expect(await offersOf(server, contact)).toMatchObject([{ number: 1, state: 'accepted' }]);
  }
  expect(await broken(server)).toEqual([]);
  const answered = await server.ctx.db
    .selectFrom('contacts.leg')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('kind', '=', 'queue')
    .where('result', '=', 'answered')
    .executeTakeFirstOrThrow();
  expect(answered.n).toBe(contacts.length);
}, 240_000);
