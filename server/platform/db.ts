import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from './db.types.ts';
import { rememberStatements } from './prepared.ts';

export type { DB };
/** A connection pool or a transaction: what reads take as their first argument. */
export type Db = Kysely<DB>;
/** An open transaction: what writes take as their first argument. */
export type Tx = Transaction<DB>;

// Counters and sizes stay far below 2^53; a string for each of them would only invite mistakes.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A date without a time is text everywhere: a Date would shift it by the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface Database {
  db: Db;
  pool: pg.Pool;
  /** Where it is, for those who need connections of their own. */
  url: string;
  close(): Promise<void>;
}

/** Opens a pool of `max` connections. An idle connection that breaks (the server was restarted) is replaced, and told. */
export function openDatabase(
  url: string,
  options: { max?: number; onError?: (error: Error) => void; applicationName?: string } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    application_name: options.applicationName ?? 'filodiretto',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // What the server says to connections that are being closed is no news.
  let closing = false;
  pool.on('error', (error) => closing || options.onError?.(error));
  // Whoever has borrowed a connection is told by the query that fails; the event itself must not end the process.
  pool.on('connect', (client) => client.on('error', (error) => closing || options.onError?.(error)));
  pool.on('connect', rememberStatements());
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  const close = () => {
    closing = true;
    return db.destroy();
  };
  return { db, pool, url, close };
}

/**
 * Part of a statement that takes what others wait for: should this process fall asleep before its commit (a machine that is
 * suspended), the database ends the transaction after so many milliseconds, and others go on.
 */
export const unlessAsleep = (milliseconds: number) =>
  sql`set_config('idle_in_transaction_session_timeout', ${String(milliseconds)}, true)`;

/**
 * True for errors that say "the database is away" or has no room for another connection (53300), not "the statement is
 * wrong": worth trying again later.
 */
export function isConnectionError(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    (code !== undefined && /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|57P0|53300|08)/.test(code)) ||
    /Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|connection error and is not queryable|driver has already been destroyed/i.test(
      message ?? '',
    )
  );
}

/** True for a unique violation, optionally of the named constraint or index. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean => {
  const { code, constraint: name } = error as { code?: string; constraint?: string };
  return code === '23505' && (constraint === undefined || name === constraint);
};

export { sql };
