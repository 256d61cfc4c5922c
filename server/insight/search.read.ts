import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { caseView } from '#contract/cases.ts';
import type { customerRow } from '#contract/customers.ts';
import {
  contactNumbered,
  contactsOf,
  customersNamed,
  howCommon,
  likePattern,
  numberTail,
  searchWords,
  visibleContact,
  wordQuery,
  type ContactView,
} from '#server/contacts/index.ts';
import { casesByIds, visibleCase } from '#server/cases/index.ts';
import { can, isUuid, type Actor, type Tx } from '#server/platform/index.ts';

export type CustomerRow = z.input<typeof customerRow>;
export type CaseView = z.input<typeof caseView>;
export interface Found {
  customers: string[];
  contacts: string[];
  cases: string[];
}

const idsOf = async (tx: Tx, query: RawBuilder<unknown>): Promise<string[]> =>
  (await query.execute(tx)).rows.map((row) => (row as { id: string }).id);

/** Every further statement of this transaction must end within the time, or fails with 57014. */
export async function limitTime(tx: Tx, milliseconds: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(milliseconds)}, true)`.execute(tx);
}

const contactScope = (actor: Actor) => visibleContact(actor, 'contact.read', 'c');
const caseScope = (actor: Actor) => visibleCase(actor, 'case.read');
const seesCustomers = (actor: Actor) => can(actor, 'customer.read');

/** What a text names by itself: an id, or a number of a customer, contact or case. */
export async function named(tx: Tx, actor: Actor, text: string, limit: number): Promise<Found> {
  const tail = numberTail(text);
  const byId = isUuid(text);
  const contactNumber = contactNumbered(text, 'c');
  const contact = byId ? sql`c.id = ${text}::uuid` : contactNumber;
  const kase = byId
    ? sql`k.id = ${text}::uuid`
    : tail === null
      ? null
      : sql`substring(k.number from '[0-9]{1,15}$')::bigint = ${tail.value}::bigint and k.number ilike ${tail.pattern}`;
  return {
    customers: seesCustomers(actor)
      ? await idsOf(
          tx,
          byId
            ? sql`select id from customers.customer where id = ${text}::uuid`
            : sql`select id from customers.customer where number = ${text.toUpperCase()}`,
        )
      : [],
    contacts:
      contact === null
        ? []
        : await idsOf(
            tx,
            sql`select c.id from contacts.contact as c where ${contact} and ${contactScope(actor)}
                order by c.arrived_at desc limit ${limit}`,
          ),
    cases:
      kase === null
        ? []
        : await idsOf(
            tx,
            sql`select k.id from cases.case as k where ${kase} and ${caseScope(actor)}
                order by k.opened_at desc limit ${limit}`,
          ),
  };
}

/** Customers whose whole address or code the text is, with their newest contacts and cases. */
export async function addressed(tx: Tx, actor: Actor, text: string, limit: number): Promise<Found> {
  const compact = text.replace(/[\s./()-]+/g, '');
  const digits = /^\+?\d{5,15}$/.test(compact) ? compact.replace(/^00/, '+').replace(/^\+/, '') : null;
  const normal = [
    text.toLowerCase(),
    compact.toUpperCase(),
    ...(digits === null ? [] : [`+${digits}`, `+39${digits}`, digits]),
  ];
  const customers = await idsOf(
    tx,
    sql`select distinct i.customer_id as id from customers.identity as i
        where i.valid_to is null and i.normal = any (${normal})
          and i.type in ('email', 'pec', 'phone', 'fiscal_code', 'vat_number', 'social', 'card', 'customer_number')
        limit ${limit}`,
  );
  if (customers.length === 0) return { customers: [], contacts: [], cases: [] };
  return {
    customers: seesCustomers(actor) ? customers : [],
    contacts: await idsOf(
      tx,
      sql`select c.id from contacts.contact as c where c.customer_id = any (${customers}::uuid[])
          and ${contactScope(actor)} order by c.arrived_at desc limit ${limit}`,
    ),
    cases: await idsOf(
      tx,
      sql`select k.id from cases.case as k where (k.customer_id = any (${customers}::uuid[]) or k.id = any (array(
            select p.case_id from cases.party as p where p.customer_id = any (${customers}::uuid[]) and p.ended_at is null)))
          and ${caseScope(actor)} order by k.opened_at desc limit ${limit}`,
    ),
  };
}

/** Customers by name or part of an identity. */
export const customersByText = async (tx: Tx, actor: Actor, text: string, limit: number): Promise<string[]> =>
  seesCustomers(actor)
    ? idsOf(
        tx,
        sql`select k.id from customers.customer as k where k.id in (${customersNamed(text)})
            order by k.state, k.updated_at desc, k.id limit ${limit}`,
      )
    : [];

/** Contacts by the words of their subject and messages, the newest first. */
export async function contactsByText(tx: Tx, actor: Actor, text: string, limit: number): Promise<string[]> {
  const messages = sql`select m.contact_id from contacts.message as m where m.search @@ ${wordQuery(text)}`;
  const subjects = sql`select s.id from contacts.contact as s
    where to_tsvector('contacts.words', contacts.straight(s.subject)) @@ ${wordQuery(text)}`;
  const found =
    (await howCommon(tx, text)) === 'rare'
      ? sql`c.id in (${messages} union all ${subjects})`
      : sql`(c.id in (${subjects}) or exists (${messages} and m.contact_id = c.id offset 0))`;
  return idsOf(
    tx,
    sql`select c.id from contacts.contact as c where ${found} and ${contactScope(actor)}
        order by c.arrived_at desc, c.id desc limit ${limit}`,
  );
}

/** Cases whose subject or description holds all words, the newest first. */
export async function casesByText(tx: Tx, actor: Actor, text: string, limit: number): Promise<string[]> {
  const words = searchWords(text);
  if (words.length === 0) return [];
  const all = words.map(
    (word) =>
      sql`customers.folded(k.subject || ' ' || k.description) like customers.folded(${`%${likePattern(word)}%`})`,
  );
  return idsOf(
    tx,
    sql`select k.id from cases.case as k where ${sql.join(all, sql` and `)} and ${caseScope(actor)}
        order by k.opened_at desc, k.id desc limit ${limit}`,
  );
}

/** The rows of what was found, in its order. */
export async function rowsOf(
  tx: Tx,
  actor: Actor,
  found: Found,
): Promise<{ customers: CustomerRow[]; contacts: ContactView[]; cases: CaseView[] }> {
  const customers = await sql<CustomerRow>`
    select k.id, k.number, k.kind, k.state, k.name, k.language, coalesce((
      select json_agg(json_build_object('id', i.id, 'type', i.type, 'value', i.value, 'verifiedAt', i.verified_at,
        'primary', i.is_primary) order by i.is_primary desc, i.valid_from, i.id)
      from customers.identity as i where i.customer_id = k.id and i.valid_to is null), '[]') as identities
    from customers.customer as k where k.id = any (${found.customers}::uuid[])`.execute(tx);
  const cases = await casesByIds(tx, actor, found.cases);
  return {
    customers: inOrder(found.customers, customers.rows),
    contacts: await contactsOf(tx, actor, found.contacts),
    cases: inOrder(found.cases, cases),
  };
}

function inOrder<T extends { id: string }>(ids: readonly string[], rows: readonly T[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
