import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { command, withDatabase } from './cluster.ts';

/**
 * A database of its own for a test file: migrated, empty, owned by the application's role.
 * `drop` removes it even while connections to it are open.
 */
export async function testDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { adminUrl, appUrl, template } = inject('testCluster');
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const owner = new URL(appUrl).username;
  await command(adminUrl, `create database ${name} template ${template} strategy file_copy owner "${owner}"`);
  return {
    url: withDatabase(appUrl, name),
    drop: () => command(adminUrl, `drop database if exists ${name} with (force)`),
  };
}
