import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import { fileTrouble, LaunchError } from './errors.ts';
import { cleanEnv, type Identity } from './identity.ts';
import { isAlive } from './processes.ts';

/** Where the parts of one embedded database lie. */
export type Places = {
  /** The folder given by the caller; ours, and passable for the user who runs the server. */
  home: string;
  cluster: string;
  secrets: string;
  holders: string;
  log: string;
};

/** Passwords of the two roles, made at first start. */
export type Secrets = { superuser: string; app: string };

export function placesIn(home: string): Places {
  const dir = path.resolve(home);
  return {
    home: dir,
    cluster: path.join(dir, 'cluster'),
    secrets: path.join(dir, 'secrets.json'),
    holders: path.join(dir, 'holders'),
    log: path.join(dir, 'postgres.log'),
  };
}

/**
 * Makes the folders around the cluster, whatever the umask: the server may run as another user, who has to walk
 * through them. Folders that were there before keep their mode.
 */
export function makeFolders(places: Places): void {
  const missing: string[] = [];
  for (let dir = places.home; !fs.existsSync(dir); dir = path.dirname(dir)) missing.unshift(dir);
  try {
    for (const dir of missing) {
      fs.mkdirSync(dir, { recursive: true });
      fs.chmodSync(dir, 0o755);
    }
    fs.mkdirSync(places.holders, { recursive: true, mode: 0o700 });
    fs.accessSync(places.home, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    for (const name of fs.readdirSync(places.home)) removeAbandoned(places, name);
  } catch (error) {
    throw fileTrouble(error, places.home, 'use the database folder');
  }
}

/** A cluster half made by a process that died in the middle. */
function removeAbandoned(places: Places, name: string): void {
  const maker = /^cluster\.new-(\d+)$|^initdb\.password-(\d+)$/.exec(name);
  if (maker && !isAlive(Number(maker[1] ?? maker[2]))) {
    fs.rmSync(path.join(places.home, name), { recursive: true, force: true });
  }
}

/** Reads the passwords, making them first when there are none. Two starters at once get the same ones. */
export function readSecrets(places: Places): Secrets {
  try {
    if (!fs.existsSync(places.secrets)) {
      if (fs.existsSync(places.cluster)) {
        throw new LaunchError(
          `The file ${places.secrets} with the database passwords is missing: put it back from a backup, ` +
            'or move the folder away to start with an empty database.',
        );
      }
      const made: Secrets = { superuser: newPassword(), app: newPassword() };
      const draft = `${places.secrets}.${process.pid}`;
      fs.writeFileSync(draft, `${JSON.stringify(made)}\n`, { mode: 0o600 });
      try {
        fs.linkSync(draft, places.secrets); // unlike a rename, fails when the other starter was first
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        fs.unlinkSync(draft);
      }
    }
    return parseSecrets(fs.readFileSync(places.secrets, 'utf8'), places.secrets);
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw fileTrouble(error, places.secrets, 'read the database passwords in');
  }
}

const newPassword = () => randomBytes(24).toString('base64url');

function parseSecrets(text: string, file: string): Secrets {
  try {
    const { superuser, app } = JSON.parse(text) as Partial<Secrets>;
    if (superuser && app) return { superuser, app };
  } catch {
    // falls through to the sentence below
  }
  throw new LaunchError(
    `The file ${file} with the database passwords is damaged: put it back from a backup.`,
  );
}

/** Refuses a cluster that this PostgreSQL cannot open: data files do not carry over between major versions. */
export function checkVersion(places: Places, binaries: Binaries): void {
  let found: string;
  try {
    found = fs.readFileSync(path.join(places.cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new LaunchError(
        `The folder ${places.cluster} does not hold a PostgreSQL database: move it away to start with an empty one.`,
        { cause: error },
      );
    }
    throw fileTrouble(error, places.cluster, 'read the database folder');
  }
  if (found !== String(binaries.major)) {
    throw new LaunchError(
      `The database in ${places.cluster} was made by PostgreSQL ${found}, and this release carries ` +
        `PostgreSQL ${binaries.major}: back it up with the release that made it ("filo backup"), ` +
        'move the folder away, and restore the backup with this one ("filo restore").',
    );
  }
}

/**
 * Makes the cluster under a name of its own and renames it when complete, so that a half-made one never counts.
 * When another starter was faster, its cluster stays and ours goes.
 */
export function makeCluster(
  places: Places,
  binaries: Binaries,
  identity: Identity,
  secrets: Secrets,
  durable: boolean,
): void {
  const draft = path.join(places.home, `cluster.new-${process.pid}`);
  const passwordFile = path.join(places.home, `initdb.password-${process.pid}`);
  try {
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft, { mode: 0o700 });
    fs.writeFileSync(passwordFile, `${secrets.superuser}\n`, { mode: 0o600 });
    if (identity.owner) {
      fs.chownSync(draft, identity.owner.uid, identity.owner.gid);
      fs.chownSync(passwordFile, identity.owner.uid, identity.owner.gid);
    }
    const owners = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    const language = [
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-locale',
      '-T',
      'italian',
    ];
    const haste = durable ? [] : ['--no-sync'];
    const run = identity.command(binaries.initdb, [
      '-D',
      draft,
      ...owners,
      '--encoding=UTF8',
      ...language,
      ...haste,
    ]);
    const options = { env: cleanEnv, cwd: '/', encoding: 'utf8' as const, uid: run.uid, gid: run.gid };
    const result = spawnSync(run.bin, run.args, options);
    if (result.status !== 0) {
      const said = (result.stderr || result.error?.message || 'no reason given').trim();
      const line = said.split('\n').find((text) => /error|fatal/i.test(text)) ?? said;
      throw new LaunchError(`Cannot make the database in ${places.cluster}: ${line}`);
    }
    fs.renameSync(draft, places.cluster);
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if ((code === 'ENOTEMPTY' || code === 'EEXIST') && fs.existsSync(places.cluster)) return;
    throw fileTrouble(error, places.cluster, 'make the database in');
  } finally {
    fs.rmSync(passwordFile, { force: true });
    fs.rmSync(draft, { recursive: true, force: true });
  }
}
