import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandError, UsageError } from './usage.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads what follows a command. Anything that was not asked for is refused.
 * @param names of the arguments without a dash, all needed, as the help writes them
 * @throws UsageError in words that name the argument
 */
export function read<O extends Options>(
  command: string,
  args: readonly string[],
  options: O,
  names: readonly string[] = [],
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw new UsageError(`filo ${command}: ${(error as Error).message.split('. ')[0]}.`);
    }
  })();
  if (parsed.positionals.length < names.length)
    throw new UsageError(`filo ${command} needs ${names.slice(parsed.positionals.length).join(' and ')}.`);
  if (parsed.positionals.length > names.length)
    throw new UsageError(
      `filo ${command} does not know what to do with "${parsed.positionals[names.length]}".`,
    );
  return { values: parsed.values, positionals: parsed.positionals };
}

/** The value of an option that must be there. @throws UsageError */
export function needed(command: string, name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`filo ${command} needs --${name}.`);
  return value;
}

/** A password from the option or from standard input (its first line). @throws UsageError, CommandError */
export async function passwordOf(
  command: string,
  values: { password?: string | undefined; 'password-stdin'?: boolean | undefined },
): Promise<string> {
  if (values['password-stdin'] !== true) {
    if (values.password === undefined)
      throw new UsageError(`filo ${command} needs --password or --password-stdin.`);
    return values.password;
  }
  if (values.password !== undefined)
    throw new UsageError(`filo ${command} takes --password or --password-stdin, not both.`);
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  const password = Buffer.concat(parts).toString('utf8').split(/\r?\n/)[0]!;
  if (password === '') throw new CommandError('No password came on standard input.');
  return password;
}

/** An instant to come: an ISO date or time, or a number of days as in 90d. @throws UsageError */
export function expiry(text: string | undefined, now: Date): string | null {
  if (text === undefined) return null;
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const at = days === undefined ? new Date(text) : new Date(now.getTime() + Number(days) * 86_400_000);
  if (Number.isNaN(at.getTime()) || (days === undefined && !/^\d{4}-\d{2}-\d{2}/.test(text)))
    throw new UsageError(`--expires must be a date as in 2027-01-31 or days as in 90d, not "${text}".`);
  if (at <= now) throw new UsageError(`--expires must lie ahead, and ${text} does not.`);
  return at.toISOString();
}

/** Prints rows as columns of even width. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  for (const row of all)
    process.stdout.write(
      `${row
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}\n`,
    );
}
