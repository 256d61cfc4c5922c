// npm run bench -- --only wallboard: what a wallboard waits for with 200,000 contacts in the database, and what keeping
// its rollups costs.
import { wallboard } from '#contract/wallboard.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { checkFigures, rollUp } from '#server/insight/index.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { seedContacts } from './support/seed-contacts.ts';
import { inWorld, type World } from './support/world.ts';

const contacts = Number(process.env['BENCH_CONTACTS'] ?? 200_000);
const looks = 200;
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

await inWorld({ seed: async (url) => void (await seedContacts(url, contacts)) }, measure);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(world: World): Promise<void> {
  const { ctx } = world;
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
  // The server makes the first rollups as soon as it runs; what is left over is done here, beside it.
  const first = await timed(() => rollUp(ctx));
  const again: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) again.push(await timed(() => rollUp(ctx)));
  const now = Date.now();
  const check = await timed(() =>
    checkFigures(ctx, { from: new Date(now - 7 * 86_400_000), to: new Date(now), repair: false }),
  );
  const look = (by: 'queue' | 'team', day?: string) =>
    timed(() => world.call(wallboard, { query: { by, ...(day === undefined ? {} : { day }) } }, supervisor));
  const yesterday = new Date(now - 86_400_000).toISOString().slice(0, 10);
  for (let turn = 0; turn < 10; turn += 1) await look('queue');
  const times = { queue: [] as number[], team: [] as number[], past: [] as number[] };
  for (let turn = 0; turn < looks; turn += 1) {
    times.queue.push(await look('queue'));
    times.team.push(await look('team'));
    times.past.push(await look('queue', yesterday));
  }
  const p95 = quantile(times.queue, 0.95);
  console.log(
    figuresTable([
      {
        what: `Wallboard of today, over HTTP, p95, ${contacts.toLocaleString('en')} contacts`,
        asked: null,
        measured: `${ms(p95)} (p50 ${ms(quantile(times.queue, 0.5))})`,
        met: null,
      },
      { what: 'First rollups of all history', asked: null, measured: seconds(first), met: null },
      {
        what: 'Bringing the rollups up, each 10 s, p95',
        asked: null,
        measured: ms(quantile(again, 0.95)),
        met: null,
      },
      { what: 'Nightly check of seven days', asked: null, measured: seconds(check), met: null },
    ]),
  );
  console.log(
    `\n${table(
      [
        timesRow('By queue, today', times.queue),
        timesRow('By team, today', times.team),
        timesRow('By queue, yesterday', times.past),
      ],
      timesHead,
    )}`,
  );
}
