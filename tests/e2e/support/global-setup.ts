import { startServerProcess } from '#tests/support/server-process.ts';

/** One server with the demo organisation for all stories; what a story changes, the next must bear. */
export default async function setup(): Promise<() => Promise<void>> {
  // While writing a story: a server that runs already, as {url, smtpPort, token}.
  if (process.env['FILO_E2E'] !== undefined) return async () => undefined;
  // The sites of pictures in mails are on this machine.
  const server = await startServerProcess({ demo: true, voice: true, env: { FILO_PICTURES_PRIVATE: '1' } });
  process.env['FILO_E2E'] = JSON.stringify({
    url: server.url,
    smtpPort: server.smtpPort,
    token: server.token,
  });
  return async () => {
    const code = await server.stop();
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${server.output()}`);
  };
}
