import fs from 'node:fs';
import path from 'node:path';
import { birthOf, isAlive } from './processes.ts';

// Several programs may use one embedded server at a time (the application and a command beside it). Each leaves a
// file with its process id; who leaves last stops the server. A program that was killed holds nothing any more.

const fileOf = (dir: string, pid: number) => path.join(dir, String(pid));

/** Notes that this process uses the server. */
export function hold(dir: string): void {
  fs.writeFileSync(fileOf(dir, process.pid), birthOf(process.pid), { mode: 0o600 });
}

/** Ends this process's use; true when nobody else uses the server now. */
export function release(dir: string): boolean {
  fs.rmSync(fileOf(dir, process.pid), { force: true });
  return otherHolders(dir).length === 0;
}

/** Process ids of the other living users of the server; files of the dead are removed. */
export function otherHolders(dir: string): number[] {
  const living: number[] = [];
  for (const name of fs.readdirSync(dir)) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const file = fileOf(dir, pid);
    const born = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
    if (born === undefined) continue;
    if (isAlive(pid) && (born === '' || born === birthOf(pid))) living.push(pid);
    else fs.rmSync(file, { force: true });
  }
  return living;
}
