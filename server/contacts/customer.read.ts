import type { Db } from '#server/platform/index.ts';

export const contactsOnConversation = async (db: Db, conversationId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('contacts.contact')
      .select('id')
      .where('conversationId', '=', conversationId)
      .execute()
  ).map((row) => row.id);

/** The mail addresses a conversation's incoming messages were written from. */
export const writersOf = async (db: Db, conversationId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('contacts.message')
    .select('sender')
    .distinct()
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'in')
    .where('automatic', '=', false)
    .where('sender', 'is not', null)
    .execute();
  return rows.map((row) => row.sender!).filter((sender) => sender.includes('@'));
};
