import { listeningAllowed, staffCan } from '#server/access/index.ts';
import { isConnectionError, type Ctx, type Tx } from '#server/platform/index.ts';
import { placeOf } from '../applied.service.ts';
import { lockContacts, lockConversations } from '../contacts.store.ts';
import { watchedListening, type WatchedListening } from './listening.read.ts';
import { patience, whyOver } from './listening.rules.ts';
import { leave } from './listening.service.ts';
import { deleteListening, lockListening, touchSupervisors } from './listening.store.ts';

const everyMilliseconds = 5000;

/** Desks of these members of staff are there: what they follow goes on. */
export async function touchListening(ctx: Ctx, staffIds: readonly string[]): Promise<void> {
  if (staffIds.length > 0) await touchSupervisors(ctx.db, staffIds, ctx.clock.now());
}

/** Deletes what was followed and is over since before an instant; for whoever knows how long it may be kept. */
export const forgetListening = (tx: Tx, before: Date): Promise<number> => deleteListening(tx, before);

/**
 * Ends what is followed and should be so no longer: the desk is gone, the agent who was asked says nothing, the
 * agreement's day is over, a right was taken away. What ends with a chat ends in the transaction that ends the chat; it
 * is looked at here too, so that no fault leaves somebody listening.
 */
export async function sweepListening(ctx: Ctx): Promise<void> {
  const agreed = await listeningAllowed(ctx.db, ctx.clock.now());
  for (const one of await watchedListening(ctx.db))
    if ((await judge(ctx, ctx.db, one, agreed)) !== null) await endOne(ctx, one, agreed);
}

async function judge(ctx: Ctx, db: Tx | Ctx['db'], one: WatchedListening, agreed: boolean) {
  const listen = await staffCan(db, one.supervisorId, 'contact.listen', placeOf(one));
  return whyOver(one, ctx.clock.now(), { agreed, listen });
}

/** In a transaction of its own, looked at again once everything is held. */
const endOne = (ctx: Ctx, seen: WatchedListening, agreed: boolean): Promise<void> =>
  ctx.tx(async (tx) => {
    await lockConversations(tx, [seen.conversationId]);
    await lockContacts(tx, [seen.contactId]);
    const row = await lockListening(tx, seen.id);
    const [one] = await watchedListening(tx, seen.id);
    if (row === null || one === undefined) return;
    const because = await judge(ctx, tx, one, agreed);
    if (because !== null) await leave(tx, ctx, row, one, because);
  });

/**
 * Looks every 5 s; any number of processes may. One that has just started waits as long as a desk may be silent: after
 * a restart of everything, desks need a moment to come back.
 */
export function startListeningWatch(ctx: Ctx): { stop(): Promise<void> } {
  const startedAt = Date.now();
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (running !== null || Date.now() - startedAt < patience.desk) return;
    running = sweepListening(ctx)
      .catch((error: unknown) => {
        if (!isConnectionError(error))
          ctx.log.error({ err: error }, 'watching over chats that are followed failed');
      })
      .finally(() => {
        running = null;
      });
  }, everyMilliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
