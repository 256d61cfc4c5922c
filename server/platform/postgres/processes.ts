import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When the process was born, in a form that only serves to tell it from a later process with the same id;
 * empty when the system does not say.
 */
export function birthOf(pid: number): string {
  try {
    // The command name (field 2, in brackets) may hold spaces: count from the last bracket; the start time is field 22.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    if (process.platform === 'linux') return '';
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  }
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
