import { notFound, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { findContact, findConversation, type ContactRow, type ConversationRow } from './access.read.ts';

export type { ContactRow, ConversationRow } from './access.read.ts';

/** `lock`: hold the row until the transaction ends, for a change. */
export interface AccessOptions {
  lock?: boolean;
}

/**
 * The one way to a contact. Visible are those in the scope of the permission, the actor's own, and the one offered to
 * the actor.
 * @throws Problem 404 when there is none or it is outside what the actor may see; the two are never told apart
 */
export async function accessContact(
  db: Db | Tx,
  actor: Actor,
  id: string,
  permission: string,
  { lock = false }: AccessOptions = {},
): Promise<ContactRow> {
  const row = await findContact(db, actor, id, permission, lock);
  if (row === null) throw notFound('contact');
  return row;
}

/**
 * The one way to a conversation: visible is one with a contact that the actor may see.
 * @throws Problem 404 when there is none or it is outside what the actor may see; the two are never told apart
 */
export async function accessConversation(
  db: Db | Tx,
  actor: Actor,
  id: string,
  permission: string,
  { lock = false }: AccessOptions = {},
): Promise<ConversationRow> {
  const row = await findConversation(db, actor, id, permission, lock);
  if (row === null) throw notFound('conversation');
  return row;
}
