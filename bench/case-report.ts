// npm run bench -- --only case-report: the report of 200,000 open cases and half as many closed ones over a year, a quarter
// and a week, by each kind of row, beside the period before; seen by who sees everything and by who sees one team.
import { caseReport, caseReportCases, reportGroups } from '#contract/case-report.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { figuresTable, ms, quantile, table } from './support/report.ts';
import { seedCases } from './support/seed-cases.ts';
import { inWorld, type World } from './support/world.ts';

const open = Number(process.env['BENCH_CASES'] ?? 200_000);
const closed = open / 2;
/** How often each is asked for. */
const times = 5;

await inWorld({}, measure);

async function measure(world: World): Promise<void> {
  const { ctx } = world;
  const { services, teams } = await seedCases(ctx.db, { open, closed, entries: true });
  const someone = (name: string, serviceId: string | null, teamId: string | null) =>
    ctx.tx(async (tx) => {
      const roles = await ensureBuiltInRoles(tx);
      const { id } = await createStaffMember(tx, ctx, {
        email: `${name}@example.org`,
        name,
        publicName: name,
        teamId: null,
        grants: [{ roleId: roles['supervisor']!, serviceId, teamId }],
      });
      return { session: (await openSession(tx, ctx, id, { ip: '127.0.0.1', userAgent: 'bench' })).secret };
    });
  const readers = {
    everything: await someone('tutto', null, null),
    'one team': await someone('ufficio', services[0]!, teams[0]!),
  };
  const periods = ['week', 'quarter', 'year'] as const;
  const rows: string[][] = [];
  const years: number[] = [];
  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  for (const [who, as] of Object.entries(readers))
    for (const by of reportGroups) {
      const cells: string[] = [];
      for (const period of periods) {
        const taken: number[] = [];
        for (let time = 0; time < times; time += 1)
          taken.push(await timed(() => world.call(caseReport, { query: { period, by } as never }, as)));
        if (period === 'year') years.push(...taken);
        cells.push(ms(quantile(taken, 0.95)));
      }
      const behind = { period: 'year', by, figure: 'late' };
      rows.push([
        who,
        by,
        ...cells,
        ms(await timed(() => world.call(caseReportCases, { query: behind as never }, as))),
      ]);
    }
  const worst = quantile(years, 0.95);
  console.log(
    figuresTable([
      {
        what: `Report of a year and the one before over ${open.toLocaleString('en')} open cases (and ${closed.toLocaleString('en')} closed), all kinds of rows, over HTTP, p95`,
        asked: '≤ 500 ms',
        measured: ms(worst),
        met: worst <= 500,
      },
    ]),
  );
  console.log(`\n${table(rows, `| Seen | Rows | ${periods.join(' | ')} | cases behind a figure |`)}`);
}
