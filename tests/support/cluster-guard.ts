import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopAbandoned } from '#server/platform/postgres/index.ts';

// Waits for the end of the test run that started it (its end of the pipe closes, whatever the reason), then stops
// the run's PostgreSQL if the run could not.
const dir = process.argv[2];
if (!dir) throw new Error('usage: cluster-guard.ts <folder of the test cluster>');
process.stdin.resume();
process.stdin.once('end', () => void cleanUp(dir));

async function cleanUp(cluster: string): Promise<void> {
  for (let waited = 0; waited < 60; waited++) {
    if (await stopAbandoned(cluster)) {
      fs.rmSync(cluster, { recursive: true, force: true });
      return;
    }
    await sleep(500);
  }
}
