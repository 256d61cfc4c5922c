import type { z } from 'zod';
import type { compensationView, exportView, listCompensations } from '#contract/clocks.ts';
import type { Parsed } from '#contract/route.ts';
import {
  decodeCursor,
  isUuid,
  pageOf,
  scopeFilter,
  scopeOf,
  sql,
  type Actor,
  type Db,
  type Scope,
  type Tx,
} from '#server/platform/index.ts';

export type CompensationOut = z.input<typeof compensationView>;

const columns = (
  actor: Actor,
) => sql`c.id, case when c.subject_kind = 'case' then c.subject_id end as "case", c.subject_label as label,
  c.customer_id as customer, coalesce(u.name, '') as customer_name, c.service_id as service, c.standard_code as standard,
  k.name as standard_name, c.regulation, c.amount_cents, c.multiple, c.ratio::float8 as ratio, k.due_at, k.ended_at, c.state,
  c.exclusion, c.reason, c.proposed_at, c.decided_at, c.decided_by_name as decided_by, c.exported_at, c.export_id as export,
  c.paid_reference, c.paid_at, coalesce(c.owner_id = ${actor.kind === 'staff' ? actor.id : null}::uuid, false) as own`;
const joins = sql`join clocks.clock as k on k.id = c.clock_id left join customers.customer as u on u.id = c.customer_id`;

/** Compensations where the actor sees cases, the newest first. */
export async function compensationPage(
  db: Db,
  actor: Actor,
  query: Parsed<typeof listCompensations>['query'],
) {
  const after = decodeCursor(query.cursor, 2);
  const tests = [scopeFilter(scopeOf(actor, 'case.read'), sql.ref('c.serviceId'), sql.ref('c.teamId'))];
  if (query.state !== undefined) tests.push(sql<boolean>`c.state = ${query.state}`);
  if (after !== null) {
    const [at, id] = after;
    tests.push(
      typeof at === 'string' && typeof id === 'string' && isUuid(id)
        ? sql<boolean>`(c.proposed_at, c.id) < (${at}::timestamptz, ${id}::uuid)`
        : sql<boolean>`false`,
    );
  }
  const { rows } = await sql<CompensationOut & { place: string }>`
    select ${columns(actor)}, c.proposed_at::text as place from clocks.compensation as c ${joins}
    where ${sql.join(tests, sql` and `)} order by c.proposed_at desc, c.id desc limit ${query.limit + 1}`.execute(
    db,
  );
  return pageOf(rows, query.limit, (row) => [row.place, row.id]);
}

export async function compensationById(db: Db, actor: Actor, id: string): Promise<CompensationOut | null> {
  const { rows } = await sql<CompensationOut>`
    select ${columns(actor)} from clocks.compensation as c ${joins} where c.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** What was handed to billing, as far as any of it lies in the scope; counted as far as it does. */
export async function exportList(db: Db, scope: Scope): Promise<z.input<typeof exportView>[]> {
  const { rows } = await sql<z.input<typeof exportView>>`
    select e.id, e.at, e.by_name as by, count(c.id)::int as count, coalesce(sum(c.amount_cents), 0)::int as total_cents
    from clocks.export as e join clocks.compensation as c on c.export_id = e.id
    where ${scopeFilter(scope, sql.ref('c.serviceId'), sql.ref('c.teamId'))}
    group by e.id order by e.at desc, e.id limit 200`.execute(db);
  return rows;
}

export interface BillingLine {
  compensation: string;
  case: string;
  customer: string | null;
  customerName: string;
  taxCode: string | null;
  regulation: string;
  standard: string;
  receivedAt: Date;
  dueAt: Date | null;
  endedAt: Date | null;
  multiple: number;
  amountCents: number;
  approvedBy: string | null;
  approvedAt: Date | null;
}
/** The lines of an export in a fixed order, as far as they lie in the scope. */
export async function billingLines(db: Db | Tx, scope: Scope, exportId: string): Promise<BillingLine[]> {
  const { rows } = await sql<BillingLine>`
    select c.id as compensation, c.subject_label as "case", c.customer_id as customer, coalesce(u.name, '') as customer_name,
      (select i.value from customers.identity as i where i.customer_id = c.customer_id
        and i.type in ('customer_number', 'fiscal_code', 'vat_number') and i.valid_to is null
        order by array_position(array['fiscal_code', 'vat_number', 'customer_number'], i.type), i.value limit 1) as tax_code,
      c.regulation, c.standard_code as standard, k.started_at as received_at, k.due_at, k.ended_at, c.multiple, c.amount_cents,
      c.decided_by_name as approved_by, c.decided_at as approved_at
    from clocks.compensation as c ${joins}
    where c.export_id = ${exportId}::uuid and ${scopeFilter(scope, sql.ref('c.serviceId'), sql.ref('c.teamId'))}
    order by c.subject_label, c.id`.execute(db);
  return rows;
}
