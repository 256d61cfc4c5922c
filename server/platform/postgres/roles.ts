import pg from 'pg';

/** The role and the database of the application; the role owns the database and is no superuser. */
export const APP_NAME = 'filodiretto';

/** PostgreSQL says one of these when two starters make the same thing at once. */
const ALREADY_THERE = new Set(['42710', '42P04', '23505']);

/** Makes the application's role and database where they are missing. */
export async function ensureAppDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => {}); // a dying server shows in the query below as well
  await client.connect();
  const make = async (statement: string) => {
    try {
      await client.query(statement);
    } catch (error) {
      if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
    }
  };
  try {
    const found = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_database where datname = $1) as database`,
      [APP_NAME],
    );
    const { role, database } = found.rows[0]!;
    if (!role) {
      const secret = client.escapeLiteral(password);
      await make(`create role ${APP_NAME} login nosuperuser nocreatedb nocreaterole password ${secret}`);
    }
    if (!database) {
      await make(`create database ${APP_NAME} owner ${APP_NAME} template template0 encoding 'UTF8'`);
    }
  } finally {
    await client.end();
  }
}
