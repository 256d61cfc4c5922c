// npm run build:web: builds all web sites, stale or not.
import './lib/node-version.mjs';

const { ensureDependencies } = await import('./lib/dependencies.mjs');
const { buildSites } = await import('./lib/sites.mjs');
const { runScript } = await import('./lib/say.mjs');

await runScript(async () => {
  ensureDependencies();
  buildSites();
});
