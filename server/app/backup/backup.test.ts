import { readFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '#server/app/demo/load.ts';
import { loadDemoRecordings } from '#server/app/demo/recordings-demo.ts';
import {
  addJob,
  digest,
  knownMigrations,
  migrate,
  pendingMigrations,
  saveFiles,
} from '#server/platform/index.ts';
import { openDataKey } from '#server/recordings/keys.ts';
import { openWritten, sealWritten } from '#server/recordings/transcript.rules.ts';
import { insertTranscript } from '#server/recordings/transcripts.store.ts';
import { command, withDatabase } from '#tests/support/cluster.ts';
import { testDatabase } from '#tests/support/database.ts';
import { filo } from '#tests/support/filo.ts';
import { startServerProcess } from '#tests/support/server-process.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

let folder: string;
let server: TestServer;
let archive: string;
const scan = Buffer.from('a scanned bill, or so');
/** What was said in a recorded call. */
const written = {
  plan: 'one',
  pieces: 1,
  done: 1,
  said: [
    {
      speaker: 'customer' as const,
      start: 0,
      end: 900,
      text: 'Buongiorno, ho un guasto.',
      confidence: null,
      language: 'it',
      provider: 'Orecchio inventato',
    },
  ],
};
const databases: { url: string; drop(): Promise<void> }[] = [];

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function emptyDatabase(): Promise<string> {
  const made = await testDatabase();
  databases.push(made);
  return made.url;
}

const home = async (name: string): Promise<string> => mkdtemp(path.join(folder, `${name}-`));
const sourceUrl = () => server.platform.config.databaseUrl!;
const sourceDir = () => server.platform.config.dataDir;

// Written to while the backup is made: compared by what must hold, not by their bytes.
const moving = ['platform.audit', 'platform.setting'];

/** Count and checksum of every table of ours. */
async function sums(url: string): Promise<Record<string, string>> {
  const tables = await query<{ name: string }>(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname !~ '^pg_' and schemaname not in ('information_schema', 'graphile_worker', 'public') order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `select '${name.replaceAll("'", "''")}' as name, count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '-') as sum from ${name} t`,
  );
  const rows = await query<{ name: string; sum: string }>(url, parts.join(' union all '));
  return Object.fromEntries(rows.map((row) => [row.name, row.sum]));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-backup-'));
  server = await testServer([]);
  await loadDemo(server.ctx, () => undefined, { customers: 300, days: 14 });
  await loadDemoRecordings(server.ctx);
  const { rows } = await server.platform.database.pool.query(
    'select id, key_id as "keyId", wrapped_key as "wrappedKey" from recordings.recording order by id limit 1',
  );
  const recording = rows[0] as { id: string; keyId: string; wrappedKey: Buffer };
  await server.ctx.tx((tx) =>
    insertTranscript(tx, {
      recordingId: recording.id,
      state: 'done',
      language: 'it',
      askedAt: new Date(),
      content: sealWritten(openDataKey(server.platform, recording), recording.id, written),
    }),
  );
  const sha256 = await server.platform.files.put(scan);
  await writeFile(path.join(sourceDir(), 'secret'), 'the key of this installation\n');
  await server.ctx.tx(async (tx) => {
    await saveFiles(tx, [{ sha256, size: scan.length, type: 'text/plain' }]);
    await addJob(
      tx,
      'demo.remind',
      { what: 'a thing' },
      { runAt: new Date('2040-01-01'), key: 'remind', queue: 'reminders' },
    );
  });

  // One transaction writes a row and counts it; any snapshot must agree with itself.
  const { pool } = server.platform.database;
  await pool.query(`insert into platform.setting (key, value) values ('written', '0')`);
  let writing = true;
  let rowsWritten = 0;
  const writer = (async () => {
    while (writing) {
      const client = await pool.connect();
      await client.query('begin');
      await client.query(
        `insert into platform.audit (actor, action, object_type) select 'system', 'test.written', 'test' from generate_series(1, 3)`,
      );
      await client.query(
        `update platform.setting set value = to_jsonb(value::text::int + 3) where key = 'written'`,
      );
      await client.query('commit');
      client.release();
      rowsWritten += 3;
    }
  })();
  const made = await filo(['backup', path.join(folder, 'backups') + path.sep], {
    databaseUrl: sourceUrl(),
    dataDir: sourceDir(),
  });
  writing = false;
  await writer;
  const files = await readdir(path.join(folder, 'backups')).catch(() => []);
  if (made.code !== 0 || rowsWritten === 0 || files.length !== 1)
    throw new Error(`the backup was not made (${rowsWritten} rows meanwhile): ${made.err}`);
  archive = path.join(folder, 'backups', files[0]!);
});
afterAll(async () => {
  await server.stop();
  await Promise.all(databases.map((one) => one.drop()));
  await rm(folder, { recursive: true, force: true });
});

