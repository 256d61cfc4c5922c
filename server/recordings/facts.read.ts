import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Where the contact of a call is, and who has it. */
export interface ContactFacts {
  id: string;
  queueId: string | null;
  serviceId: string;
  teamId: string | null;
  agentId: string | null;
  state: string;
  customerId: string;
  language: string;
}
/** Of a call that has none yet: null. */
export async function contactFacts(db: Db | Tx, contactId: string | null): Promise<ContactFacts | null> {
  if (contactId === null) return null;
  const { rows } = await sql<ContactFacts>`
    select id, queue_id, service_id, team_id, agent_id, state, customer_id, language
    from contacts.contact where id = ${contactId}::uuid`.execute(db);
  return rows[0] ?? null;
}
