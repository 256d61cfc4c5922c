#!/usr/bin/env node
// npx filo ...: the command line (migrate, token, user, backup, ...), on Node 24.
import './lib/node-version.mjs';

const { ensureDependencies } = await import('./lib/dependencies.mjs');
const { runServer } = await import('./lib/run-server.mjs');
const { runScript } = await import('./lib/say.mjs');

await runScript(async () => {
  ensureDependencies();
  await runServer('server/cli.ts', process.argv.slice(2));
});