test('a backup made under writes, put into another database, is the same in every row, and whole', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('restored');
  expect(await filo(['restore', archive], { databaseUrl: url, dataDir })).toMatchObject({ code: 0, err: '' });

  const [before, after] = [await sums(sourceUrl()), await sums(url)];
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const still = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !moving.includes(name)));
  expect(still(after)).toEqual(still(before));
  expect(
    await query(
      url,
      `select (select value::text::int from platform.setting where key = 'written')
      = (select count(*) from platform.audit where action = 'test.written') as whole`,
    ),
  ).toEqual([{ whole: true }]);
});

test('what was said in a recorded call is in it, and is read with the keys that are in no backup', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('said');
  expect((await filo(['restore', archive], { databaseUrl: url, dataDir })).code).toBe(0);
  expect(await readdir(path.join(dataDir, 'keys')).catch(() => [])).toEqual([]);
  const [row] = await query<{ id: string; keyId: string; wrappedKey: Buffer; content: Buffer }>(
    url,
    `select r.id, r.key_id as "keyId", r.wrapped_key as "wrappedKey", t.content
     from recordings.transcript as t join recordings.recording as r on r.id = t.recording_id`,
  );
  expect(row!.content.includes('guasto')).toBe(false);
  expect(openWritten(openDataKey(server.platform, row!), row!.id, row!.content)).toEqual(written);
});

test('what comes after a restore goes on where the saved installation was', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('onward');
  expect((await filo(['restore', archive], { databaseUrl: url, dataDir })).code).toBe(0);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    expect(
      await pendingMigrations(async (text) => (await client.query<{ name: string }>(text)).rows),
    ).toEqual([]);
    const { rows: numbers } = await client.query(
      `select nextval('contacts.contact_number') > (select max(right(number, 6)::bigint) from contacts.contact) as contacts`,
    );
    expect(numbers).toEqual([{ contacts: true }]);
    // An identity column, a foreign key, a generated column and the word index are at work again.
    await client.query(`insert into platform.audit (actor, action, object_type) values ('system', 'a', 'b')`);
    await expect(
      client.query(
        `insert into contacts.draft (staff_id, conversation_id, body) values (gen_random_uuid(), gen_random_uuid(), '{}')`,
      ),
    ).rejects.toThrow(/foreign key/);
    const { rows: found } = await client.query(
      `select count(*) > 0 as found from contacts.message where search @@ to_tsquery('contacts.words', 'bolletta')`,
    );
    expect(found).toEqual([{ found: true }]);
    const { rows: indexes } = await client.query(
      `select count(*)::int as n from pg_indexes where indexname = 'message_search'`,
    );
    expect(indexes).toEqual([{ n: 1 }]);
    const { rows: jobs } = await client.query(
      `select task_identifier, key, queue_name, run_at from graphile_worker.jobs`,
    );
    expect(jobs).toEqual([
      {
        task_identifier: 'demo.remind',
        key: 'remind',
        queue_name: 'reminders',
        run_at: new Date('2040-01-01'),
      },
    ]);
  } finally {
    await client.end();
  }
  const sha256 = digest(scan);
  expect(await readFile(path.join(dataDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256))).toEqual(
    scan,
  );
  expect(await readFile(path.join(dataDir, 'secret'), 'utf8')).toBe('the key of this installation\n');
});

