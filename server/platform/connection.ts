import pg from 'pg';

/** One connection, outside the pool or lent by it: for COPY, session settings and long snapshots. */
export type Connection = pg.ClientBase;

/** A connection of its own, which the caller ends. */
export async function connect(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  await client.connect();
  return client;
}
