import type { Db, Tx } from '#server/platform/index.ts';

export interface DraftKey {
  staffId: string;
  conversationId: string;
  kind: 'reply' | 'note';
}

export async function findDraft(
  db: Db | Tx,
  key: DraftKey,
): Promise<{ body: unknown; updatedAt: Date } | null> {
  const row = await db
    .selectFrom('contacts.draft')
    .select(['body', 'updatedAt'])
    .where('staffId', '=', key.staffId)
    .where('conversationId', '=', key.conversationId)
    .where('kind', '=', key.kind)
    .executeTakeFirst();
  return row ?? null;
}

export async function putDraft(tx: Db | Tx, key: DraftKey, body: unknown, at: Date): Promise<void> {
  const json = JSON.stringify(body);
  await tx
    .insertInto('contacts.draft')
    .values({ ...key, body: json, updatedAt: at })
    .onConflict((conflict) =>
      conflict.columns(['staffId', 'conversationId', 'kind']).doUpdateSet({ body: json, updatedAt: at }),
    )
    .execute();
}

export async function dropDraft(tx: Db | Tx, key: DraftKey): Promise<void> {
  await tx
    .deleteFrom('contacts.draft')
    .where('staffId', '=', key.staffId)
    .where('conversationId', '=', key.conversationId)
    .where('kind', '=', key.kind)
    .execute();
}

/** Notes that a member of staff has seen the note that mentions them; false when no such mention is theirs. */
export async function markMentionRead(
  tx: Db | Tx,
  staffId: string,
  messageId: string,
  at: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('contacts.mention')
    .set((eb) => ({ readAt: eb.fn.coalesce('readAt', eb.val(at)) }))
    .where('staffId', '=', staffId)
    .where('messageId', '=', messageId)
    .returning('messageId')
    .executeTakeFirst();
  return row !== undefined;
}
