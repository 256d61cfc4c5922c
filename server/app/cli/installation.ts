import { createPlatform } from '#server/app/platform.ts';
import {
  connect,
  contextFor,
  migrate,
  pendingMigrations,
  readConfig,
  systemActor,
  type Config,
  type Ctx,
} from '#server/platform/index.ts';
import { launchPostgres } from '#server/platform/postgres/index.ts';
import { CommandError } from './usage.ts';

/**
 * Runs `work` with the address of the installation's database. The embedded one is shared with a server that runs, or
 * started for this command and stopped after it.
 */
export async function withDatabase<T>(work: (url: string, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  if (config.databaseUrl !== null) return work(config.databaseUrl, config);
  const postgres = await launchPostgres({ dir: `${config.dataDir}/postgres` });
  const stop = () => void postgres.stop().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  try {
    return await work(postgres.url, config);
  } finally {
    await postgres.stop();
  }
}

/**
 * Runs `work` as the installation itself. A database that is not migrated is refused, or migrated first.
 * @throws CommandError
 */
export function withContext<T>(how: { migrating: boolean }, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return withDatabase(async (url, config) => {
    if (how.migrating) await migrate(url);
    else await refuseUnmigrated(url);
    const platform = createPlatform(config, url);
    try {
      return await work(contextFor(platform, { ...systemActor, name: 'filo' }));
    } finally {
      await platform.database.close();
    }
  });
}

async function refuseUnmigrated(url: string): Promise<void> {
  const client = await connect(url, 'filo');
  try {
    const pending = await pendingMigrations(
      async (text) => (await client.query<{ name: string }>(text)).rows,
    );
    if (pending.length > 0)
      throw new CommandError('The database is not at this version: run filo migrate first.');
  } catch (error) {
    // No table of migrations: nothing was ever migrated here.
    if ((error as { code?: string }).code === '42P01')
      throw new CommandError('The database is still empty: run filo migrate first.');
    throw error;
  } finally {
    await client.end();
  }
}
