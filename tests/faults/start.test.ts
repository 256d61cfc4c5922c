import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readlink, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { setup, setupState } from '#contract/access.ts';
import { listContacts } from '#contract/contacts.ts';
import { callServer, enter } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import {
  bareEnvironment,
  startServerProcess,
  waitFor,
  type ServerProcess,
} from '#tests/support/server-process.ts';
import { command, withDatabase } from '#tests/support/cluster.ts';
import { createTransport } from 'nodemailer';
import { writeMail } from '#tests/stories/mail.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-test-'));
  await chmod(folder, 0o755);
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

// Root is let in everywhere, so nobody starts in its place those servers that should find a door shut.
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const reach = [
  `await import('node:fs').then((fs) => fs.accessSync(${JSON.stringify(path.join(root, 'server/main.ts'))}))`,
];
const someoneElse =
  spawnSync(process.execPath, ['--input-type=module', '-e', ...reach], { ...nobody, cwd: '/' }).status === 0;

/** Starts a server that should refuse to start. */
function refused(
  env: Record<string, string>,
  args: string[] = [],
  who: { uid?: number; gid?: number } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'server/main.ts'), ...args], {
      cwd: folder,
      env: {
        ...bareEnvironment(),
        FILO_PORT: '0',
        FILO_SMTP_PORT: '0',
        FILO_DATA: path.join(folder, 'data'),
        FILO_DEMO: '0',
        DATABASE_URL: database.url,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...who,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.once('exit', (code) => resolve({ code, out, err }));
  });
}

// One line that a person can read, and nothing else.
const oneSentence = /^[A-Z][^\n]*\.\n$/;

