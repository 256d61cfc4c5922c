import type { z } from 'zod';
import type { caseEntry, caseView } from '#contract/cases.ts';
import { can, scopeFilter, scopeOf, sql, type Actor, type Db, type DB } from '#server/platform/index.ts';
import type { RawBuilder, Selectable } from 'kysely';
import { eyesOf, seenValues } from './types/fields.rules.ts';
import { stateOf } from './types/moves.rules.ts';
import { definitionKey, definitionsOf } from './types/types.store.ts';

export type CaseRow = Selectable<DB['cases.case']>;
type CaseOut = z.input<typeof caseView>;
type EntryOut = z.input<typeof caseEntry>;

/**
 * Which cases an actor may see, over a table named `k`: those in the scope of the permission, and those on which they work
 * now, because a step of them is in their hands or, to be read, offered to them. Every list, count, search and single
 * answer takes its filter from here.
 */
export function visibleCase(actor: Actor, permission: string): RawBuilder<boolean> {
  const scope = scopeOf(actor, permission);
  const inScope = scopeFilter(scope, sql.ref('k.serviceId'), sql.ref('k.teamId'));
  if (scope === 'all' || actor.kind !== 'staff' || actor.id === null || !can(actor, permission))
    return inScope;
  const offered =
    permission === 'case.read'
      ? sql`union all select c.case_id from routing.offer as o join contacts.contact as c on c.id = o.item_id
          where o.agent_id = ${actor.id}::uuid and o.state = 'open' and c.kind = 'case_step'`
      : sql``;
  return sql<boolean>`(${inScope} or k.id = any (array(
    select c.case_id from contacts.contact as c where c.agent_id = ${actor.id}::uuid and c.closed_at is null
      and c.kind = 'case_step' ${offered})))`;
}

/** The members of staff who have a step of a case in their hands: told of it wherever it lies. */
export async function workersOn(db: Db, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ agentId: string }>`
    select distinct c.agent_id from contacts.contact as c where c.case_id = ${caseId}::uuid and c.kind = 'case_step'
      and c.closed_at is null and c.agent_id is not null`.execute(db);
  return rows.map((row) => row.agentId);
}

/** A case as a room about it is called. */
export interface NamedCase {
  id: string;
  number: string;
  subject: string;
  serviceId: string;
  teamId: string | null;
}

/** Those of these cases that the actor may read, by id. */
export async function namedCases(
  db: Db,
  actor: Actor,
  by: { ids: readonly string[] } | { numbers: readonly string[] },
): Promise<NamedCase[]> {
  if (('ids' in by ? by.ids : by.numbers).length === 0) return [];
  const { rows } = await sql<NamedCase>`
    select k.id, k.number, k.subject, k.service_id, k.team_id from cases.case as k
    where ${'ids' in by ? sql`k.id = any (${[...by.ids]}::uuid[])` : sql`k.number = any (${[...by.numbers]}::text[])`}
      and ${visibleCase(actor, 'case.read')} order by k.id`.execute(db);
  return rows;
}

/** The case if the actor may see it; null otherwise. */
export async function findCase(
  db: Db,
  actor: Actor,
  id: string,
  permission: string,
  lock: boolean,
): Promise<CaseRow | null> {
  const row = await db
    .selectFrom('cases.case as k')
    .selectAll('k')
    .where('k.id', '=', id)
    .where(visibleCase(actor, permission))
    .$if(lock, (query) => query.forUpdate('k'))
    .executeTakeFirst();
  return row ?? null;
}

/** The time limit of a case that is up first, over a table named `k`. */
const caseDue = sql`(select jsonb_build_object('at', to_char(d.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'paused', d.state = 'paused',
      'over', coalesce((d.due_at < now())::int, 0) + coalesce((d.double_at < now())::int, 0) + coalesce((d.triple_at < now())::int, 0))
    from clocks.clock as d where d.subject_kind = 'case' and d.subject_id = k.id and d.state in ('running', 'paused')
    order by d.due_at limit 1)`;
export const caseColumns = sql`k.id, k.number, k.type, k.type_version, k.state, k.state_since, k.fields, k.classification_id as classification, k.subject, k.description, k.status,
  k.customer_id as customer, coalesce(customer.name, '') as customer_name, k.service_id as service, k.team_id as team,
  k.owner_id as owner, owner.name as owner_name, k.supplier_id as supplier, supplier.name as supplier_name, k.level,
  case when k.first_contact is not null then jsonb_build_object('state', k.first_contact, 'why', k.first_contact_why) end as first_contact, k.opened_at, k.changed_at, k.closed_at, k.resolution,
  (select count(*)::int from contacts.contact as c where c.case_id = k.id and c.kind <> 'case_step') as contacts, k.version,
  ${caseDue} as due`;
export const caseJoins = sql`left join customers.customer as customer on customer.id = k.customer_id
  left join access.staff as owner on owner.id = k.owner_id left join cases.supplier as supplier on supplier.id = k.supplier_id`;

export type StoredCase = Omit<CaseOut, 'typeName' | 'stateName'>;

