import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import { changeConversation, lockConversations } from './contacts.store.ts';

/** Merges what a channel learnt into a conversation's context (the page the customer is on), and tells the desk. */
export async function changeContext(
  tx: Tx,
  ctx: Ctx,
  conversationId: string,
  context: Record<string, unknown>,
): Promise<void> {
  const [locked] = await lockConversations(tx, [conversationId]);
  if (locked === undefined) return;
  const { conversation, open } = locked;
  await changeConversation(tx, conversationId, {
    context: JSON.stringify({ ...(conversation.context as object), ...context }),
  });
  await record(tx, ctx.actor, {
    kind: 'conversation.changed',
    subjectId: conversationId,
    serviceId: open?.serviceId ?? conversation.serviceId,
    teamId: open?.teamId ?? conversation.teamId,
    data: { conversation: conversationId },
  });
}
