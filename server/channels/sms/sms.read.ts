import { noticeSender } from '#server/contacts/index.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export interface SmsEntryPoint {
  id: string;
  address: string;
  serviceId: string;
  queueId: string;
  language: string;
  settings: Record<string, unknown>;
}
/** The entry point of a number of ours. */
export async function smsEntryPoint(db: Db | Tx, address: string): Promise<SmsEntryPoint | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'address', 'serviceId', 'queueId', 'language', 'settings'])
    .where('channel', '=', 'sms')
    .where('address', '=', address)
    .where('active', '=', true)
    .executeTakeFirst();
  return (row as SmsEntryPoint | undefined) ?? null;
}
/** The entry point of this id, in use or not; null where it is none for short messages. */
export async function smsPointById(
  db: Db,
  id: string,
): Promise<(SmsEntryPoint & { active: boolean }) | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'address', 'serviceId', 'queueId', 'language', 'settings', 'active'])
    .where('channel', '=', 'sms')
    .where('id', '=', id)
    .executeTakeFirst();
  return (row as (SmsEntryPoint & { active: boolean }) | undefined) ?? null;
}
/** The number of ours from which a service writes short messages; null for none. */
export async function ownNumberFor(db: Db, serviceId: string): Promise<string | null> {
  const sender = await noticeSender(db, 'sms', serviceId);
  if (sender === null) return null;
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('address')
    .where('id', '=', sender.entryPointId)
    .executeTakeFirst();
  return row?.address ?? null;
}
/** Whether a conversation has work that somebody has, or will get. */
export async function isOpenConversation(db: Db | Tx, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts.conversation')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.state === 'open';
}
/** What an outgoing message needs to be sent. */
export async function outgoingOf(
  db: Db | Tx,
  messageId: string,
): Promise<{
  text: string;
  number: string | null;
  ownNumber: string | null;
  conversationId: string;
} | null> {
  const row = await db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .leftJoin('contacts.entryPoint as e', 'e.id', 'v.entryPointId')
    .select(['m.text', 'm.conversationId', 'v.context', 'e.address'])
    .where('m.id', '=', messageId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { sms } = (row.context ?? {}) as { sms?: string };
  return {
    text: row.text,
    number: sms ?? null,
    ownNumber: row.address,
    conversationId: row.conversationId,
  };
}

/**
 * The conversation of the notice that a number got last, and the case that it was about: what comes back on it is an
 * answer. No conversation where it went to somebody outside the register. Null where anything else was exchanged since.
 */
export async function lastNotice(
  db: Db | Tx,
  number: string,
  ownNumber: string,
  since: Date,
): Promise<{ conversationId: string | null; caseId: string } | null> {
  const last = await db
    .selectFrom('sms.message')
    .select(['direction', 'conversationId', 'caseId'])
    .where('number', '=', number)
    .where('ownNumber', '=', ownNumber)
    .where('at', '>', since)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.direction !== 'out') return null;
  if (last.conversationId === null)
    return last.caseId === null ? null : { conversationId: null, caseId: last.caseId };
  const about = await db
    .selectFrom('contacts.contact')
    .select('caseId')
    .where('conversationId', '=', last.conversationId)
    .where('direction', '=', 'out')
    .where('caseId', 'is not', null)
    .orderBy('arrivedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return about?.caseId == null ? null : { conversationId: last.conversationId, caseId: about.caseId };
}
