import { spawn } from 'node:child_process';
import { inRoot, node24 } from './project.mjs';
import { Stop } from './say.mjs';

/**
 * How Node runs the server. The young generation of the heap is kept small: at its default size it holds 45 MB of
 * what is garbage already, and the server wants to fit beside a database on a small machine.
 */
export const serverFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];

/**
 * Runs one of the server's programs on Node 24 in this process's place: same terminal, signals passed on, same end.
 * @param {string} program path inside the project, for example `server/main.ts`
 * @param {string[]} args
 */
export function runServer(program, args) {
  const flags = [...serverFlags, '--import', inRoot('scripts', 'lib', 'end-with-parent.mjs')];
  const child = spawn(node24, [...flags, inRoot(program), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A Ctrl-C in a terminal reaches the whole group by itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const starter = process.ppid;
  if (process.env['npm_lifecycle_event']) {
    // npm killed without a chance to pass it on: then its command is over as well.
    setInterval(() => process.ppid !== starter && child.kill('SIGTERM'), 500).unref();
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Stop(`Node 24 could not be started (${node24}): ${error.message}.`)),
    );
    child.once('exit', (code, signal) => {
      if (signal) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
        return;
      }
      process.exitCode = code ?? 1;
      resolve(undefined);
    });
  });
}
