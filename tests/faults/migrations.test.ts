import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { loadDemo } from '#server/app/demo/load.ts';
import { createPlatform } from '#server/app/platform.ts';
import { contextFor, migrate, readConfig, systemActor } from '#server/platform/index.ts';
import { knownMigrations } from '#server/platform/migrate.ts';
import { command, withDatabase } from '#tests/support/cluster.ts';
import { testDatabase } from '#tests/support/database.ts';

// Every migration meets a database that has lived: the demo organisation with its three months, in as much of the
// schema as was there before it. A migration added later is covered by being added.
let full: Awaited<ReturnType<typeof testDatabase>>;
const made: string[] = [];

beforeAll(async () => {
  full = await testDatabase();
  const config = readConfig(
    { DATABASE_URL: full.url, FILO_SECRET: 'a secret of the tests, long enough' },
    '/none',
  );
  const platform = createPlatform(config, full.url);
  await loadDemo(contextFor(platform, systemActor), () => undefined);
  await platform.database.close();
}, 300_000);
afterAll(async () => {
  for (const name of made)
    await command(inject('testCluster').adminUrl, `drop database if exists ${name} with (force)`);
  await full.drop();
});

/** A database with nothing in it at all, and its address for the application and for the superuser. */
async function bareDatabase(): Promise<{ url: string; adminUrl: string }> {
  const { adminUrl, appUrl } = inject('testCluster');
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await command(
    adminUrl,
    `create database ${name} owner "${new URL(appUrl).username}" encoding 'UTF8' template template0`,
  );
  made.push(name);
  return { url: withDatabase(appUrl, name), adminUrl: withDatabase(adminUrl, name) };
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface Column {
  relation: string;
  column: string;
}
/** The columns that can be written of all tables of the modules. */
const columnsOf = async (client: pg.Client): Promise<Column[]> =>
  (
    await client.query<Column>(
      `select format('%I.%I', n.nspname, c.relname) as relation, quote_ident(a.attname) as column
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
       where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker')
       order by 1, a.attnum`,
    )
  ).rows;

const atLeast = (least: number) => (value: number) => value >= least;

/** What the tables of that time ask of a row; what they do not know yet could not have been in them. */
const checksOf = async (client: pg.Client): Promise<Map<string, string>> =>
  new Map(
    (
      await client.query<{ relation: string; asked: string }>(
        `select format('%I.%I', n.nspname, c.relname) as relation,
           string_agg('(' || pg_get_expr(k.conbin, k.conrelid) || ') is not false', ' and ') as asked
         from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
         where k.contype = 'c' group by 1`,
      )
    ).rows.map(({ relation, asked }) => [relation, asked]),
  );

/**
 * Tables that were made otherwise: known by a column of that time, what stood in them out of what stands there today, and
 * the table to which a migration has taken their rows.
 */
const formerly: Record<string, { column: string; columns: string[]; rows: string; now: string }> = {
  'knowledge.standard_text': {
    column: 'shortcut',
    columns: [
      ...['id', 'shortcut', 'title', 'language', 'channel', 'body', 'service_id', 'classification_id'],
      ...['active', 'uses', 'updated_at'],
    ],
    rows: `select distinct on (t.id, v.language) v.id, t.code as shortcut, v.title, v.language, t.channels[1] as channel, v.body,
      t.service_id, t.classification_id, t.active, t.uses, t.updated_at
      from knowledge.standard_text as t join knowledge.standard_text_version as v on v.text_id = t.id
      where v.state = 'published' order by t.id, v.language, v.number desc`,
    now: 'knowledge.standard_text_version',
  },
  'clocks.clock': {
    column: 'next_at',
    columns: [
      ...[
        'id',
        'subject_kind',
        'subject_id',
        'subject_label',
        'key',
        'round',
        'name',
        'customer_id',
        'service_id',
        'team_id',
      ],
      ...[
        'owner_id',
        'standard_id',
        'regulation',
        'standard_code',
        'calendar_id',
        'unit',
        'amount',
        'pauses',
        'warnings',
        'state',
      ],
      ...['started_at', 'due_at', 'double_at', 'triple_at', 'breached_at', 'marks', 'next_at'],
    ],
    rows: `select c.*, coalesce(m.marks, '[]') as marks, m.next_at from clocks.clock as c left join lateral (
      select jsonb_agg(jsonb_build_object('kind', kind, 'level', level, 'at', at, 'tell', tell) order by at) as marks, min(at) as next_at
      from clocks.mark where clock_id = c.id) as m on true`,
    now: 'clocks.clock',
  },
};

/** Puts what the full database holds into the tables and columns that are there; answers rows by table. */
async function populate(adminUrl: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await connected(full.url, (source) =>
    connected(adminUrl, async (target) => {
      const given = new Set((await columnsOf(source)).map((one) => `${one.relation} ${one.column}`));
      const there = await columnsOf(target);
      const tables = Map.groupBy(
        there.filter((one) => given.has(`${one.relation} ${one.column}`)),
        (one) => one.relation,
      );
      const old = new Map(
        Object.entries(formerly).filter(([relation, { column }]) =>
          there.some((one) => one.relation === relation && one.column === column),
        ),
      );
      const checks = await checksOf(target);
      await target.query("set session_replication_role = 'replica'");
      for (const [relation, columns] of tables) {
        const before = old.get(relation);
        const list = (before?.columns ?? columns.map((one) => one.column)).join(', ');
        const { rows } = await source.query<{ rows: string | null; count: number }>(
          `select json_agg(t)::text as rows, count(*)::int as count from (${before?.rows ?? `select ${list} from ${relation}`}) as t`,
        );
        await target.query(`delete from ${relation}`);
        const put = await target.query(
          `insert into ${relation} (${list}) overriding system value
           select ${list} from json_populate_recordset(null::${relation}, $1::json) where ${checks.get(relation) ?? 'true'}`,
          [rows[0]!.rows ?? '[]'],
        );
        // Types of cases, kinds of work and the like that there were not yet: the larger part of some tables, never all.
        expect([relation, put.rowCount! * 3]).toEqual([relation, expect.toSatisfy(atLeast(rows[0]!.count))]);
        counts.set(before?.now ?? relation, put.rowCount!);
      }
    }),
  );
  return counts;
}

test('every migration applies to a database that has lived, and loses no row of it', async () => {
  const known = await knownMigrations();
  expect(known.length).toBeGreaterThan(1);
  // From the state before each migration of the last ten: older ones are further away than any upgrade.
  for (let state = Math.max(1, known.length - 10); state < known.length; state += 1) {
    const { url, adminUrl } = await bareDatabase();
    expect((await migrate(url, known.slice(0, state))).applied).toEqual(known.slice(0, state));
    const before = await populate(adminUrl);
    expect((await migrate(url)).applied).toEqual(known.slice(state));
    expect((await migrate(url)).applied).toEqual([]);
    await connected(url, async (client) => {
      const there = new Set((await columnsOf(client)).map((one) => one.relation));
      for (const [relation, count] of before) {
        // A table that a migration removes or renames must be told to this test, with where its rows went.
        expect([known[state], relation, there.has(relation)]).toEqual([known[state], relation, true]);
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::int as count from ${relation}`,
        );
        expect([known[state], relation, rows[0]!.count]).toEqual([
          known[state],
          relation,
          expect.any(Number),
        ]);
        expect(rows[0]!.count).toBeGreaterThanOrEqual(count);
      }
    });
  }
}, 300_000);

test('the schema is the same whether it was made at once or in steps', async () => {
  const known = await knownMigrations();
  const { url } = await bareDatabase();
  for (const name of known) await migrate(url, known.slice(0, known.indexOf(name) + 1));
  const schema = (where: string) =>
    connected(
      where,
      async (client) =>
        (
          await client.query(
            `select format('%s.%s.%s', table_schema, table_name, column_name) as place, data_type, is_nullable, column_default
           from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
          )
        ).rows,
    );
  expect(await schema(url)).toEqual(await schema(full.url));
});

test('what waited before there were plans has entered its queue when it was queued, and its queue goes on as it was', async () => {
  const known = await knownMigrations();
  const { url, adminUrl } = await bareDatabase();
  const before = known.findIndex((name) => name.includes('routing_plans'));
  await migrate(url, known.slice(0, before));
  const counts = await populate(adminUrl);
  expect(counts.get('routing.work_item')).toBeGreaterThan(10);
  await connected(adminUrl, async (client) => {
    await client.query(
      `insert into routing.offer (id, item_id, number, agent_id, queue_id, channel, made_at, expires_at)
       select gen_random_uuid(), w.id, 1, a.staff_id, w.queue_id, w.channel, now(), now()
       from (select * from routing.work_item where state = 'waiting' limit 3) as w, (select staff_id from routing.agent limit 1) as a`,
    );
  });
  await migrate(url);
  await connected(url, async (client) => {
    const one = async (query: string) => (await client.query<Record<string, unknown>>(query)).rows[0];
    expect(
      await one(`select count(*) filter (where entered_at = queued_at and overflowed = '{}' and own_requires = '[]'
        and plan_id is null and not_before is null) = count(*) as same from routing.work_item`),
    ).toEqual({ same: true });
    expect(await one(`select count(*)::int as open from routing.offer where state = 'open'`)).toEqual({
      open: 3,
    });
    expect(
      await one(`select count(*) filter (where plan_id is null and help = '[]' and overflow = '[]' and entry_limit is null
        and parallel_offers = 1 and preferred ->> 'mode' = 'off' and branches -> 'closed' ->> 'do' = 'wait') = count(*) as same
        from routing.queue`),
    ).toEqual({ same: true });
  });
}, 300_000);

test('of what marks of time limits had not been told when they got rows of their own, none is lost', async () => {
  const known = await knownMigrations();
  const { url, adminUrl } = await bareDatabase();
  await migrate(
    url,
    known.slice(
      0,
      known.findIndex((name) => name.includes('clock_marks')),
    ),
  );
  await populate(adminUrl);
  await migrate(url);
  const marks = (where: string) =>
    connected(
      where,
      async (client) =>
        (await client.query('select * from clocks.mark order by clock_id, kind, level')).rows as unknown[],
    );
  const wanted = await marks(full.url);
  expect(wanted.length).toBeGreaterThan(50);
  expect(await marks(url)).toEqual(wanted);
}, 300_000);
