import { sql, type Db } from '#server/platform/index.ts';
import type { Reader } from './own.reader.ts';
import type { NoticeRow } from './telling.store.ts';

/** The notices of a case that its customer has had. */
export const toldOf = (db: Db, caseId: string, customerId: string): Promise<NoticeRow[]> =>
  db
    .selectFrom('cases.notice')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('customerId', '=', customerId)
    .where('state', 'in', ['sent', 'merged'])
    .orderBy('happenedAt')
    .orderBy('id')
    .execute();

export interface PageLine {
  at: Date;
  direction: 'in' | 'out';
  text: string;
  files: string[];
}
/** Whose conversations on a page are meant: the holder's own, or those of one of the others. */
type Of = Pick<Reader, 'party'>;
const ofReader = (caseId: string, { party }: Of) =>
  party === null
    ? sql`v.context ->> 'casePage' = ${caseId} and not v.context ? 'caseParty'
        and v.customer_id = (select k.customer_id from cases.case as k where k.id = ${caseId}::uuid)`
    : sql`v.context ->> 'casePage' = ${caseId} and v.context ->> 'caseParty' = ${party.id}`;

/** What was written and answered on the conversation of somebody's page of a case; nothing internal. */
export async function pageLines(db: Db, caseId: string, reader: Of): Promise<PageLine[]> {
  const { rows } = await sql<PageLine>`
    select m.at, m.direction, m.text,
      coalesce((select array_agg(a.name order by a.position) from contacts.attachment as a where a.message_id = m.id), '{}') as files
    from contacts.message as m join contacts.conversation as v on v.id = m.conversation_id
    where ${ofReader(caseId, reader)}
      and (m.direction = 'in' or m.direction = 'out' and not m.automatic and coalesce(m.delivery, 'sent') not in ('undone', 'failed'))
    order by m.at, m.seq limit 200`.execute(db);
  return rows;
}

/** Whether a message of the page is there already. */
export async function isWritten(db: Db, conversationId: string, clientId: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts.message')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The conversation of somebody's page of a case, if they have written there before. */
export async function pageConversation(db: Db, caseId: string, reader: Of): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select v.id from contacts.conversation as v
    where ${ofReader(caseId, reader)} order by v.created_at desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/** The papers of a case that are there. */
export async function documentsThere(db: Db, caseId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('cases.document')
    .select('key')
    .distinct()
    .where('caseId', '=', caseId)
    .execute();
  return new Set(rows.map(({ key }) => key));
}
