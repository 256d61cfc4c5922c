import { once } from 'node:events';
import { createServer } from 'node:net';
import { createPlatform } from './app/platform.ts';
import { announce } from './app/announce.ts';
import { loadDemo } from './app/demo/load.ts';
import { loadDemoRecordings } from './app/demo/recordings-demo.ts';
import { startProcess } from './app/process.ts';
import {
  ConfigError,
  contextFor,
  isConnectionError,
  migrate,
  readConfig,
  systemActor,
  type Config,
  type Platform,
} from './platform/index.ts';
import {
  fileTrouble,
  launchPostgres,
  LaunchError,
  type EmbeddedPostgres,
} from './platform/postgres/index.ts';

// A person reads what goes wrong here: one sentence, no stack trace.
class StartError extends Error {}

async function start(): Promise<void> {
  const began = performance.now();
  if (Number(process.versions.node.split('.')[0]) < 24)
    throw new StartError(
      `Filodiretto's server needs Node 24 and this is ${process.version}: start it with npm start.`,
    );
  const unknown = process.argv.slice(2).find((one) => one !== '--empty');
  if (unknown !== undefined)
    throw new StartError(
      `There is no option ${unknown}: npm start takes --empty, and settings from the environment.`,
    );
  const config = readConfig();
  const empty = process.argv.includes('--empty');
  let postgres: EmbeddedPostgres | null = null;
  let stopping: Promise<void> | null = null;
  let stopParts = async () => {};
  const stop = () => {
    stopping ??= (async () => {
      await stopParts();
      await postgres?.stop();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Stopping never waits for ever: what is stuck is left to the next start.
      setTimeout(() => process.exit(1), 20_000).unref();
      void stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
  try {
    await portsAreFree(config).catch((error: unknown) => {
      throw portTrouble(error, config);
    });
    let url = config.databaseUrl;
    if (url === null) {
      postgres = await launchPostgres({
        dir: `${config.dataDir}/postgres`,
        onEvent: (event) => process.stderr.write(`${event.message}\n`),
      });
      url = postgres.url;
    }
    await migrate(url).catch((error: unknown) => {
      throw databaseTrouble(error, config);
    });
    const platform = platformIn(config, url);
    stopParts = () => platform.database.close();
    const ctx = contextFor(platform, systemActor);
    const demo = !empty && config.demo && (await loadDemo(ctx, (line) => process.stdout.write(`${line}\n`)));
    if (demo) await loadDemoRecordings(ctx);
    const running = await startProcess(platform).catch((error: unknown) => {
      throw portTrouble(error, config);
    });
    stopParts = async () => {
      await running.stop();
      await platform.database.close();
    };
    await announce(ctx, running, { demo, seconds: (performance.now() - began) / 1000 });
  } catch (error) {
    await stop().catch((stopError: unknown) => process.stderr.write(`${(stopError as Error).message}\n`));
    throw error;
  }
}

// Where the database is elsewhere, the data folder is first touched here: it keeps the secret and the files.
function platformIn(config: Config, url: string): Platform {
  try {
    return createPlatform(config, url);
  } catch (error) {
    const place = (error as NodeJS.ErrnoException).path ?? config.dataDir;
    throw fileTrouble(error, place, place === config.dataDir ? 'use the data folder' : 'use');
  }
}

function databaseTrouble(error: unknown, config: Config): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (config.databaseUrl === null) return error;
  const host = new URL(config.databaseUrl).host;
  if (/^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|EAI)/.test(code ?? ''))
    return new StartError(`The database at ${host} (DATABASE_URL) does not answer: ${code}.`);
  if (/^(28|3D)/.test(code ?? ''))
    return new StartError(`The database at ${host} (DATABASE_URL) refuses us: ${message}.`);
  if (isConnectionError(error))
    return new StartError(
      `What listens at ${host} (DATABASE_URL) does not answer as a PostgreSQL does: ${message}.`,
    );
  return new StartError(message);
}

// Asked before anything else: nobody should wait for a database and a demo to hear that a port is taken.
async function portsAreFree({ roles, port, host, smtpPort, smtpHost }: Config): Promise<void> {
  const wanted: [role: 'http' | 'mail', port: number, host: string][] = [
    ['http', port, host],
    ['mail', smtpPort, smtpHost],
  ];
  for (const [role, number, at] of wanted) {
    if (!roles.includes(role)) continue;
    const probe = createServer().listen(number, at);
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
  }
}

function portTrouble(error: unknown, config: Config): unknown {
  const { code, port, syscall, address, hostname } = error as {
    code?: string;
    port?: number;
    syscall?: string;
    address?: string;
    hostname?: string;
  };
  const host = address ?? hostname;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const given = Object.entries({ FILO_HOST: config.host, FILO_SMTP_HOST: config.smtpHost });
    const names = given.flatMap(([name, value]) => (value === host ? [name] : []));
    if (names.length > 0)
      return new StartError(`${host} (${names.join(', ')}) is not an address of this machine.`);
  }
  if (syscall !== 'listen') return error;
  const setting = port === config.smtpPort ? 'FILO_SMTP_PORT' : 'FILO_PORT';
  if (code === 'EADDRINUSE')
    return new StartError(
      `Port ${port} is in use by another program: stop it, or choose another port with ${setting}.`,
    );
  if (code === 'EACCES')
    return new StartError(
      `Port ${port} may not be used by this user: choose one above 1023 with ${setting}.`,
    );
  return error;
}

function fail(error: unknown): never {
  const plain = error instanceof StartError || error instanceof ConfigError || error instanceof LaunchError;
  process.stderr.write(
    `${plain || process.env['FILO_LOG'] !== 'debug' ? (error as Error).message : (error as Error).stack}\n`,
  );
  process.exit(1);
}

await start().catch(fail);