/** Rows as they leave the server: with the words of their types, without the fields that the actor may not see. */
export async function asSeen<R extends StoredCase>(
  db: Db,
  actor: Actor,
  rows: readonly R[],
): Promise<(Omit<R, 'fields'> & CaseOut)[]> {
  const definitions = await definitionsOf(db, rows);
  return rows.map((row) => {
    const definition = definitions.get(definitionKey(row.type, row.typeVersion));
    const eyes = eyesOf(actor, { serviceId: row.service, teamId: row.team ?? null });
    const own = { it: row.type, en: row.type };
    return {
      ...row,
      typeName: definition?.name ?? own,
      stateName: (definition && stateOf(definition, row.state)?.name) ?? { it: row.state, en: row.state },
      fields: definition === undefined ? {} : seenValues(definition, row.fields, eyes, row.state),
    };
  });
}

/** A case as screens show it, if the actor may see it. */
export async function caseById(db: Db, actor: Actor, id: string): Promise<CaseOut | null> {
  const { rows } =
    await sql<StoredCase>`select ${caseColumns} from cases.case as k ${caseJoins} where k.id = ${id}::uuid and ${visibleCase(actor, 'case.read')}`.execute(
      db,
    );
  return (await asSeen(db, actor, rows))[0] ?? null;
}

/** Cases by id as screens show them, those that the actor may see, in no order. */
export async function casesByIds(db: Db, actor: Actor, ids: readonly string[]): Promise<CaseOut[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<StoredCase>`select ${caseColumns} from cases.case as k ${caseJoins}
    where k.id = any (${[...ids]}::uuid[]) and ${visibleCase(actor, 'case.read')}`.execute(db);
  return asSeen(db, actor, rows);
}

const entryColumns = sql`e.id, e.at, e.kind, e.author_name as author, e.body, e.data`;

/** What happened to a case, oldest first. */
export async function entriesOf(db: Db, caseId: string): Promise<EntryOut[]> {
  const { rows } =
    await sql<EntryOut>`select ${entryColumns} from cases.entry as e where e.case_id = ${caseId}::uuid order by e.at, e.id`.execute(
      db,
    );
  return rows;
}

export async function entryById(db: Db, id: string): Promise<EntryOut | null> {
  const { rows } =
    await sql<EntryOut>`select ${entryColumns} from cases.entry as e where e.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** What others changed after a version: the fields, who, and when the last of them did. */
export async function changesSince(
  db: Db,
  caseId: string,
  version: number,
): Promise<{ fields: string[]; by: string[]; at: Date | null }> {
  const { rows } = await sql<{ fields: string[]; author: string; at: Date }>`
    select coalesce((select array_agg(f) from jsonb_array_elements_text(e.data -> 'fields') as f), '{}') as fields,
      e.author_name as author, e.at
    from cases.entry as e
    where e.case_id = ${caseId}::uuid and (e.data ->> 'version')::int > ${version} order by e.at, e.id`.execute(
    db,
  );
  return {
    fields: [...new Set(rows.flatMap((row) => row.fields))],
    by: [...new Set(rows.map((row) => row.author))],
    at: rows.at(-1)?.at ?? null,
  };
}

export async function caseNumbered(db: Db, id: string): Promise<{ id: string; number: string } | null> {
  const row = await db
    .selectFrom('cases.case')
    .select(['id', 'number'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** A case for whoever was let through another door. */
export async function caseRow(db: Db, id: string): Promise<CaseRow | null> {
  const row = await db.selectFrom('cases.case').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** The service of the customer's newest contact, for a case that is opened without one. */
export async function lastServiceOf(db: Db, customerId: string): Promise<string | null> {
  const row = await db
    .selectFrom('contacts.contact')
    .select('serviceId')
    .where('customerId', '=', customerId)
    .where('kind', '<>', 'case_step')
    .orderBy('arrivedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.serviceId ?? null;
}

export interface CustomerCase {
  id: string;
  number: string;
  subject: string;
  status: 'open' | 'in_progress' | 'waiting' | 'solved' | 'closed';
  openedAt: Date;
  closedAt: Date | null;
  resolution: string | null;
  ownerName: string | null;
  open: number;
}
/** A case of a customer by its number (or the digits that it ends with), or the last one; open ones first. */
export async function caseOfCustomer(
  db: Db,
  customerId: string,
  number: string | null,
  /** Cases of others that they may ask about by number. */
  also: readonly string[] = [],
): Promise<CustomerCase | null> {
  const digits = number === null ? null : number.replace(/\D/g, '').replace(/^0+/, '');
  const { rows } = await sql<CustomerCase>`
    select c.id, c.number, c.subject, c.status, c.opened_at, c.closed_at, c.resolution, s.name as owner_name,
      (count(*) filter (where c.closed_at is null) over ())::int as open
    from cases.case as c left join access.staff as s on s.id = c.owner_id
    where (c.customer_id = ${customerId}::uuid or ${digits}::text is not null and c.id = any (${[...also]}::uuid[]))
      and (${digits}::text is null or ${digits}::text <> '' and regexp_replace(c.number, '\\D', '', 'g') like '%' || ${digits}::text)
    order by c.closed_at is not null, c.opened_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}
