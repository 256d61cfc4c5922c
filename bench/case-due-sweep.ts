// npm run bench -- --only case-due-sweep: what looking at the time limits of 200,000 open cases costs, when none, some and
// all of them have reached a mark; and what others wait while all of it is told.
import { listCases } from '#contract/cases.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { sweep } from '#server/clocks/sweep.service.ts';
import { contextFor, sql, systemActor } from '#server/platform/index.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { seedCases } from './support/seed-cases.ts';
import { inWorld, type World } from './support/world.ts';

const cases = Number(process.env['BENCH_CASES'] ?? 200_000);
const looks = 200;
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

await inWorld({}, measure);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(world: World): Promise<void> {
  const { ctx } = world;
  // Open cases, each with one limit within the next 60 days, spread evenly, with two warnings before it.
  await seedCases(ctx.db, { open: cases });
  const supervisor = await ctx.tx(async (tx) => {
    const roles = await ensureBuiltInRoles(tx);
    const { id } = await createStaffMember(tx, ctx, {
      email: 'supervisore@example.org',
      name: 'Supervisore',
      publicName: 'Supervisore',
      teamId: null,
      grants: [{ roleId: roles['supervisor']!, serviceId: null, teamId: null }],
    });
    return { session: (await openSession(tx, ctx, id, { ip: '127.0.0.1', userAgent: 'bench' })).secret };
  });
  /** The sweep as it will be done in so many days: the server beside it looks at today, and finds nothing. */
  const inDays = (days: number) =>
    contextFor(
      { ...ctx.platform, clock: { now: () => new Date(Date.now() + days * 86_400_000) } },
      systemActor,
    );
  const look = () =>
    timed(() =>
      world.call(listCases, { query: { sort: 'due', open: 'true', limit: '50' } as never }, supervisor),
    );
  const list: number[] = [];
  for (let turn = 0; turn < looks; turn += 1) list.push(await look());
  const none: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) none.push(await timed(() => sweep(ctx)));
  let reached = 0;
  const some = await timed(async () => (reached = await sweep(inDays(1.5))));
  let everything = 0;
  let over = false;
  const all = timed(async () => (everything = await sweep(inDays(55)))).finally(() => (over = true));
  // Somebody looks at the list all the while: it is part of what the sweep is measured under.
  const beside: number[] = [];
  while (!over) {
    beside.push(await look());
    await new Promise((go) => setTimeout(go, 100));
  }
  const took = await all;
  const events = await sql<{
    count: number;
  }>`select count(*)::int as count from platform.event where kind like 'clock.%'`.execute(ctx.db);
  const whole = cases.toLocaleString('en');
  const number = (value: number) => value.toLocaleString('en');
  console.log(
    figuresTable([
      {
        what: `Due-time sweep of ${whole} open cases, ${number(reached)} marks of which time has reached`,
        asked: '≤ 5 s',
        measured: seconds(some),
        met: some <= 5000,
      },
      {
        what: `Due-time sweep of all of them after a standstill of weeks: ${number(everything)} marks logged and told`,
        asked: '≤ 5 s',
        measured: seconds(took),
        met: took <= 5000,
      },
      {
        what: `Events by which live clients are told of both`,
        asked: null,
        measured: number(events.rows[0]!.count),
        met: null,
      },
      {
        what: `Sweep with nothing reached, p95`,
        asked: null,
        measured: ms(quantile(none, 0.95)),
        met: null,
      },
      {
        what: `List of cases, due first, over HTTP while all of them are swept, p95`,
        asked: null,
        measured: ms(quantile(beside, 0.95)),
        met: null,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        timesRow('List, due first', list),
        timesRow('The same during the sweep of all', beside),
        timesRow('Sweep, nothing reached', none),
      ],
      timesHead,
    )}`,
  );
}
