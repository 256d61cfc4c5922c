import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** What business rules ask of a customer. */
export interface Traits {
  segment: string | null;
  positions: { kind: string; state: string }[];
}

/** Segment and kinds of positions of customers. */
export async function traitsOf(db: Db | Tx, customers: readonly string[]): Promise<Map<string, Traits>> {
  if (customers.length === 0) return new Map();
  const { rows } = await sql<{ id: string } & Traits>`
    select c.id, c.segment, coalesce((
      select jsonb_agg(distinct jsonb_build_object('kind', p.kind, 'state', p.state))
      from customers.position as p where p.customer_id = c.id), '[]') as positions
    from customers.customer as c where c.id = any(${[...new Set(customers)]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...traits }) => [id, traits]));
}

/** Nodes of the classification with all nodes above them. */
export async function waysOf(db: Db | Tx, nodes: readonly string[]): Promise<Map<string, string[]>> {
  if (nodes.length === 0) return new Map();
  const { rows } = await sql<{ id: string; way: string[] }>`
    select a.id, array_remove(array[a.id, b.id, c.id], null) as way
    from knowledge.classification as a
    left join knowledge.classification as b on b.id = a.parent_id
    left join knowledge.classification as c on c.id = b.parent_id
    where a.id = any(${[...new Set(nodes)]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, way }) => [id, way]));
}

/** What a contact began with: its first message from outside; of work that was made in the house, its first note. */
export async function firstWords(db: Db | Tx, contact: string): Promise<{ subject: string; body: string }> {
  const row = await db
    .selectFrom('contacts.message')
    .select(['subject', 'text'])
    .where('contactId', '=', contact)
    .where('direction', 'in', ['in', 'note'])
    .orderBy(sql`direction = 'in'`, 'desc')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return { subject: row?.subject ?? '', body: row?.text ?? '' };
}
