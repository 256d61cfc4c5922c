import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchPostgres, stopAbandoned, type EmbeddedPostgres } from './index.ts';
import { isAlive } from './processes.ts';

const starter = path.resolve(import.meta.dirname, '../../../tests/support/postgres-starter.ts');
const isRoot = process.getuid?.() === 0;

type Told = {
  url: string;
  superuserUrl: string;
  port: number;
  pid: number;
  adopted: boolean;
  runAs: string;
  failed?: string;
  message?: string;
};

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** A folder for a database, in one that other users may enter (`closed`: may not). */
function newFolder({ closed = false } = {}): string {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-test-'));
  fs.chmodSync(parent, closed ? 0o700 : 0o755);
  const dir = path.join(parent, 'postgres');
  cleanUp.push(async () => {
    await stopAbandoned(dir);
    fs.rmSync(parent, { recursive: true, force: true });
  });
  return dir;
}

const shelf = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-shelf-'));
const ready = path.join(shelf, 'postgres');
beforeAll(async () => {
  fs.chmodSync(shelf, 0o755);
  await (await launchPostgres({ dir: ready, durable: false })).stop();
});
afterAll(() => fs.rmSync(shelf, { recursive: true, force: true }));

/** A folder with a database that was used and stopped before: to make one takes a while, so they are copies. */
function usedFolder(): string {
  const dir = newFolder();
  const { status, stderr } = spawnSync('cp', ['-a', ready, dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return dir;
}

async function launch(
  dir: string,
  options: Partial<Parameters<typeof launchPostgres>[0]> = {},
): Promise<EmbeddedPostgres> {
  const server = await launchPostgres({ dir, durable: false, ...options });
  cleanUp.push(server.stop);
  return server;
}

/** Starts a program of its own that launches the database in `dir`; `told` is what it says. */
function startProgram(dir: string, options: { umask?: string; uid?: number; env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(process.execPath, [starter, dir, ...(options.umask ? [options.umask] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: options.env ?? process.env,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  cleanUp.push(() => finish(child));
  const told = (async () => {
    const [line] = (await once(readline.createInterface(child.stdout!), 'line')) as [string];
    return JSON.parse(line) as Told;
  })();
  return { child, told };
}

async function finish(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  await once(child, 'exit');
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the query itself fails as well
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(50);
}

describe('the first start', () => {
  test('makes a UTF-8 database whose owner is no superuser, even with no language set and a strict umask', async () => {
    const { PATH } = process.env;
    const told = await startProgram(newFolder(), { umask: '077', env: { PATH } }).told;
    expect(told.failed).toBeUndefined();
    const [facts] = await query(
      told.url,
      `select current_user as role, current_database() as database, current_setting('server_encoding') as encoding,
              current_setting('is_superuser') as superuser, pg_get_userbyid(datdba) as owner,
              upper('perché') as capitals, current_setting('listen_addresses') as listens
       from pg_database where datname = current_database()`,
    );
    expect(facts).toEqual({
      role: 'filodiretto',
      database: 'filodiretto',
      encoding: 'UTF8',
      superuser: 'off',
      owner: 'filodiretto',
      capitals: 'PERCHÉ',
      listens: '127.0.0.1',
    });
  });

  test('sweeps away what a start that died half-way left behind', async () => {
    const dir = newFolder();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    fs.mkdirSync(path.join(dir, `cluster.new-${dead.pid}`), { recursive: true });
    const server = await launch(dir);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(fs.readdirSync(dir).filter((name) => name.startsWith('cluster'))).toEqual(['cluster']);
  });

  test('keeps the passwords to the user who started it', async () => {
    const dir = usedFolder();
    expect((fs.statSync(path.join(dir, 'secrets.json')).mode & 0o777).toString(8)).toBe('600');
    await expect(query((await launch(dir)).url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password/,
    );
  });

  test.runIf(isRoot)(
    'as root runs the server as somebody else, also inside a folder closed to others',
    async () => {
      for (const closed of [false, true]) {
        const server = await launch(newFolder({ closed }));
        expect(server.runAs).not.toBe('self');
        expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      }
    },
  );
});

describe('stopping', () => {
  test('ends the server, and the next start finds the data', async () => {
    const dir = usedFolder();
    const first = await launchPostgres({ dir });
    await query(first.url, 'create table kept as select 42 as answer');
    const pid = first.pid();
    await first.stop();
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    const second = await launch(dir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('leaves the server to another program that still uses it; the last one ends it', async () => {
    const dir = usedFolder();
    const other = startProgram(dir);
    const { pid } = await other.told;
    const mine = await launchPostgres({ dir });
    expect({ adopted: mine.adopted, pid: mine.pid() }).toEqual({ adopted: true, pid });
    await mine.stop();
    expect(isAlive(pid)).toBe(true);
    await finish(other.child);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('programs that collide or die', () => {
  test('several that start at once on an empty folder share one server', async () => {
    const dir = newFolder();
    const programs = [startProgram(dir), startProgram(dir), startProgram(dir)];
    const told = await Promise.all(programs.map((program) => program.told));
    expect(told.map((one) => one.failed)).toEqual([undefined, undefined, undefined]);
    expect(new Set(told.map((one) => one.pid)).size).toBe(1);
    expect(new Set(told.map((one) => one.url)).size).toBe(1);
    expect(told.filter((one) => !one.adopted)).toHaveLength(1);
    expect(await query(told[0]!.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a server left behind by a killed program is adopted, with its data, and ended by the adopter', async () => {
    const dir = usedFolder();
    const killed = startProgram(dir);
    const { pid, url } = await killed.told;
    await query(url, 'create table kept as select 42 as answer');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(isAlive(pid)).toBe(true);
    const heir = await launchPostgres({ dir });
    expect({ adopted: heir.adopted, pid: heir.pid(), url: heir.url }).toEqual({ adopted: true, pid, url });
    expect(await query(heir.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await heir.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('a lock file whose process id now belongs to another program does not stop the start', async () => {
    const dir = usedFolder();
    const first = await launchPostgres({ dir });
    const lock = path.join(dir, 'cluster', 'postmaster.pid');
    const lines = fs.readFileSync(lock, 'utf8').split('\n');
    await first.stop();
    fs.writeFileSync(lock, [String(process.pid), ...lines.slice(1)].join('\n'));
    const second = await launch(dir);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a server that dies', () => {
  test('comes back on the same port with every committed row, and says so', async () => {
    const events: string[] = [];
    const server = await launch(usedFolder(), { durable: true, onEvent: (event) => events.push(event.kind) });
    await query(server.url, 'create table kept (id int)');
    for (let round = 1; round <= 3; round++) {
      await query(server.url, `insert into kept values (${round})`);
      const pid = server.pid();
      process.kill(pid, 'SIGKILL');
      await until(() => events.filter((kind) => kind === 'restarted').length === round);
      expect(server.pid()).not.toBe(pid);
      expect(await query(server.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: round }]);
    }
    expect(events.filter((kind) => kind === 'died')).toHaveLength(3);
  });

  test('comes back too when it was adopted', async () => {
    const dir = usedFolder();
    const killed = startProgram(dir);
    const { pid, port } = await killed.told;
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const events: string[] = [];
    const heir = await launch(dir, { onEvent: (event) => events.push(event.kind) });
    process.kill(pid, 'SIGKILL');
    await until(() => events.includes('restarted'));
    expect(heir.port).toBe(port);
    expect(await query(heir.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('stays down when we stop it', async () => {
    const events: string[] = [];
    const server = await launch(usedFolder(), { onEvent: (event) => events.push(event.kind) });
    await server.stop();
    expect({ events, alive: isAlive(server.pid()) }).toEqual({ events: [], alive: false });
  });
});

describe('what cannot work is refused in one sentence that names the folder', () => {
  const refusal = async (dir: string) => {
    const error = await launchPostgres({ dir }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LaunchError' });
    const { message } = error as Error;
    expect(message).not.toMatch(/\n|undefined/);
    return message;
  };

  test('a file where the folder should be', async () => {
    const dir = newFolder();
    fs.writeFileSync(dir, '');
    expect(await refusal(dir)).toContain(dir);
  });

  test('a cluster of another PostgreSQL version', async () => {
    const dir = usedFolder();
    fs.writeFileSync(path.join(dir, 'cluster', 'PG_VERSION'), '15\n');
    expect(await refusal(dir)).toMatch(/was made by PostgreSQL 15, .* carries PostgreSQL 18/);
  });

  test('lost passwords', async () => {
    const dir = usedFolder();
    fs.rmSync(path.join(dir, 'secrets.json'));
    expect(await refusal(dir)).toMatch(/secrets\.json with the database passwords is missing/);
  });

  test('passwords of another database', async () => {
    const dir = usedFolder();
    fs.writeFileSync(path.join(dir, 'secrets.json'), JSON.stringify({ superuser: 'x', app: 'y' }));
    expect(await refusal(dir)).toMatch(/does not accept the passwords/);
  });

  test('a damaged cluster, with the words of PostgreSQL', async () => {
    const dir = usedFolder();
    fs.rmSync(path.join(dir, 'cluster', 'global', 'pg_control'));
    expect(await refusal(dir)).toMatch(/^PostgreSQL did not start: .*postgres\.log/);
  });

  test.runIf(isRoot)('a folder that the user may not enter', async () => {
    const told = await startProgram(newFolder({ closed: true }), { uid: 65534 }).told;
    expect(told).toMatchObject({ failed: 'LaunchError' });
    expect(told.message).toMatch(/permission denied/);
  });
});
