import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, node24, root } from './project.mjs';
import { say, Stop } from './say.mjs';

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
const apps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** How the packages of a system are installed without a question. @type {[bin: string, runs: string[][]][]} */
const managers = [
  [
    'apt-get',
    [
      ['-q', 'update'],
      ['-q', '-y', 'install', '--no-install-recommends', 'chromium'],
    ],
  ],
  ['dnf', [['-q', '-y', 'install', 'chromium']]],
  ['zypper', [['--non-interactive', 'install', 'chromium']]],
  ['pacman', [['-Sy', '--noconfirm', 'chromium']]],
];

/** The Chrome or Chromium of this machine: FILO_CHROME, else an installed one, else the one that Playwright keeps. */
export function findBrowser() {
  const given = process.env['FILO_CHROME'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const installed = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...installed, ...apps].find(works) ?? playwrightsOwn();
}

/** Like findBrowser, but installs one when there is none: with the system's packages, else Playwright's download. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) {
    if (!works(found)) throw new Stop(`The browser ${found} (from FILO_CHROME) does not start.`);
    return found;
  }
  say('Installing a browser for the tests ...');
  /** @type {string[]} */
  const said = [];
  /** @param {string} bin @param {string[]} args */
  const run = (bin, args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const result = spawnSync(bin, args, { cwd: root, env, encoding: 'utf8' });
    if (result.status !== 0) said.push(result.stderr ?? '', result.error?.message ?? '');
  };
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const manager = asRoot ? managers.find(([bin]) => spawnSync(bin, ['--version']).status === 0) : undefined;
  for (const args of manager?.[1] ?? []) run(manager?.[0] ?? '', args);
  if (!findBrowser()) {
    // What it needs of the system comes along where that may be installed and is known how (Debian, Ubuntu).
    const also = manager?.[0] === 'apt-get' ? ['--with-deps'] : [];
    const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
    run(node24, [cli, 'install', ...also, 'chromium']);
  }
  const browser = findBrowser();
  if (browser) return browser;
  throw new Stop(
    'The browser tests need Chrome or Chromium: install one (Debian: "apt-get install chromium") or name it in FILO_CHROME.',
    said.filter(Boolean).join('\n'),
  );
}

/** @param {string} bin */
function works(bin) {
  return fs.existsSync(bin) && spawnSync(bin, ['--version'], { stdio: 'ignore' }).status === 0;
}

function playwrightsOwn() {
  const program = `import('playwright-core').then((p) => console.log(p.default.chromium.executablePath()))`;
  const result = spawnSync(node24, ['-e', program], { cwd: root, encoding: 'utf8' });
  const bin = result.stdout?.trim();
  return bin && works(bin) ? bin : undefined;
}
