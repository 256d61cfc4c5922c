import type { Db } from '#server/platform/index.ts';

/** What an answer needs of the entry point it goes out from. `mailFrom` is null where the entry point has no mail address. */
export async function entryPointOf(db: Db, id: string) {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'channel', 'address', 'name', 'serviceId', 'queueId', 'language', 'settings'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const settings = row.settings as { replyFrom?: string };
  return {
    ...row,
    mailFrom: row.channel === 'email' || row.channel === 'pec' ? row.address : (settings.replyFrom ?? null),
  };
}

/**
 * Where an answer by mail goes: the address the conversation was written from, else the one it was begun to, else the
 * customer's e-mail identity. Null when none is known.
 */
export async function customerAddress(
  db: Db,
  conversationId: string,
  customerId: string,
): Promise<string | null> {
  const last = await db
    .selectFrom('contacts.message')
    .select(['sender', 'meta'])
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'in')
    .where('sender', 'is not', null)
    .where('automatic', '=', false)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last !== undefined) return (last.meta as { replyTo?: string }).replyTo ?? last.sender;
  const conversation = await db
    .selectFrom('contacts.conversation')
    .select('context')
    .where('id', '=', conversationId)
    .executeTakeFirst();
  const begun = (conversation?.context as { to?: unknown } | undefined)?.to;
  if (typeof begun === 'string') return begun;
  const identity = await db
    .selectFrom('customers.identity')
    .select('value')
    .where('customerId', '=', customerId)
    .where('type', '=', 'email')
    .where('validTo', 'is', null)
    .orderBy('isPrimary', 'desc')
    .limit(1)
    .executeTakeFirst();
  return identity?.value ?? null;
}

export async function messageForChange(db: Db, id: string) {
  const row = await db
    .selectFrom('contacts.message')
    .select(['id', 'conversationId', 'contactId', 'direction', 'channel', 'authorStaff', 'delivery'])
    .select(['text', 'html', 'subject'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}
