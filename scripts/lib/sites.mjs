import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { inRoot, node24, root } from './project.mjs';
import { say, Stop } from './say.mjs';

const stamp = inRoot('dist', '.stamp');

/** Builds the web sites when their sources changed since the last build. */
export function ensureSites() {
  if (!fs.existsSync(inRoot('web'))) return;
  const wanted = sourcesHash();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  say('Building the web pages ...');
  buildSites();
}

/** Builds every site: one Vite configuration each, `vite.config.ts` or `vite.<site>.config.ts`. */
export function buildSites() {
  const wanted = sourcesHash();
  for (const config of configs()) {
    const result = spawnSync(
      node24,
      [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', config, '--logLevel', 'warn'],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
    );
    if (result.status !== 0) {
      throw new Stop(
        `Building the web pages failed (${config}): the reasons are above.`,
        `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
      );
    }
  }
  fs.mkdirSync(inRoot('dist'), { recursive: true });
  fs.writeFileSync(stamp, wanted);
}

const configs = () =>
  fs
    .readdirSync(root)
    .filter((name) => /^vite\.(\w+\.)?config\.(ts|mjs)$/.test(name))
    .toSorted();

/** A name for the state of everything that the built pages depend on. */
function sourcesHash() {
  const hash = createHash('sha256');
  /** @param {string} place */
  const add = (place) => {
    const stat = fs.statSync(inRoot(place), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of fs.readdirSync(inRoot(place)).toSorted()) add(`${place}/${name}`);
    } else if (stat && !/\.test\.tsx?$/.test(place)) {
      hash
        .update(`${place}\0`)
        .update(fs.readFileSync(inRoot(place)))
        .update('\0');
    }
  };
  for (const place of ['web', 'contract', 'locales', 'tsconfig.web.json', 'package-lock.json', ...configs()])
    add(place);
  return `${hash.digest('hex')}\n`;
}
