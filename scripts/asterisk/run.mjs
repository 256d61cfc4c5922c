import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from '../lib/project.mjs';
import { Stop } from '../lib/say.mjs';
import { commandOf } from './packages.mjs';

/** Where the trial Asterisk is put. */
export const asteriskFolder = inRoot('.cache', 'asterisk');

/**
 * @typedef {{
 *   url: string, password: string, sip: number, callee: number, process: import('node:child_process').ChildProcess,
 *   log: () => string, exited: Promise<void>, stop: () => Promise<void>,
 * }} RunningAsterisk
 * An Asterisk that runs on loopback: callers come from 127.0.0.2 to its port `sip`, and who is called is sought at
 * 127.0.0.3, port `callee`.
 */

/** A port of loopback that nobody uses now. @param {'tcp' | 'udp'} [kind] @returns {Promise<number>} */
export async function freePort(kind = 'tcp') {
  if (kind === 'udp') {
    const { createSocket } = await import('node:dgram');
    const socket = createSocket('udp4');
    await new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = socket.address();
    await new Promise((resolve) => socket.close(() => resolve(undefined)));
    return port;
  }
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(() => resolve(undefined)));
  return port;
}

/**
 * Starts the Asterisk of a folder with the project's configuration (`etc/`), and waits until it takes calls.
 * @param {import('./packages.mjs').AsteriskFolder} asterisk
 * @param {{ http?: number, sip?: number, callee?: number, password?: string, qualify?: number }} [choice]
 * @returns {Promise<RunningAsterisk>}
 * @throws {Stop} with what it said when it does not start
 */
export async function startAsterisk(asterisk, choice = {}) {
  // A short path: the name of a socket in it has 107 letters at most.
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'filo-asterisk-'));
  const rtpFirst = 30_000 + 2 * Math.floor(Math.random() * 10_000);
  const values = {
    root: asterisk.root,
    modules: asterisk.modules,
    run,
    http: choice.http ?? (await freePort()),
    sip: choice.sip ?? (await freePort('udp')),
    callee: choice.callee ?? (await freePort('udp')),
    manager: await freePort(),
    password: choice.password ?? randomBytes(18).toString('base64url'),
    qualify: choice.qualify ?? 0,
    rtpFirst,
    rtpLast: rtpFirst + 999,
    sorry: 'please-try-call-later',
  };
  configure(asterisk, run, values);
  const [command, args] = commandOf(asterisk, 'usr/sbin/asterisk', [
    '-f',
    '-C',
    path.join(run, 'etc/asterisk.conf'),
  ]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: run, TMPDIR: run, OPENSSL_MODULES: path.join(run, 'none') },
  });
  let said = '';
  const hear = (/** @type {Buffer} */ part) => (said = (said + part.toString()).slice(-200_000));
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = new Promise((resolve) => child.once('close', () => resolve(undefined))).then(() => {
    fs.rmSync(run, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${values.http}`;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(killing);
    }
    await exited;
  };
  const headers = {
    authorization: `Basic ${Buffer.from(`filodiretto:${values.password}`).toString('base64')}`,
  };
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/ari/asterisk/info`, { headers }).catch(() => null);
    if (answer?.ok === true && said.includes('Asterisk Ready'))
      return {
        url,
        password: values.password,
        sip: values.sip,
        callee: values.callee,
        process: child,
        log: () => said,
        exited,
        stop,
      };
    await sleep(100);
  }
  await stop();
  throw new Stop('Asterisk does not start.', said.slice(-4000));
}

/**
 * Writes the configuration files for one run.
 * @param {import('./packages.mjs').AsteriskFolder} asterisk @param {string} run
 * @param {Record<string, string | number>} values
 */
function configure(asterisk, run, values) {
  const etc = path.join(run, 'etc');
  for (const name of ['etc', 'cache', 'lib/keys', 'spool', 'log'])
    fs.mkdirSync(path.join(run, name), { recursive: true });
  // What is not ours is as it is shipped; a missing file is an error to Asterisk.
  for (const name of ['acl', 'ccss', 'cdr', 'cel', 'codecs', 'features', 'indications', 'stasis', 'udptl']) {
    const shipped = path.join(asterisk.root, 'etc/asterisk', `${name}.conf`);
    if (fs.existsSync(shipped)) fs.copyFileSync(shipped, path.join(etc, `${name}.conf`));
  }
  for (const name of ['pjproject', 'sorcery', 'chan_websocket', 'websocket_client', 'geolocation'])
    fs.writeFileSync(path.join(etc, `${name}.conf`), '');
  const own = inRoot('scripts', 'asterisk', 'etc');
  for (const name of fs.readdirSync(own)) {
    const text = fs.readFileSync(path.join(own, name), 'utf8');
    const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, key) => {
      const value = values[key];
      if (value === undefined) throw new Error(`${name} asks for ${key}, which nobody gives`);
      return String(value);
    });
    fs.writeFileSync(path.join(etc, name), filled, { mode: 0o600 });
  }
}
