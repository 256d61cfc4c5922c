import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { ensureOwnToken } from '#server/access/index.ts';
import { voice } from '#server/channels/index.ts';
import { isConnectionError, sign, type Ctx } from '#server/platform/index.ts';

const program = path.resolve(import.meta.dirname, '../media/main.ts');
/** So long (ms) it must have run before its next end counts as the first. */
const settled = 60_000;
const longestPause = 30_000;

/**
 * Keeps the media process running, which carries the sound of calls by the browser: a program of its own, so that
 * neither waits for the other and a fault of one ends at it. It is started again when it dies; the calls it had are over
 * at once. It ends with this process, however that ends.
 */
export function startMediaProcess(ctx: Ctx, api: string): { stop(): Promise<void> } {
  const { config, secret } = ctx.platform;
  // The same at each start, and another one for another server on this database.
  const gateway = `embedded-${createHash('sha256').update(`${hostname()} ${config.dataDir} ${config.port}`).digest('hex').slice(0, 8)}`;
  let child: ChildProcess | null = null;
  let stopped = false;
  let deaths = 0;
  let pause: NodeJS.Timeout | null = null;
  let ended: Promise<void> = Promise.resolve();
  let told = false;

  const start = async (): Promise<void> => {
    const token = await ensureOwnToken(
      ctx,
      { name: `Media process (${gateway})`, scopes: ['voice.gateway'], gateway },
      (number) => `filo_${sign(secret, 'media token', `${gateway} ${number}`)}`,
    );
    if (stopped) return;
    const began = Date.now();
    const running = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Nothing of this process's environment but what a program needs to run: no secret, no database.
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: process.env['NODE_ENV'],
        MEDIA_API: api,
        MEDIA_TOKEN: token,
        MEDIA_SECRET: voice.offersSecret(secret, gateway),
        MEDIA_GATEWAY: gateway,
        MEDIA_PORTS: config.media.ports,
        MEDIA_HOST: config.media.host ?? '',
        MEDIA_ADDRESS: config.media.address ?? '',
        MEDIA_DRIVER: config.media.driver,
        MEDIA_ASTERISK_URL: config.asterisk?.url ?? '',
        MEDIA_ASTERISK_USER: config.asterisk?.user ?? '',
        MEDIA_ASTERISK_PASSWORD: config.asterisk?.password ?? '',
        MEDIA_ASTERISK_DIAL: config.asterisk?.dial ?? '',
      },
    });
    child = running;
    let last = '';
    running.stderr!.setEncoding('utf8').on('data', (text: string) => {
      last = `${last}${text}`.slice(-4000);
      ctx.log.info({ part: 'media' }, text.trim());
    });
    running.on('message', () => {
      told = false;
    });
    running.on('error', (error) => ctx.log.debug({ err: error }, 'the media process'));
    ended = new Promise((resolve) => {
      running.once('close', (code, signal) => {
        child = null;
        void died(code ?? signal, Date.now() - began, last).finally(resolve);
      });
    });
  };

  const died = async (how: number | string | null, lived: number, last: string): Promise<void> => {
    await voice.gatewayGone(ctx, gateway).catch((error: unknown) => {
      if (!isConnectionError(error))
        ctx.log.error({ err: error }, 'the calls of the media process did not end');
    });
    if (stopped) return;
    deaths = lived > settled ? 1 : deaths + 1;
    const wait = Math.min(longestPause, 250 * 2 ** Math.min(deaths - 1, 10));
    // One sentence for people, once; what it said itself is in the log.
    if (!told)
      process.stderr.write(
        `Calls by the browser do not work at the moment, everything else does: the media process ended (${how}). It is started again.\n`,
      );
    told = true;
    ctx.log.warn({ how, lived, last }, 'the media process ended');
    pause = setTimeout(() => void begin(), wait);
  };

  const begin = (): Promise<void> =>
    start().catch((error: unknown) => {
      if (stopped) return;
      ctx.log.warn({ err: error }, 'the media process was not started');
      pause = setTimeout(() => void begin(), 5000);
    });
  void begin();

  return {
    async stop() {
      stopped = true;
      if (pause !== null) clearTimeout(pause);
      const running = child;
      if (running === null) return;
      if (running.connected) running.send('stop');
      const kill = setTimeout(() => running.kill('SIGKILL'), 4000);
      await ended;
      clearTimeout(kill);
    },
  };
}
