import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { checkVersion, makeCluster, makeFolders, placesIn, readSecrets } from './cluster.ts';
import { fileTrouble, LaunchError } from './errors.ts';
import { hold, otherHolders, release } from './holders.ts';
import { chooseIdentity } from './identity.ts';
import { livePostmaster } from './postmaster.ts';
import { isPostgresOf } from './processes.ts';
import { APP_NAME, ensureAppDatabase } from './roles.ts';
import { ensureServer, stopServer, type Server } from './server.ts';
import { serverSettings, type Settings } from './settings.ts';

/** What the supervisor tells; `message` is one sentence for the log. */
export type PostgresEvent = {
  kind: 'died' | 'restarted' | 'not-restarted';
  pid: number;
  message: string;
};

export type LaunchOptions = {
  /** Folder for the cluster, its passwords and its log; made when missing. Example: `data/postgres`. */
  dir: string;
  /** False for tests: no wait for the disk, data lost if the machine falls. Default true. */
  durable?: boolean;
  /** Server settings that override the chosen ones. */
  settings?: Settings;
  /** Called when the server process died under us, came back, or could not be brought back yet. */
  onEvent?: (event: PostgresEvent) => void;
};

export type EmbeddedPostgres = {
  /** For the application: role `filodiretto`, no superuser, owner of the database `filodiretto`. */
  url: string;
  /** Same server, superuser, database `postgres`: for tests and maintenance only. */
  superuserUrl: string;
  port: number;
  /** Process id now; another one after a restart. */
  pid: () => number;
  /** True when the server already ran: left by a killed process, or shared with a living one. */
  adopted: boolean;
  /** Who runs it, for the log: "self", "uid 65534", ... */
  runAs: string;
  logFile: string;
  /** Ends our use and, when no other process uses the server, the server. May be called more than once. */
  stop: () => Promise<void>;
};

/**
 * Starts or adopts the embedded PostgreSQL in `dir` and keeps it alive until `stop`: when the server process dies it
 * is started again on the same port, so that connection strings stay good. A server left running by a killed process
 * is adopted. Throws LaunchError with a sentence for the user.
 */
export async function launchPostgres(options: LaunchOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true;
  const binaries = findBinaries();
  const places = placesIn(options.dir);
  makeFolders(places);
  const identity = chooseIdentity(binaries, places.cluster);
  const secrets = readSecrets(places);
  if (!fs.existsSync(places.cluster)) makeCluster(places, binaries, identity, secrets, durable);
  checkVersion(places, binaries);

  const settings = { ...serverSettings(durable), ...options.settings };
  const bringUp = (port?: number) => ensureServer(places, binaries, identity, settings, port);
  hold(places.holders);
  let server: Server;
  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${server.port}/${database}`;
  try {
    server = await bringUp();
    await ensureAppDatabase(url('postgres', secrets.superuser, 'postgres'), secrets.app);
  } catch (error) {
    release(places.holders);
    throw plain(error, places.cluster);
  }
  const adopted = server.adopted;
  const { port } = server;

  const supervisor = supervise(places.cluster, server, () => bringUp(port), options.onEvent ?? (() => {}));
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const last = await supervisor.end();
    if (release(places.holders) && otherHolders(places.holders).length === 0) {
      last.child?.ref();
      await stopServer(places.cluster, last.pid);
    }
  };
  return {
    url: url(APP_NAME, secrets.app, APP_NAME),
    superuserUrl: url('postgres', secrets.superuser, 'postgres'),
    port,
    pid: () => supervisor.server().pid,
    adopted,
    runAs: identity.label,
    logFile: places.log,
    stop: () => (stopping ??= stop()),
  };
}

function plain(error: unknown, cluster: string): Error {
  if (error instanceof LaunchError) return error;
  if ((error as { code?: string }).code === '28P01') {
    return new LaunchError(
      `The database in ${cluster} does not accept the passwords kept beside it: put secrets.json back from a backup.`,
      { cause: error },
    );
  }
  return fileTrouble(error, cluster, 'start the database in');
}

/** How often a server that is not our child is looked at, and how long to wait between attempts to bring it back. */
const LOOK_MS = 250;
const BACK_OFF_MS = [100, 250, 500, 1000, 2000, 5000];

/** Watches the server process and brings it back whenever it dies, for as long as it takes. */
function supervise(
  cluster: string,
  first: Server,
  bringUp: () => Promise<Server>,
  tell: (event: PostgresEvent) => void,
) {
  let current = first;
  let ended = false;
  let repair: Promise<void> | undefined;

  const look = () => {
    if (ended || repair || isPostgresOf(current.pid, cluster)) return;
    repair = bringBack().finally(() => {
      repair = undefined;
      listen();
    });
  };
  const bringBack = async () => {
    tell({
      kind: 'died',
      pid: current.pid,
      message: `The database process ${current.pid} has died; restarting it.`,
    });
    for (let attempt = 0; !ended; attempt++) {
      try {
        current = await bringUp();
        tell({
          kind: 'restarted',
          pid: current.pid,
          message: `The database is back, as process ${current.pid}.`,
        });
        return;
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        tell({
          kind: 'not-restarted',
          pid: current.pid,
          message: `The database cannot be restarted yet: ${said}`,
        });
        await sleep(BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)]);
      }
    }
  };
  const listen = () => current.child?.once('exit', look);
  // A server that we adopted tells us nothing when it ends, so it is looked at.
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  listen();
  return {
    server: () => current,
    async end(): Promise<Server> {
      ended = true;
      clearInterval(timer);
      await repair;
      return current;
    },
  };
}

/**
 * Stops the server in `dir` unless a living process uses it: for cleaning up after programs that were killed.
 * True when no server runs there now.
 */
export async function stopAbandoned(dir: string): Promise<boolean> {
  const places = placesIn(dir);
  if (!fs.existsSync(places.holders)) return true;
  if (otherHolders(places.holders).length > 0) return false;
  const live = livePostmaster(places.cluster);
  if (live) await stopServer(places.cluster, live.pid);
  return true;
}
