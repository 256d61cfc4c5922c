import { sql, type Tx } from '#server/platform/index.ts';

/**
 * Counts contacts that closed before anybody recorded it, by the rule of `first-contact.rules.ts`: what is past is what it was,
 * and is neither told nor audited. For loaders; a migration did the same for what was there when the rule came.
 * @param nodes the classification, each node with itself and everything above it
 */
export async function recountPast(
  tx: Tx,
  days: number,
  nodes: readonly { id: string; above: readonly string[] }[],
): Promise<void> {
  await sql`
    with down as materialized (
      select (n ->> 'id')::uuid as id, array(select x::uuid from jsonb_array_elements_text(n -> 'above') as x) as above
      from jsonb_array_elements(${JSON.stringify(nodes)}::jsonb) as n
    ), setting as (
      select make_interval(days => ${days}::int) as within
    ), solved as (
      select c.id, c.customer_id, c.arrived_at, c.closed_at, c.classification_id, d.above
      from contacts.contact as c join contacts.outcome as o on o.id = c.outcome_id and o.solves join down as d on d.id = c.classification_id
      where c.kind in ('contact', 'desk_visit') and c.direction = 'in' and c.state = 'closed' and c.agent_id is not null and c.case_id is null and c.first_contact is null
        and (select count(distinct l.agent_id) = 1 and count(*) filter (where l.result = 'transferred_out') = 0
          from contacts.leg as l where l.contact_id = c.id and l.kind = 'handle')
        and not exists (select from contacts.contact as p where p.customer_id = c.customer_id and p.kind = 'callback'
          and p.arrived_at >= c.arrived_at and p.arrived_at <= c.closed_at and p.state <> 'cancelled')
    ), judged as (
      select s.id,
        exists (select from contacts.contact as o join down as d on d.id = o.classification_id
          where o.customer_id = s.customer_id and o.id <> s.id and o.kind in ('contact', 'desk_visit') and o.direction = 'in' and o.agent_id is not null
            and o.arrived_at >= s.arrived_at - w.within and o.arrived_at < s.arrived_at
            and (d.id = any (s.above) or s.classification_id = any (d.above))) as before,
        (select o.id from contacts.contact as o join down as d on d.id = o.classification_id
          where o.customer_id = s.customer_id and o.id <> s.id and o.kind in ('contact', 'desk_visit') and o.direction = 'in' and o.agent_id is not null
            and o.arrived_at >= s.arrived_at and o.arrived_at <= s.closed_at + w.within
            and (d.id = any (s.above) or s.classification_id = any (d.above))
          order by o.arrived_at, o.id limit 1) as back
      from solved as s cross join setting as w
    )
    update contacts.contact as c set first_contact = case when j.back is null then 'yes' else 'withdrawn' end,
      first_contact_why = case when j.back is not null then 'repeat' end, first_contact_by = j.back
    from judged as j where j.id = c.id and not j.before`.execute(tx);
}
