import { sql, type Actor, type Db } from '#server/platform/index.ts';
import { visibleCase, type CaseRow } from '../cases.read.ts';
import type { NoticeRow } from './telling.store.ts';

export interface ShownNotice extends NoticeRow {
  delivery: string | null;
  deliveryDetail: string | null;
}
/** The notices of a case with what became of their messages, the newest first. */
export async function noticesOfCase(db: Db, caseId: string): Promise<ShownNotice[]> {
  return db
    .selectFrom('cases.notice as n')
    .leftJoin('contacts.message as m', 'm.id', 'n.messageId')
    .selectAll('n')
    .select(['m.delivery', 'm.deliveryDetail'])
    .where('n.caseId', '=', caseId)
    .orderBy('n.happenedAt', 'desc')
    .orderBy('n.id', 'desc')
    .limit(200)
    .execute();
}

/** To whom a message went, and the contact on which that can be noted. */
export async function carriedBy(
  db: Db,
  messageId: string,
): Promise<{ recipient: string | null; contactId: string | null; conversationId: string } | null> {
  const { rows } = await sql<{ recipient: string | null; contactId: string | null; conversationId: string }>`
    select m.recipients[1] as recipient, m.conversation_id, (select c.id from contacts.contact as c
        where c.conversation_id = m.conversation_id and c.kind <> 'case_step' order by c.arrived_at desc limit 1) as contact_id
    from contacts.message as m where m.id = ${messageId}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** The language in which a member of staff reads. */
export async function staffLanguage(db: Db, staffId: string): Promise<string> {
  const row = await db
    .selectFrom('access.staff')
    .select('language')
    .where('id', '=', staffId)
    .executeTakeFirst();
  return row?.language ?? 'it';
}

/** Whether anything has told the customer of a case, or is about to. */
export async function openingTold(db: Db, caseId: string): Promise<boolean> {
  const row = await db
    .selectFrom('cases.notice')
    .select('id')
    .where('caseId', '=', caseId)
    .where('state', 'in', ['planned', 'sent', 'merged'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The case with this number, for whoever may see it. */
export async function seenCaseNumbered(db: Db, actor: Actor, number: string): Promise<CaseRow | null> {
  const row = await db
    .selectFrom('cases.case as k')
    .selectAll('k')
    .where('k.number', '=', number)
    .where(visibleCase(actor, 'case.read'))
    .executeTakeFirst();
  return row ?? null;
}
