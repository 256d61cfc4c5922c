import { sql } from 'kysely';
import type { z } from 'zod';
import type { contactFilter, leg } from '#contract/contacts.ts';
import type { offer } from '#contract/routing.ts';
import {
  decodeCursor,
  invalid,
  inScope,
  isUuid,
  pageOf,
  scopeOf,
  type Actor,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { served } from '#server/routing/index.ts';
import { visibleContact, visibleConversation } from './access.read.ts';
import { madeMark } from './live-filter.ts';
import {
  contactRows,
  contactView,
  howCommon,
  matching,
  type ContactFilter,
  type ContactView,
  type PlacedContact,
} from './contact-rows.read.ts';
import { consultViews } from './consults/consults.read.ts';
import { heldSince } from './legs.read.ts';

export type ContactQuery = z.output<typeof contactFilter>;
export type OfferView = z.input<typeof offer>;
export interface Page<T> {
  items: T[];
  next: string | null;
}

/**
 * A cursor of (instant, id), made by us: anything else is refused before it reaches the database.
 * @throws Problem 422 naming `cursor`
 */
export function placeOf(cursor: string | undefined): { at: string; id: string } | null {
  const values = decodeCursor(cursor, 2);
  if (values === null) return null;
  const [at, id] = values.map(String) as [string, string];
  if (!isInstant(at) || !isUuid(id)) throw invalid('cursor', 'use the `next` of an earlier answer');
  return { at, id };
}

// A day that does not exist (30 February, the year 0) would fail in the database.
function isInstant(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 19) === text.slice(0, 19);
}

/** A page of contacts by arrival. New arrivals between two pages neither repeat nor hide a row. */
export async function listContacts(
  db: Db | Tx,
  actor: Actor,
  query: ContactQuery,
): Promise<Page<ContactView>> {
  const page = await placedContacts(db, actor, query);
  return { items: page.items.map(contactView), next: page.next };
}

async function placedContacts(
  db: Db | Tx,
  actor: Actor,
  query: ContactQuery,
  permission = 'contact.read',
  known?: 'rare' | 'common',
): Promise<Page<PlacedContact>> {
  const { limit, cursor, sort, ...filter } = query;
  const after = placeOf(cursor);
  const order = sort === 'newest' ? 'desc' : 'asc';
  const search = known ?? (await howCommon(db, filter.search));
  const rows = await contactRows(db)
    .where(matching(actor, filter, permission, search))
    .$if(after !== null, (rest) =>
      rest.where(
        sql<boolean>`(c.arrived_at, c.id) ${sql.raw(order === 'desc' ? '<' : '>')}
          (${after!.at}::timestamptz, ${after!.id}::uuid)`,
      ),
    )
    .orderBy('c.arrivedAt', order)
    .orderBy('c.id', order)
    .limit(limit + 1)
    .execute();
  return pageOf(rows as unknown as PlacedContact[], limit, (row) => [row.place, row.id]);
}

