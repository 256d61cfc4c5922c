import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import { LaunchError } from './errors.ts';

/**
 * How PostgreSQL processes are started. PostgreSQL refuses to run as root, so root starts it as somebody else.
 * `owner` is whom the data files must belong to; undefined means whoever we are.
 */
export type Identity = {
  /** For people and logs: "self", "uid 65534", "uid 65534 with search right", "user namespace". */
  label: string;
  owner?: { uid: number; gid: number };
  /** Turns a command into the one to spawn, with the options it needs. */
  command(bin: string, args: string[]): { bin: string; args: string[]; uid?: number; gid?: number };
};

/** The environment of every PostgreSQL process: nothing of the caller's language or PG* variables gets in. */
export const cleanEnv = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };

const self: Identity = { label: 'self', command: (bin, args) => ({ bin, args }) };

function asUser(uid: number, gid: number): Identity {
  return { label: `uid ${uid}`, owner: { uid, gid }, command: (bin, args) => ({ bin, args, uid, gid }) };
}

/** An ordinary user that may walk through closed folders (for a checkout in a home that only root may enter). */
function asUserWithSearch(uid: number, gid: number): Identity {
  const right = '+dac_read_search';
  const flags = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${right}`,
    `--ambient-caps=${right}`,
  ];
  return {
    label: `uid ${uid} with search right`,
    owner: { uid, gid },
    command: (bin, args) => ({ bin: 'setpriv', args: [...flags, '--', bin, ...args] }),
  };
}

/** Root under another name inside a user namespace: files stay root's, so it works anywhere; the last resort. */
const inNamespace: Identity = {
  label: 'user namespace',
  command: (bin, args) => ({
    bin: 'unshare',
    args: ['--user', '--map-user=65534', '--map-group=65534', '--', bin, ...args],
  }),
};

/**
 * Chooses who runs the server of the cluster in `clusterDir` (whose parent must exist). A cluster that exists is run
 * by its owner. Throws LaunchError when nobody fit can reach both the programs and the data.
 */
export function chooseIdentity(binaries: Binaries, clusterDir: string): Identity {
  const existing = fs.statSync(clusterDir, { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (me !== 0) {
    if (existing && me !== undefined && existing.uid !== me) {
      throw new LaunchError(
        `The database in ${clusterDir} belongs to ${userName(existing.uid)}, not to ${userName(me)}: ` +
          'start as that user, or choose another folder with FILO_DATA.',
      );
    }
    return self;
  }
  const candidates: Identity[] = [];
  if (existing && existing.uid !== 0) {
    candidates.push(asUser(existing.uid, existing.gid), asUserWithSearch(existing.uid, existing.gid));
  } else if (!existing) {
    const user = findUser((name) => name === 'postgres') ?? findUser((name) => name === 'nobody');
    if (user) candidates.push(asUser(user.uid, user.gid), asUserWithSearch(user.uid, user.gid));
  }
  if (!existing || existing.uid === 0) candidates.push(inNamespace);
  const fit = candidates.find((candidate) => canRun(candidate, binaries, clusterDir));
  if (fit) return fit;
  throw new LaunchError(
    `PostgreSQL must not run as root, and no other user can reach both ${path.dirname(binaries.postgres)} and ` +
      `${path.dirname(clusterDir)}: let others enter those folders (chmod o+x, parents included), ` +
      'start as an ordinary user, or name a PostgreSQL server in DATABASE_URL.',
  );
}

function canRun(identity: Identity, binaries: Binaries, clusterDir: string): boolean {
  const works = (bin: string, args: string[]) => {
    const c = identity.command(bin, args);
    const options = { env: cleanEnv, cwd: '/', stdio: 'ignore' as const, uid: c.uid, gid: c.gid };
    return spawnSync(c.bin, c.args, options).status === 0;
  };
  // "test -x" would ask for the rights of the bare user; a look through the folder uses what the server will use.
  return works(binaries.initdb, ['--version']) && works('test', ['-d', `${path.dirname(clusterDir)}/.`]);
}

type User = { name: string; uid: number; gid: number };

function findUser(wanted: (name: string, uid: number) => boolean): User | undefined {
  let table: string;
  try {
    table = fs.readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined; // a machine without the file has no user we could name
  }
  for (const line of table.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid && Number(uid) > 0 && wanted(name, Number(uid))) {
      return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  return undefined;
}

function userName(uid: number): string {
  if (uid === 0) return 'root';
  return findUser((_name, candidate) => candidate === uid)?.name ?? `user ${uid}`;
}
