import type { Names } from '#contract/route.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** A node of the classification, as rules of charge know it. */
export interface Node {
  id: string;
  name: Names;
  active: boolean;
  /** Itself and everything above it. */
  above: string[];
}

/** The whole classification by id, each node with everything above it. */
export async function classificationTree(db: Db | Tx): Promise<Map<string, Node>> {
  const { rows } = await sql<Node>`
    with recursive down as (
      select id, name, active, array[id] as above from knowledge.classification where parent_id is null
      union all select k.id, k.name, k.active, k.id || down.above from knowledge.classification as k join down on k.parent_id = down.id)
    select id, name, active, above from down`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * The address that says where a case lies: of the customer's supply in the service of the case, else of any other; those
 * in use first. '' where there is none.
 */
export async function supplyAddress(db: Db | Tx, customerId: string, serviceId: string): Promise<string> {
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
