export { LaunchError } from './errors.ts';
export { launchPostgres, type EmbeddedPostgres, type LaunchOptions, type PostgresEvent } from './launch.ts';
