import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { serverFlags } from '../../scripts/lib/run-server.mjs';

/** A real server, as a person would start it: a process of its own, a data folder of its own, free ports. */
export interface ServerProcess {
  url: string;
  smtpPort: number;
  token: string;
  dataDir: string;
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** As the out-of-memory killer does. */
  kill(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** This process's environment without any setting of an installation: a test must never reach a real database or relay. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(FILO_|DATABASE_URL$|PG)/.test(name));
  return Object.fromEntries(kept);
}

/**
 * Starts server/main.ts and waits until it says that it is ready.
 * @param options.dataDir a folder kept over several starts; a new temporary one when absent
 * @throws Error with what it printed when it ends or does not get ready in two minutes
 */
export async function startServerProcess(
  options: {
    demo?: boolean;
    dataDir?: string;
    env?: Record<string, string>;
    args?: string[];
    /** With the media process, which most tests do not need. */
    voice?: boolean;
  } = {},
): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'filodiretto-test-')));
  await mkdir(dataDir, { recursive: true });
  const token = 'test-token-0123456789-0123456789-0123456789';
  let printed = '';
  const child = spawn(
    process.execPath,
    [...serverFlags, path.join(root, 'server/main.ts'), ...(options.args ?? [])],
    {
      // A folder without a filodiretto.env.
      cwd: dataDir,
      env: {
        ...bareEnvironment(),
        FILO_PORT: '0',
        FILO_SMTP_PORT: '0',
        FILO_DATA: dataDir,
        FILO_DEMO: options.demo === true ? '1' : '0',
        FILO_BOOTSTRAP_TOKEN: token,
        FILO_LOG: 'warn',
        FILO_ROLES: `http,mail,routing,worker${options.voice === true ? ',voice' : ''}`,
        FILO_MEDIA_HOST: '127.0.0.1',
        FILO_MEDIA_PORTS: mediaPorts(),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
  const ready = await Promise.race([
    waitFor(() => /Ctrl-C stops everything/.test(printed), 120_000).then(() => true),
    exited.then(() => false),
  ]);
  const url = /Desk\s+(http:\/\/\S+?)\/\s/.exec(printed)?.[1];
  const smtpPort = Number(/SMTP\s+\S+:(\d+)/.exec(printed)?.[1] ?? 0);
  if (!ready || url === undefined) {
    child.kill('SIGKILL');
    throw new Error(`the server did not get ready:\n${printed}`);
  }
  const cleanUp = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    url,
    smtpPort,
    token,
    dataDir,
    child,
    output: () => printed,
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      await cleanUp();
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Ports of its own for each process of the tests, so that several may run beside each other. */
function mediaPorts(): string {
  const first = 24_000 + (process.pid % 100) * 40;
  return `${first}-${first + 39}`;
}

/** Waits until something holds, looking often. @throws Error when it does not within the time */
export async function waitFor(
  holds: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
  what = 'what was waited for',
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come about within ${milliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
