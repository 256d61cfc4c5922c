import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { from as copyFrom } from 'pg-copy-streams';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import {
  connect,
  createFileStore,
  digest,
  knownMigrations,
  migrate,
  type Connection,
} from '#server/platform/index.ts';
import { ArchiveError, readArchive, verifyArchive } from './archive.ts';
import type { BackupFacts } from './backup.ts';
import {
  doneMigrations,
  dropEverything,
  emptyTables,
  firstFilledTable,
  fixFormats,
  livingProcesses,
  makeJobTable,
  queueSavedJobs,
  savedTables,
  setSequenceValues,
} from './tables.store.ts';

const JOB_COLUMNS = 'identifier, payload, queue_name, run_at, max_attempts, key, priority';

/**
 * Puts a backup back. The archive is read and checked whole before anything is touched; tables are filled in one
 * transaction. A backup of an earlier version is brought up to this one.
 *
 * @param options.force also over a database that is in use
 * @throws ArchiveError, one sentence: damaged, of a newer version, or the database is in use or not empty
 */
export async function restore(options: {
  databaseUrl: string;
  dataDir: string;
  file: string;
  force: boolean;
}): Promise<BackupFacts> {
  const facts = (await verifyArchive(options.file)) as unknown as BackupFacts;
  if (facts.format !== 1)
    throw new ArchiveError(`${options.file} was made by another program or a newer Filodiretto.`);
  const known = await knownMigrations();
  const unknown = facts.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ArchiveError(
      `${options.file} was made by a newer Filodiretto (it has ${unknown.join(', ')}): restore it with that version.`,
    );
  const client = await connect(options.databaseUrl, 'filo restore');
  try {
    await fixFormats(client);
    const done = await doneMigrations(client);
    if (done.length > 0) {
      if ((await livingProcesses(client)) > 0)
        throw new ArchiveError(
          'A server runs on this database, or was killed a moment ago: stop it, wait a few seconds, and try again.',
        );
      const filled = await firstFilledTable(client, await savedTables(client));
      if (filled !== null && !options.force)
        throw new ArchiveError(
          `The database is not empty (${filled} has rows): what is there would be lost. Repeat with --force to replace it.`,
        );
      if (done.join() !== facts.migrations.join()) await dropEverything(client);
    }
    await migrate(options.databaseUrl, facts.migrations);
    await load(client, facts, options);
    await migrate(options.databaseUrl);
    await client.query(`analyze ${(await savedTables(client)).map((table) => table.name).join(', ')}`);
    return facts;
  } finally {
    await client.end();
  }
}

async function load(
  client: Connection,
  facts: BackupFacts,
  { file, dataDir }: { file: string; dataDir: string },
): Promise<void> {
  const store = createFileStore(path.join(dataDir, 'files'));
  let key: Buffer | null = null;
  await client.query('begin');
  try {
    const putBack = await emptyTables(client, await savedTables(client));
    await makeJobTable(client);
    const rows = new Map<string, number>();
    const copy = copier(client, rows);
    for await (const { name, content } of readArchive(file)) {
      const table = /^tables\/(.+)\/\d+$/.exec(name)?.[1];
      if (table !== undefined) {
        const { columns } = facts.tables.find((one) => one.name === table)!;
        await copy.add(table, `${table} (${columns.join(', ')})`, content);
      } else if (name.startsWith('jobs/')) await copy.add('jobs', `saved_job (${JOB_COLUMNS})`, content);
      else if (name === 'secret') key = Buffer.from(content);
      else if (name.startsWith('files/')) {
        if (digest(content) !== name.slice('files/'.length))
          throw new ArchiveError(`${file} is damaged: ${name}.`);
        await store.put(content);
      }
    }
    await copy.end();
    for (const { name, rows: wanted } of [...facts.tables, { name: 'jobs', rows: facts.jobs }])
      if ((rows.get(name) ?? 0) !== wanted)
        throw new ArchiveError(
          `${name} has ${rows.get(name) ?? 0} rows after the restore and had ${wanted} before.`,
        );
    await putBack();
    await queueSavedJobs(client);
    await setSequenceValues(client, facts.sequences);
    // Before the commit: rows that nobody can unseal would be worse than a key without rows.
    if (key !== null) await putKey(dataDir, key);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Feeds pieces into COPY, one table after the other. */
function copier(client: Connection, rows: Map<string, number>) {
  let current: { table: string; stream: ReturnType<typeof copyFrom>; failed: Error | null } | null = null;
  const end = async () => {
    if (current === null) return;
    const { table, stream } = current;
    current = null;
    stream.end();
    await finished(stream);
    rows.set(table, stream.rowCount ?? 0);
  };
  return {
    end,
    async add(table: string, target: string, content: Buffer): Promise<void> {
      if (current?.table !== table) {
        await end();
        const opened = { table, stream: client.query(copyFrom(`copy ${target} from stdin`)), failed: null };
        opened.stream.on('error', (error: Error) => Object.assign(opened, { failed: error }));
        current = opened;
      }
      const { stream } = current;
      if (!stream.write(content)) await once(stream, 'drain');
      if (current.failed !== null) throw current.failed;
    },
  };
}

/** The key of the saved installation, which its sealed passwords need; another one that was here is kept beside it. */
async function putKey(dataDir: string, key: Buffer): Promise<void> {
  const place = path.join(dataDir, 'secret');
  if (existsSync(place)) {
    if ((await readFile(place)).equals(key)) return;
    await rename(place, `${place}.before-restore`);
  }
  await mkdir(dataDir, { recursive: true });
  await writeFile(place, key, { mode: 0o600 });
}
