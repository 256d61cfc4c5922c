// npm run bench -- --only routing-path: the whole path of routing. Contacts are committed as a channel's adapter commits
// them; the server's routing leader hears of them, decides, commits the offers; the offers are published to every process.
import { receive } from '#server/contacts/index.ts';
import { newId, sql } from '#server/platform/index.ts';
import { cpuSeconds, mostResidentMb } from './support/processes.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, makeOrganisation, type World } from './support/world.ts';

const rate = Number(process.env['BENCH_RATE'] ?? 500);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 10);
const queueCount = 50;
const agentCount = 6000;
/** Arrivals of this many milliseconds are one commit, as the intake of mails makes them under load. */
const batchMilliseconds = 50;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await inWorld({}, measure);

interface EntryPoint {
  id: string;
  serviceId: string;
  queueId: string;
}

/** Queues with an entry point each, and agents with one slot who each serve three queues next to each other. */
async function makeFloor(world: World): Promise<EntryPoint[]> {
  const { db } = world.ctx;
  const { id: serviceId } = await db
    .selectFrom('access.service')
    .select('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const points = Array.from({ length: queueCount }, () => ({ id: newId(), serviceId, queueId: newId() }));
  await db
    .insertInto('routing.queue')
    .values(
      points.map(({ queueId }, n) => ({ id: queueId, code: `path-${n}`, name: `Coda ${n}`, serviceId })),
    )
    .execute();
  await db
    .insertInto('contacts.entryPoint')
    .values(
      points.map(({ id, queueId }, n) => ({
        id,
        channel: 'email',
        address: `path${n}@example.org`,
        name: `Posta ${n}`,
        serviceId,
        queueId,
      })),
    )
    .execute();
  const profiles = points.map(() => newId());
  await db
    .insertInto('routing.profile')
    .values(
      profiles.map((id) => ({
        id,
        name: id,
        capacity: JSON.stringify({ email: { max: 1, interruptedBy: [] } }),
      })),
    )
    .execute();
  await db
    .insertInto('routing.profileQueue')
    .values(
      profiles.flatMap((profileId, n) =>
        [0, 1, 2].map((next) => ({
          profileId,
          queueId: points[(n + next) % queueCount]!.queueId,
          channel: 'email',
          priority: 1 + next,
        })),
      ),
    )
    .execute();
  const ids = Array.from({ length: agentCount }, () => newId());
  await sql`
    insert into access.staff (id, email, name, public_name)
    select id, 'path' || n || '@example.org', 'Agente ' || n, 'Agente ' || n
    from unnest(${ids}::uuid[]) with ordinality as t (id, n)`.execute(db);
  await sql`
    insert into routing.agent (staff_id, profile_id, presence, available_since, last_handled_at, connected, connected_until)
    select id, (${profiles}::uuid[])[1 + n % ${queueCount}], 'available', now(), now() - n * interval '1 second', true,
      now() + interval '1 day'
    from unnest(${ids}::uuid[]) with ordinality as t (id, n)`.execute(db);
  return points;
}

async function measure(world: World): Promise<void> {
  await makeOrganisation(world, { agents: 1, capacity: { email: 1, chat: 1 } });
  const points = await makeFloor(world);
  const { ctx } = world;
  // The leader reads the floor afresh.
  await ctx.tx(async (tx) => {
    await sql`insert into platform.event (kind, actor, data) values
      ('config.changed', 'system', '{"what": "queue"}'), ('config.changed', 'system', '{"what": "routing-profile"}')`.execute(
      tx,
    );
  });

  const committedAt = new Map<string, number>();
  const offeredAt = new Map<string, number>();
  let offers = 0;
  await ctx.platform.live.start();
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    const now = performance.now();
    for (const event of events) {
      if (event.kind !== 'contact.offered') continue;
      offers += 1;
      offeredAt.set(String(event.data['contact']), now);
    }
  });
  const arrive = async (batch: number, count: number) => {
    const at = ctx.clock.now();
    const got = await ctx.tx((tx) =>
      receive(
        tx,
        ctx,
        Array.from({ length: count }, (_, n) => {
          const name = `cliente-${batch}-${n}@example.net`;
          return {
            channel: 'email',
            entryPoint: points[(batch * count + n) % queueCount]!,
            customer: { identities: [{ type: 'email' as const, value: name }], name },
            subject: 'Richiesta di informazioni sulla bolletta',
            at,
            message: { sender: name, text: 'Buongiorno, vorrei sapere quando arriva la bolletta. Grazie.' },
          };
        }),
      ),
    );
    const now = performance.now();
    for (const one of got) if (one?.contactId != null) committedAt.set(one.contactId, now);
  };

  // Caches, plans of statements and compiled code are warm in a process that has lived for a minute.
  for (let batch = 0; batch < 20; batch += 1) await arrive(10_000 + batch, 10);
  for (let wait = 0; wait < 30_000 && offeredAt.size < 200; wait += 100) await sleep(100);
  committedAt.clear();
  offeredAt.clear();
  offers = 0;

  const perBatch = Math.round((rate * batchMilliseconds) / 1000);
  const batches = Math.round((rate * seconds) / perBatch);
  const cpuBefore = {
    server: cpuSeconds(world.server.child.pid!),
    database: cpuSeconds(world.postgresPid()),
    adapter: process.cpuUsage(),
  };
  const began = performance.now();
  for (let batch = 0; batch < batches; batch += 1) {
    const wait = began + batch * batchMilliseconds - performance.now();
    if (wait > 0) await sleep(wait);
    await arrive(batch, perBatch);
  }
  const arrivals = (performance.now() - began) / 1000;
  const total = committedAt.size;
  for (let wait = 0; wait < 60_000 && offeredAt.size < total; wait += 50) await sleep(50);
  const last = Math.max(...offeredAt.values());
  const whole = (last - began) / 1000;
  const adapter = process.cpuUsage(cpuBefore.adapter);
  const cpu = {
    server: cpuSeconds(world.server.child.pid!) - cpuBefore.server,
    database: cpuSeconds(world.postgresPid()) - cpuBefore.database,
    adapter: (adapter.user + adapter.system) / 1e6,
  };
  unsubscribe();
  await ctx.platform.live.stop();

  const times = [...offeredAt].flatMap(([contact, at]) => {
    const committed = committedAt.get(contact);
    return committed === undefined ? [] : [at - committed];
  });
  const { rows } = await sql<{ most: number }>`
    select max(n)::int as most from (select count(*) as n from routing.offer where state = 'open' group by agent_id) as x`.execute(
    ctx.db,
  );
  const reached = offeredAt.size / whole;
  console.log(
    figuresTable([
      {
        what: 'Contacts a second, from the arrival to the published offer',
        asked: '≥ 500/s',
        measured: `${reached.toFixed(0)}/s over ${total}`,
        met: reached >= rate * 0.98 && offeredAt.size === total,
      },
      {
        what: 'Arrivals a second that were offered to the path',
        asked: null,
        measured: `${(total / arrivals).toFixed(0)}/s`,
        met: null,
      },
      {
        what: 'Contacts offered, offers published, most offers before one agent',
        asked: `${total}, ${total}, 1`,
        measured: `${offeredAt.size}, ${offers}, ${rows[0]!.most}`,
        met: offeredAt.size === total && offers === total && rows[0]!.most === 1,
      },
    ]),
  );
  console.log(`\n${table([timesRow('Committed arrival to published offer', times)], timesHead)}`);
  console.log(
    `\n${queueCount} queues, ${agentCount} agents with one free slot each, who serve three queues. Median ${ms(quantile(times, 0.5))}. ` +
      `Processor per contact: adapter ${ms((cpu.adapter * 1000) / total)}, server ${ms((cpu.server * 1000) / total)}, ` +
      `database ${ms((cpu.database * 1000) / total)}. Most resident memory of the server: ` +
      `${mostResidentMb(world.server.child.pid!).toFixed(0)} MB.`,
  );
}
