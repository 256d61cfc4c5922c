import { notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockItem, type ItemRow } from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { lockedContact } from '../acting.ts';
import { conversationOf, lockConversations } from '../contacts.store.ts';
import { findCallback, type CallbackRow } from './callbacks.store.ts';

export interface LockedCallback {
  contact: ContactRow;
  callback: CallbackRow;
  /** Null while it is in no queue. */
  item: ItemRow | null;
}

/**
 * A callback for a change, with everything about it held until the transaction ends, in the order in which all verbs
 * take it: agent, item, conversation, contact, callback.
 * @throws Problem 404; who may act on it is the caller's to check
 */
export async function lockCallback(tx: Tx, ctx: Ctx, contactId: string): Promise<LockedCallback> {
  const item = await lockItem(tx, contactId);
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId === null) throw notFound('callback');
  await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  const callback = await findCallback(tx, contactId, { lock: true });
  if (callback === null) throw notFound('callback');
  return { contact, callback, item };
}
