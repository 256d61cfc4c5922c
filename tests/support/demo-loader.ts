import { loadDemo } from '#server/app/demo/load.ts';
import { createPlatform } from '#server/app/platform.ts';
import { contextFor, readConfig, systemActor } from '#server/platform/index.ts';

// A program that loads the demo into the database of DATABASE_URL and tells each step, so that a test can kill it.
const platform = createPlatform(
  readConfig(process.env, '/nowhere/filodiretto.env'),
  process.env['DATABASE_URL']!,
);
await loadDemo(contextFor(platform, systemActor), (line) => process.stdout.write(`${line}\n`), {
  customers: 400,
  days: 40,
});
await platform.database.close();
