import { sql, type Tx } from '#server/platform/index.ts';

/** The open callbacks that nobody has tried yet: the oldest that waits, and the first that has a time. */
export async function openCalls(tx: Tx): Promise<{ id: string; askedAt: Date; wantedAt: Date | null }[]> {
  const { rows } = await sql<{ id: string; askedAt: Date; wantedAt: Date | null }>`
    select distinct on (c.state) c.id, c.arrived_at as asked_at, b.wanted_at from contacts.callback as b
      join contacts.contact as c on c.id = b.contact_id
    where b.state = 'open' and b.attempts = 0 and c.case_id is null and c.state in ('queued', 'scheduled')
    order by c.state, c.arrived_at, c.id`.execute(tx);
  return rows;
}

export interface CaseToCall {
  id: string;
  customerId: string;
  classificationId: string | null;
  subject: string;
  ownerId: string;
  ownerName: string;
  phone: string;
}

/** Open cases in the front office, taken over some days ago, whose customers have a telephone and are owed no call. */
export async function casesToCall(tx: Tx, most: number): Promise<CaseToCall[]> {
  const { rows } = await sql<CaseToCall>`
    select k.id, k.customer_id, k.classification_id, k.subject, k.owner_id, s.name as owner_name, i.value as phone
    from cases.case as k join access.staff as s on s.id = k.owner_id
      cross join lateral (select i.value from customers.identity as i
        where i.customer_id = k.customer_id and i.type = 'phone' and i.valid_to is null order by i.id limit 1) as i
    where k.status = 'in_progress' and k.level = 'front' and k.opened_at < now() - interval '2 days'
      and not exists (select from contacts.contact as c where c.customer_id = k.customer_id and c.kind = 'callback')
    order by k.opened_at desc, k.id limit ${most}`.execute(tx);
  return rows;
}

/** Makes a callback one to the customer of a case, about it. */
export async function oweTo(tx: Tx, call: string, about: CaseToCall, note: string): Promise<void> {
  await sql`
    with contact as (
      update contacts.contact set customer_id = ${about.customerId}::uuid, case_id = ${about.id}::uuid, subject = ${about.subject},
        preview = ${note}, classification_id = ${about.classificationId}::uuid where id = ${call}::uuid returning conversation_id),
    message as (
      update contacts.message set text = ${note}, author_customer = null, author_staff = ${about.ownerId}::uuid,
        author_name = ${about.ownerName}, direction = 'note' where contact_id = ${call}::uuid),
    callback as (
      update contacts.callback set number = ${about.phone}, note = ${note}, via = 'desk' where contact_id = ${call}::uuid)
    update contacts.conversation set customer_id = ${about.customerId}::uuid, subject = ${about.subject}
    where id = (select conversation_id from contact)`.execute(tx);
}
