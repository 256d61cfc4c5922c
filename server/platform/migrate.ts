import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';

const folder = path.resolve(import.meta.dirname, '../../migrations');
const silentJobs = new Logger(() => () => undefined);
// One number for all processes of an installation: whoever starts first migrates, the others wait.
const lockKey = 7_146_202_601;

/** The names of the migrations that come with this build, in order. */
export const knownMigrations = async (): Promise<string[]> =>
  (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();

/**
 * Brings the database from any earlier state to this build's schema. Each file runs in a transaction of its own
 * together with the row that remembers it, so that an interrupted start continues where it stopped.
 *
 * @param only these and no others: for a backup of an earlier state, which is migrated on afterwards
 * @returns the names of the migrations that were applied now, in order
 * @throws Error when the database holds migrations that this build does not know (an older build on a newer database)
 */
export async function migrate(
  connectionString: string,
  only?: readonly string[],
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 15_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists public.migration (name text primary key, applied_at timestamptz not null default now())',
    );
    const known = await knownMigrations();
    const done = new Set(
      (await client.query('select name from public.migration')).rows.map((row) => row.name as string),
    );
    const unknown = [...done].filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `The database was migrated by a newer Filodiretto (it has ${unknown.join(', ')}); start that version or restore a backup.`,
      );
    }
    const applied: string[] = [];
    for (const name of known) {
      if (done.has(name) || only?.includes(name) === false) continue;
      const text = await readFile(path.join(folder, name), 'utf8');
      await client.query('begin');
      try {
        await client.query(text);
        await client.query('insert into public.migration (name) values ($1)', [name]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, {
          cause: error,
        });
      }
      applied.push(name);
    }
    // The job library keeps its own schema and knows how to bring it up to date.
    await runMigrations({ connectionString, logger: silentJobs });
    return { applied };
  } finally {
    await client.end();
  }
}

/** The migrations that this build has and the database lacks. */
export async function pendingMigrations(
  query: (text: string) => Promise<{ name: string }[]>,
): Promise<string[]> {
  const done = new Set((await query('select name from public.migration')).map((row) => row.name));
  return (await knownMigrations()).filter((name) => !done.has(name));
}
