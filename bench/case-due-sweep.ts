// npm run bench -- --only case-due-sweep: what looking at the time limits of 200,000 open cases costs, when none, some and
// all of them have reached a mark; and the list of cases by what is due first.
import { listCases } from '#contract/cases.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { sweep } from '#server/clocks/sweep.service.ts';
import { contextFor, sql, systemActor, type Db } from '#server/platform/index.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
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

/** Open cases, each with one clock: a limit within the next 60 days, spread evenly, with its three warnings. */
async function seed(db: Db): Promise<void> {
  await sql`insert into access.service (id, code, name) values (gen_random_uuid(), 'banco', 'Banco') on conflict do nothing`.execute(
    db,
  );
  await sql`insert into customers.customer (id, number, name)
    select gen_random_uuid(), nextval('customers.customer_number'), 'Cliente ' || n from generate_series(1, 2000) as n`.execute(
    db,
  );
  await sql`insert into cases.case (id, number, type, subject, customer_id, service_id, opened_by, opened_at, state, status)
    select gen_random_uuid(), 'PR-2026-' || lpad(n::text, 6, '0'), 'complaint', 'Reclamo ' || n, c.ids[1 + n % array_length(c.ids, 1)],
      (select id from access.service where code = 'banco'), 'system', now() - make_interval(mins => n % 40000), 'open', 'open'
    from generate_series(1, ${cases}::int) as n, (select array_agg(id) as ids from customers.customer) as c`.execute(
    db,
  );
  await sql`insert into clocks.clock (id, subject_kind, subject_id, subject_label, key, name, customer_id, service_id, unit, amount, state,
      started_at, due_at, double_at, triple_at, marks, next_at)
    select gen_random_uuid(), 'case', k.id, k.number, 'answer', '{"it":"Risposta","en":"Answer"}', k.customer_id, k.service_id,
      'calendar', 30, 'running', k.opened_at, d.due, d.due + interval '30 days', d.due + interval '60 days',
      jsonb_build_array(
        jsonb_build_object('kind', 'warn', 'level', 1, 'at', d.due - interval '10 days', 'tell', jsonb_build_array('owner')),
        jsonb_build_object('kind', 'warn', 'level', 2, 'at', d.due - interval '5 days', 'tell', jsonb_build_array('owner', 'supervisor')),
        jsonb_build_object('kind', 'breach', 'level', 1, 'at', d.due, 'tell', '[]'::jsonb)),
      d.due - interval '10 days'
    from cases.case as k cross join lateral (
      select now() + interval '11 days' + make_interval(secs => (hashtext(k.id::text) & 1048575) * 4) as due) as d`.execute(
    db,
  );
  await sql`analyze cases.case`.execute(db);
  await sql`analyze clocks.clock`.execute(db);
}

async function measure(world: World): Promise<void> {
  const { ctx } = world;
  await seed(ctx.db);
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
  const list: number[] = [];
  for (let turn = 0; turn < looks; turn += 1)
    list.push(
      await timed(() =>
        world.call(listCases, { query: { sort: 'due', open: 'true', limit: '50' } as never }, supervisor),
      ),
    );
  const none: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) none.push(await timed(() => sweep(ctx)));
  let reached = 0;
  const some = await timed(async () => (reached = await sweep(inDays(1.5))));
  let everything = 0;
  const all = await timed(async () => (everything = await sweep(inDays(55))));
  const whole = cases.toLocaleString('en');
  console.log(
    figuresTable([
      {
        what: `Due-time sweep of ${whole} open cases, ${reached.toLocaleString('en')} of which have reached a warning`,
        asked: '≤ 5 s',
        measured: seconds(some),
        met: some <= 5000,
      },
      {
        what: `The same, none has, p95`,
        asked: null,
        measured: ms(quantile(none, 0.95)),
        met: null,
      },
      {
        what: `The same after a standstill of weeks: ${everything.toLocaleString('en')} marks of all of them, told and logged`,
        asked: null,
        measured: seconds(all),
        met: null,
      },
      {
        what: `List of ${whole} open cases, due first, over HTTP, p95`,
        asked: '≤ 80 ms',
        measured: ms(quantile(list, 0.95)),
        met: quantile(list, 0.95) <= 80,
      },
    ]),
  );
  console.log(
    `\n${table([timesRow('List, due first', list), timesRow('Sweep, nothing reached', none)], timesHead)}`,
  );
}