test('an installation that was only started, and holds nothing of anybody, is restored over without asking', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('started');
  const fresh = await startServerProcess({
    dataDir,
    env: { DATABASE_URL: url },
    voice: true,
    args: ['--empty'],
  });
  const gateways = async () => query(url, `select name from voice.gateway`);
  await expect.poll(gateways).toHaveLength(1);
  await fresh.stop();
  // The token of automation is somebody's.
  await query(url, `delete from access.api_token where gateway is null`);
  expect(await filo(['restore', archive], { databaseUrl: url, dataDir })).toMatchObject({ code: 0, err: '' });
});

test('a database in use is not overwritten, unless with --force', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('used');
  await filo(['token', 'create', '--name', 'mine', '--scopes', '*'], { databaseUrl: url, dataDir });
  const before = await sums(url);
  const refused = await filo(['restore', archive], { databaseUrl: url, dataDir });
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^The database is not empty .*--force/);
  expect(await sums(url)).toEqual(before);

  await query(
    url,
    `insert into platform.lease (name, holder, until) values ('routing', 'somebody', now() + interval '1 minute')`,
  );
  const served = await filo(['restore', archive, '--force'], { databaseUrl: url, dataDir });
  expect([served.code, served.err]).toEqual([1, expect.stringMatching(/^A server runs on this database/)]);
  await query(url, 'delete from platform.lease');

  expect((await filo(['restore', archive, '--force'], { databaseUrl: url, dataDir })).code).toBe(0);
  expect(await query(url, `select 1 from access.api_token`)).toEqual([]);
  expect(await query(url, `select count(*)::int as staff from access.staff`)).toEqual([{ staff: 13 }]);
  expect(await readFile(path.join(dataDir, 'secret.before-restore'), 'utf8')).not.toBe('');
});

test('an archive that was cut short, changed, or is something else is refused before anything is touched', async () => {
  const url = await emptyDatabase();
  const dataDir = await home('damaged');
  const before = await sums(url);
  const good = await readFile(archive);
  const short = path.join(folder, 'short.tar.gz');
  await writeFile(short, good.subarray(0, Math.floor(good.length * 0.7)));
  const changed = path.join(folder, 'changed.tar.gz');
  const bytes = Buffer.from(good);
  bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
  await writeFile(changed, bytes);
  const other = path.join(folder, 'other.txt');
  await writeFile(other, 'this is no backup');
  for (const file of [short, changed, other, path.join(folder, 'nothing.tar.gz')]) {
    const { code, err } = await filo(['restore', file], { databaseUrl: url, dataDir });
    expect({ file, code, err }).toEqual({ file, code: 1, err: expect.stringMatching(/^[^\n]+\.\n$/) });
  }
  expect(await sums(url)).toEqual(before);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a backup that is there already is not overwritten, and no half of one is left', async () => {
  const before = await stat(archive);
  const again = await filo(['backup', archive], { databaseUrl: sourceUrl(), dataDir: sourceDir() });
  expect(again.code).toBe(1);
  expect((await stat(archive)).mtimeMs).toBe(before.mtimeMs);
  const lost = await filo(['backup', path.join(folder, 'lost.tar.gz')], {
    databaseUrl: withDatabase(sourceUrl(), 'no_such_database'),
    dataDir: sourceDir(),
  });
  expect(lost.code).toBe(1);
  expect((await readdir(folder)).filter((name) => name.startsWith('lost'))).toEqual([]);
});

test('a backup of an earlier version is brought up to this one', async () => {
  const [first] = await knownMigrations();
  const early = await emptyDatabase();
  await command(
    early,
    `do $$ declare one text; begin
       for one in select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema', 'graphile_worker') loop
         execute format('drop schema %I cascade', one);
       end loop;
     end $$`,
  );
  await command(early, 'delete from public.migration');
  await migrate(early, [first!]);
  await command(early, `insert into platform.setting (key, value) values ('organisation', '"Early"')`);
  const file = path.join(folder, 'early.tar.gz');
  expect((await filo(['backup', file], { databaseUrl: early, dataDir: await home('early') })).code).toBe(0);

  const url = await emptyDatabase();
  expect((await filo(['restore', file], { databaseUrl: url, dataDir: await home('later') })).code).toBe(0);
  expect(await query(url, `select value from platform.setting`)).toEqual([{ value: 'Early' }]);
  expect(await query(url, `select name from public.migration order by 1`)).toEqual(
    (await knownMigrations()).map((name) => ({ name })),
  );
});
