import { readdir, readFile } from 'node:fs/promises';

/** The one child process of this test that is the media process. */
export async function pidOfMedia(): Promise<number> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [command, status] = await Promise.all([
      readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
      readFile(`/proc/${name}/status`, 'utf8').catch(() => ''),
    ]);
    if (command.includes('server/media/main.ts') && status.includes(`PPid:\t${process.pid}\n`))
      return Number(name);
  }
  throw new Error('no media process');
}
