import { sql, type DB, type Tx } from '#server/platform/index.ts';
import type { Insertable, Updateable } from 'kysely';
import type { ContactRow, ConversationRow } from './access.read.ts';

export type NewConversation = Insertable<DB['contacts.conversation']>;
export type NewContact = Insertable<DB['contacts.contact']>;
export type NewMessage = Insertable<DB['contacts.message']>;
export type NewAttachment = Insertable<DB['contacts.attachment']>;
export type ContactChange = Updateable<DB['contacts.contact']>;

/** The next contact numbers, e.g. C-2026-000123; the year is that of `at`. */
export async function nextContactNumbers(tx: Tx, count: number, at: Date): Promise<string[]> {
  if (count === 0) return [];
  const { rows } = await sql<{
    n: number;
  }>`select nextval('contacts.contact_number') as n from generate_series(1, ${count})`.execute(tx);
  return rows.map(({ n }) => `C-${at.getFullYear()}-${String(n).padStart(6, '0')}`);
}

export async function insertConversations(tx: Tx, rows: readonly NewConversation[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('contacts.conversation')
      .values([...rows])
      .execute();
}
export async function insertContacts(tx: Tx, rows: readonly NewContact[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('contacts.contact')
      .values([...rows])
      .execute();
}
export async function insertMessages(tx: Tx, rows: readonly NewMessage[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('contacts.message')
      .values([...rows])
      .execute();
}
export async function insertAttachments(tx: Tx, rows: readonly NewAttachment[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('contacts.attachment')
      .values([...rows])
      .execute();
}

/** Locks conversations, in the order of their ids, together with the newest contact that is still open on each. */
export async function lockConversations(
  tx: Tx,
  ids: readonly string[],
): Promise<{ conversation: ConversationRow; open: ContactRow | null }[]> {
  if (ids.length === 0) return [];
  const conversations = await tx
    .selectFrom('contacts.conversation')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  const contacts = await tx
    .selectFrom('contacts.contact')
    .selectAll()
    .where('conversationId', 'in', ids)
    .where('closedAt', 'is', null)
    .orderBy('arrivedAt')
    .execute();
  const open = new Map(contacts.map((contact) => [contact.conversationId, contact]));
  return conversations.map((conversation) => ({ conversation, open: open.get(conversation.id) ?? null }));
}

export async function changeContact(tx: Tx, id: string, change: ContactChange): Promise<void> {
  await tx
    .updateTable('contacts.contact')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();
}
export async function changeContacts(tx: Tx, ids: readonly string[], change: ContactChange): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('contacts.contact')
    .set({ ...change, version: sql`version + 1` })
    .where('id', 'in', ids)
    .execute();
}
export async function changeConversation(
  tx: Tx,
  id: string,
  change: Updateable<DB['contacts.conversation']>,
): Promise<void> {
  await tx.updateTable('contacts.conversation').set(change).where('id', '=', id).execute();
}

export async function lockContacts(tx: Tx, ids: readonly string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('contacts.contact')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** The message a writer's screen has already sent under this id, if any. */
export async function messageByClientId(
  tx: Tx,
  conversationId: string,
  clientId: string,
): Promise<{ id: string; seq: number } | null> {
  const row = await tx
    .selectFrom('contacts.message')
    .select(['id', 'seq'])
    .where('conversationId', '=', conversationId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row ?? null;
}

/** Ties uploaded files to a message; only those the same person uploaded and nobody has used. Returns how many it tied. */
export async function claimUploads(
  tx: Tx,
  ids: readonly string[],
  messageId: string,
  uploader: string,
): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await tx
    .updateTable('contacts.attachment')
    .set({ messageId })
    .where('id', 'in', ids)
    .where('messageId', 'is', null)
    .where('uploadedBy', '=', uploader)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function insertMentions(tx: Tx, messageId: string, staff: readonly string[]): Promise<void> {
  if (staff.length > 0)
    await tx
      .insertInto('contacts.mention')
      .values(staff.map((staffId) => ({ messageId, staffId })))
      .execute();
}

export async function changeDelivery(
  tx: Tx,
  messageId: string,
  state: NonNullable<NewMessage['delivery']>,
  detail: string | null,
  at: Date,
): Promise<{ conversationId: string; contactId: string | null } | null> {
  const row = await tx
    .updateTable('contacts.message')
    .set({ delivery: state, deliveryDetail: detail, deliveryAt: at })
    .where('id', '=', messageId)
    // The receipt may be here before the job that sent it has written that it left.
    .$if(state === 'sent', (update) =>
      update.where((where) =>
        where.or([where('delivery', 'is', null), where('delivery', 'not in', ['delivered', 'read'])]),
      ),
    )
    .returning(['conversationId', 'contactId'])
    .executeTakeFirst();
  return row ?? null;
}

export async function deleteDrafts(
  tx: Tx,
  staffId: string,
  conversationId: string,
  kind: string,
): Promise<void> {
  await tx
    .deleteFrom('contacts.draft')
    .where('staffId', '=', staffId)
    .where('conversationId', '=', conversationId)
    .where('kind', '=', kind)
    .execute();
}

/** Identifiers a conversation's messages refer to that were never seen here. */
export async function insertReferences(
  tx: Tx,
  rows: readonly { reference: string; conversationId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('contacts.messageReference')
    .values([...rows])
    .onConflict((conflict) => conflict.columns(['reference', 'conversationId']).doNothing())
    .execute();
}

/** What a mail of ours says of itself, kept with its message so that the customer's reply finds it. */
export async function setMailHeaders(
  tx: Tx,
  messageId: string,
  headers: { messageId: string; inReplyTo: string | null; refs: string[] },
): Promise<void> {
  await tx.updateTable('contacts.message').set(headers).where('id', '=', messageId).execute();
}

/** The conversation of a contact; null when there is no such contact. */
export async function conversationOf(tx: Tx, contactId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('contacts.contact')
    .select('conversationId')
    .where('id', '=', contactId)
    .executeTakeFirst();
  return row?.conversationId ?? null;
}

/** What a contact is and which way it goes; null when there is no such contact. */
export async function kindOf(
  tx: Tx,
  contactId: string,
): Promise<Pick<ContactRow, 'channel' | 'direction'> | null> {
  const row = await tx
    .selectFrom('contacts.contact')
    .select(['channel', 'direction'])
    .where('id', '=', contactId)
    .executeTakeFirst();
  return row ?? null;
}
