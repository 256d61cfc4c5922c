import { rotateKeys } from '#server/recordings/index.ts';
import { read } from './arguments.ts';
import { withContext } from './installation.ts';
import { CommandError, UsageError } from './usage.ts';

/** filo keys rotate */
export async function keys(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  if (verb !== 'rotate')
    throw new UsageError(
      verb === undefined ? 'filo keys needs a verb: rotate.' : `filo keys cannot "${verb}": it can rotate.`,
    );
  const { values } = read('keys rotate', rest, { 'drop-old': { type: 'boolean' } });
  const done = await withContext({ migrating: false }, (ctx) =>
    rotateKeys(ctx, { dropOld: values['drop-old'] === true }),
  );
  process.stdout.write(
    `The key ${done.key} wraps recordings from now on; ${done.wrapped} were wrapped anew.\n`,
  );
  if (done.dropped.length > 0)
    process.stdout.write(`Taken out of the key file: ${done.dropped.join(', ')}.\n`);
  if (done.unreadable > 0)
    throw new CommandError(
      `${done.unreadable} recordings keep their old key, because it is not in the key file or they were changed.`,
    );
}
