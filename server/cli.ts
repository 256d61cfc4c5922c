import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ArchiveError } from './app/backup/archive.ts';
import { CommandError, HELP, UsageError } from './app/cli/usage.ts';
import { ConfigError, isConnectionError, Problem } from './platform/index.ts';
import { LaunchError } from './platform/postgres/index.ts';

type Command = (args: readonly string[]) => Promise<void>;

// Loaded when called: a wrong word or --help is answered at once.
const commands: Record<string, () => Promise<Command>> = {
  migrate: async () => (await import('./app/cli/data.ts')).migrate,
  backup: async () => (await import('./app/cli/data.ts')).backup,
  restore: async () => (await import('./app/cli/data.ts')).restore,
  demo: async () => (await import('./app/cli/data.ts')).demo,
  openapi: async () => (await import('./app/cli/data.ts')).openapi,
  user: async () => (await import('./app/cli/staff.ts')).user,
  keys: async () => (await import('./app/cli/keys.ts')).keys,
  figures: async () => (await import('./app/cli/figures.ts')).figures,
  replay: async () => (await import('./app/cli/mail.ts')).replay,
  simulate: async () => (await import('./app/cli/simulate.ts')).simulate,
  token: async () => (await import('./app/cli/tokens.ts')).token,
};

async function run(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  const first = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (
    name === undefined ||
    name === 'help' ||
    [name, ...first].some((one) => one === '--help' || one === '-h')
  ) {
    process.stdout.write(HELP);
    return;
  }
  if (name === '--version') {
    const file = path.resolve(import.meta.dirname, '../package.json');
    process.stdout.write(`${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}\n`);
    return;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined)
    throw new UsageError(`filo does not know "${name}": filo --help shows what it can do.`);
  await (
    await load()
  )(rest);
}

function sentence(error: unknown): string {
  const { message, code, stack } = error as Error & { code?: string };
  if (error instanceof AggregateError || isConnectionError(error))
    return `The database does not answer (${code ?? message}).`;
  const plain = [UsageError, CommandError, ArchiveError, ConfigError, LaunchError, Problem];
  if (plain.some((kind) => error instanceof kind)) return message;
  return process.env['FILO_LOG'] === 'debug' ? (stack ?? message) : message;
}

// Whoever reads only the beginning (`filo user list | head`) has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
