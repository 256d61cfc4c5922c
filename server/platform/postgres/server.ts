import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Places } from './cluster.ts';
import { fileTrouble, LaunchError } from './errors.ts';
import { cleanEnv, type Identity } from './identity.ts';
import { livePostmaster, removeStaleLock } from './postmaster.ts';
import { birthOf, isAlive, isPostgresOf } from './processes.ts';
import type { Settings } from './settings.ts';

/** A server that answers. `child` only when this process started it. */
export type Server = { pid: number; port: number; adopted: boolean; child?: ChildProcess };

/** Recovery after a crash may have to read a lot of log, hence minutes. */
const PATIENCE_MS = 10 * 60_000;
const LOG_LIMIT = 10 * 1024 * 1024;

/**
 * Makes sure that one server runs on the cluster, and waits until it is ready: adopts the one that runs (left by a
 * process that was killed, or shared with another), else starts one. When two start at once the loser adopts.
 * `port` is the port wanted, needed when clients already know it; without it any free one is taken.
 * Throws LaunchError with PostgreSQL's own words when it does not start.
 */
export async function ensureServer(
  places: Places,
  binaries: Binaries,
  identity: Identity,
  settings: Settings,
  port?: number,
): Promise<Server> {
  const until = Date.now() + PATIENCE_MS;
  let refusals = 0;
  while (Date.now() < until) {
    const live = livePostmaster(places.cluster);
    if (live?.status === 'ready') return { pid: live.pid, port: live.port, adopted: true };
    if (live) {
      await sleep(25);
      continue;
    }
    removeStaleLock(places.cluster);
    const outcome = await startOnce(places, binaries, identity, {
      ...settings,
      port: port ?? (await freePort()),
    });
    if ('pid' in outcome) return outcome;
    const retry = worthRetrying(outcome.words);
    // An address in use or memory still held by the last server's processes clear up by themselves, or never.
    if (!retry || (retry === 'clash' && ++refusals > 40)) {
      throw new LaunchError(`PostgreSQL did not start: ${outcome.words} (log: ${places.log}).`);
    }
    await sleep(retry === 'clash' ? 250 : 50);
  }
  throw new LaunchError(
    `PostgreSQL did not become ready in ${PATIENCE_MS / 60_000} minutes (log: ${places.log}).`,
  );
}

function worthRetrying(words: string): 'clash' | 'other-starter' | false {
  if (/lock file .* already exists/.test(words)) return 'other-starter';
  if (/in use|could not bind|could not create any TCP\/IP sockets/i.test(words)) return 'clash';
  return false;
}

type Refusal = { words: string };

async function startOnce(
  places: Places,
  binaries: Binaries,
  identity: Identity,
  settings: Settings,
): Promise<Server | Refusal> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const run = identity.command(binaries.postgres, ['-D', places.cluster, ...flags]);
  const log = openLog(places.log);
  const logStart = fs.fstatSync(log).size;
  // Detached: a Ctrl-C meant for the application must not reach the server before the application has finished.
  const child = spawn(run.bin, run.args, {
    env: cleanEnv,
    cwd: '/',
    uid: run.uid,
    gid: run.gid,
    detached: true,
    stdio: ['ignore', 'ignore', log],
  });
  fs.closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `it ended with ${signal ?? `code ${code}`}`));
  child.unref();
  while (ended === undefined) {
    const live = livePostmaster(places.cluster);
    if (live && live.pid === child.pid && live.status === 'ready') {
      return { pid: live.pid, port: live.port, adopted: false, child };
    }
    await sleep(15);
  }
  return { words: lastWords(places.log, logStart) ?? ended };
}

function openLog(file: string): number {
  try {
    if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT)
      fs.renameSync(file, `${file}.1`);
    return fs.openSync(file, 'a', 0o600);
  } catch (error) {
    throw fileTrouble(error, file, 'write the database log');
  }
}

/** The reason in the log: the line that names the trouble rather than the last one. */
function lastWords(file: string, from: number): string | undefined {
  const lines = fs.readFileSync(file).subarray(from).toString('utf8').split('\n');
  const said = (mark: string) =>
    lines.find((line) => line.includes(mark))?.replace(new RegExp(`^.*?${mark}\\s*`), '');
  const fatal = said('FATAL:') ?? said('PANIC:');
  const inUse = lines.some((line) => line.includes('Address already in use'));
  const reason = inUse
    ? 'its network port is in use'
    : (fatal ?? lines.findLast((line) => line.trim() !== ''));
  return reason?.trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Stops the server and waits for its end: politely, then at once. The data are safe either way. */
export async function stopServer(clusterDir: string, pid: number): Promise<void> {
  const birth = birthOf(pid);
  // One that is just ending has no folder any more, and is there for a moment all the same.
  const buried = () => !isPostgresOf(pid, clusterDir) && (!isAlive(pid) || birthOf(pid) !== birth);
  const gone = async (ms: number) => {
    for (let waited = 0; waited < ms; waited += 20) {
      if (buried()) return true;
      await sleep(20);
    }
    return false;
  };
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!isPostgresOf(pid, clusterDir)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    if (await gone(patience)) return;
  }
  throw new LaunchError(`PostgreSQL (process ${pid}) does not end.`);
}
