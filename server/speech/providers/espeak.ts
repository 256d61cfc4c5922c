import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { SpeechLanguage } from '#contract/speech.ts';
import { levelled, trimmed } from '../audio/level.ts';
import { resampled } from '../audio/resample.ts';
import { NotWav, readWav } from '../audio/wav.ts';
import { ProviderFault, type Voice } from './provider.ts';

// eSpeak NG, a program of its own (GPL-3): it is started for each text, gets it on its standard input and answers a WAV
// file. Nothing of it is linked in here.

const voices: Record<SpeechLanguage, string> = {
  it: 'it',
  en: 'en-gb',
  fr: 'fr-fr',
  de: 'de',
  es: 'es',
  ar: 'ar',
  pl: 'pl',
  ru: 'ru',
};
/** Words a minute: a little slower than it speaks by itself, for a telephone. */
const pace = 160;
const longestMilliseconds = 10_000;
/** Three minutes at its own rate of 22,050 samples. */
const largestBytes = 8 * 1024 * 1024;
/** As many at once as do not slow down the calls beside them; the others wait their turn. */
const atOnce = 2;

/** Where the program lies; null where it is not installed. */
export function findEspeak(searched = process.env['PATH'] ?? ''): string | null {
  const folders = [...searched.split(path.delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const file = path.join(folder, 'espeak-ng');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}

/** What the program says of itself, e.g. `1.51`; null when it does not start. */
export async function espeakVersion(program: string): Promise<string | null> {
  try {
    const words = await run(program, ['--version'], '');
    return /(\d+(?:\.\d+)+)/.exec(words.toString('utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

let running = 0;
const waiting: (() => void)[] = [];
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    // Whoever waits takes over the place; nobody comes in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function run(program: string, options: string[], input: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // No shell, no environment but what it needs to find its own files, no folder of ours.
  const child = spawn(program, options, {
    cwd: path.parse(program).root,
    env: { LANG: 'C.UTF-8', PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  const fail = (message: string) => {
    child.kill('SIGKILL');
    reject(new ProviderFault(message));
  };
  const timer = setTimeout(
    () => fail(`eSpeak NG did not answer within ${longestMilliseconds / 1000} s`),
    longestMilliseconds,
  );
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestBytes) fail('eSpeak NG answered more sound than a text of this length can need');
    else chunks.push(chunk);
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(timer);
    reject(new ProviderFault(`eSpeak NG could not be started (${error.code ?? 'unknown'})`));
  });
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    if (code === 0) resolve(Buffer.concat(chunks));
    else reject(new ProviderFault(`eSpeak NG ended with ${signal ?? code}`));
  });
  // It may be gone before it has read everything; that is told by `close`.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}

/** The voice of an installed eSpeak NG. */
export function espeakVoice(program: string, version: string | null): Voice {
  return {
    mark: (language) => `espeak-ng ${version ?? '?'} ${voices[language]} ${pace}`,
    speak: (text, language) =>
      inTurn(async () => {
        const sound = await run(
          program,
          ['-v', voices[language], '-s', String(pace), '--stdin', '--stdout'],
          // Double brackets would be read as its own signs for sounds.
          `${text.replaceAll('[[', '[ [')}\n`,
        );
        try {
          return levelled(trimmed(resampled(readWav(sound))));
        } catch (error) {
          if (error instanceof NotWav) throw new ProviderFault(`eSpeak NG answered what ${error.message}`);
          throw error;
        }
      }),
  };
}
