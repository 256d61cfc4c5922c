import { sql } from 'kysely';
import { unlessAsleep, type Db, type Tx } from './db.ts';

/**
 * Takes or renews a lease: one holder at a time over all processes, by the database's clock, taken over when it ends.
 * @returns the lease's epoch, which grows with each change of holder, or null when another holds it
 */
export async function takeLease(
  db: Db,
  name: string,
  holder: string,
  seconds: number,
): Promise<number | null> {
  const { rows } = await sql<{ epoch: number }>`
    insert into platform.lease as l (name, holder, until)
    values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update
      set holder = excluded.holder, until = excluded.until, epoch = l.epoch + (l.holder <> excluded.holder)::int
      where l.holder = excluded.holder or l.until < clock_timestamp()
    returning epoch`.execute(db);
  return rows[0]?.epoch ?? null;
}

/** Gives a lease back, so that the next holder need not wait for its end. */
export async function dropLease(db: Db, name: string, holder: string): Promise<void> {
  await db.deleteFrom('platform.lease').where('name', '=', name).where('holder', '=', holder).execute();
}

// A living process says the next thing of a transaction within milliseconds; this allows for a machine under full load.
const asleepMilliseconds = 2000;

/**
 * Whether the holder has the lease now; the row stays locked, so that it cannot change hands before the commit. A process
 * that falls asleep before its commit is not waited for: the database ends its transaction, and the lease is free to go.
 */
export async function holdsLease(tx: Tx, name: string, holder: string): Promise<boolean> {
  const { rows } = await sql`
    select ${unlessAsleep(asleepMilliseconds)} from platform.lease
    where name = ${name} and holder = ${holder} and until > clock_timestamp() for share`.execute(tx);
  return rows.length > 0;
}
