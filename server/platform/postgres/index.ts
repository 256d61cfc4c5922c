export { fileTrouble, LaunchError } from './errors.ts';
export {
  launchPostgres,
  stopAbandoned,
  type EmbeddedPostgres,
  type LaunchOptions,
  type PostgresEvent,
} from './launch.ts';