async function occupied(): Promise<{ port: number; free(): Promise<void> }> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    free: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('a start that cannot be is one sentence and exit 1:', () => {
  for (const setting of ['FILO_PORT', 'FILO_SMTP_PORT']) {
    test(`the port of ${setting} is in use`, async () => {
      const taken = await occupied();
      const { code, err } = await refused({ [setting]: String(taken.port) });
      await taken.free();
      expect([code, err]).toEqual([
        1,
        `Port ${taken.port} is in use by another program: stop it, or choose another port with ${setting}.\n`,
      ]);
    });
  }

  test('a taken port is told before the database is asked', async () => {
    const taken = await occupied();
    const nowhere = 'postgres://nobody:nothing@127.0.0.1:1/none';
    const { code, err } = await refused({ FILO_PORT: String(taken.port), DATABASE_URL: nowhere });
    await taken.free();
    expect([code, err]).toEqual([1, expect.stringContaining(`Port ${taken.port} is in use`)]);
  });

  test.each(['FILO_HOST', 'FILO_SMTP_HOST'])('the address of %s is not of this machine', async (setting) => {
    const { code, err } = await refused({ [setting]: '192.0.2.1' });
    expect([code, err]).toEqual([1, `192.0.2.1 (${setting}) is not an address of this machine.\n`]);
  });

  test('an option is not known, the one for an empty start misspelt for example', async () => {
    const { code, out, err } = await refused({}, ['--emtpy']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(oneSentence);
    expect(err).toContain('--emtpy');
  });

  test('the data folder is a file', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    for (const dir of [file, path.join(file, 'below')])
      for (const url of ['', database.url]) {
        const { code, err } = await refused({ FILO_DATA: dir, DATABASE_URL: url });
        expect(err).toMatch(oneSentence);
        expect([code, err]).toEqual([1, expect.stringContaining(file)]);
      }
  });

  // Root may read everything: then somebody else tries, if they can reach the program at all.
  test.skipIf(!someoneElse)('the data folder, the files in it, or the settings may not be read', async () => {
    const closed = path.join(folder, 'closed');
    await mkdir(closed, { mode: 0o000 });
    const data = await refused({ FILO_DATA: closed, DATABASE_URL: '' }, [], nobody);
    expect(data.err).toMatch(oneSentence);
    expect([data.code, data.err]).toEqual([1, expect.stringContaining('permission denied')]);
    expect(data.err).toContain(closed);

    const files = path.join(folder, 'open', 'files');
    await mkdir(files, { recursive: true, mode: 0o755 });
    await chmod(path.dirname(files), 0o777);
    await chmod(files, 0o555);
    const kept = await refused({ FILO_DATA: path.dirname(files) }, [], nobody);
    expect(kept.err).toMatch(oneSentence);
    expect([kept.code, kept.err]).toEqual([
      1,
      expect.stringContaining(`Cannot use ${files}: permission denied`),
    ]);

    const settings = path.join(folder, 'filodiretto.env');
    await writeFile(settings, '', { mode: 0o000 });
    const { code, err } = await refused({}, [], nobody);
    await rm(settings);
    expect([code, err]).toEqual([1, `Cannot read the settings in ${settings}: EACCES.\n`]);
  });

  test('the database of DATABASE_URL does not answer, refuses, or is not there', async () => {
    const silent = await refused({ DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' });
    expect(silent.err).toMatch(oneSentence);
    expect([silent.code, silent.err]).toEqual([1, expect.stringContaining('does not answer')]);

    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    for (const url of [wrong.href, withDatabase(inject('testCluster').appUrl, 'no_such_database')]) {
      const { code, err } = await refused({ DATABASE_URL: url });
      expect(err).toMatch(oneSentence);
      expect([code, err]).toEqual([1, expect.stringContaining('refuses us')]);
      expect(err).not.toContain('not-the-password');
    }
  });

  test.each([
    ['hangs up', (socket: net.Socket) => socket.end()],
    ['says nothing', () => undefined],
  ])('what listens at DATABASE_URL %s', async (_, answer) => {
    const sockets = new Set<net.Socket>();
    const other = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      answer(socket);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as net.AddressInfo;
    const { code, err } = await refused({ DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/c` });
    for (const socket of sockets) socket.destroy();
    other.close();
    expect(err).toMatch(oneSentence);
    expect([code, err]).toEqual([1, expect.stringContaining(`127.0.0.1:${port}`)]);
  });

  test('the database was migrated by a newer version', async () => {
    await command(database.url, `insert into public.migration (name) values ('29990101T0000_later.sql')`);
    const { code, err } = await refused({});
    await command(database.url, `delete from public.migration where name like '2999%'`);
    expect(err).toMatch(oneSentence);
    expect([code, err]).toEqual([1, expect.stringContaining('29990101T0000_later.sql')]);
    expect(err).toContain('newer Filodiretto');
  });

  test('settings are wrong, all of them named at once', async () => {
    const { code, err } = await refused({
      FILO_PORT: 'abc',
      FILO_SMTP_PORT: '70000',
      FILO_SECRET: 'short',
      FILO_DEMO: 'maybe',
      FILO_PROT: '8081',
      FILO_PUBLIC_URL: 'not an address',
    });
    expect(code).toBe(1);
    expect(err).toMatch(oneSentence);
    for (const name of ['FILO_PORT', 'FILO_SMTP_PORT', 'FILO_SECRET', 'FILO_DEMO', 'FILO_PUBLIC_URL'])
      expect(err).toContain(`${name}: `);
    expect(err).toContain('FILO_PROT is not a setting');
    const addresses = await refused({
      DATABASE_URL: 'postgres://anna:parola#chiave@db.example.org/filodiretto',
      FILO_RELAY_URL: 'smtp://',
      FILO_PUBLIC_URL: 'ftp://contact.example.org',
    });
    expect(addresses.err).toMatch(oneSentence);
    for (const words of ['DATABASE_URL: cannot be read', 'FILO_RELAY_URL: names no', 'FILO_PUBLIC_URL: must'])
      expect(addresses.err).toContain(words);
    expect(addresses.err).not.toContain('chiave');
    const one = await refused({ FILO_PORT: 'abc' });
    expect(one.err).toMatch(/^Settings are wrong\. FILO_PORT: [^;]+\.\n$/);
  });
});

describe('an installation that is stopped, killed and started again', () => {
  let server: ServerProcess | null = null;
  let dataDir: string;
  beforeAll(() => {
    dataDir = path.join(folder, 'kept');
  });
  afterAll(() => server?.stop());
  const cluster = () => path.join(dataDir, 'postgres/cluster');
  /** The processes whose folder is that of the cluster: PostgreSQL's. */
  async function databaseProcesses(): Promise<number[]> {
    const found: number[] = [];
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const where = await readlink(`/proc/${name}/cwd`).catch(() => '');
      if (where === cluster()) found.push(Number(name));
    }
    return found;
  }
  const postmaster = () =>
    Number(execFileSync('head', ['-1', path.join(cluster(), 'postmaster.pid')]).toString());
  const first = {
    organisation: 'Acque di Prova',
    name: 'Prima Persona',
    email: 'prima@example.org',
    password: 'a password of the test',
    mailbox: 'sportello@example.com',
  };

  test('--empty waits for its administrator; then a mail to the mailbox becomes a contact', async () => {
    server = await startServerProcess({ dataDir, demo: true, args: ['--empty'] });
    const as = { token: server.token };
    expect(server.output()).toContain('open it to make the administrator');
    expect(await callServer(server.url, setupState, {}, as)).toMatchObject({ needed: true });
    await callServer(server.url, setup, { body: first }, as);
    expect(await callServer(server.url, setupState, {}, as)).toMatchObject({
      needed: false,
      organisation: first.organisation,
    });
    const admin = await enter(server.url, first.email, first.password);
    await createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true }).sendMail({
      envelope: { from: 'ada@example.org', to: [first.mailbox] },
      raw: writeMail({ to: first.mailbox, subject: 'La prima mail' }),
    });
    const list = () => callServer(server!.url, listContacts, { query: {} }, admin);
    await waitFor(async () => (await list()).items.length === 1, 30_000, 'the contact');
    expect((await list()).items[0]).toMatchObject({
      subject: 'La prima mail',
      channel: 'email',
      state: 'queued',
    });
  });

  test('an interrupt ends everything, the database included, and nothing of it was an error', async () => {
    expect(await databaseProcesses()).toContain(postmaster());
    const ended = new Promise((resolve) => server!.child.once('exit', resolve));
    const before = server!.output();
    server!.child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(server!.output()).toBe(before);
    expect(await databaseProcesses()).toEqual([]);
  });

  test('the next start finds everything; killed with -9 it leaves nothing that stops the one after', async () => {
    server = await startServerProcess({ dataDir });
    const admin = await enter(server.url, first.email, first.password);
    expect((await callServer(server.url, listContacts, { query: {} }, admin)).items).toHaveLength(1);
    const orphan = postmaster();
    await server.kill();
    expect(await databaseProcesses()).toContain(orphan);

    server = await startServerProcess({ dataDir });
    expect(postmaster()).toBe(orphan);
    expect((await callServer(server.url, listContacts, { query: {} }, admin)).items).toHaveLength(1);
    await waitFor(
      async () => (await fetch(new URL('/readyz', server!.url))).status === 200,
      30_000,
      'readiness',
    );
    expect(await server.stop()).toBe(0);
    expect(await databaseProcesses()).toEqual([]);
    server = null;
  });
});
