import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stop } from '../lib/say.mjs';

// A real Asterisk from Debian's packages, in a folder, beside whatever system this is: nothing is installed, no root is
// needed, and the folder may be deleted. Its programs run by the loader and the libraries of that folder.

const suite = 'sid';
/** Whose long-term support there is. */
const wantedVersion = '22';
const packages = [
  'asterisk',
  'asterisk-core-sounds-en-gsm',
  'asterisk-prompt-it-menardi-wav',
  'asterisk-moh-opsound-wav',
  'sip-tester',
];
const leftAway = ['./usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/info'];
const wants =
  'A trial Asterisk can be had on Debian and its kin (amd64, arm64) with a mirror of Debian in their apt configuration';

/**
 * @typedef {{ root: string, loader: string, libraries: string, modules: string, version: string }} AsteriskFolder
 * Where the parts of an installed Asterisk are.
 */

/**
 * The Asterisk in a folder; null while none is there, or not all of it.
 * @param {string} folder
 * @returns {AsteriskFolder | null}
 */
export function findAsterisk(folder) {
  const root = path.join(folder, 'root');
  const stamp = path.join(folder, 'complete');
  if (!fs.existsSync(stamp)) return null;
  const triplet = fs.readFileSync(stamp, 'utf8').split('\n')[1] ?? '';
  const loader = loaderOf(root);
  if (loader === null || triplet === '') return null;
  const library = path.join(root, 'usr/lib', triplet);
  return {
    root,
    loader,
    libraries: [library, path.join(library, 'ossl-modules'), path.join(root, 'usr/lib')].join(':'),
    modules: `usr/lib/${triplet}/asterisk/modules`,
    version: fs.readFileSync(stamp, 'utf8').split('\n')[0] ?? '',
  };
}

/**
 * The command that runs a program of the folder with the libraries of the folder.
 * @param {AsteriskFolder} asterisk @param {string} program @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function commandOf({ root, loader, libraries }, program, args) {
  return [loader, ['--library-path', libraries, path.join(root, program), ...args]];
}

/**
 * Brings Asterisk into a folder, going on where it was interrupted; nothing when it is there.
 * @param {string} folder @param {(line: string) => void} say
 * @returns {Promise<AsteriskFolder>}
 * @throws {Stop} saying why it cannot be had here
 */
export async function getAsterisk(folder, say) {
  const there = findAsterisk(folder);
  if (there !== null) return there;
  const letGo = await takeTurn(folder);
  try {
    // Whoever was before may have brought it.
    return findAsterisk(folder) ?? (await bring(folder, say));
  } finally {
    letGo();
  }
}

