// npm run bench -- --only start: seconds from the command to the line that says "ready", as `npm start` runs it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '#tests/support/server-process.ts';
import { figuresTable } from './support/report.ts';

const root = path.resolve(import.meta.dirname, '..');
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-bench-'));

async function start(args: string[] = []): Promise<{ ready: number; stopped: number }> {
  const begin = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, FILO_PORT: '0', FILO_SMTP_PORT: '0', FILO_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await waitFor(() => /Ctrl-C stops everything/.test(printed), 180_000, 'the start');
  const ready = (performance.now() - begin) / 1000;
  const stopping = performance.now();
  child.kill('SIGINT');
  await exited;
  return { ready, stopped: (performance.now() - stopping) / 1000 };
}

const first = await start();
const later = [await start(), await start(), await start()];
await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
const middle = later.map((one) => one.ready).toSorted((a, b) => a - b)[1]!;
const seconds = (value: number) => `${value.toFixed(1)} s`;
console.log(
  figuresTable([
    {
      what: 'Second start, command to ready (middle of three)',
      asked: '< 5 s',
      measured: seconds(middle),
      met: middle < 5,
    },
    {
      what: 'First start: makes the database, loads the demo (dependencies and screens are there)',
      asked: null,
      measured: seconds(first.ready),
      met: null,
    },
    { what: 'Ctrl-C to the end', asked: null, measured: seconds(later[0]!.stopped), met: null },
  ]),
);
