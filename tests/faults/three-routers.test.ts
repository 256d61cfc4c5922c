import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import * as handling from '#server/contacts/handling.ts';
import { receive } from '#server/contacts/index.ts';
import { Problem, sql } from '#server/platform/index.ts';
import {
  asAgent,
  broken,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
} from '#tests/stories/routing.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

// Three whole servers on one database while a hundred contacts a second arrive: the one that leads routing is put to
// sleep, as a machine does, and the next one is killed.

const perBatch = 5;
const batchMilliseconds = 50;
const slots = 3;

let server: TestServer;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  server = await testServer([]);
  const env = {
    DATABASE_URL: server.platform.config.databaseUrl!,
    FILO_SECRET: 'one secret for all processes, as the manual says',
  };
  for (let i = 0; i < 3; i += 1) servers.push(await startServerProcess({ env }));
});
afterAll(async () => {
  for (const one of servers) one.child.kill('SIGCONT');
  await Promise.all(
    servers
      .filter(({ child }) => child.exitCode === null && child.signalCode === null)
      .map((one) => one.stop()),
  );
  await server.stop();
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const holder = async () =>
  (
    await sql<{ holder: string }>`
      select holder from platform.lease where name = 'routing' and until > clock_timestamp()`.execute(
      server.ctx.db,
    )
  ).rows[0]?.holder ?? null;

/** How many decisions a process has made; null when it does not answer. */
async function decisions(one: ServerProcess): Promise<number | null> {
  try {
    const answer = await fetch(new URL('/metrics', one.url), { signal: AbortSignal.timeout(2000) });
    const counted = (await answer.text()).matchAll(/^filodiretto_routing_effects_total\{[^}]*\} (\d+)/gm);
    return [...counted].reduce((sum, match) => sum + Number(match[1]), 0);
  } catch {
    return null;
  }
}
/** The process that decides while contacts arrive: the one whose count grows. */
async function leaderAmong(candidates: readonly ServerProcess[]): Promise<ServerProcess> {
  for (let i = 0; i < 100; i += 1) {
    const before = await Promise.all(candidates.map(decisions));
    await sleep(300);
    const after = await Promise.all(candidates.map(decisions));
    const at = candidates.findIndex((_, n) => (after[n] ?? 0) > (before[n] ?? Infinity));
    if (at >= 0) return candidates[at]!;
  }
  throw new Error('no process decides');
}

test('the leader asleep, the next one killed, at a hundred contacts a second: nothing lost, doubled or out of order', async () => {
  const { ctx } = server;
  const service = await server.makeService();
  const queue = await makeCentreQueue(server, service, { offerSeconds: { email: 600 } });
  const profile = await makeCentreProfile(server, [queue.id], {
    email: { max: slots, interruptedBy: [] },
  });
  const agents: string[] = [];
  for (let i = 0; i < 30; i += 1) agents.push(await makeCentreAgent(server, profile));

  // Arrivals are committed one batch after the other, so that the order of arrival is known beyond doubt.
  const contacts: string[] = [];
  let arriving = true;
  const source = (async () => {
    const began = performance.now();
    for (let batch = 0; arriving; batch += 1) {
      const wait = began + batch * batchMilliseconds - performance.now();
      if (wait > 0) await sleep(wait);
      const at = ctx.clock.now();
      const got = await ctx.tx((tx) =>
        receive(
          tx,
          ctx,
          Array.from({ length: perBatch }, (_, n) => {
            const name = `cliente-${batch}-${n}@example.net`;
            return {
              channel: 'email',
              entryPoint: queue.entryPoint,
              customer: { identities: [{ type: 'email' as const, value: name }], name },
              subject: 'Una domanda',
              at,
              message: { sender: name, text: 'Buongiorno, una domanda.' },
            };
          }),
        ),
      );
      contacts.push(...got.flatMap((one) => one?.contactId ?? []));
    }
  })();

  const handled: string[] = [];
  const faults: string[] = [];
  let working = true;
  const desks = (async () => {
    while (working) {
      const { rows } = await sql<{ id: string; agentId: string }>`
        select id, agent_id from routing.offer where state = 'open' order by made_at limit 60`.execute(
        ctx.db,
      );
      await Promise.all(
        rows.map(async ({ id, agentId }) => {
          try {
            const contact = await handling.acceptOffer(asAgent(server, agentId), id);
            await handling.finishContact(asAgent(server, agentId), contact);
            handled.push(contact);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
          }
        }),
      );
      faults.push(...(await broken(server)));
      if (rows.length === 0) await sleep(20);
    }
  })();

  // Whatever goes wrong, nothing of it goes on beside what comes next.
  onTestFinished(async () => {
    arriving = working = false;
    await Promise.allSettled([source, desks]);
  });

  const gaps: Record<string, number> = {};
  /** Seconds, by the database's clock, from an instant to the next offer that another leader made. */
  const gapAfter = async (instant: Date, former: string | null): Promise<number> => {
    await waitFor(async () => ![null, former].includes(await holder()), 60_000, 'another leader');
    let gap = NaN;
    await waitFor(
      async () => {
        const { rows } = await sql<{ gap: number }>`
          select extract(epoch from min(at) - ${instant}::timestamptz)::float8 as gap from platform.event
          where kind = 'contact.offered' and at > ${new Date(instant.getTime() + 500)}`.execute(ctx.db);
        gap = rows[0]?.gap ?? NaN;
        return !Number.isNaN(gap);
      },
      60_000,
      'an offer of the next leader',
    );
    return gap;
  };

  await waitFor(() => handled.length > 50, 60_000, 'work under way');
  const sleeper = await leaderAmong(servers);
  const first = await holder();
  const sleptAt = new Date();
  sleeper.child.kill('SIGSTOP');
  gaps['asleep'] = await gapAfter(sleptAt, first);
  await sleep(Math.max(0, sleptAt.getTime() + 5000 - Date.now()));
  sleeper.child.kill('SIGCONT');

  // Whoever woke up counts what it had decided before it slept, and may commit none of it.
  const victim = await leaderAmong(servers.filter((one) => one !== sleeper));
  const second = await holder();
  const killedAt = new Date();
  await victim.kill();
  gaps['killed'] = await gapAfter(killedAt, second);
  await sleep(2000);
  arriving = false;
  await source;
  await waitFor(() => handled.length >= contacts.length, 120_000, 'all contacts handled');
  working = false;
  await desks;
  process.stdout.write(
    `routing after the leader fell asleep: ${gaps['asleep']!.toFixed(1)} s, after it was killed: ` +
      `${gaps['killed'].toFixed(1)} s; ${contacts.length} contacts\n`,
  );

  expect(faults).toEqual([]);
  expect(await broken(server)).toEqual([]);
  // Nothing lost, nothing doubled: each contact handled once, by one offer, out of one stay in the queue.
  expect(handled.toSorted()).toEqual(contacts.toSorted());
  const { rows: counts } = await sql<{ state: string; offers: number; stays: number; n: number }>`
    select c.state, (select count(*) from routing.offer as o where o.item_id = c.id)::int as offers,
      (select count(*) from contacts.leg as l where l.contact_id = c.id and l.kind = 'queue' and l.result = 'answered')::int as stays,
      count(*)::int as n
    from contacts.contact as c group by 1, 2, 3`.execute(ctx.db);
  expect(counts).toEqual([{ state: 'closed', offers: 1, stays: 1, n: contacts.length }]);
  // In order: whoever came in a later batch was not offered before one of an earlier batch.
  const { rows: disorder } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select o.made_at, max(o.made_at) over (order by c.arrived_at range between unbounded preceding and current row exclude group) as before
      from routing.offer as o join contacts.contact as c on c.id = o.item_id) as x
    where before > made_at`.execute(ctx.db);
  expect(disorder[0]!.n).toBe(0);
  // No agent over capacity at any instant, from what the offers and legs say of the past.
  const { rows: fullest } = await sql<{ most: number }>`
    with span as (
      select agent_id, made_at as at, 1 as change from routing.offer union all
      select agent_id, ended_at, -1 from routing.offer where ended_at is not null union all
      select agent_id, started_at, 1 from contacts.leg where kind = 'handle' union all
      select agent_id, ended_at, -1 from contacts.leg where kind = 'handle' and ended_at is not null
    ) select max(load)::int as most from (
      select sum(change) over (partition by agent_id order by at, change) as load from span) as x`.execute(
    ctx.db,
  );
  expect(fullest[0]!.most).toBeLessThanOrEqual(slots);
  // It takes two seconds and a bit on a machine with time for it; far more would mean that nobody takes over.
  expect(Math.max(...Object.values(gaps))).toBeLessThan(15);
}, 300_000);
