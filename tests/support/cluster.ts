import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '#server/platform/migrate.ts';
import { launchPostgres, stopAbandoned } from '#server/platform/postgres/index.ts';

/** What a test needs to know to get a database of its own; plain data, so that it can travel to the test workers. */
export type TestCluster = {
  /** May create databases. */
  adminUrl: string;
  /** As the application connects; the database name is replaced. */
  appUrl: string;
  /** An empty, migrated database that nobody is connected to. */
  template: string;
};

const runs = path.resolve(import.meta.dirname, '../../.cache/test-postgres');

/**
 * Starts a PostgreSQL for one run of the tests, with a migrated template, or uses the server named in
 * TEST_DATABASE_URL (whose role must be allowed to create databases). Every run has a folder and a port of its own,
 * so several can run at once. The server ends with `stop`, or with this process however that ends.
 */
export async function startTestCluster(): Promise<TestCluster & { stop: () => Promise<void> }> {
  const template = `filodiretto_template_${process.pid}_${randomBytes(3).toString('hex')}`;
  const external = process.env['TEST_DATABASE_URL'];
  if (external) {
    await makeTemplate(external, external, template);
    return {
      adminUrl: external,
      appUrl: external,
      template,
      stop: () => command(external, `drop database if exists ${template} with (force)`),
    };
  }
  await sweep();
  const dir = path.join(runs, `run-${process.pid}-${randomBytes(3).toString('hex')}`);
  guard(dir);
  // Stories with several whole servers run beside others: each takes what a process takes, and none waits for another's.
  const server = await launchPostgres({ dir, durable: false, settings: { max_connections: 400 } });
  await makeTemplate(server.superuserUrl, server.url, template);
  return {
    adminUrl: server.superuserUrl,
    appUrl: server.url,
    template,
    async stop() {
      await server.stop();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The same address with another database name. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement on a connection of its own. */
export async function command(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function makeTemplate(adminUrl: string, appUrl: string, template: string): Promise<void> {
  await command(
    adminUrl,
    `create database ${template} owner "${new URL(appUrl).username}" encoding 'UTF8' template template0`,
  );
  await migrate(withDatabase(appUrl, template));
}

/** Removes what runs left behind whose guard was killed as well. */
async function sweep(): Promise<void> {
  fs.mkdirSync(runs, { recursive: true });
  for (const name of fs.readdirSync(runs)) {
    const maker = Number(/^run-(\d+)-/.exec(name)?.[1]);
    if (!maker || isRunning(maker)) continue;
    const dir = path.join(runs, name);
    if (await stopAbandoned(dir)) fs.rmSync(dir, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process that outlives this one for as long as it takes to stop the server, should we be killed. */
function guard(dir: string): void {
  const script = path.join(import.meta.dirname, 'cluster-guard.ts');
  const child = spawn(process.execPath, [script, dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
}
