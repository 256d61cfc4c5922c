import { sql, type Tx } from '#server/platform/index.ts';

export interface OpenCase {
  id: string;
  number: string;
  type: string;
  customerId: string;
  ownerId: string;
  ownerName: string;
  openedAt: Date;
}

/** Open cases that somebody has, the newest first. */
export async function casesUnderWay(tx: Tx): Promise<OpenCase[]> {
  const { rows } = await sql<OpenCase>`
    select k.id, k.number, k.type, k.customer_id, k.owner_id, s.name as owner_name, k.opened_at
    from cases.case as k join access.staff as s on s.id = k.owner_id
    where k.closed_at is null order by k.opened_at desc, k.id`.execute(tx);
  return rows;
}

/** Customers of the register with a mail address, other than these. */
export async function customersBeside(tx: Tx, without: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customers.customer as c
    where c.kind = 'person' and c.state = 'known' and c.id <> all (${[...without]}::uuid[])
      and exists (select from customers.identity as i where i.customer_id = c.id and i.type = 'email' and i.valid_to is null)
    order by c.number limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The open cases about a subject or what lies below it. */
export async function caused(tx: Tx, code: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with recursive down as (
      select c.id from knowledge.classification as c where c.code = ${code}
      union all select c.id from knowledge.classification as c join down on c.parent_id = down.id)
    select k.id from cases.case as k where k.closed_at is null and k.classification_id in (select id from down)`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What was asked of centres by mail and is not answered yet. */
export async function askedByMail(
  tx: Tx,
): Promise<{ id: string; caseId: string; centreId: string; question: string; askedAt: Date }[]> {
  const { rows } = await sql<{
    id: string;
    caseId: string;
    centreId: string;
    question: string;
    askedAt: Date;
  }>`
    select e.id, e.case_id, e.centre_id, e.question, e.asked_at from cases.escalation as e
    where e.closed_at is null and e.way = 'mail' order by e.asked_at, e.id`.execute(tx);
  return rows;
}

/** The queue of the back office of which most was asked; null for none. */
export async function backOffice(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select s.queue_id as id from cases.step as s group by 1 order by count(*) desc, 1 limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}
