import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Whether a process with this id lives, whoever owns it. One that ended and waits to be buried does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !['Z', 'X'].includes(statOf(pid)[0] ?? '');
}

/** The fields of /proc/<pid>/stat from the third on (state, parent, ...); empty where there is no such file. */
function statOf(pid: number): string[] {
  try {
    // The command name (second field, in brackets) may hold spaces: count from the last bracket.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/**
 * When the process was born, in a form that only serves to tell it from a later process with the same id;
 * empty when the system does not say.
 */
export function birthOf(pid: number): string {
  if (process.platform === 'linux') return statOf(pid)[19] ?? '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Whether `pid` is a PostgreSQL server of the cluster in `clusterDir` (and not a later process that got its id). */
export function isPostgresOf(pid: number, clusterDir: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') {
    const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
    return command.includes('postgres') && command.includes(clusterDir);
  }
  try {
    if (fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') return false;
  } catch {
    return false;
  }
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(clusterDir);
  } catch (error) {
    // A dead process that nobody has waited for has no folder any more. One that is not ours to look into
    // (another user, a hardened kernel) is taken by its name.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
