import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

// A backup is a .tar.gz that any program opens (POSIX ustar, short names, no links). Its last entry lists the others
// with their sizes and SHA-256: an archive that was cut short has no list, one that was changed does not fit it.
const BLOCK = 512;
const LIST = 'manifest.json';

export interface Entry {
  name: string;
  content: Buffer;
}

/** What is wrong with an archive, as one sentence. */
export class ArchiveError extends Error {}

/** Writes entries one after the other; nothing is at `file` before `finish`. */
export interface ArchiveWriter {
  add(name: string, content: Buffer): Promise<void>;
  /** Writes the list with what the caller wants to know again, and puts the archive in its place, durably. */
  finish(facts: object): Promise<{ bytes: number }>;
  /** Gives up; nothing is left. */
  discard(): Promise<void>;
}

export function createArchive(file: string, now: Date): ArchiveWriter {
  const part = `${file}.part`;
  const gzip = createGzip();
  const target = createWriteStream(part, { mode: 0o600, flush: true });
  const written = finished(gzip.pipe(target));
  // Looked at when the archive is finished; until then a full disk must not end the process.
  written.catch(() => undefined);
  const entries: { name: string; size: number; sha256: string }[] = [];
  const write = async (bytes: Buffer) => {
    if (target.errored) throw target.errored;
    if (!gzip.write(bytes)) await Promise.race([once(gzip, 'drain'), written]);
  };
  async function put(name: string, content: Buffer): Promise<void> {
    await write(header(name, content.length, now));
    await write(content);
    const rest = content.length % BLOCK;
    if (rest > 0) await write(Buffer.alloc(BLOCK - rest));
  }
  return {
    async add(name, content) {
      await put(name, content);
      entries.push({ name, size: content.length, sha256: sha256(content) });
    },
    async finish(facts) {
      await put(LIST, Buffer.from(JSON.stringify({ ...facts, entries })));
      gzip.end(Buffer.alloc(2 * BLOCK));
      await written;
      await rename(part, file);
      const folder = await open(path.dirname(file));
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
      return { bytes: target.bytesWritten };
    },
    async discard() {
      gzip.destroy();
      target.destroy();
      await rm(part, { force: true });
    },
  };
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function header(name: string, size: number, now: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`an archive's entry has too long a name: ${name}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(now.getTime() / 1000), 136, 12);
  block.write('        0', 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** The entries of an archive in order, the list last. @throws ArchiveError when it is no archive or is cut short */
export async function* readArchive(file: string): AsyncGenerator<Entry> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let kept: Buffer[] = [];
  let length = 0;
  const input = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  async function take(wanted: number): Promise<Buffer> {
    while (length < wanted) {
      const { done, value } = await input.next();
      if (done === true) throw new ArchiveError(`${file} ends too early: it is not a whole backup.`);
      kept.push(value);
      length += value.length;
    }
    const all = Buffer.concat(kept);
    kept = [all.subarray(wanted)];
    length -= wanted;
    return all.subarray(0, wanted);
  }
  try {
    for (;;) {
      const block = await take(BLOCK);
      if (block.every((byte) => byte === 0)) return;
      if (block.toString('latin1', 257, 262) !== 'ustar')
        throw new ArchiveError(`${file} is not a backup of Filodiretto.`);
      const name = block.toString('utf8', 0, 100).replace(/\0.*$/s, '');
      const size = Number.parseInt(block.toString('latin1', 124, 136), 8);
      const content = await take(Math.ceil(size / BLOCK) * BLOCK);
      yield { name, content: content.subarray(0, size) };
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ArchiveError(`There is no file ${file}.`);
    if (code?.startsWith('Z_'))
      throw new ArchiveError(`${file} is not a backup of Filodiretto, or is damaged (${message}).`);
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/**
 * Reads a whole archive and compares every entry with the list. Returns the facts that `finish` was given.
 * @throws ArchiveError naming the first thing that is wrong
 */
export async function verifyArchive(file: string): Promise<Record<string, unknown>> {
  const seen = new Map<string, string>();
  let facts: Record<string, unknown> | null = null;
  for await (const { name, content } of readArchive(file)) {
    if (name === LIST) facts = JSON.parse(content.toString('utf8')) as Record<string, unknown>;
    else seen.set(name, sha256(content));
  }
  if (facts === null) throw new ArchiveError(`${file} has no list of its content: it is not a whole backup.`);
  const listed = facts['entries'] as { name: string; sha256: string }[];
  for (const { name, sha256: wanted } of listed)
    if (seen.get(name) !== wanted)
      throw new ArchiveError(
        `${file} is damaged: ${name} ${seen.has(name) ? 'is not what was written' : 'is missing'}.`,
      );
  if (seen.size !== listed.length) throw new ArchiveError(`${file} holds more than its list says.`);
  return facts;
}
