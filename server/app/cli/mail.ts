import { replayMailbox } from '#server/channels/email/index.ts';
import { listMailboxes } from '#server/channels/email/mailboxes.service.ts';
import { read } from './arguments.ts';
import { withContext } from './installation.ts';
import { CommandError, UsageError } from './usage.ts';

/** filo replay <mailbox> */
export async function replay(args: readonly string[]): Promise<void> {
  const { values, positionals } = read('replay', args, { 'from-uid': { type: 'string' } }, ['a mailbox']);
  const fromUid = Number(values['from-uid'] ?? 0);
  if (!Number.isSafeInteger(fromUid) || fromUid < 0 || values['from-uid'] === '')
    throw new UsageError(`--from-uid must be a number from 0 up, not "${values['from-uid']}".`);
  const wanted = positionals[0]!;
  await withContext({ migrating: false }, async (ctx) => {
    const { items } = await listMailboxes(ctx);
    const found = items.filter(
      (one) => one.id === wanted || one.username === wanted || `${one.username}@${one.host}` === wanted,
    );
    const names = items.map((one) => `${one.username}@${one.host}`).join(', ');
    if (found.length === 0)
      throw new CommandError(
        `There is no mailbox "${wanted}"${names === '' ? ': there is none at all' : `: there are ${names}`}.`,
      );
    if (found.length > 1)
      throw new CommandError(
        `Several mailboxes are called "${wanted}"; name one by its id: ${found.map((one) => one.id).join(', ')}.`,
      );
    await replayMailbox(ctx, found[0]!.id, fromUid);
    process.stdout.write(
      `${wanted} is read again from UID ${fromUid + 1} on, by the running server or the next one.\n`,
    );
  });
}
