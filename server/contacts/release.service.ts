import type { Ctx, Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { changeConversation, lockConversations } from './contacts.store.ts';
import { closed } from './ending.service.ts';
import { handOver } from './transfer.service.ts';
import { endLegs } from './legs.store.ts';
import { openContactsOf } from './release.read.ts';

/**
 * Takes everything out of the hands of somebody who has left: contacts they were handling go back to their queue, what
 * they only had to wrap up is closed. In the caller's transaction, after their presence has ended.
 */
export async function releaseContacts(tx: Tx, ctx: Ctx, staffId: string): Promise<void> {
  for (const contact of await openContactsOf(tx, staffId)) {
    if (contact.state === 'active' && contact.queueId !== null) {
      await handOver(
        tx,
        ctx,
        contact.id,
        { queue: contact.queueId, note: '' },
        (now) => now.agentId === staffId && now.state === 'active',
      );
    } else if (contact.state === 'wrap_up') {
      await routing.wrapUpDone(tx, ctx, contact.id);
      await lockConversations(tx, [contact.conversationId]);
      await endLegs(tx, [contact.id], ['wrap_up'], ctx.clock.now(), 'completed');
      await changeConversation(tx, contact.conversationId, { state: 'closed' });
      await closed(tx, ctx, contact, {});
    }
  }
}
