import fs from 'node:fs';
import { stopAbandoned } from '#server/platform/postgres/index.ts';

// Waits for the end of the test run that started it (its end of the pipe closes, whatever the reason), then stops
// the run's PostgreSQL if the run could not.
const dir = process.argv[2];
if (!dir) throw new Error('usage: cluster-guard.ts <folder of the test cluster>');
process.stdin.resume();
process.stdin.once('end', () => {
  void stopAbandoned(dir).then(() => fs.rmSync(dir, { recursive: true, force: true }));
});
