import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** How a run of the command line ended. */
export interface FiloRun {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the real command line in a process of its own. */
export async function filo(
  args: readonly string[],
  how: { databaseUrl?: string; dataDir: string; input?: string },
): Promise<FiloRun> {
  const program = path.resolve(import.meta.dirname, '../../server/cli.ts');
  const environment: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    // A folder without a filodiretto.env.
    cwd: how.dataDir,
    env: {
      ...environment,
      FILO_DATA: how.dataDir,
      ...(how.databaseUrl === undefined ? {} : { DATABASE_URL: how.databaseUrl }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(how.input ?? '');
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}
