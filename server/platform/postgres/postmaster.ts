import fs from 'node:fs';
import path from 'node:path';
import { isPostgresOf } from './processes.ts';

/** What a live server says of itself in its lock file. */
export type Postmaster = { pid: number; port: number; status: 'starting' | 'ready' | 'stopping' };

const lockFile = (clusterDir: string) => path.join(clusterDir, 'postmaster.pid');

/** The server that now runs on the cluster, or undefined when none does (a stale lock file counts as none). */
export function livePostmaster(clusterDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(lockFile(clusterDir), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isPostgresOf(pid, clusterDir)) return undefined;
  // Line 4 is the port and line 8 the state; both come a moment after the file itself.
  const state = lines[7]?.trim();
  const status = state === 'ready' || state === 'stopping' ? state : 'starting';
  return { pid, port: Number(lines[3]), status };
}

/**
 * Removes a lock file left by a server that died, when its process id now belongs to some other program: PostgreSQL
 * itself would refuse to start, as after the restart of a container, where ids repeat.
 */
export function removeStaleLock(clusterDir: string): void {
  const file = lockFile(clusterDir);
  try {
    const before = fs.readFileSync(file, 'utf8');
    const pid = Number(before.split('\n')[0]);
    if (isPostgresOf(pid, clusterDir)) return;
    if (fs.readFileSync(file, 'utf8') === before) fs.unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
