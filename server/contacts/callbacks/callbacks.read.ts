import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { callback, callbackAttempt, callbackFilter, countCallbacks } from '#contract/callbacks.ts';
import type { Output } from '#contract/route.ts';
import {
  decodeCursor,
  invalid,
  isUuid,
  pageOf,
  type Actor,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { visibleContact } from '../access.read.ts';
import { contactsOf } from '../contacts.read.ts';

export type CallbackView = z.input<typeof callback>;
type Filter = z.output<typeof callbackFilter>;

type Bare = Omit<CallbackView, 'contact'> & { contactId: string; place: string };

const columns = sql`b.contact_id, b.state, b.number, b.via, b.wanted_at, b.promised_at, b.due_at, b.place_at,
  b.waited_since as since, b.attempts, coalesce((q.callback ->> 'maxAttempts')::int, 1) as max_attempts,
  (select a.result from contacts.callback_attempt as a where a.contact_id = b.contact_id and a.ended_at is not null
    order by a.number desc limit 1) as last_result,
  b.expires_at, b.ended_at, b.reason, b.note`;
const joins = sql`join contacts.contact as c on c.id = b.contact_id
  left join routing.queue as q on q.id = coalesce(c.queue_id, b.queue_id)`;

// Ordered by when something is to be done, or, the newest first, by when it was asked for.
const orders = {
  due: { by: sql`coalesce(b.due_at, b.place_at)`, direction: sql`asc`, after: sql`>` },
  newest: { by: sql`c.arrived_at`, direction: sql`desc`, after: sql`<` },
} as const;

/** Callbacks that the actor may see, as their contacts are. @throws Problem 422 naming `cursor` */
export async function callbackPage(
  db: Db,
  actor: Actor,
  { limit, cursor, sort, ...filter }: Filter,
  now: Date,
): Promise<{ items: CallbackView[]; next: string | null }> {
  const order = orders[sort];
  const tests = [visibleContact(actor, 'contact.read', 'c'), ...testsOf(filter, now)];
  const after = decodeCursor(cursor, 2)?.map(String);
  if (after !== undefined) {
    const [at, id] = after as [string, string];
    if (Number.isNaN(Date.parse(at)) || !isUuid(id))
      throw invalid('cursor', 'use the `next` of an earlier answer');
    tests.push(sql<boolean>`(${order.by}, b.contact_id) ${order.after} (${at}::timestamptz, ${id}::uuid)`);
  }
  const { rows } = await sql<Bare>`
    select ${columns}, to_char(${order.by} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from contacts.callback as b ${joins} where ${sql.join(tests, sql` and `)}
    order by ${order.by} ${order.direction}, b.contact_id ${order.direction} limit ${limit + 1}`.execute(db);
  const page = pageOf(rows, limit, (row) => [row.place, row.contactId]);
  return { items: await withContacts(db, actor, page.items), next: page.next };
}

function testsOf(filter: Omit<Filter, 'limit' | 'cursor' | 'sort'>, now: Date): RawBuilder<boolean>[] {
  const tests: RawBuilder<boolean>[] = [];
  const { state, queue, customer, number } = filter;
  if (state === 'due')
    tests.push(sql<boolean>`b.state = 'open' and (b.due_at is null or b.due_at <= ${now})`);
  else if (state === 'scheduled') tests.push(sql<boolean>`b.state = 'open' and b.due_at > ${now}`);
  else if (state === 'ended') tests.push(sql<boolean>`b.state <> 'open'`);
  else if (state !== undefined) tests.push(sql<boolean>`b.state = ${state}`);
  if (queue !== undefined) tests.push(sql<boolean>`coalesce(c.queue_id, b.queue_id) = ${queue}::uuid`);
  if (customer !== undefined) tests.push(sql<boolean>`c.customer_id = ${customer}::uuid`);
  if (filter.case !== undefined) tests.push(sql<boolean>`c.case_id = ${filter.case}::uuid`);
  const digits = (number ?? '').replace(/\D/g, '');
  if (digits !== '') tests.push(sql<boolean>`b.number like ${`%${digits}%`}`);
  return tests;
}

async function withContacts(db: Db, actor: Actor, rows: readonly Bare[]): Promise<CallbackView[]> {
  const contacts = new Map(
    (
      await contactsOf(
        db,
        actor,
        rows.map((row) => row.contactId),
      )
    ).map((contact) => [contact.id, contact]),
  );
  return rows.flatMap(({ contactId, place: _place, ...row }) => {
    const contact = contacts.get(contactId);
    return contact === undefined ? [] : [{ ...row, contact }];
  });
}

/** One callback; null when there is none that the actor may see. */
export async function callbackById(db: Db, actor: Actor, id: string): Promise<CallbackView | null> {
  const { rows } = await sql<Bare>`
    select ${columns}, '' as place from contacts.callback as b ${joins} where b.contact_id = ${id}::uuid`.execute(
    db,
  );
  return (await withContacts(db, actor, rows))[0] ?? null;
}

/** How one is made: by its queue's rules as they are now. */
export async function rulesOf(
  db: Db,
  id: string,
): Promise<{ first: 'agent' | 'customer'; machine: 'reached' | 'retry' }> {
  const { rows } = await sql<{ first: 'agent' | 'customer' | null; machine: 'reached' | 'retry' | null }>`
    select q.callback ->> 'first' as first, q.callback ->> 'machine' as machine
    from contacts.callback as b ${joins} where b.contact_id = ${id}::uuid`.execute(db);
  return { first: rows[0]?.first ?? 'agent', machine: rows[0]?.machine ?? 'reached' };
}

/** The attempts of a callback, the first first. Access to it is the caller's to check. */
export async function attemptsOf(db: Db, id: string): Promise<z.input<typeof callbackAttempt>[]> {
  const { rows } = await sql<z.input<typeof callbackAttempt>>`
    select a.id, a.number, a.agent_id as agent, s.name as agent_name, a.dialled, a.started_at, a.ended_at, a.result, a.note
    from contacts.callback_attempt as a left join access.staff as s on s.id = a.agent_id
    where a.contact_id = ${id}::uuid order by a.number`.execute(db);
  return rows;
}

/** Open callbacks per queue that the actor may see. */
export async function callbackCounts(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<Output<typeof countCallbacks>['items']> {
  const { rows } = await sql<Output<typeof countCallbacks>['items'][number]>`
    select q.id as queue, q.name as queue_name, count(*)::int as open,
      count(*) filter (where b.due_at is null or b.due_at <= ${now})::int as due,
      count(*) filter (where b.promised_at < ${now})::int as late
    from contacts.callback as b ${joins}
    where b.state = 'open' and q.id is not null and ${visibleContact(actor, 'contact.read', 'c')}
    group by q.id, q.name order by q.name`.execute(db);
  return rows;
}

/** The number of ours from which a queue calls: its own entry point, else one of its service; null without any. */
export async function callingFrom(db: Db | Tx, queueId: string, serviceId: string): Promise<string | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select('id')
    .where('channel', '=', 'phone')
    .where('active', '=', true)
    .where('serviceId', '=', serviceId)
    .orderBy(sql`queue_id = ${queueId}::uuid`, 'desc')
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
