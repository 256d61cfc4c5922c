// npm test: installs what is missing, runs every check and every test, and ends with "N passed, N failed".
// `npm test -- --only checks,unit,integration,e2e` runs a part.
import './lib/node-version.mjs';

const { ensureDependencies } = await import('./lib/dependencies.mjs');
const { runScript, say, Stop } = await import('./lib/say.mjs');
const { runStages, summary } = await import('./lib/test-stages.mjs');

const parts = ['checks', 'unit', 'integration', 'e2e'];

await runScript(async () => {
  const only = wantedParts(process.argv.slice(2));
  ensureDependencies();
  const results = await runStages(only);
  say(summary(results));
  if (results.some((result) => result.failed > 0)) process.exitCode = 1;
});

/** @param {string[]} args */
function wantedParts(args) {
  if (args.length === 0) return new Set(parts);
  const list = args[0] === '--only' ? args[1] : args[0]?.startsWith('--only=') ? args[0].slice(7) : undefined;
  const wanted = (list ?? '').split(',');
  if (list === undefined || !wanted.every((part) => parts.includes(part))) {
    throw new Stop(`Usage: npm test -- --only ${parts.join(',')} (one or more of these).`);
  }
  return new Set(wanted);
}
