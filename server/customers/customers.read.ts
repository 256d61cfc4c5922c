import { sql, type RawBuilder } from 'kysely';
import { decodeCursor, isUuid, pageOf, type Db, type Scope } from '#server/platform/index.ts';
import type { IdentityType } from './recognise.rules.ts';
import { searchTerms } from './search.rules.ts';

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
 * The services whose positions a scope shows. A customer belongs to the whole organisation, a position to a service;
 * a grant on a team without a service reaches over services.
 */
function positionFilter(scope: Scope): RawBuilder<boolean> {
  if (scope === 'all' || scope.some((place) => place.serviceId === null)) return sql<boolean>`true`;
  return sql<boolean>`(p.service_id is null or p.service_id = any(${scope.map((place) => place.serviceId)}::uuid[]))`;
}

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');

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
  const tests: RawBuilder<unknown>[] = [sql`true`];
  if (terms !== null) {
    const name = sql.join(
      terms.words.map(
        (word) => sql`customers.folded(c.name) like '%' || customers.folded(${like(word)}) || '%'`,
      ),
      sql` and `,
    );
    const ways = [
      sql`select c.id from customers.customer c where ${name}`,
      ...(terms.part === null
        ? []
        : [
            sql`select i.customer_id from customers.identity i where i.valid_to is null and i.normal ilike ${`%${like(terms.part)}%`}`,
          ]),
      ...(terms.digits === null
        ? []
        : [
            sql`select i.customer_id from customers.identity i where i.valid_to is null and i.type = 'phone' and i.normal like ${`%${terms.digits}%`}`,
          ]),
      ...(terms.phone === null
        ? []
        : [
            sql`select i.customer_id from customers.identity i where i.valid_to is null and i.type = 'phone' and i.normal = ${terms.phone}`,
          ]),
      ...(terms.code === null
        ? []
        : [
            sql`select c.id from customers.customer c where c.number like ${`${like(terms.code)}%`}`,
            sql`select p.customer_id from customers.position p where upper(p.code) like ${`${like(terms.code)}%`} and ${positionFilter(scope)}`,
          ]),
    ];
    tests.push(sql`c.id in (${sql.join(ways, sql` union `)})`);
  }
  if (query.state !== undefined) tests.push(sql`c.state = ${query.state}`);
  if (after !== null)
    tests.push(
      sql`(customers.folded(c.name), c.id) > (${String(after[0])}, ${isUuid(String(after[1])) ? after[1] : null}::uuid)`,
    );
  const { rows } = await sql<Bare & { place: string }>`
    select ${bareColumns}, customers.folded(c.name) as place from customers.customer c
    where ${sql.join(tests, sql` and `)} order by customers.folded(c.name), c.id limit ${query.limit + 1}`.execute(
    db,
  );
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
    order by customers.folded(c.name), c.id limit 100`.execute(db);
  return withIdentities(db, rows);
}
