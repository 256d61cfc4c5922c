import os from 'node:os';

/** Server settings by name, as `postgres -c name=value` takes them. */
export type Settings = Record<string, string | number>;

const MiB = 1024 * 1024;

/**
 * Settings for a small machine that PostgreSQL shares with the application.
 * Not durable (tests only): a crash of the machine may lose the cluster, and nothing waits for the disk.
 */
export function serverSettings(
  durable: boolean,
  memory = os.totalmem(),
  cores = os.availableParallelism(),
): Settings {
  const buffers = Math.min(Math.max(Math.floor(memory / 16 / MiB), 32), 256);
  const shared: Settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${Math.max(Math.floor(memory / 3 / MiB), 128)}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    random_page_cost: 1.1,
    max_parallel_workers_per_gather: cores > 4 ? 2 : 1,
    // Reader processes of their own pay on big machines; here they would only take memory and processor.
    io_method: cores > 4 ? 'worker' : 'sync',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    checkpoint_timeout: '15min',
    max_wal_size: '1GB',
    min_wal_size: '80MB',
  };
  if (durable) return { ...shared, autovacuum_naptime: '30s' };
  return {
    ...shared,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_wal_size: '256MB',
  };
}
