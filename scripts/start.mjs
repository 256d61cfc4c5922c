// npm start: installs and builds what is missing or stale, then runs the server on Node 24 (`--empty`: no demo).
import './lib/node-version.mjs';

const { ensureDependencies } = await import('./lib/dependencies.mjs');
const { ensureSites } = await import('./lib/sites.mjs');
const { runServer } = await import('./lib/run-server.mjs');
const { runScript } = await import('./lib/say.mjs');

await runScript(async () => {
  ensureDependencies();
  ensureSites();
  // `npm start --empty`, without the two dashes before, is taken by npm itself and arrives like this.
  const swallowed = process.env['npm_config_empty'] === 'true' ? ['--empty'] : [];
  await runServer('server/main.ts', [...swallowed, ...process.argv.slice(2)]);
});
