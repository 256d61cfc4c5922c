import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { to as copyTo } from 'pg-copy-streams';
import { connect, createFileStore, type Connection } from '#server/platform/index.ts';
import { ArchiveError, createArchive, type ArchiveWriter } from './archive.ts';
import {
  doneMigrations,
  fixFormats,
  jobsQuery,
  savedTables,
  sequenceValues,
  storedFiles,
  type SavedTable,
  type SequenceValue,
} from './tables.store.ts';

/** What a backup says of itself. */
export interface BackupFacts {
  format: 1;
  madeAt: string;
  migrations: string[];
  /** Rows counts what was written of each table. */
  tables: (SavedTable & { rows: number })[];
  jobs: number;
  sequences: SequenceValue[];
  files: number;
}

/** Tables are cut into pieces of about this size, so that neither end holds more than one. */
const PIECE = 4 * 1024 * 1024;

/** Where a backup goes: into a folder under a name with the time, or to the file that was named. */
export function backupPlace(wanted: string, now: Date): string {
  const isFolder = wanted.endsWith(path.sep) || (existsSync(wanted) && statSync(wanted).isDirectory());
  if (!isFolder) return path.resolve(wanted);
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return path.resolve(wanted, `filodiretto-${time}.tar.gz`);
}

/**
 * Saves the whole installation as it is at one moment, while it is used: all tables from one snapshot, the jobs that
 * wait, the stored files, the installation's key.
 * @returns where it is, what it holds, and the stored files that the database knows of but the folder lacks
 * @throws ArchiveError when the file is there already
 */
export async function backup(options: {
  databaseUrl: string;
  dataDir: string;
  place: string;
  now: Date;
}): Promise<{ file: string; bytes: number; facts: BackupFacts; missing: string[] }> {
  const { place: file, now } = options;
  if (existsSync(file)) throw new ArchiveError(`${file} is there already: choose another name.`);
  await mkdir(path.dirname(file), { recursive: true });
  const client = await connect(options.databaseUrl, 'filo backup');
  const archive = createArchive(file, now);
  try {
    await fixFormats(client);
    await client.query('begin isolation level repeatable read, read only');
    const migrations = await doneMigrations(client);
    const tables: BackupFacts['tables'] = [];
    for (const table of await savedTables(client)) {
      const rows = await save(
        client,
        archive,
        `tables/${table.name}`,
        `${table.name} (${table.columns.join(', ')})`,
      );
      tables.push({ ...table, rows });
    }
    const jobs = await save(client, archive, 'jobs', `(${jobsQuery})`);
    const wanted = await storedFiles(client);
    // Sequences stand outside the snapshot; read after it they are never behind its rows.
    const sequences = await sequenceValues(client);
    await client.query('commit');
    const missing = await saveFiles(archive, options.dataDir, wanted);
    const facts: BackupFacts = {
      format: 1,
      madeAt: now.toISOString(),
      migrations,
      tables,
      jobs,
      sequences,
      files: wanted.length - missing.length,
    };
    const { bytes } = await archive.finish(facts);
    return { file, bytes, facts, missing };
  } catch (error) {
    await archive.discard();
    throw error;
  } finally {
    await client.end();
  }
}

/** Writes what a COPY gives, in numbered pieces. The answer is the number of rows. */
async function save(client: Connection, archive: ArchiveWriter, name: string, what: string): Promise<number> {
  const stream = client.query(copyTo(`copy ${what} to stdout`));
  let kept: Buffer[] = [];
  let length = 0;
  let piece = 0;
  const flush = async () => {
    piece += 1;
    await archive.add(`${name}/${String(piece).padStart(6, '0')}`, Buffer.concat(kept));
    kept = [];
    length = 0;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    kept.push(chunk);
    length += chunk.length;
    if (length >= PIECE) await flush();
  }
  if (length > 0) await flush();
  return (stream as unknown as { rowCount: number }).rowCount;
}

async function saveFiles(
  archive: ArchiveWriter,
  dataDir: string,
  wanted: readonly string[],
): Promise<string[]> {
  const store = createFileStore(path.join(dataDir, 'files'));
  const missing: string[] = [];
  for (const sha256 of wanted) {
    const content = await store.read(sha256).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (content === null) missing.push(sha256);
    else await archive.add(`files/${sha256}`, content);
  }
  const key = path.join(dataDir, 'secret');
  if (existsSync(key)) await archive.add('secret', await readFile(key));
  return missing;
}
