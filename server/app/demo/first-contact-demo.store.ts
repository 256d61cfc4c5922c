import { sql, type Tx } from '#server/platform/index.ts';

export interface AnsweredContact {
  id: string;
  customerId: string;
  serviceId: string;
  teamId: string | null;
  entryPointId: string | null;
  classificationId: string | null;
  subject: string;
  agentId: string;
  agentName: string;
  answeredAt: Date;
  closedAt: Date;
}

/** Contacts of customers that one person answered and closed, that are of no case, the oldest first. */
export async function answeredContacts(tx: Tx, since: Date, most: number): Promise<AnsweredContact[]> {
  const { rows } = await sql<AnsweredContact>`
    select * from (
      select c.id, c.customer_id, c.service_id, c.team_id, c.entry_point_id, c.classification_id, c.subject, c.agent_id,
        s.name as agent_name, c.answered_at, c.closed_at
      from contacts.contact as c join access.staff as s on s.id = c.agent_id
      where c.kind = 'contact' and c.direction = 'in' and c.channel in ('phone', 'chat', 'email', 'form') and c.case_id is null and c.state = 'closed'
        and c.classification_id is not null and length(c.subject) >= 3 and c.closed_at > ${since}
        and c.closed_at - c.answered_at between interval '2 minutes' and interval '2 hours'
      order by md5(c.id::text) limit ${most}) as picked
    order by answered_at, id`.execute(tx);
  return rows;
}

export const belongsTo = (tx: Tx, contact: string, caseId: string) =>
  tx.updateTable('contacts.contact').set({ caseId }).where('id', '=', contact).execute();