/** How many contacts the filter finds for this actor. */
export async function countContacts(db: Db | Tx, actor: Actor, filter: ContactFilter): Promise<number> {
  const row = await db
    .selectFrom('contacts.contact as c')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(matching(actor, filter))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** All contacts of the filter, page after page, so that no export holds a whole table in memory. */
export async function* eachContact(
  db: Db,
  actor: Actor,
  filter: ContactFilter & { sort: ContactQuery['sort'] },
  permission: string,
  pageSize = 500,
): AsyncGenerator<ContactView> {
  const search = await howCommon(db, filter.search);
  let cursor: string | undefined;
  do {
    const page = await placedContacts(db, actor, { ...filter, limit: pageSize, cursor }, permission, search);
    yield* page.items.map(contactView);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** Contacts of these ids that the actor may see, in the order of the ids. */
export async function contactsOf(
  db: Db | Tx,
  actor: Actor,
  ids: readonly string[],
  permission = 'contact.read',
): Promise<ContactView[]> {
  if (ids.length === 0) return [];
  const rows = await contactRows(db)
    .where('c.id', 'in', [...ids])
    .where(visibleContact(actor, permission, 'c'))
    .execute();
  const byId = new Map(rows.map((row) => [row.id, contactView(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** One contact with what only its own page shows; null when there is none that the actor may see. */
export async function contactDetail(db: Db | Tx, actor: Actor, id: string) {
  const row = await contactRows(db)
    .leftJoin('routing.workItem as item', 'item.id', 'c.id')
    .leftJoin('contacts.contact as back', (join) =>
      join.onRef('back.id', '=', 'c.firstContactBy').on(visibleContact(actor, 'contact.read', 'back')),
    )
    .select(['c.wrapUpNote', 'c.transferNote', 'c.wrapUpExtended', 'item.wrapUpUntil'])
    .select(['c.firstContactWhy', 'back.id as backId', 'back.number as backNumber'])
    .where('c.id', '=', id)
    .where(visibleContact(actor, 'contact.read', 'c'))
    .executeTakeFirst();
  if (row === undefined) return null;
  const { wrapUpNote, transferNote, wrapUpExtended, wrapUpUntil, firstContactWhy, backId, backNumber } = row;
  const offers = actor.kind === 'staff' ? await openOffers(db, actor.id!, id) : [];
  return {
    ...contactView(row),
    wrapUpNote,
    transferNote,
    wrapUpUntil,
    wrapUpExtended,
    firstContactWhy: firstContactWhy as 'repeat' | 'case' | 'outcome' | null,
    firstContactBy: backId === null || backNumber === null ? null : { id: backId, number: backNumber },
    heldSince: await heldSince(db, id),
    offer: offers[0] ?? null,
    consult: (await consultViews(db, { contact: id }, true))[0] ?? null,
  };
}

/**
 * What is being offered to a member of staff now, the first to run out first; `contact` narrows to one. Asked about a
 * contact by a colleague, the offer is of the consult.
 */
export async function openOffers(db: Db | Tx, staff: string, contact?: string): Promise<OfferView[]> {
  const about = sql<string>`coalesce(k.contact_id, o.item_id)`;
  const rows = await db
    .selectFrom('routing.offer as o')
    .leftJoin('contacts.consult as k', 'k.id', 'o.itemId')
    .select([
      'o.id',
      about.as('contactId'),
      'o.madeAt',
      'o.expiresAt',
      sql<number>`round(extract(epoch from o.expires_at - o.made_at))::int`.as('seconds'),
      'k.id as consult',
    ])
    .where('o.agentId', '=', staff)
    .where('o.state', '=', 'open')
    .$if(contact !== undefined, (query) => query.where(about, '=', contact!))
    .orderBy('o.expiresAt')
    .execute();
  const consults = new Map(
    (await consultViews(db, { ids: rows.flatMap(({ consult }) => consult ?? []) })).map((one) => [
      one.id,
      one,
    ]),
  );
  return rows.map((row) => ({ ...row, consult: consults.get(row.consult ?? '') ?? null }));
}

/** The stretches of a contact, in order. Access to the contact is the caller's to check. */
export async function legsOf(db: Db | Tx, contact: string): Promise<z.input<typeof leg>[]> {
  const rows = await db
    .selectFrom('contacts.leg as l')
    .leftJoin('routing.queue as queue', 'queue.id', 'l.queueId')
    .leftJoin('access.staff as agent', 'agent.id', 'l.agentId')
    .select([
      'l.id',
      'l.ordinal',
      'l.kind',
      'l.queueId as queue',
      'queue.name as queueName',
      'l.agentId as agent',
      'agent.name as agentName',
      'l.startedAt',
      'l.endedAt',
      'l.result',
      'l.detail',
    ])
    .where('l.contactId', '=', contact)
    .orderBy('l.ordinal')
    .execute();
  return rows as unknown as z.input<typeof leg>[];
}

/** Contacts of a conversation that the actor may see, the oldest first. */
export async function contactsOfConversation(
  db: Db | Tx,
  actor: Actor,
  conversation: string,
): Promise<ContactView[]> {
  const rows = await contactRows(db)
    .where('c.conversationId', '=', conversation)
    .where(visibleContact(actor, 'contact.read', 'c'))
    .orderBy('c.arrivedAt')
    .orderBy('c.id')
    .execute();
  return rows.map(contactView);
}

/** Of these conversations, those that the actor may see. */
export async function visibleAmong(
  db: Db | Tx,
  actor: Actor,
  conversations: readonly string[],
): Promise<Set<string>> {
  if (conversations.length === 0) return new Set();
  const rows = await db
    .selectFrom('contacts.conversation as v')
    .select('v.id')
    .where('v.id', 'in', [...conversations])
    .where(visibleConversation(actor, 'contact.read', 'v'))
    .execute();
  return new Set(rows.map((row) => row.id));
}

/**
 * Ids of the open contacts that are the actor's own: assigned to them, offered to them now, or asked about of them; and,
 * marked as such, work that they have asked of others.
 */
export async function ownContactIds(db: Db | Tx, actor: Actor): Promise<string[]> {
  if (actor.kind !== 'staff' || actor.id === null) return [];
  const made = await db
    .selectFrom('contacts.contact')
    .select('id')
    .where('madeBy', '=', actor.id)
    .where('closedAt', 'is', null)
    .execute();
  const { rows } = await sql<{ id: string }>`
    select c.id from contacts.contact as c where c.agent_id = ${actor.id}::uuid and c.closed_at is null
    union select k.contact_id from contacts.consult as k
      where k.ended_at is null and (k.agent_id = ${actor.id}::uuid or k.id in (
        select p.item_id from routing.offer as p where p.agent_id = ${actor.id}::uuid and p.state = 'open'))
    union select o.item_id from routing.offer as o where o.agent_id = ${actor.id}::uuid and o.state = 'open'`.execute(
    db,
  );
  return [...rows.map((row) => row.id), ...made.map((row) => madeMark(row.id))];
}

/**
 * What the desk shows at first: my open contacts, the oldest first; what is offered to me; what I am asked about by
 * colleagues; how many wait in the queues
 * of my routing profile that I may see (all that I may see, when I have no profile); my unread mentions.
 */
export async function workload(db: Db | Tx, actor: Actor) {
  if (actor.kind !== 'staff' || actor.id === null)
    return { contacts: [], offers: [], consults: [], asked: [], queues: [], mentions: 0 };
  const me = actor.id;
  const [mine, offers, consults, asked, queues, mentions] = await Promise.all([
    contactRows(db)
      .where('c.agentId', '=', me)
      .where('c.closedAt', 'is', null)
      .orderBy('c.arrivedAt')
      .orderBy('c.id')
      .execute(),
    openOffers(db, me),
    consultViews(db, { agent: me }, true),
    consultViews(db, { asker: me }, true),
    queueCounts(db, actor, me),
    unreadMentions(db, actor, me),
  ]);
  const seen = await contactsOf(db, actor, [
    ...new Set([...offers.map((one) => one.contactId), ...consults.map((one) => one.contact)]),
  ]);
  const byId = new Map(seen.map((one) => [one.id, one]));
  return {
    contacts: mine.map(contactView),
    offers: offers.flatMap((one) => {
      const contact = byId.get(one.contactId);
      return contact === undefined ? [] : [{ ...one, contact }];
    }),
    consults: consults.flatMap((one) => {
      const about = byId.get(one.contact);
      return about === undefined ? [] : [{ ...one, about }];
    }),
    asked,
    queues,
    mentions,
  };
}

async function queueCounts(db: Db | Tx, actor: Actor, staff: string) {
  const { rows } = await sql<{
    id: string;
    name: string;
    serviceId: string;
    teamId: string | null;
    waiting: number;
    oldest: Date | null;
  }>`
    with mine as (select distinct e.queue_id from ${served} as e where e.staff_id = ${staff}::uuid)
    select q.id, q.name, q.service_id, q.team_id, counted.waiting, counted.oldest
    from routing.queue as q
    cross join lateral (
      select count(*) as waiting, min(coalesce(l.started_at, c.arrived_at)) as oldest
      from contacts.contact as c
        left join contacts.leg as l on l.contact_id = c.id and l.kind = 'queue' and l.ended_at is null
      where c.queue_id = q.id and c.closed_at is null and c.state in ('queued', 'offered')
        and ${visibleContact(actor, 'contact.read', 'c')}
    ) as counted
    where q.active and (q.id in (select queue_id from mine) or not exists (select from mine))
    order by q.name`.execute(db);
  const scope = scopeOf(actor, 'contact.read');
  return rows
    .filter((queue) => inScope(scope, queue))
    .map(({ id, name, waiting, oldest }) => ({ id, name, waiting, oldest }));
}

async function unreadMentions(db: Db | Tx, actor: Actor, staff: string): Promise<number> {
  const row = await db
    .selectFrom('contacts.mention as n')
    .innerJoin('contacts.message as m', 'm.id', 'n.messageId')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('n.staffId', '=', staff)
    .where('n.readAt', 'is', null)
    .where(visibleConversation(actor, 'contact.read', 'v'))
    .executeTakeFirstOrThrow();
  return row.count;
}
