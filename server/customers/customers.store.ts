import { sql } from 'kysely';
import { newId, type Db, type Tx } from '#server/platform/index.ts';
import type { IdentityType, Match } from './recognise.rules.ts';

export interface NewCustomer {
  kind: 'person' | 'company';
  state: 'provisional' | 'known';
  name: string;
  givenName: string | null;
  familyName: string | null;
  language: string;
  notes: string;
  segment: string | null;
}
export interface NewIdentity {
  type: IdentityType;
  value: string;
  normal: string;
  primary: boolean;
}

/** Writes a customer with the next free number. */
export async function insertCustomer(tx: Tx, id: string, customer: NewCustomer, at: Date): Promise<void> {
  await tx
    .insertInto('customers.customer')
    .values({
      id,
      number: sql<string>`nextval('customers.customer_number')::text`,
      ...customer,
      createdAt: at,
      updatedAt: at,
    })
    .execute();
}

export async function updateCustomerRow(
  tx: Tx,
  id: string,
  fields: Partial<NewCustomer>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('customers.customer')
    .set({ ...fields, updatedAt: at })
    .where('id', '=', id)
    .execute();
}

/** Locks a customer's row; false when there is none. */
export async function lockCustomer(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('customers.customer')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertIdentity(
  tx: Tx,
  customerId: string,
  identity: NewIdentity,
  at: Date,
): Promise<string> {
  const id = newId();
  if (identity.primary) await clearPrimary(tx, customerId, identity.type);
  await tx
    .insertInto('customers.identity')
    .values({
      id,
      customerId,
      type: identity.type,
      value: identity.value,
      normal: identity.normal,
      isPrimary: identity.primary,
      validFrom: at,
    })
    .execute();
  return id;
}

// One address of a type is the one to write to.
async function clearPrimary(tx: Tx, customerId: string, type: IdentityType): Promise<void> {
  await tx
    .updateTable('customers.identity')
    .set({ isPrimary: false })
    .where('customerId', '=', customerId)
    .where('type', '=', type)
    .where('validTo', 'is', null)
    .where('isPrimary', '=', true)
    .execute();
}

/** Ends an identity; it stays in the history. The answer is what it was, or null when there is none to end. */
export async function endIdentity(
  tx: Tx,
  customerId: string,
  id: string,
  at: Date,
): Promise<{ type: string; value: string } | null> {
  const row = await tx
    .updateTable('customers.identity')
    .set({ validTo: at })
    .where('customerId', '=', customerId)
    .where('id', '=', id)
    .where('validTo', 'is', null)
    .returning(['type', 'value'])
    .executeTakeFirst();
  return row ?? null;
}

/** The key of an identity among many. */
export const identityKey = (type: string, normal: string): string => `${type}\u0000${normal}`;

/** The customers that have these identities now, by `identityKey`; one statement however many are asked for. */
export async function findMatches(
  db: Db,
  wanted: readonly { type: string; normal: string }[],
): Promise<Map<string, Match[]>> {
  const { rows } = await sql<Match & { type: string; normal: string }>`
    select i.type, i.normal, i.customer_id, i.is_primary as "primary", c.state
    from unnest(${wanted.map((one) => one.type)}::text[], ${wanted.map((one) => one.normal)}::text[]) as w(type, normal)
    join customers.identity i on i.type = w.type and i.normal = w.normal and i.valid_to is null
    join customers.customer c on c.id = i.customer_id`.execute(db);
  const found = new Map<string, Match[]>();
  for (const { type, normal, ...match } of rows) {
    const key = identityKey(type, normal);
    const list = found.get(key);
    if (list === undefined) found.set(key, [match]);
    else list.push(match);
  }
  return found;
}

/** Holds identities for this transaction, so that nobody else makes a customer for one of them meanwhile. */
export async function lockIdentities(tx: Tx, keys: readonly string[]): Promise<void> {
  // Sorted, so that two batches with the same addresses wait for each other instead of for ever.
  await sql`select pg_advisory_xact_lock(7146, h) from (
    select distinct hashtext(k) as h from unnest(${keys.map((key) => key.replace('\u0000', ' '))}::text[]) as k order by 1) as sorted`.execute(
    tx,
  );
}

/** Writes provisional customers, and identities of old and new ones, in one statement. */
export async function insertRecognised(
  tx: Tx,
  customers: readonly { id: string; name: string; language: string }[],
  identities: readonly (NewIdentity & { customerId: string })[],
  at: Date,
): Promise<void> {
  await sql`
    with made as (
      insert into customers.customer (id, number, state, name, language, created_at, updated_at)
      select id, nextval('customers.customer_number')::text, 'provisional', name, language, ${at}, ${at}
      from unnest(${customers.map((one) => one.id)}::uuid[], ${customers.map((one) => one.name)}::text[],
        ${customers.map((one) => one.language)}::text[]) as n(id, name, language)
    )
    insert into customers.identity (id, customer_id, type, value, normal, is_primary, valid_from)
    select n.id, n.customer_id, n.type, n.value, n.normal, n.is_primary, ${at}
    from unnest(${identities.map(() => newId())}::uuid[], ${identities.map((one) => one.customerId)}::uuid[],
      ${identities.map((one) => one.type)}::text[], ${identities.map((one) => one.value)}::text[],
      ${identities.map((one) => one.normal)}::text[], ${identities.map((one) => one.primary)}::boolean[])
      as n(id, customer_id, type, value, normal, is_primary)
    on conflict (customer_id, type, normal) where valid_to is null do nothing`.execute(tx);
}
