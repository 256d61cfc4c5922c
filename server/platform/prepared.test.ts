import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { openDatabase, sql, type Database } from './db.ts';

let made: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
beforeAll(async () => {
  made = await testDatabase();
  database = openDatabase(made.url, { max: 1 });
});
afterAll(async () => {
  await database.close();
  await made.drop();
});

const prepared = async () =>
  (
    await sql<{
      statement: string;
    }>`select statement from pg_prepared_statements where statement not like '%pg_prepared%'`.execute(
      database.db,
    )
  ).rows.map((row) => row.statement);

test('what is run again and again is prepared; what is searched and counted is planned for its values', async () => {
  const { db } = database;
  for (let turn = 0; turn < 5; turn += 1) {
    const found = await sql<{ n: number }>`select ${turn}::int as n, 'often'`.execute(db);
    expect(found.rows[0]!.n).toBe(turn);
    await sql`select count(*) from platform.event where seq > ${turn}`.execute(db);
    await sql`select seq from platform.event where seq > ${turn} order by seq limit 5`.execute(db);
  }
  const list = await prepared();
  expect(list.filter((text) => text.includes("'often'"))).toHaveLength(1);
  expect(list.filter((text) => text.includes('platform.event'))).toEqual([]);
});

test('a text that differs each time is not kept', async () => {
  const before = (await prepared()).length;
  for (let turn = 0; turn < 50; turn += 1)
    await sql`select ${sql.raw(String(turn))} as turn where ${turn}::int > 100`.execute(database.db);
  expect(await prepared()).toHaveLength(before);
});

test('an upsert on a partial index works however often it is run', async () => {
  const { db } = database;
  await sql`create temporary table part (a int, state text)`.execute(db);
  await sql`create unique index part_key on part (a) where state = 'new'`.execute(db);
  for (let turn = 0; turn < 12; turn += 1)
    await sql`insert into part (a, state) values (${1}::int, ${'new'}) on conflict (a) where state = ${'new'} do nothing`.execute(
      db,
    );
  expect((await sql`select * from part`.execute(db)).rows).toHaveLength(1);
});

test('a table that changes under a prepared statement stops it once at most', async () => {
  const { db } = database;
  await sql`create temporary table thing (a int)`.execute(db);
  const all = () =>
    sql<Record<string, unknown>>`select * from thing where a is distinct from ${1}::int`.execute(db);
  await sql`insert into thing values (7)`.execute(db);
  for (let turn = 0; turn < 5; turn += 1) await all();
  await sql`alter table thing add column b int`.execute(db);
  await expect(all()).rejects.toThrow('cached plan');
  expect((await all()).rows).toEqual([{ a: 7, b: null }]);
});
