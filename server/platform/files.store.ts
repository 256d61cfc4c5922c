import type { Tx } from './db.ts';
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
