import { applyRouting, handlingTimes } from '#server/contacts/index.ts';
import {
  contextFor,
  createFileStore,
  createLive,
  createLog,
  createMetrics,
  openDatabase,
  readConfig,
  systemActor,
  systemClock,
  type Platform,
} from '#server/platform/index.ts';
import { startRouting } from '#server/routing/index.ts';

// A process with the routing role alone, for tests that kill it. Says `leading` when it leads.
const [url, name] = process.argv.slice(2) as [string, string];
const config = readConfig({ DATABASE_URL: url, FILO_DEMO: '0' }, `/nonexistent/${name}.env`);
const log = createLog('fatal');
const metrics = createMetrics();
const database = openDatabase(url, { max: 4, onError: () => undefined });
const live = createLive({ database, url, clock: systemClock, log, metrics, processId: name });
const platform: Platform = {
  config,
  database,
  clock: systemClock,
  log,
  metrics,
  live,
  files: createFileStore('/nonexistent'),
  secret: 'a secret of the tests, long enough for everything',
  processId: name,
};
await live.start();
const leader = startRouting(contextFor(platform, systemActor), applyRouting, {
  handling: handlingTimes,
  serviceLevels: () => Promise.resolve([]),
});
let leading = false;
setInterval(() => {
  if (leader.isLeader() !== leading) {
    leading = !leading;
    process.stdout.write(leading ? 'leading\n' : 'following\n');
  }
}, 20);
