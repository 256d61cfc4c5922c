// npm start: installs and builds what is missing or stale, then runs the server on Node 24 (`--empty`: no demo).
import './lib/node-version.mjs';

const { ensureDependencies } = await import('./lib/dependencies.mjs');
const { ensureSites } = await import('./lib/sites.mjs');
const { runServer } = await import('./lib/run-server.mjs');
const { runScript } = await import('./lib/say.mjs');

await runScript(async () => {
  ensureDependencies();
  ensureSites();
  await runServer('server/main.ts', process.argv.slice(2));
});
