import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync, linkSync, rmSync } from 'node:fs';
import path from 'node:path';

// The keys that wrap the data keys of recordings lie in a file outside the database and outside its backups: whoever has
// the database and the encrypted sound, but not this file, has nothing. They are never logged and never leave the process.

/** One key: its name in the database, and 32 bytes. */
export interface WrappingKey {
  id: string;
  key: Buffer;
}
export interface KeyRing {
  /** The key that wraps from now on. */
  current: WrappingKey;
  /** @throws KeyMissing when the file does not hold it */
  get(id: string): WrappingKey;
}

/** The key file does not hold the key that a recording was wrapped with. */
export class KeyMissing extends Error {}

interface Content {
  current: string;
  keys: Record<string, { key: string; madeAt: string }>;
}

/** Where the keys of an installation lie. */
export const keyFile = (dataDir: string): string => path.join(dataDir, 'keys', 'recordings.json');

const fresh = (now: Date) => {
  const id = `k${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(3).toString('hex')}`;
  return { id, entry: { key: randomBytes(32).toString('base64'), madeAt: now.toISOString() } };
};

/** Makes the key file at the first start; whoever comes second finds the one that is there. */
export function ensureKeys(file: string, now: Date): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return;
  const { id, entry } = fresh(now);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(part, text({ current: id, keys: { [id]: entry } }), { mode: 0o600, flush: true });
  try {
    // A link is refused where something is: two processes that start together agree on one key.
    linkSync(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

/** Adds a key that wraps from now on; the old ones stay until `dropKeys`. @returns the new key's name */
export function addKey(file: string, now: Date): string {
  const content = read(file);
  const { id, entry } = fresh(now);
  write(file, { current: id, keys: { ...content.keys, [id]: entry } });
  return id;
}

/** Takes keys out of the file that wrap nothing any more; never the current one. @returns their names */
export function dropKeys(file: string, used: ReadonlySet<string>): string[] {
  const content = read(file);
  const gone = Object.keys(content.keys).filter((id) => id !== content.current && !used.has(id));
  if (gone.length > 0)
    write(file, {
      current: content.current,
      keys: Object.fromEntries(Object.entries(content.keys).filter(([id]) => !gone.includes(id))),
    });
  return gone;
}

const rings = new Map<string, { stamp: string; ring: KeyRing }>();

/** The keys as the file has them now: one that was changed by another process is read again. @throws when there is none */
export function readKeys(file: string): KeyRing {
  const { mtimeMs, size, ino } = statSync(file);
  const stamp = `${mtimeMs} ${size} ${ino}`;
  const known = rings.get(file);
  if (known?.stamp === stamp) return known.ring;
  const { current, keys } = read(file);
  const get = (id: string): WrappingKey => {
    const found = keys[id];
    if (found === undefined)
      throw new KeyMissing(`the key ${id} is not in ${path.basename(file)}: put the file of that time back`);
    return { id, key: Buffer.from(found.key, 'base64') };
  };
  const ring = { current: get(current), get };
  rings.set(file, { stamp, ring });
  return ring;
}

const text = (content: Content) => `${JSON.stringify(content, null, 2)}\n`;

function read(file: string): Content {
  let content: Content;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch (error) {
    // What the parser says would quote the file.
    if (error instanceof SyntaxError) throw new Error(`${file} is not a key file`, { cause: undefined });
    throw error;
  }
  const entries = Object.values(content.keys ?? {});
  if (
    content.keys?.[content.current] === undefined ||
    entries.some(({ key }) => Buffer.from(key, 'base64').length !== 32)
  )
    throw new Error(`${file} is not a key file`);
  return content;
}

function write(file: string, content: Content): void {
  const part = `${file}.${process.pid}.new`;
  writeFileSync(part, text(content), { mode: 0o600, flush: true });
  renameSync(part, file);
}
