import { loadDemo } from '#server/app/demo/load.ts';
import { loadDemoRecordings } from '#server/app/demo/recordings-demo.ts';
import { demoLogins } from '#server/app/demo/logins.ts';
import { migrate as migrateDatabase } from '#server/platform/index.ts';
import { backup as makeBackup, backupPlace } from '../backup/backup.ts';
import { restore as putBack } from '../backup/restore.ts';
import { openApiDocument } from '../openapi.ts';
import { read } from './arguments.ts';
import { withContext, withDatabase } from './installation.ts';
import { CommandError, UsageError } from './usage.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** filo migrate */
export async function migrate(args: readonly string[]): Promise<void> {
  read('migrate', args, {});
  const { applied } = await withDatabase((url) => migrateDatabase(url));
  say(applied.length === 0 ? 'The database is up to date.' : `Migrated: ${applied.join(', ')}.`);
}

/** filo backup <folder|file> */
export async function backup(args: readonly string[]): Promise<void> {
  const { positionals } = read('backup', args, {}, ['a folder or a file']);
  const now = new Date();
  const place = backupPlace(positionals[0]!, now);
  const made = await withDatabase((databaseUrl, { dataDir }) =>
    makeBackup({ databaseUrl, dataDir, place, now }),
  );
  const rows = made.facts.tables.reduce((sum, one) => sum + one.rows, 0);
  say(
    `${made.file}: ${rows} rows of ${made.facts.tables.length} tables and ${made.facts.files} files, ${(made.bytes / 1e6).toFixed(1)} MB.`,
  );
  if (made.facts.tables.some(({ name, rows: count }) => name === 'recordings.part' && count > 0))
    say(
      'The keys of recordings are not in it: keep a copy of keys/recordings.json of the data folder apart.',
    );
  if (made.missing.length > 0)
    throw new CommandError(
      `The backup was made, but ${made.missing.length} stored files are not in the data folder, the first is ${made.missing[0]!}.`,
    );
}

/** filo restore <file> */
export async function restore(args: readonly string[]): Promise<void> {
  const { values, positionals } = read('restore', args, { force: { type: 'boolean' } }, ["a backup's file"]);
  const facts = await withDatabase((databaseUrl, { dataDir }) =>
    putBack({ databaseUrl, dataDir, file: positionals[0]!, force: values.force === true }),
  );
  const rows = facts.tables.reduce((sum, one) => sum + one.rows, 0);
  say(`Restored ${rows} rows and ${facts.files} files, as they were at ${facts.madeAt}.`);
}

/** filo demo load */
export async function demo(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  if (verb !== 'load')
    throw new UsageError(
      verb === undefined ? 'filo demo needs load.' : `filo demo cannot "${verb}": it can load.`,
    );
  read('demo load', rest, {});
  await withContext({ migrating: true }, async (ctx) => {
    if (!(await loadDemo(ctx, say)))
      throw new CommandError(
        'The database holds an organisation already: the demo is only for an empty one.',
      );
    await loadDemoRecordings(ctx);
    say('The demo organisation is loaded. Logins:');
    for (const { role, email, password } of await demoLogins(ctx.db))
      say(`  ${role.padEnd(14)} ${email}  ${password}`);
  });
}

/** filo openapi */
export async function openapi(args: readonly string[]): Promise<void> {
  read('openapi', args, {});
  say(JSON.stringify(openApiDocument(), null, 2));
}
