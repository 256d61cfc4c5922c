import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { SolvedFacts } from './first-contact.rules.ts';

/**
 * The address that says where a case lies: of the customer's supply in the service of the case, else of any other; those
 * in use first. '' where there is none.
 */
export async function supplyAddress(
  db: Db | Tx,
  customerId: string,
  serviceId: string | null,
): Promise<string> {
  const { rows } = await sql<{ address: string }>`
    select p.address from customers.position as p where p.customer_id = ${customerId}::uuid and p.address <> ''
    order by p.service_id is not distinct from ${serviceId}::uuid desc, p.state = 'active' desc, p.since desc nulls last, p.id
    limit 1`.execute(db);
  return rows[0]?.address ?? '';
}

/** The names of services by id. */
export async function serviceNames(db: Db | Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from access.service`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The queues that somebody serves on the medium of cases. */
export async function servedQueues(db: Db | Tx): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct e.queue_id as id from routing.profile_queue as e
      join routing.profile as p on p.id = e.profile_id and (p.capacity -> 'case' ->> 'max')::int > 0
      join routing.agent as a on a.profile_id = e.profile_id join access.staff as s on s.id = a.staff_id and s.active
    where e.channel = 'case'`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export type Level = 'front' | 'back' | 'centre';
/** Who has a case. */
export interface Holding {
  level: Level;
  queueId: string | null;
  queueName: string | null;
  centreName: string | null;
  agentId: string | null;
  agentName: string | null;
}

/**
 * Who has a case now: a competence centre as long as it has a question, else whoever it was handed to or came back to,
 * else its owner in the front office.
 */
export async function holdingNow(db: Db | Tx, caseId: string): Promise<Holding> {
  const { rows } = await sql<Holding>`
    select * from (
      select 1 as rank, e.asked_at as at, 'centre' as level, null::uuid as queue_id, null as queue_name, c.name as centre_name,
        null::uuid as agent_id, null as agent_name
      from cases.escalation as e join cases.centre as c on c.id = e.centre_id
      where e.case_id = ${caseId}::uuid and e.closed_at is null
      union all
      select 2, s.asked_at, h.direction, c.queue_id, q.name, null, c.agent_id, agent.name
      from cases.handover as h join cases.step as s on s.id = h.step_id and s.closed_at is null
        join contacts.contact as c on c.id = h.step_id left join routing.queue as q on q.id = c.queue_id
        left join access.staff as agent on agent.id = c.agent_id
      where h.case_id = ${caseId}::uuid
      union all
      select 3, k.opened_at, 'front', null, null, null, k.owner_id, owner.name
      from cases.case as k left join access.staff as owner on owner.id = k.owner_id where k.id = ${caseId}::uuid) as one
    order by rank, at desc limit 1`.execute(db);
  const { level, queueId, queueName, centreName, agentId, agentName } = rows[0]!;
  return { level, queueId, queueName, centreName, agentId, agentName };
}

/** Who had a case, oldest first; a case that never changed hands was with the front office since it was opened. */
export async function holdersOf(db: Db | Tx, row: { id: string; openedAt: Date; closedAt: Date | null }) {
  const { rows } = await sql<{
    level: Level;
    queueName: string | null;
    centreName: string | null;
    agentName: string | null;
    since: Date;
    until: Date | null;
  }>`select level, queue_name, centre_name, agent_name, since, coalesce(until, case when ${row.closedAt}::timestamptz >= since then ${row.closedAt}::timestamptz end) as until
    from cases.holder where case_id = ${row.id}::uuid order by since, until nulls last, id`.execute(db);
  if (rows.length > 0) return rows;
  const { level, queueName, centreName, agentName } = await holdingNow(db, row.id);
  return [{ level, queueName, centreName, agentName, since: row.openedAt, until: row.closedAt }];
}

/** The open hand-over of a case to a back office, with where its work is; null for none. */
export async function openHandover(db: Db | Tx, caseId: string) {
  const { rows } = await sql<{
    step: string;
    queueName: string | null;
    agentName: string | null;
    state: 'queued' | 'offered' | 'active' | 'wrap_up';
    ruleName: string | null;
    reason: string | null;
    dueAt: Date | null;
  }>`select h.step_id as step, q.name as queue_name, agent.name as agent_name, c.state, h.rule_name, h.reason, s.due_at
    from cases.handover as h join cases.step as s on s.id = h.step_id and s.closed_at is null
      join contacts.contact as c on c.id = h.step_id left join routing.queue as q on q.id = c.queue_id
      left join access.staff as agent on agent.id = c.agent_id
    where h.case_id = ${caseId}::uuid and h.direction = 'back' order by s.asked_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** The queue of the contact in which a case was opened; null where there was none, or no queue had it. */
export async function openingQueue(db: Db | Tx, caseId: string): Promise<string | null> {
  const { rows } = await sql<{ queueId: string | null }>`
    select c.queue_id from cases.entry as e join contacts.contact as c on c.id = (e.data ->> 'contact')::uuid
    where e.case_id = ${caseId}::uuid and e.kind = 'opened' order by e.at limit 1`.execute(db);
  return rows[0]?.queueId ?? null;
}

/** The queue of a contact. */
export async function queueOfContact(db: Db | Tx, contactId: string): Promise<string | null> {
  const { rows } = await sql<{ queueId: string | null }>`
    select queue_id from contacts.contact where id = ${contactId}::uuid`.execute(db);
  return rows[0]?.queueId ?? null;
}

/** What says whether a case that is being solved was so at first contact. */
export async function solvedFacts(tx: Tx, caseId: string): Promise<SolvedFacts> {
  const { rows } = await sql<SolvedFacts>`
    select (select c.state in ('active', 'wrap_up') from contacts.contact as c where c.id = o.contact) as opened_in_open,
      ((select count(*) from cases.step as s where s.case_id = k.id)
        + (select count(*) from cases.escalation as e where e.case_id = k.id))::int as asked,
      (select count(*) from contacts.contact as c where c.case_id = k.id and c.kind = 'contact' and c.id is distinct from o.contact)::int as contacts,
      exists (select from cases.entry as e where e.case_id = k.id and e.kind = 'status'
        and e.data ->> 'from' in ('solved', 'closed') and e.data ->> 'to' not in ('solved', 'closed')) as again
    from cases.case as k left join lateral (select (e.data ->> 'contact')::uuid as contact from cases.entry as e
      where e.case_id = k.id and e.kind = 'opened' order by e.at limit 1) as o on true
    where k.id = ${caseId}::uuid`.execute(tx);
  return rows[0]!;
}

/** The cases of a customer that count as solved at first contact. */
export async function solvedAtFirstOf(
  tx: Tx,
  customerId: string,
): Promise<{ id: string; classificationId: string | null; solvedAt: Date; openedIn: string | null }[]> {
  const { rows } = await sql<{
    id: string;
    classificationId: string | null;
    solvedAt: Date;
    openedIn: string | null;
  }>`select k.id, k.classification_id, k.first_contact_at as solved_at,
      (select e.data ->> 'contact' from cases.entry as e where e.case_id = k.id and e.kind = 'opened' order by e.at limit 1) as opened_in
    from cases.case as k where k.customer_id = ${customerId}::uuid and k.first_contact = 'yes' order by k.id`.execute(
    tx,
  );
  return rows;
}

/** A contact, as far as it says whether a customer has come back. */
export async function closedContact(tx: Tx, id: string) {
  const { rows } = await sql<{
    number: string;
    kind: string;
    direction: string;
    customerId: string;
    classificationId: string | null;
    arrivedAt: Date;
  }>`select number, kind, direction, customer_id, classification_id, arrived_at from contacts.contact
    where id = ${id}::uuid`.execute(tx);
  return rows[0] ?? null;
}

/** The case to which a callback belongs, and who makes the call; null where it is none of a case. */
export async function callOfCase(
  tx: Tx,
  contactId: string,
): Promise<{ caseId: string; agentName: string | null } | null> {
  const { rows } = await sql<{ caseId: string; agentName: string | null }>`
    select c.case_id, s.name as agent_name from contacts.contact as c left join access.staff as s on s.id = c.agent_id
    where c.id = ${contactId}::uuid and c.kind = 'callback' and c.case_id is not null`.execute(tx);
  return rows[0] ?? null;
}
