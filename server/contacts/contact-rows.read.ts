import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { contact, contactFilter } from '#contract/contacts.ts';
import { contactStates, type ContactKind, type ContactState } from '#contract/words.ts';
import { invalid, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { visibleContact } from './access.read.ts';
import { standsByFirstContact } from './first-contact/standing.read.ts';
import { likePattern, numberTail, plainText, searchWords } from './search.rules.ts';

/** A row of every list of contacts, as the contract has it. */
export type ContactView = z.input<typeof contact>;
export type ContactFilter = Omit<z.output<typeof contactFilter>, 'limit' | 'cursor' | 'sort'>;
/** `place`: arrival in UTC to the microsecond, for cursors. */
export type PlacedContact = ContactView & { place: string };

const openStates: ReadonlySet<ContactState> = new Set([
  'scheduled',
  'queued',
  'offered',
  'active',
  'wrap_up',
]);

/** Contacts with the names that belong to their ids, one row each; every join is by primary key. */
export const contactRows = (db: Db | Tx) =>
  db
    .selectFrom('contacts.contact as c')
    .leftJoin('customers.customer as customer', 'customer.id', 'c.customerId')
    .leftJoin('routing.queue as queue', 'queue.id', 'c.queueId')
    .leftJoin('access.staff as agent', 'agent.id', 'c.agentId')
    .leftJoin('cases.case as case', 'case.id', 'c.caseId')
    .leftJoin('contacts.callback as callback', 'callback.contactId', 'c.id')
    .select([
      'c.id',
      'c.number',
      sql<ContactKind>`c.kind`.as('kind'),
      'c.originId as origin',
      'c.channel',
      'c.direction',
      'c.state',
      'c.queueId as queue',
      'queue.name as queueName',
      'c.agentId as agent',
      'agent.name as agentName',
      'c.customerId as customer',
      sql<string>`coalesce(customer.name, '')`.as('customerName'),
      sql<string>`coalesce(customer.state, 'provisional')`.as('customerState'),
      'c.conversationId as conversation',
      'c.caseId as case',
      'case.number as caseNumber',
      'c.entryPointId as entryPoint',
      'c.serviceId as service',
      'c.teamId as team',
      'c.subject',
      'c.preview',
      'c.language',
      'c.arrivedAt',
      'c.answeredAt',
      'c.closedAt',
      'c.lastMessageAt',
      'c.lastDirection',
      'c.unread',
      'c.outcomeId as outcome',
      sql<'yes' | 'withdrawn' | null>`c.first_contact`.as('firstContact'),
      'c.classificationId as classification',
      'c.tags',
      'c.ticket',
      // The promise runs in calendar time from arrival, until somebody answers; of a callback it is what was said, and
      // what has a time of its own keeps it until it is done.
      sql<Date | null>`case when callback.state = 'open' then callback.promised_at
        when c.kind = 'callback' then null
        when c.due_at is not null then case when c.closed_at is null then c.due_at end
        when c.direction = 'in' and c.answered_at is null and c.closed_at is null then
        c.arrived_at + (queue.service_level -> 'threshold' ->> c.channel)::float8 * interval '1 second' end`.as(
        'dueAt',
      ),
      sql<string>`to_char(c.arrived_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('place'),
    ]);

/** The row without what only cursors need, typed as the contract has it. */
export function contactView(row: object): ContactView {
  const { place: _place, ...view } = row as PlacedContact;
  return view;
}

/**
 * What the filter asks and the actor may see, as one condition over `contacts.contact as c`. Lists, counts and exports
 * all go through here.
 * @throws Problem 422 naming the field that makes no sense
 */
export const matching = (
  actor: Actor,
  filter: ContactFilter,
  permission = 'contact.read',
  search: 'rare' | 'common' = 'rare',
): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(conditions(actor, filter, permission, search), sql` and `)})`;

function conditions(
  actor: Actor,
  filter: ContactFilter,
  permission: string,
  search: 'rare' | 'common',
): RawBuilder<boolean>[] {
  const all: RawBuilder<boolean>[] = [visibleContact(actor, permission, 'c')];
  const add = (condition: RawBuilder<boolean>) => void all.push(condition);
  if (filter.channel !== undefined) add(sql`c.channel = ${filter.channel}`);
  if (filter.kind !== undefined) add(sql`c.kind = ${filter.kind}`);
  if (filter.state !== undefined) {
    const states = statesOf(filter.state);
    add(sql`c.state = any (${states})`);
    // Said twice so that the small index of open contacts is used.
    if (states.every((state) => openStates.has(state))) add(sql`c.closed_at is null`);
  }
  if (filter.open !== undefined)
    add(filter.open === 'true' ? sql`c.closed_at is null` : sql`c.closed_at is not null`);
  if (filter.queue !== undefined) add(sql`c.queue_id = ${filter.queue}::uuid`);
  if (filter.customer !== undefined) add(sql`c.customer_id = ${filter.customer}::uuid`);
  if (filter.case !== undefined) add(sql`c.case_id = ${filter.case}::uuid`);
  // Said twice so that the index of contacts that have tags is used.
  if (filter.tag !== undefined) add(sql`c.tags @> array[${filter.tag}]::text[] and c.tags <> '{}'`);
  if (filter.classification !== undefined)
    add(sql`c.classification_id in (
      with recursive below as (select ${filter.classification}::uuid as id
        union all select k.id from knowledge.classification as k join below as b on k.parent_id = b.id)
      select id from below)`);
  if (filter.team !== undefined)
    add(filter.team === 'none' ? sql`c.team_id is null` : sql`c.team_id = ${filter.team}::uuid`);
  if (filter.firstContact !== undefined) add(standsByFirstContact(filter.firstContact, 'c'));
  if (filter.agent !== undefined) add(agentIs(actor, filter.agent));
  if (filter.from !== undefined) add(sql`c.arrived_at >= ${new Date(filter.from)}`);
  if (filter.to !== undefined) add(sql`c.arrived_at < ${new Date(filter.to)}`);
  const text = plainText(filter.search ?? '');
  if (text !== '') add(search === 'rare' ? found(text) : foundByWalking(text));
  return all;
}

function agentIs(actor: Actor, agent: string): RawBuilder<boolean> {
  if (agent === 'none') return sql`c.agent_id is null`;
  if (agent !== 'me') return sql`c.agent_id = ${agent}::uuid`;
  if (actor.kind !== 'staff' || actor.id === null)
    throw invalid('agent', '"me" is for a member of staff; give an id');
  return sql`c.agent_id = ${actor.id}::uuid`;
}

function statesOf(text: string): ContactState[] {
  const states = text.split(',').map((one) => one.trim());
  for (const state of states)
    if (!(contactStates as readonly string[]).includes(state))
      throw invalid('state', `"${state}" is not one of ${contactStates.join(', ')}`);
  return states as ContactState[];
}

/**
 * Contacts that a text finds: by number, by the customer's name or one of their identities, by subject, by the words of
 * their messages. A union of index look-ups, so that a rare word is quick whatever the size of the table.
 */
function found(text: string): RawBuilder<boolean> {
  const query = wordQuery(text);
  return sql<boolean>`c.id in (
    select m.contact_id from contacts.message as m where m.search @@ ${query} and m.contact_id is not null
    union all ${foundWithoutMessages(text)})`;
}

/**
 * The same, for words that very many messages hold: a page of them is found sooner by walking along the list and
 * looking at each contact's messages. `offset 0` keeps the planner from reading all messages first.
 */
function foundByWalking(text: string): RawBuilder<boolean> {
  return sql<boolean>`(c.id in (${foundWithoutMessages(text)}) or exists (
    select from contacts.message as m where m.contact_id = c.id and m.search @@ ${wordQuery(text)} offset 0))`;
}

function foundWithoutMessages(text: string): RawBuilder<unknown> {
  const ways: RawBuilder<unknown>[] = [
    sql`select s.id from contacts.contact as s where to_tsvector('contacts.words', contacts.straight(s.subject)) @@ ${wordQuery(text)}`,
    sql`select o.id from contacts.contact as o where o.customer_id in (${customersNamed(text)})`,
  ];
  const number = contactNumbered(text, 'n');
  if (number !== null) ways.push(sql`select n.id from contacts.contact as n where ${number}`);
  return sql.join(ways, sql` union all `);
}

const manyMessages = 3000;

/** Whether so many messages hold the words of a text that a page of contacts is found sooner by walking. */
export async function howCommon(db: Db | Tx, search: string | undefined): Promise<'rare' | 'common'> {
  const text = plainText(search ?? '');
  if (text === '') return 'rare';
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from contacts.message as m where m.search @@ ${wordQuery(text)} limit ${manyMessages}) as first_ones`.execute(
    db,
  );
  return rows[0]!.count < manyMessages ? 'rare' : 'common';
}

/** The contact that a text names by its number, whole or by the digits it ends with; null when it cannot be one. */
export function contactNumbered(text: string, alias: string): RawBuilder<boolean> | null {
  const tail = numberTail(text);
  if (tail === null) return null;
  return sql<boolean>`substring(${sql.ref(`${alias}.number`)} from '[0-9]{1,15}$')::bigint = ${tail.value}::bigint
    and ${sql.ref(`${alias}.number`)} ilike ${tail.pattern}`;
}

/** A text as a full-text query: all words, the last one perhaps not typed to its end; `"…"`, `or` and `-` as on the web. */
export const wordQuery = (text: string): RawBuilder<unknown> => sql`(
  select case when right(q::text, 1) = '''' then (q::text || ':*')::tsquery else q end
  from websearch_to_tsquery('contacts.words', contacts.straight(${text})) as q)`;

/** Ids of customers with this name, or with this number or identity. */
export function customersNamed(text: string): RawBuilder<unknown> {
  const words = searchWords(text);
  const identity = `%${likePattern(text.toLowerCase())}%`;
  const compact = `%${likePattern(text.replace(/[\s./-]+/g, ''))}%`;
  const ways: RawBuilder<unknown>[] = [
    sql`select k.id from customers.customer as k where k.number = ${text.toUpperCase()}`,
  ];
  if (words.length > 0)
    ways.push(
      sql`select k.id from customers.customer as k where ${sql.join(
        words.map((word) => sql`k.folded_name like customers.folded(${`%${likePattern(word)}%`})`),
        sql` and `,
      )}`,
    );
  if (text.length >= 3)
    ways.push(sql`select i.customer_id from customers.identity as i where i.valid_to is null
      and (i.normal like ${identity} or i.normal like ${compact.toUpperCase()})`);
  return sql.join(ways, sql` union all `);
}
