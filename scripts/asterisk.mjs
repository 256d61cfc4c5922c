// A real Asterisk for trials and tests, in .cache/asterisk, from Debian's packages: `npm run asterisk -- get`, then
// `npm run asterisk -- start` for one on loopback to call from a SIP telephone. What a real line needs: docs/telephony.
import './lib/node-version.mjs';

const { runScript, say, Stop } = await import('./lib/say.mjs');
const { findAsterisk, getAsterisk } = await import('./asterisk/packages.mjs');
const { asteriskFolder, startAsterisk } = await import('./asterisk/run.mjs');

await runScript(async () => {
  const [verb, ...more] = process.argv.slice(2);
  if (more.length > 0 || (verb !== 'get' && verb !== 'start'))
    throw new Stop(
      'Usage: npm run asterisk -- get (brings it into .cache/asterisk) | start (runs it on loopback)',
    );
  if (verb === 'get') {
    const { version } = await getAsterisk(asteriskFolder, say);
    say(`Asterisk ${version} is in ${asteriskFolder}.`);
    return;
  }
  const asterisk = findAsterisk(asteriskFolder);
  if (asterisk === null) throw new Stop('There is no Asterisk yet: npm run asterisk -- get');
  const running = await startAsterisk(asterisk, { http: 8088, sip: 5060, callee: 5070 });
  say(`Asterisk ${asterisk.version} runs. In filodiretto.env:
FILO_ASTERISK_URL=${running.url}
FILO_ASTERISK_USER=filodiretto
FILO_ASTERISK_PASSWORD=${running.password}
Calls: from a telephone at 127.0.0.2 to sip:NUMBER@127.0.0.1:${running.sip}, NUMBER being an entry point; calls out go to
127.0.0.3:${running.callee}. Ctrl-C ends it.`);
  const end = () => void running.stop();
  process.once('SIGINT', end).once('SIGTERM', end);
  await running.exited;
});
