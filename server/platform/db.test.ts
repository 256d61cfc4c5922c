import { afterAll, expect, inject, test } from 'vitest';
import { command } from '#tests/support/cluster.ts';
import { testDatabase } from '#tests/support/database.ts';
import { isConnectionError, openDatabase, sql } from './db.ts';

const database = await testDatabase();
const opened = openDatabase(database.url, { max: 2 });
afterAll(async () => {
  await opened.close();
  await database.drop();
});

const ask = () => sql<{ one: number }>`select 1 as one`.execute(opened.db).then(({ rows }) => rows[0]!.one);
const room = (connections: number) =>
  command(
    inject('testCluster').adminUrl,
    `alter database ${new URL(database.url).pathname.slice(1)} connection limit ${connections}`,
  );

test('a database without room for another connection is one to ask again later, and answers when there is room', async () => {
  await room(0);
  const fault: unknown = await ask().catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: '53300' });
  expect(isConnectionError(fault)).toBe(true);
  await room(-1);
  expect(await ask()).toBe(1);
});

test('a wrong statement is no database that is away', async () => {
  const fault: unknown = await sql`select 1 / 0`.execute(opened.db).catch((error: unknown) => error);
  expect(isConnectionError(fault)).toBe(false);
});
