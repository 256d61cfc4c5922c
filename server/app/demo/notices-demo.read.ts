import { sql, type Tx } from '#server/platform/index.ts';

/** Somebody of the demo to whom news can go, with the cases that are under way. */
export interface ToldCustomer {
  id: string;
  cases: string[];
  email: string | null;
  pec: string | null;
  mobile: string | null;
}

/** Customers with cases under way and an address, those with most cases first. */
export async function customersWithCases(tx: Tx): Promise<ToldCustomer[]> {
  const { rows } = await sql<ToldCustomer>`
    select c.id, array_agg(k.id order by k.opened_at) as cases,
      (select i.value from customers.identity as i where i.customer_id = c.id and i.type = 'email' and i.valid_to is null
        order by i.is_primary desc, i.valid_from, i.id limit 1) as email,
      (select i.value from customers.identity as i where i.customer_id = c.id and i.type = 'pec' and i.valid_to is null
        order by i.is_primary desc, i.valid_from, i.id limit 1) as pec,
      (select i.normal from customers.identity as i where i.customer_id = c.id and i.type = 'phone' and i.valid_to is null
        and i.normal ~ '^\\+393' order by i.is_primary desc, i.valid_from, i.id limit 1) as mobile
    from customers.customer as c join cases.case as k on k.customer_id = c.id and k.closed_at is null
    group by c.id order by count(*) desc, c.number`.execute(tx);
  return rows;
}

/** Two who look after the texts of the demo, or one twice. */
export async function textKeepers(tx: Tx): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select s.id, s.name from access.staff as s join access.grant as g on g.staff_id = s.id
      join access.role as r on r.id = g.role_id where r.code in ('administrator', 'supervisor')
    group by s.id, s.name order by bool_or(r.code = 'administrator') desc, s.name limit 2`.execute(tx);
  return rows;
}
