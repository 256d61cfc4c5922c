import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** The kernel's clock ticks a second: 100 on every Linux that Node runs on. */
const ticks = 100;

/** Resident memory of a process in MB (millions of bytes), from /proc; 0 when it has ended. */
export function residentMb(pid: number): number {
  return kilobytes(pid, 'VmRSS');
}

/** The most that was ever resident, in MB. */
export function mostResidentMb(pid: number): number {
  return kilobytes(pid, 'VmHWM');
}

function kilobytes(pid: number, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`));
  return found === null ? 0 : (Number(found[1]) * 1024) / 1e6;
}

/** Seconds of processor that a process and its children, dead ones included, have used. */
export function cpuSeconds(pid: number): number {
  const own = statOf(pid);
  if (own === null) return 0;
  let seconds = own.cpu + own.cpuOfDead;
  for (const child of childrenOf(pid)) seconds += cpuSeconds(child);
  return seconds;
}

/** The processes that a process started and that still live. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => statOf(other)?.parent === pid);
}

/** How a process was started; '' when it has ended. */
export const commandLine = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

/** Binds a process with all its threads to one core. False where that cannot be done, or there is no such core. */
export function pinTo(pid: number, core: number): boolean {
  if (os.availableParallelism() <= core) return false;
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  return status === 0;
}

function statOf(pid: number): { parent: number; cpu: number; cpuOfDead: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === '') return null;
  // The name in brackets may hold anything: the fields begin after its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (place: number) => Number(fields[place]);
  return { parent: at(1), cpu: (at(11) + at(12)) / ticks, cpuOfDead: (at(13) + at(14)) / ticks };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A process may end between the listing and the look.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