/** One at a time; who was killed holds nobody up. @param {string} folder @returns {Promise<() => void>} */
async function takeTurn(folder) {
  const file = path.join(folder, 'busy');
  fs.mkdirSync(folder, { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (!lives(Number(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 0)))
      fs.rmSync(file, { force: true });
    else await sleep(500);
  }
}

/** @param {number} pid */
function lives(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @param {string} folder @param {(line: string) => void} say @returns {Promise<AsteriskFolder>} */
async function bring(folder, say) {
  for (const tool of ['apt-get', 'dpkg-deb', 'tar'])
    if (spawnSync(tool, ['--version']).error !== undefined)
      throw new Stop(`${wants}; this machine has no ${tool}.`);
  const triplet = tripletOf();
  const apt = aptOf(folder, mirrorOf());
  say('Reading the list of packages ...');
  await apt(['update']);
  const chosen = await apt(['--print-uris', 'install', ...packages]);
  const version = /\/asterisk_([^_'\s]+)_/.exec(decodeURIComponent(chosen))?.[1]?.replace(/^\d+%?3?a?:/i, '');
  if (version === undefined || !version.startsWith(`${wantedVersion}.`))
    throw new Stop(
      `The mirror offers Asterisk ${version ?? 'not at all'}, and ${wantedVersion} is what this was tried with.`,
    );
  say(`Fetching Asterisk ${version} and what it needs (about 120 MB) ...`);
  await apt(['--download-only', 'install', ...packages]);
  say('Unpacking ...');
  await unpack(folder);
  // As the packages would do when they are installed.
  const sounds = path.join(folder, 'root/usr/share/asterisk/sounds');
  for (const [language, voice] of Object.entries({ en: 'en_US_f_Allison', it: 'it_IT_f_Menardi' }))
    if (!fs.existsSync(path.join(sounds, language))) fs.symlinkSync(voice, path.join(sounds, language));
  fs.writeFileSync(path.join(folder, 'complete'), `${version}\n${triplet}\n`);
  const asterisk = findAsterisk(folder);
  if (asterisk === null) throw new Stop(`The packages in ${folder} hold no loader of programs.`);
  const [command, args] = commandOf(asterisk, 'usr/sbin/asterisk', ['-V']);
  const said = spawnSync(command, args, { encoding: 'utf8' });
  if (said.status !== 0) {
    fs.rmSync(path.join(folder, 'complete'));
    throw new Stop(`Asterisk ${version} is unpacked but does not run here.`, said.stderr);
  }
  for (const name of ['cache', 'state']) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  return asterisk;
}

/** The mirror of the machine's own apt configuration; none is written down here. */
function mirrorOf() {
  const said = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI) $(ORIGIN)', 'Created-By: Packages'],
    {
      encoding: 'utf8',
    },
  );
  const lines = (said.stdout ?? '').split('\n').map((line) => line.trim().split(' '));
  const mirror = lines.find(([uri, origin]) => origin === 'Debian' && !/security/.test(uri ?? ''))?.[0];
  if (mirror === undefined)
    throw new Stop(`${wants}; none is found in this machine's (has "apt-get update" run?).`);
  return mirror;
}

/** As Debian names the machine: x86_64-linux-gnu. */
function tripletOf() {
  /** @type {Record<string, string>} */
  const known = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
  const triplet = known[process.arch];
  if (process.platform !== 'linux' || triplet === undefined)
    throw new Stop(`${wants}; this is ${process.platform} on ${process.arch}.`);
  return triplet;
}

/** @param {string} root */
function loaderOf(root) {
  const places = ['usr/lib64/ld-linux-x86-64.so.2', 'usr/lib/ld-linux-aarch64.so.1'];
  const found = places.find((place) => fs.existsSync(path.join(root, place)));
  return found === undefined ? null : path.join(root, found);
}

/**
 * An apt with a memory of its own, in the folder: it knows nothing of what is installed here and changes nothing of it.
 * @param {string} folder @param {string} mirror
 */
function aptOf(folder, mirror) {
  /** @param {string[]} parts */
  const inFolder = (...parts) => path.join(folder, ...parts);
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'none'])
    fs.mkdirSync(inFolder(name), { recursive: true });
  fs.writeFileSync(inFolder('status'), '');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (!fs.existsSync(keys))
    throw new Stop(
      `${wants}; the package debian-archive-keyring, which proves where packages are from, is missing.`,
    );
  fs.writeFileSync(inFolder('sources.list'), `deb [signed-by=${keys}] ${mirror} ${suite} main\n`);
  const settings = {
    'Dir::State': inFolder('state'),
    'Dir::State::status': inFolder('status'),
    'Dir::Cache': inFolder('cache'),
    'Dir::Etc::sourcelist': inFolder('sources.list'),
    'Dir::Etc::sourceparts': inFolder('none'),
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': inFolder('none'),
    // A mirror that stands still is as good for a trial.
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Retries': '3',
    'APT::Install-Recommends': 'false',
    'Binary::apt::APT::Keep-Downloaded-Packages': 'true',
    'APT::Keep-Downloaded-Packages': 'true',
    'DPkg::Post-Invoke::': '',
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (/** @type {string[]} */ args) =>
    run('apt-get', ['-q', '-y', ...options, ...args], 'The packages of Asterisk cannot be had');
}

/** Unpacks every package that was fetched, each once. @param {string} folder */
async function unpack(folder) {
  const archives = path.join(folder, 'cache/archives');
  const root = path.join(folder, 'root');
  fs.mkdirSync(root, { recursive: true });
  const except = leftAway.map((place) => `--exclude=${place}`).join(' ');
  for (const file of fs.readdirSync(archives).filter((name) => name.endsWith('.deb')))
    await run(
      'bash',
      [
        '-c',
        `set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner --no-same-permissions ${except}`,
        'unpack',
        path.join(archives, file),
        root,
      ],
      `The package ${file} cannot be unpacked`,
    );
}

/** @param {string} bin @param {string[]} args @param {string} trouble @returns {Promise<string>} */
function run(bin, args, trouble) {
  return new Promise((resolve, reject) => {
    const child = spawn(bin, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    let out = '';
    let wrong = '';
    child.stdout.on('data', (/** @type {Buffer} */ part) => (out += part.toString()));
    child.stderr.on('data', (/** @type {Buffer} */ part) => (wrong += part.toString()));
    child.once('error', (error) => reject(new Stop(`${trouble}: ${error.message}.`)));
    child.once('close', (code) => {
      const reason = wrong.split('\n').findLast((line) => /^(E:|dpkg|tar)/.test(line)) ?? `code ${code}`;
      if (code === 0) resolve(out);
      else reject(new Stop(`${trouble}: ${reason.replace(/^E: /, '').replace(/\.$/, '')}.`, wrong));
    });
  });
}
