import type { Db, Tx } from '#server/platform/index.ts';

/** Since when a contact's customer has been on hold; null when they are not. */
export async function heldSince(db: Db | Tx, contactId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('contacts.leg')
    .select('startedAt')
    .where('contactId', '=', contactId)
    .where('kind', '=', 'hold')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return row?.startedAt ?? null;
}

/** Since when an agent has had a contact in hand; null when nobody has. */
export async function handledSince(db: Db | Tx, contactId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('contacts.leg')
    .select('startedAt')
    .where('contactId', '=', contactId)
    .where('kind', '=', 'handle')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return row?.startedAt ?? null;
}
