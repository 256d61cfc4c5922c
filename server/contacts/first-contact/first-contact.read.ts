import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { AnsweredFacts } from './first-contact.rules.ts';

/** A contact as far as it says whether it was solved at first contact, with what is recorded of it. */
export interface Judged extends AnsweredFacts {
  id: string;
  number: string;
  customerId: string;
  classificationId: string | null;
  serviceId: string;
  teamId: string | null;
  conversationId: string;
  arrivedAt: Date;
  closedAt: Date | null;
  firstContact: string | null;
  firstContactWhy: string | null;
}

/** The facts of a contact; null when there is none. */
export async function judgedFacts(db: Db | Tx, id: string): Promise<Judged | null> {
  const { rows } = await sql<Judged>`
    select c.id, c.number, c.kind, c.direction, c.state, c.customer_id, c.classification_id, c.service_id, c.team_id, c.conversation_id,
      c.arrived_at, c.closed_at, c.first_contact, c.first_contact_why, coalesce(o.solves, false) as solves,
      c.classification_id is not null as classified, c.case_id is not null as has_case,
      coalesce(l.agents, 0)::int as agents, coalesce(l.handed_on, false) as handed_on,
      exists (select from contacts.contact as p where p.customer_id = c.customer_id and p.kind = 'callback' and p.state <> 'cancelled'
        and p.arrived_at >= c.arrived_at and p.arrived_at <= coalesce(c.closed_at, 'infinity')) as call_promised
    from contacts.contact as c left join contacts.outcome as o on o.id = c.outcome_id
      left join lateral (select count(distinct l.agent_id) as agents, bool_or(l.result = 'transferred_out') as handed_on
        from contacts.leg as l where l.contact_id = c.id and l.kind = 'handle') as l on true
    where c.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** Another contact of a customer that agents have had and that says what it is about. */
export interface OtherContact {
  id: string;
  classificationId: string;
  arrivedAt: Date;
  closedAt: Date | null;
  firstContact: string | null;
}

/**
 * The other contacts of a customer between two instants of arrival, the first of them first. What nobody answered says
 * nothing about what it was about.
 */
export async function othersOf(
  db: Db | Tx,
  { id, customerId }: Pick<Judged, 'id' | 'customerId'>,
  from: Date,
  to: Date,
): Promise<OtherContact[]> {
  const { rows } = await sql<OtherContact>`
    select c.id, c.classification_id, c.arrived_at, c.closed_at, c.first_contact from contacts.contact as c
    where c.customer_id = ${customerId}::uuid and c.id <> ${id}::uuid and c.kind in ('contact', 'desk_visit') and c.direction = 'in'
      and c.agent_id is not null and c.classification_id is not null and c.arrived_at >= ${from} and c.arrived_at <= ${to}
    order by c.arrived_at, c.id`.execute(db);
  return rows;
}

/** The contacts of a customer that count as solved at first contact and arrived until an instant. */
export async function countedOf(
  db: Db | Tx,
  { id, customerId }: Pick<Judged, 'id' | 'customerId'>,
  until: Date,
): Promise<{ id: string; classificationId: string; arrivedAt: Date; closedAt: Date }[]> {
  const { rows } = await sql<{ id: string; classificationId: string; arrivedAt: Date; closedAt: Date }>`
    select c.id, c.classification_id, c.arrived_at, c.closed_at from contacts.contact as c
    where c.customer_id = ${customerId}::uuid and c.first_contact = 'yes' and c.id <> ${id}::uuid and c.arrived_at <= ${until}
    order by c.id`.execute(db);
  return rows;
}
