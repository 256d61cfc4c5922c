import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from './database.ts';

const opened: Awaited<ReturnType<typeof testDatabase>>[] = [];
afterAll(() => Promise.all(opened.map((database) => database.drop())));

async function open(): Promise<pg.Client> {
  const database = await testDatabase();
  opened.push(database);
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {}); // the database is dropped under it at the end
  await client.connect();
  return client;
}

test('a test database is migrated, in UTF-8, and owned by a role that is no superuser', async () => {
  const client = await open();
  const { rows } = await client.query(`
    select current_setting('server_encoding') as encoding, current_setting('is_superuser') as superuser,
           pg_get_userbyid(datdba) = current_user as owner, (select count(*)::int from public.migration) > 0 as migrated
    from pg_database where datname = current_database()`);
  expect(rows).toEqual([{ encoding: 'UTF8', superuser: 'off', owner: true, migrated: true }]);
});

test('two test databases do not see each other', async () => {
  const [one, two] = [await open(), await open()];
  await one.query('create table only_here (id int)');
  const { rows } = await two.query(`select to_regclass('only_here') as found`);
  expect(rows).toEqual([{ found: null }]);
});
