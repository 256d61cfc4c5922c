import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { openDatabase, type Database } from './db.ts';
import { holdsLease, takeLease } from './leases.store.ts';

let made: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
beforeAll(async () => {
  made = await testDatabase();
  database = openDatabase(made.url, { max: 4 });
});
afterAll(async () => {
  await database?.close();
  await made?.drop();
});

test('a holder that falls asleep in the middle of a commit keeps nobody waiting, and commits nothing when it wakes', async () => {
  const { db } = database;
  expect(await takeLease(db, 'proof', 'sleeper', 1)).not.toBeNull();
  let wake = (): void => undefined;
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  let fenced = (): void => undefined;
  const inside = new Promise<void>((resolve) => (fenced = resolve));
  const commit = db.transaction().execute(async (tx) => {
    expect(await holdsLease(tx, 'proof', 'sleeper')).toBe(true);
    fenced();
    await asleep;
    await tx.deleteFrom('platform.lease').where('name', '=', 'proof').execute();
  });
  commit.catch(() => undefined);
  await inside;
  await expect.poll(() => takeLease(db, 'proof', 'next', 30)).not.toBeNull();
  wake();
  await expect(commit).rejects.toThrow(/./);
  expect(await db.transaction().execute((tx) => holdsLease(tx, 'proof', 'next'))).toBe(true);
});
