import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getMe, listStaff, signIn } from '#contract/access.ts';
import { accessRoutes } from '#server/access/index.ts';
import { newId } from '#server/platform/index.ts';
import { launchPostgres } from '#server/platform/postgres/index.ts';
import { filo } from '#tests/support/filo.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

let folder: string;
let server: TestServer;
const run = (args: string[], input?: string) =>
  filo(args, {
    databaseUrl: server.platform.config.databaseUrl!,
    dataDir: folder,
    ...(input === undefined ? {} : { input }),
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-cli-'));
  server = await testServer(accessRoutes());
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const oneSentence = /^[^\n]+[.]\n$/;

test.each([
  [['frobnicate'], 'frobnicate'],
  [['user'], 'filo user needs one of'],
  [['user', 'fire'], '"fire"'],
  [['user', 'add', '--mail', 'x'], '--mail'],
  [['user', 'add', '--name', 'x', '--role', 'agent'], '--email'],
  [['user', 'add', '--email', 'x@example.org', '--name', 'x', '--role', 'agent'], '--password'],
  [['token', 'create', '--name', 'x'], '--scopes'],
  [['token', 'create', '--name', 'x', '--scopes', 'contact.read,everything'], 'everything'],
  [['token', 'create', '--name', 'x', '--scopes', '*', '--expires', 'soon'], '--expires'],
  [['backup'], 'a folder or a file'],
  [['restore'], "a backup's file"],
  [['restore', 'one', 'two'], '"two"'],
  [['replay'], 'a mailbox'],
  [['replay', 'x', '--from-uid', 'y'], '--from-uid'],
  [['demo'], 'load'],
  [['migrate', 'now'], '"now"'],
])('wrong usage is one sentence and exit 2: filo %j', async (args, named) => {
  const { code, out, err } = await run(args as string[]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(oneSentence);
  expect(err).toContain(named);
});

test('whoever reads only the beginning of an answer gets no fault', async () => {
  const program = path.resolve('server/cli.ts');
  const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${program}" --help | head -c 1; exit 0`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([out, err]).toEqual(['f', '']);
});

test('--help names every command', async () => {
  for (const args of [[], ['--help'], ['backup', '--help']]) {
    const { code, out } = await run(args);
    expect(code).toBe(0);
    for (const command of [
      'migrate',
      'backup',
      'restore',
      'demo load',
      'user add',
      'token create',
      'replay',
      'simulate',
      'openapi',
    ])
      expect(out).toContain(command);
  }
});

test('a database that does not answer is one sentence and exit 1', async () => {
  const { code, err } = await filo(['user', 'list'], {
    databaseUrl: 'postgres://nobody:nothing@127.0.0.1:1/none',
    dataDir: folder,
  });
  expect(code).toBe(1);
  expect(err).toMatch(oneSentence);
  expect(err).toContain('does not answer');
});

test('the OpenAPI document is JSON on standard output', async () => {
  const { code, out } = await run(['openapi']);
  expect(code).toBe(0);
  const document = JSON.parse(out) as { openapi: string; paths: object };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/api/v1/contacts');
});

test('a person added by the command line can sign in, is listed, gets a new password, and is shut out', async () => {
  const email = 'nina.prova@example.org';
  const add = ['user', 'add', '--email', email, '--name', 'Nina Prova', '--role', 'supervisor'];
  const weak = await run([...add, '--password', 'short']);
  expect([weak.code, weak.err]).toEqual([1, '--password: at least 10 characters.\n']);
  const unknown = await run([...add.slice(0, -1), 'emperor', '--password', 'long enough for it']);
  expect([unknown.code, unknown.err]).toEqual([1, 'There is no role "emperor".\n']);

  expect((await run([...add, '--password-stdin'], 'the first password\n')).code).toBe(0);
  const twice = await run([...add, '--password', 'the first password']);
  expect([twice.code, twice.err]).toEqual([1, 'Another member of staff has this e-mail address.\n']);
  const enter = async (password: string) => (await server.call(signIn, { body: { email, password } })).status;
  expect(await enter('the first password')).toBe(200);
  expect((await run(['user', 'list'])).out).toMatch(
    /nina\.prova@example\.org +Nina Prova +supervisor +active/,
  );

  expect((await run(['user', 'password', email, '--password-stdin'], 'the second password')).code).toBe(0);
  expect([await enter('the first password'), await enter('the second password')]).toEqual([401, 200]);

  expect((await run(['user', 'deactivate', email])).code).toBe(0);
  expect(await enter('the second password')).toBe(401);
  expect((await run(['user', 'list'])).out).toMatch(/nina\.prova.*deactivated/);
  const nobody = await run(['user', 'deactivate', 'nobody@example.org']);
  expect([nobody.code, nobody.err]).toEqual([1, 'Nobody on the staff has the address nobody@example.org.\n']);
});

test('the last administrator cannot be shut out', async () => {
  const email = 'capo@example.org';
  await run([
    'user',
    'add',
    '--email',
    email,
    '--name',
    'Capo',
    '--role',
    'administrator',
    '--password',
    'long enough for it',
  ]);
  const { code, err } = await run(['user', 'deactivate', email]);
  expect(code).toBe(1);
  expect(err).toContain('administrator');
});

test('a token is printed alone, works, is listed without its value, and ends when revoked', async () => {
  const made = await run([
    'token',
    'create',
    '--name',
    'reports',
    '--scopes',
    'admin.read',
    '--expires',
    '30d',
  ]);
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^filo_[\w-]{43}\n$/);
  const token = made.out.trim();
  expect((await server.call(listStaff, {}, { as: { token } })).status).toBe(200);
  const { out } = await run(['token', 'list']);
  expect(out).not.toContain(token);
  const id = /^(\S{36}) +reports +admin\.read .* good$/m.exec(out)![1]!;
  expect((await run(['token', 'revoke', id])).code).toBe(0);
  expect((await run(['token', 'list'])).out).toMatch(new RegExp(`^${id} .* revoked$`, 'm'));
  expect((await run(['token', 'revoke', newId()])).code).toBe(1);
  const foreign = await run(['token', 'create', '--name', 'x', '--scopes', '*', '--service', 'nowhere']);
  expect([foreign.code, foreign.err]).toEqual([1, 'There is no service "nowhere": there are none.\n']);
  // Who has kept the token for a while longer is told by the server itself.
  await expect
    .poll(async () => (await server.call(getMe, {}, { as: { token } })).status, { timeout: 40_000 })
    .toBe(401);
});

test('replay sets a mailbox back to where it is told', async () => {
  const { pool } = server.platform.database;
  const [service, queue, entry] = [await server.makeService(), newId(), newId()];
  await pool.query(`insert into routing.queue (id, code, name, service_id) values ($1, 'mail', 'Mail', $2)`, [
    queue,
    service,
  ]);
  await pool.query(
    `insert into contacts.entry_point (id, channel, address, name, service_id, queue_id) values ($1, 'email', 'info@example.org', 'Info', $2, $3)`,
    [entry, service, queue],
  );
  await pool.query(
    `insert into email.mailbox (id, entry_point_id, host, port, username, password, last_uid) values ($1, $2, 'imap.example.org', 993, 'info', 'sealed', 812)`,
    [newId(), entry],
  );
  expect((await run(['replay', 'info', '--from-uid', '40'])).code).toBe(0);
  expect((await pool.query('select last_uid from email.mailbox')).rows).toEqual([{ last_uid: 40 }]);
  const unknown = await run(['replay', 'sales']);
  expect([unknown.code, unknown.err]).toEqual([
    1,
    'There is no mailbox "sales": there are info@imap.example.org.\n',
  ]);
});

test('without DATABASE_URL the embedded database is started, and stopped; one that runs is shared and left running', async () => {
  const dataDir = path.join(folder, 'embedded');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(dataDir);
  const empty = await filo(['user', 'list'], { dataDir });
  expect([empty.code, empty.err]).toEqual([1, 'The database is still empty: run filo migrate first.\n']);
  expect((await filo(['migrate'], { dataDir })).out).toMatch(/^Migrated: .*platform\.sql/);
  const running = await launchPostgres({ dir: path.join(dataDir, 'postgres'), durable: false });
  try {
    expect(running.adopted).toBe(false);
    expect((await filo(['migrate'], { dataDir })).out).toBe('The database is up to date.\n');
    const client = new pg.Client({ connectionString: running.url });
    await client.connect();
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  } finally {
    await running.stop();
  }
});
