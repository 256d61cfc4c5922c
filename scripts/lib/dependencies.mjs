import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, node24, root } from './project.mjs';
import { say, Stop } from './say.mjs';

const stamp = inRoot('node_modules', '.filodiretto-lock');

/**
 * Installs the locked dependencies when they are missing or not those of the lock file, Node 24 among them.
 * Costs a few milliseconds when nothing is to do.
 */
export function ensureDependencies() {
  const lockFile = inRoot('package-lock.json');
  if (!fs.existsSync(lockFile))
    throw new Stop(`${lockFile} is missing: the copy of Filodiretto is incomplete.`);
  const lock = fs.readFileSync(lockFile);
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  const have = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (have !== wanted || !fs.existsSync(node24)) {
    // Someone who works on the project installs by hand as well: what is right already is left alone.
    if (!sameAsLocked(JSON.parse(lock.toString('utf8')))) install();
    if (!runs(node24)) installNode24();
    fs.writeFileSync(stamp, wanted);
  }
}

function install() {
  say('Installing dependencies (a minute or two the first time) ...');
  const result = npm(['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  if (result.status !== 0) {
    throw new Stop(
      'Installing the dependencies failed: npm\'s reasons are above. ("npm ci" repeats it.)',
      `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
    );
  }
}

/** The package "node" fetches its binary in an install script, which some configurations of npm do not run. */
function installNode24() {
  const result = npm(['rebuild', 'node', '--ignore-scripts=false', '--no-fund', '--loglevel=error']);
  if (result.status !== 0 || !runs(node24)) {
    throw new Stop(
      'Node 24 could not be installed: allow the install script of the npm package "node" and run "npm ci" again.',
      `${result.stdout ?? ''}${result.stderr ?? ''}`,
    );
  }
}

/**
 * Whether what npm noted as installed has every package of the lock file, in its version.
 * @param {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} lock
 */
function sameAsLocked(lock) {
  const noted = inRoot('node_modules', '.package-lock.json');
  if (!fs.existsSync(noted)) return false;
  const { packages } = JSON.parse(fs.readFileSync(noted, 'utf8'));
  return Object.entries(lock.packages).every(([place, { version, optional }]) => {
    if (place === '') return true;
    const there = packages[place];
    return there ? there.version === version && fs.existsSync(inRoot(place)) : optional === true;
  });
}

/** @param {string} bin */
function runs(bin) {
  return fs.existsSync(bin) && spawnSync(bin, ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Runs npm with the Node that it came with, never with the one that it is about to replace.
 * @param {string[]} args
 */
function npm(args) {
  const own = inRoot('node_modules', '.bin');
  const PATH = (process.env['PATH'] ?? '').split(path.delimiter).filter((dir) => path.resolve(dir) !== own);
  const env = { ...process.env, PATH: PATH.join(path.delimiter), NODE_ENV: 'development' };
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const [bin, first] = cli?.endsWith('.js') && node && !node.startsWith(root) ? [node, [cli]] : ['npm', []];
  return spawnSync(bin, [...first, ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
