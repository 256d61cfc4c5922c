import { sql, type Db } from '#server/platform/index.ts';

/** Everything a mail is made of. */
export async function mailToSend(db: Db, messageId: string) {
  const row = await db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .leftJoin('contacts.entryPoint as e', 'e.id', 'v.entryPointId')
    .leftJoin('contacts.contact as c', 'c.id', 'm.contactId')
    .leftJoin('cases.case as p', 'p.id', 'c.caseId')
    .leftJoin('access.staff as s', 's.id', 'm.authorStaff')
    .leftJoin('customers.customer as k', 'k.id', 'v.customerId')
    .select([
      'm.id',
      'm.conversationId',
      'm.seq',
      'm.sender',
      'm.recipients',
      'm.cc',
      'm.subject',
      'm.text',
      'm.html',
      'm.messageId',
      'm.inReplyTo',
      'm.refs',
      'm.automatic',
      'm.at',
      'm.delivery',
      'v.language',
      'e.name as entryPointName',
      'e.address as entryPointAddress',
      'e.channel as entryPointChannel',
      'c.number as contactNumber',
      'p.number as caseNumber',
      's.publicName',
      'k.name as customerName',
    ])
    .where('m.id', '=', messageId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const attachments = await db
    .selectFrom('contacts.attachment as a')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .select(['a.name', 'a.contentId', 'a.inline', 'f.sha256', 'f.type'])
    .where('a.messageId', '=', messageId)
    .orderBy('a.position')
    .execute();
  return { ...row, attachments };
}

/** The message that is quoted below an answer: the customer's newest one before it. */
export async function quotedMessage(db: Db, conversationId: string, beforeSeq: number) {
  const row = await db
    .selectFrom('contacts.message')
    .select(['text', 'html', 'authorName', 'sender', 'at'])
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'in')
    .where('automatic', '=', false)
    .where('seq', '<', beforeSeq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The first active mail address of a service: what its mail goes out from where an entry point has none. Never another service's. */
export async function mailAddressOf(
  db: Db,
  serviceId: string | null,
): Promise<{ id: string; address: string } | null> {
  if (serviceId === null) return null;
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'address'])
    .where('channel', '=', 'email')
    .where('active', '=', true)
    .where('serviceId', '=', serviceId)
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The settings of the entry point with this address; null when it is none of ours any more. */
export async function settingsOfAddress(db: Db, address: string): Promise<unknown> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('settings')
    .where('channel', 'in', ['email', 'pec'])
    .where('address', '=', address.toLowerCase())
    .orderBy('active', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.settings ?? null;
}

/** An e-mail address of the organisation, whichever service it is of; null when there is none. */
export async function anyMailAddress(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('address')
    .where('channel', '=', 'email')
    .where('active', '=', true)
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.address ?? null;
}

/** The conversation's entry point and service, for the address a mail goes out from. */
export async function sendingPlace(db: Db, conversationId: string) {
  const row = await db
    .selectFrom('contacts.conversation as v')
    .leftJoin('contacts.entryPoint as e', 'e.id', 'v.entryPointId')
    .select(['v.serviceId', 'e.id as entryPointId', 'e.channel', 'e.address'])
    .where('v.id', '=', conversationId)
    .executeTakeFirst();
  return row ?? null;
}

export async function messageAddresses(db: Db, messageId: string) {
  const row = await db
    .selectFrom('contacts.message')
    .select(['conversationId', 'sender', 'recipients', 'cc', 'automatic'])
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row ?? null;
}

/** The newest message of the customer before this one: what it answers. */
export async function answeredMessage(
  db: Db,
  conversationId: string,
): Promise<{ messageId: string | null; refs: string[] } | null> {
  const row = await db
    .selectFrom('contacts.message')
    .select(['messageId', 'refs'])
    .where('conversationId', '=', conversationId)
    .where('messageId', 'is not', null)
    .where('direction', 'in', ['in', 'out'])
    .where('automatic', '=', false)
    .orderBy(sql`direction = 'in'`, 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
