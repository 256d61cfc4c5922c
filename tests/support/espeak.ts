import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { findEspeak } from '#server/speech/providers/espeak.ts';

const run = promisify(execFile);
const tell = (line: string) => process.stderr.write(`${line}\n`);

/** The real eSpeak NG for tests, installed where that can be done. Null, and said so, where there is none. */
export async function espeakForTests(): Promise<string | null> {
  if (findEspeak() === null && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'espeak-ng'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      timeout: 90_000,
    }).catch((error: unknown) => tell(`eSpeak NG cannot be installed: ${(error as Error).message}`));
  const found = findEspeak();
  if (found === null)
    tell('SKIPPED: the tests of a real voice need eSpeak NG (Debian: apt-get install espeak-ng).');
  return found;
}
