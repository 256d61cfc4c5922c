import { sql } from 'kysely';
import type { Db } from './db.ts';

const prefix = 'worker:';

/** Says of these workers that they live, for so many seconds. */
export async function enrolWorkers(
  db: Db,
  workers: readonly string[],
  holder: string,
  seconds: number,
): Promise<void> {
  if (workers.length === 0) return;
  await sql`insert into platform.lease (name, holder, until)
    select ${prefix} || w, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}) from unnest(${[...workers]}::text[]) w
    on conflict (name) do update set until = excluded.until`.execute(db);
}

/** Frees jobs that were taken so many seconds ago by workers that nobody has seen since. @returns those workers */
export async function unlockOrphans(db: Db, seconds: number): Promise<string[]> {
  const { rows } = await sql<{ worker: string }>`
    select distinct j.locked_by as worker from graphile_worker.jobs j
    where j.locked_by is not null and j.locked_at < clock_timestamp() - make_interval(secs => ${seconds})
      and not exists (select from platform.lease l where l.name = ${prefix} || j.locked_by and l.until > clock_timestamp())`.execute(
    db,
  );
  const workers = rows.map((row) => row.worker);
  if (workers.length > 0)
    await sql`select graphile_worker.force_unlock_workers(${workers}::text[])`.execute(db);
  await sql`delete from platform.lease where name like ${`${prefix}%`} and until < clock_timestamp() - interval '1 day'`.execute(
    db,
  );
  return workers;
}

/** Strikes the workers of a process that ends in good order. */
export async function leaveRoll(db: Db, holder: string): Promise<void> {
  await sql`delete from platform.lease where holder = ${holder} and name like ${`${prefix}%`}`.execute(db);
}
