import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  createFileStore,
  createLive,
  createLog,
  createMetrics,
  installationSecret,
  openDatabase,
  systemClock,
  type Config,
  type Platform,
} from '#server/platform/index.ts';

/** The means of one process: database, files, live events, log, figures. Nothing is started yet. */
export function createPlatform(config: Config, databaseUrl: string): Platform {
  const log = createLog(config.logLevel);
  const clock = systemClock;
  const metrics = createMetrics();
  const processId = randomUUID();
  const database = openDatabase(databaseUrl, {
    max: 24,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
  return {
    config,
    database,
    clock,
    log,
    metrics,
    processId,
    files: createFileStore(usableFolder(path.join(config.dataDir, 'files'))),
    live: createLive({ database, url: databaseUrl, clock, log, metrics, processId }),
    secret: installationSecret(config.secret, config.dataDir),
  };
}

// Found out now, not at the first attachment.
function usableFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  return folder;
}
