import { sql, type Db } from '#server/platform/index.ts';

/** An entry point as the intake needs it. */
export interface MailEntryPoint {
  id: string;
  address: string;
  name: string;
  serviceId: string;
  queueId: string;
  language: string;
  settings: { acknowledge?: boolean; autoReply?: unknown };
}

/** The active mail addresses of the organisation. */
export async function mailEntryPoints(db: Db): Promise<MailEntryPoint[]> {
  const rows = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'address', 'name', 'serviceId', 'queueId', 'language', 'settings'])
    .where('channel', 'in', ['email', 'pec'])
    .where('active', '=', true)
    .execute();
  return rows as unknown as MailEntryPoint[];
}

/** Where an entry point stands, in use or not; null when there is none. */
export async function entryPointPlace(
  db: Db,
  id: string,
): Promise<{ channel: string; serviceId: string; active: boolean } | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['channel', 'serviceId', 'active'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** The service of each entry point, in use or not. */
export async function servicesOf(db: Db, entryPoints: readonly string[]): Promise<Map<string, string>> {
  if (entryPoints.length === 0) return new Map();
  const rows = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'serviceId'])
    .where('id', 'in', [...new Set(entryPoints)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.serviceId]));
}

/** Which of these Message-IDs belong to messages that are kept, with where they are. */
export async function knownMessages(
  db: Db,
  ids: readonly string[],
): Promise<{ messageId: string; conversation: string; id: string; direction: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ messageId: string; conversation: string; id: string; direction: string }>`
    select message_id, conversation_id as conversation, id, direction from contacts.message where message_id = any (${ids}::text[])`.execute(
    db,
  );
  return rows;
}

/** Mails of ours with these Message-IDs: where they are, and to whom they went (addresses in lower case). */
export async function sentMails(
  db: Db,
  ids: readonly string[],
): Promise<{ messageId: string; id: string; conversation: string; service: string; recipients: string[] }[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{
    messageId: string;
    id: string;
    conversation: string;
    service: string;
    recipients: string[];
  }>`
    select m.message_id, m.id, m.conversation_id as conversation, v.service_id as service,
      array(select lower(r) from unnest(m.recipients || m.cc) r) as recipients
    from contacts.message m join contacts.conversation v on v.id = m.conversation_id
    where m.message_id = any (${ids}::text[]) and m.direction = 'out'`.execute(db);
  return rows;
}

/** How a message of ours has fared so far. */
export async function deliveryOf(db: Db, messageId: string): Promise<string | null> {
  const row = await db
    .selectFrom('contacts.message')
    .select('delivery')
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row?.delivery ?? null;
}

/** Conversations whose messages name one of these ids. */
export async function namingConversations(
  db: Db,
  ids: readonly string[],
): Promise<{ messageId: string; conversation: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ messageId: string; conversation: string }>`
    select reference as message_id, conversation_id as conversation from contacts.message_reference where reference = any (${ids}::text[]) limit 2000`.execute(
    db,
  );
  return rows;
}

/** Who wrote, was written to, or is the customer of these conversations; and their service. Addresses are lower case. */
export async function partiesOf(
  db: Db,
  conversations: readonly string[],
): Promise<Map<string, { parties: Set<string>; service: string }>> {
  if (conversations.length === 0) return new Map();
  const { rows } = await sql<{ conversation: string; service: string; parties: string[] }>`
    select v.id as conversation, v.service_id as service, array(
      select lower(m.sender) from contacts.message m where m.conversation_id = v.id and m.sender is not null
      union select lower(r) from contacts.message m, unnest(m.recipients || m.cc) r where m.conversation_id = v.id
      union select i.normal from customers.identity i where i.customer_id = v.customer_id and i.type in ('email', 'pec') and i.valid_to is null
    ) as parties from contacts.conversation v where v.id = any (${conversations}::uuid[])`.execute(db);
  return new Map(
    rows.map((row) => [row.conversation, { parties: new Set(row.parties), service: row.service }]),
  );
}

/** What contact and case numbers in subjects stand for. */
export async function numbered(
  db: Db,
  contactNumbers: readonly string[],
  caseNumbers: readonly string[],
): Promise<{ number: string; case: string | null; conversation: string | null }[]> {
  if (contactNumbers.length + caseNumbers.length === 0) return [];
  const { rows } = await sql<{ number: string; case: string | null; conversation: string | null }>`
    select c.number, c.case_id as case, c.conversation_id as conversation from contacts.contact c where c.number = any (${contactNumbers}::text[])
    union all
    select k.number, k.id, (select c.conversation_id from contacts.contact c where c.case_id = k.id order by c.arrived_at desc limit 1)
      from cases.case k where k.number = any (${caseNumbers}::text[])`.execute(db);
  return rows;
}

/** Mails with these Message-IDs that came to these entry points before and were filed: the same mail twice. */
export async function filedBefore(
  db: Db,
  headerIds: readonly string[],
): Promise<{ headerMessageId: string; sha256: string; entryPointId: string }[]> {
  if (headerIds.length === 0) return [];
  const rows = await db
    .selectFrom('email.raw')
    .select(['headerMessageId', 'sha256', 'entryPointId'])
    .where('headerMessageId', 'in', headerIds)
    .where('state', '=', 'filed')
    .execute();
  return rows.map((row) => ({ ...row, headerMessageId: row.headerMessageId! }));
}
