import { sql, type Db, type Tx } from './db.ts';
import { newId } from './ids.ts';

export interface StoredFile {
  id: string;
  sha256: string;
  size: number;
  type: string;
}

/** Remembers files whose bytes the file store already keeps. */
export async function saveFiles(tx: Tx, files: readonly Omit<StoredFile, 'id'>[]): Promise<StoredFile[]> {
  if (files.length === 0) return [];
  const rows = files.map((file) => ({ id: newId(), ...file }));
  await tx.insertInto('platform.file').values(rows).execute();
  return rows;
}

/**
 * Forgets files that nothing refers to any more.
 * @returns the SHA-256 of those whose bytes no other file has
 */
export async function forgetFiles(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ sha256: string }>`
    delete from platform.file where id = any (${[...ids]}::uuid[]) returning sha256`.execute(tx);
  const gone = [...new Set(rows.map((row) => row.sha256))];
  const kept = await fileHashes(tx, gone);
  return gone.filter((sha256) => !kept.has(sha256));
}

/** Which of these bytes a file still has. */
export async function fileHashes(db: Db | Tx, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db
    .selectFrom('platform.file')
    .select('sha256')
    .where('sha256', 'in', [...hashes])
    .execute();
  return new Set(rows.map((row) => row.sha256));
}
