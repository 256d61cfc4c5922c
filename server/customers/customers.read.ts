import { sql, type RawBuilder } from 'kysely';
import { decodeCursor, isUuid, pageOf, type Db, type Scope } from '#server/platform/index.ts';
import type { IdentityType } from './recognise.rules.ts';
import { searchTerms, type SearchTerms } from './search.rules.ts';

export interface IdentityView {
  id: string;
  type: IdentityType;
  value: string;
  verifiedAt: Date | null;
  primary: boolean;
}
export interface CustomerRowView {
  id: string;
  number: string;
  kind: 'person' | 'company';
  state: 'provisional' | 'known';
  name: string;
  language: string;
  identities: IdentityView[];
}
export interface PositionView {
  id: string;
  kind: string;
  code: string;
  serviceId: string | null;
  address: string;
  state: string;
  since: string | null;
  details: Record<string, unknown>;
}
export interface CustomerView extends CustomerRowView {
  givenName: string | null;
  familyName: string | null;
  notes: string;
  segment: string | null;
  createdAt: Date;
  positions: PositionView[];
}

type Bare = Omit<CustomerRowView, 'identities'>;
const bareColumns = sql`c.id, c.number, c.kind, c.state, c.name, c.language`;

async function withIdentities<T extends Bare>(
  db: Db,
  rows: readonly T[],
): Promise<(T & { identities: IdentityView[] })[]> {
  if (rows.length === 0) return [];
  const identities = await db
    .selectFrom('customers.identity')
    .select(['id', 'customerId', 'type', 'value', 'verifiedAt', 'isPrimary'])
    .where(
      'customerId',
      'in',
      rows.map((row) => row.id),
    )
    .where('validTo', 'is', null)
    .orderBy('isPrimary', 'desc')
    .orderBy('id')
    .execute();
  const byCustomer = Map.groupBy(identities, (one) => one.customerId);
  return rows.map((row) => ({
    ...row,
    identities: (byCustomer.get(row.id) ?? []).map((one) => ({
      id: one.id,
      type: one.type as IdentityType,
      value: one.value,
      verifiedAt: one.verifiedAt,
      primary: one.isPrimary,
    })),
  }));
}

/**
 * The positions that a scope shows. A customer belongs to the whole organisation, a position to a service; a grant on a
 * team alone reaches the team's service, or all of them where the team belongs to none.
 */
function positionFilter(scope: Scope): RawBuilder<boolean> {
  if (scope === 'all') return sql<boolean>`true`;
  const services = scope.flatMap((place) => place.serviceId ?? []);
  const teams = scope.flatMap((place) => (place.serviceId === null ? (place.teamId ?? []) : []));
  return sql<boolean>`(p.service_id is null or p.service_id = any(${services}::uuid[])
    or exists (select from access.team t where t.id = any(${teams}::uuid[])
      and (t.service_id is null or t.service_id = p.service_id)))`;
}

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');

function byName(terms: SearchTerms): RawBuilder<unknown> {
  const tests = terms.words.map((word) => {
    const text = sql`customers.folded(${like(word)})`;
    // The index knows triples of letters: of fewer it finds the beginnings of words only.
    return word.length < 3
      ? sql`(c.folded_name like ${text} || '%' or c.folded_name like '% ' || ${text} || '%')`
      : sql`c.folded_name like '%' || ${text} || '%'`;
  });
  return sql.join(tests, sql` and `);
}

/** Selects of customer ids, one for each thing that the terms may be besides a name. */
function otherWays(terms: SearchTerms, scope: Scope): RawBuilder<unknown>[] {
  const identities = sql`select i.customer_id from customers.identity i where i.valid_to is null`;
  const ways: RawBuilder<unknown>[] = [];
  if (terms.part !== null) ways.push(sql`${identities} and i.normal ilike ${`%${like(terms.part)}%`}`);
  if (terms.digits !== null)
    ways.push(sql`${identities} and i.type = 'phone' and i.normal like ${`%${terms.digits}%`}`);
  if (terms.phone !== null) ways.push(sql`${identities} and i.type = 'phone' and i.normal = ${terms.phone}`);
  if (terms.code !== null) {
    const beginning = `${like(terms.code)}%`;
    ways.push(
      sql`select n.id from customers.customer n where n.number like ${beginning}`,
      sql`select p.customer_id from customers.position p where upper(p.code) like ${beginning} and ${positionFilter(scope)}`,
    );
  }
  return ways;
}

