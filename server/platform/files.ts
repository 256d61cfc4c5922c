import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { newId, digest } from './ids.ts';

/** Content-addressed files on disk. Equal bytes are kept once; a file is whole or absent, never half. */
export interface FileStore {
  /** Keeps the bytes durably before it returns; the answer is their SHA-256 in hex. */
  put(content: Buffer): Promise<string>;
  /**
   * Deletes bytes that nobody refers to any more, unless somebody has handed in the same bytes since `before`.
   * @param wanted asked when the bytes are already out of reach: true brings them back
   */
  drop(sha256: string, before: Date, wanted: () => Promise<boolean>): Promise<boolean>;
  read(sha256: string): Promise<Buffer>;
  stream(sha256: string): ReadStream;
}

export function createFileStore(folder: string): FileStore {
  const placeOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a file is named by its SHA-256');
    return path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  return {
    async put(content) {
      const sha256 = digest(content);
      const place = placeOf(sha256);
      // Whoever deletes old bytes sees that these are wanted again.
      const now = new Date();
      const exists = await utimes(place, now, now).then(
        () => true,
        () => false,
      );
      if (exists) return sha256;
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      const temporary = `${place}.${newId()}`;
      const handle = await open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, place);
      return sha256;
    },
    async drop(sha256, before, wanted) {
      const place = placeOf(sha256);
      const found = await stat(place).catch(() => null);
      if (found === null || found.mtime >= before) return false;
      // Out of reach first: whoever hands in the same bytes from now on writes them anew; who did so before has left
      // its mark on them.
      const aside = `${place}.${newId()}`;
      await rename(place, aside);
      if ((await stat(aside)).mtime >= before || (await wanted())) {
        await rename(aside, place);
        return false;
      }
      await rm(aside);
      return true;
    },
    read: (sha256) => readFile(placeOf(sha256)),
    stream: (sha256) => createReadStream(placeOf(sha256)),
  };
}