/** Customers by name, a page at a time; `search` is what a person types, as they type it. */
export async function searchCustomerRows(
  db: Db,
  scope: Scope,
  query: {
    search?: string | undefined;
    state?: 'provisional' | 'known' | undefined;
    limit: number;
    cursor?: string | undefined;
  },
) {
  const after = decodeCursor(query.cursor, 2);
  const terms = searchTerms(query.search ?? '');
  const tests: RawBuilder<unknown>[] = [
    ...(query.state === undefined ? [] : [sql`c.state = ${query.state}`]),
    ...(after === null
      ? []
      : [
          sql`(c.folded_name, c.id) > (${String(after[0])}, ${isUuid(String(after[1])) ? after[1] : null}::uuid)`,
        ]),
  ];
  // Each way is cut to a page by itself: for a common name the page is read off the index of names, not sorted out of
  // tens of thousands.
  const first = (test: RawBuilder<unknown>) => sql`(
    select c.id, c.folded_name from customers.customer c where ${sql.join([test, ...tests], sql` and `)}
    order by c.folded_name, c.id limit ${query.limit + 1})`;
  const ways =
    terms === null
      ? [first(sql`true`)]
      : [byName(terms), ...otherWays(terms, scope).map((one) => sql`c.id in (${one})`)].map(first);
  const { rows } = await sql<Bare & { place: string }>`
    select ${bareColumns}, c.folded_name as place
    from (${sql.join(ways, sql` union `)}) as hit join customers.customer c on c.id = hit.id
    order by c.folded_name, c.id limit ${query.limit + 1}`.execute(db);
  const found = pageOf(rows, query.limit, (row) => [row.place, row.id]);
  return { items: await withIdentities(db, found.items), next: found.next };
}

/** A customer with everything the page shows; positions as far as the scope reaches. */
export async function findCustomerView(db: Db, scope: Scope, id: string): Promise<CustomerView | null> {
  const row = await db
    .selectFrom('customers.customer')
    .select([
      'id',
      'number',
      'kind',
      'state',
      'name',
      'language',
      'givenName',
      'familyName',
      'notes',
      'segment',
      'createdAt',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { rows: positions } = await sql<PositionView>`
    select p.id, p.kind, p.code, p.service_id, p.address, p.state, p.since, p.details
    from customers.position p where p.customer_id = ${id} and ${positionFilter(scope)} order by p.state, p.code`.execute(
    db,
  );
  const [view] = await withIdentities(db, [row as typeof row & Bare]);
  return { ...view!, positions };
}

/** Customers by id, for lists of other modules. Those that are not there are left out. */
export async function customersByIds(db: Db, ids: readonly string[]): Promise<Map<string, CustomerRowView>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<Bare>`select ${bareColumns} from customers.customer c
    where c.id = any(${wanted}::uuid[])`.execute(db);
  return new Map((await withIdentities(db, rows)).map((row) => [row.id, row]));
}

/** Other customers that have one of a customer's identities now. */
export async function sharingCustomers(db: Db, id: string): Promise<CustomerRowView[]> {
  const { rows } = await sql<Bare>`
    select ${bareColumns} from customers.customer c where c.id in (
      select other.customer_id from customers.identity mine
      join customers.identity other on other.type = mine.type and other.normal = mine.normal
        and other.valid_to is null and other.customer_id <> mine.customer_id
      where mine.customer_id = ${id} and mine.valid_to is null)
    order by c.folded_name, c.id limit 100`.execute(db);
  return withIdentities(db, rows);
}
