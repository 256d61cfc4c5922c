import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { listening, liveChat, whisper } from '#contract/listening.ts';
import { pageOf, scopeFilter, scopeOf, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { visibleContact } from '../access.read.ts';
import { placeOf, type Page } from '../contacts.read.ts';
import type { Standing } from './listening.rules.ts';

export type ListeningView = z.input<typeof listening>;
export type WhisperView = z.input<typeof whisper>;
export type LiveChatView = z.input<typeof liveChat>;

const views = (db: Db | Tx) =>
  db
    .selectFrom('contacts.listening as l')
    .innerJoin('contacts.contact as c', 'c.id', 'l.contactId')
    .leftJoin('customers.customer as customer', 'customer.id', 'c.customerId')
    .leftJoin('access.staff as a', 'a.id', 'l.agentId')
    .leftJoin('access.staff as s', 's.id', 'l.supervisorId')
    .select([
      'l.id',
      'l.contactId as contact',
      'c.number',
      sql<ListeningView['channel']>`c.channel`.as('channel'),
      'l.conversationId as conversation',
      sql<string | null>`case when l.ended_at is null then coalesce(customer.name, '') end`.as(
        'customerName',
      ),
      'l.agentId as agent',
      sql<string>`coalesce(a.name, '')`.as('agentName'),
      'l.supervisorId as supervisor',
      sql<string>`coalesce(s.name, '')`.as('supervisorName'),
      'l.why',
      sql<ListeningView['mode']>`l.mode`.as('mode'),
      'l.startedAt',
      'l.agreedAt',
      'l.whisperedAt',
      'l.steppedInAt',
      'l.endedAt',
      sql<ListeningView['endedBecause']>`l.ended_because`.as('endedBecause'),
    ]);

export const listeningView = (db: Db | Tx, id: string): Promise<ListeningView> =>
  views(db).where('l.id', '=', id).executeTakeFirstOrThrow();

/** Where the caller follows a chat or a call and where one of theirs is followed, the newest first. */
export async function listeningOf(
  db: Db,
  staffId: string,
  query: {
    state: 'open' | 'all';
    as: 'agent' | 'supervisor' | 'either';
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<ListeningView>> {
  const after = placeOf(query.cursor);
  const rows = await views(db)
    .select(
      sql<string>`to_char(l.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('place'),
    )
    .where((where) =>
      where.or([
        ...(query.as === 'supervisor' ? [] : [where('l.agentId', '=', staffId)]),
        ...(query.as === 'agent' ? [] : [where('l.supervisorId', '=', staffId)]),
      ]),
    )
    .$if(query.state === 'open', (all) => all.where('l.endedAt', 'is', null))
    .$if(after !== null, (all) =>
      all.where(sql<boolean>`(l.started_at, l.id) < (${after!.at}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy('l.startedAt', 'desc')
    .orderBy('l.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = pageOf(rows, query.limit, (row) => [row.place, row.id]);
  return { items: page.items.map(({ place: _place, ...item }) => item), next: page.next };
}

const whispers = (db: Db | Tx) =>
  db
    .selectFrom('contacts.whisper as w')
    .innerJoin('contacts.listening as l', 'l.id', 'w.listeningId')
    .leftJoin('access.staff as author', 'author.id', 'w.authorId')
    .leftJoin('access.staff as other', (join) =>
      join.on(
        'other.id',
        '=',
        sql`case when w.author_id = l.agent_id then l.supervisor_id else l.agent_id end`,
      ),
    )
    .select([
      'w.id',
      'w.listeningId as listening',
      'w.authorId as author',
      sql<string>`coalesce(author.name, '')`.as('authorName'),
      sql<string>`case when w.author_id = l.agent_id then l.supervisor_id else l.agent_id end`.as('to'),
      sql<string>`coalesce(other.name, '')`.as('toName'),
      'w.text',
      'w.at',
      'w.clientId',
    ]);

export const whisperView = (db: Db | Tx, id: string): Promise<WhisperView> =>
  whispers(db).where('w.id', '=', id).executeTakeFirstOrThrow();

const mostWhispers = 1000;

/** What a member of staff wrote or got on a conversation, the oldest first; the newest, where there are very many. */
export async function whispersOf(db: Db, conversationId: string, staffId: string): Promise<WhisperView[]> {
  const rows = await whispers(db)
    .where('l.conversationId', '=', conversationId)
    .where((where) => where.or([where('l.agentId', '=', staffId), where('l.supervisorId', '=', staffId)]))
    .orderBy('w.at', 'desc')
    .orderBy('w.id', 'desc')
    .limit(mostWhispers)
    .execute();
  return rows.toReversed();
}

export type WatchedListening = Standing & {
  id: string;
  contactId: string;
  conversationId: string;
  serviceId: string;
  teamId: string | null;
};

/** What is followed now, or one of it, with how its contact stands. */
export const watchedListening = (db: Db | Tx, id?: string): Promise<WatchedListening[]> =>
  db
    .selectFrom('contacts.listening as l')
    .innerJoin('contacts.contact as c', 'c.id', 'l.contactId')
    .select([
      'l.id',
      'l.contactId',
      'l.conversationId',
      sql<Standing['channel']>`c.channel`.as('channel'),
      sql<Standing['mode']>`l.mode`.as('mode'),
      'l.agentId',
      'l.supervisorId',
      'l.startedAt',
      'l.seenAt',
      'c.state as contactState',
      'c.agentId as contactAgentId',
      'c.serviceId',
      'c.teamId',
    ])
    .where('l.endedAt', 'is', null)
    .$if(id !== undefined, (query) => query.where('l.id', '=', id!))
    .orderBy('l.id')
    .execute();

/** What customers call a member of staff. */
export async function publicNameOf(db: Db | Tx, staffId: string): Promise<string> {
  const row = await db
    .selectFrom('access.staff')
    .select(['name', 'publicName'])
    .where('id', '=', staffId)
    .executeTakeFirst();
  return row?.publicName || (row?.name ?? '');
}

/** That a contact `c` is in a colleague's hands, in the scope of listening and of reading. */
export function followable(actor: Actor): RawBuilder<boolean> {
  const heard = scopeFilter(scopeOf(actor, 'contact.listen'), sql.ref('c.serviceId'), sql.ref('c.teamId'));
  const notMine: RawBuilder<boolean> =
    actor.kind === 'staff' ? sql`c.agent_id <> ${actor.id}::uuid` : sql`c.agent_id is not null`;
  return sql`(${notMine} and ${visibleContact(actor, 'contact.read', 'c')} and ${heard})`;
}

interface LiveChatRow extends Omit<LiveChatView, 'lastLine' | 'listening'> {
  preview: string;
  lastDirection: string;
  supervisor: string | null;
  supervisorName: string;
  mode: NonNullable<LiveChatView['listening']>['mode'];
  total: number;
}

/**
 * Chats under way of colleagues, in the scope of listening and of reading. With `times`, who has waited longest for an
 * answer first; without, by the agent's name, and no time is told.
 */
export async function liveChats(
  db: Db,
  actor: Actor,
  { times, limit }: { times: boolean; limit: number },
): Promise<{ items: LiveChatView[]; total: number }> {
  const { rows } = await sql<LiveChatRow>`
    select c.id as contact, c.number, c.conversation_id as conversation, c.customer_id as customer,
      coalesce(customer.name, '') as customer_name, c.subject, c.queue_id as queue, queue.name as queue_name,
      c.agent_id as agent, agent.name as agent_name, c.preview, c.last_direction,
      ${times ? sql`handled.since` : sql`null::timestamptz`} as since,
      ${times ? sql`unanswered.since` : sql`null::timestamptz`} as unanswered_since,
      l.supervisor_id as supervisor, coalesce(supervisor.name, '') as supervisor_name, l.mode,
      count(*) over ()::int as total
    from contacts.contact c
    join access.staff agent on agent.id = c.agent_id
    left join customers.customer customer on customer.id = c.customer_id
    left join routing.queue queue on queue.id = c.queue_id
    left join contacts.listening l on l.contact_id = c.id and l.ended_at is null
    left join access.staff supervisor on supervisor.id = l.supervisor_id
    left join lateral (
      select h.started_at as since from contacts.leg h where h.contact_id = c.id and h.kind = 'handle' and h.ended_at is null
      order by h.ordinal desc limit 1) handled on true
    left join lateral (
      select min(m.at) as since from contacts.message m
      where m.conversation_id = c.conversation_id and m.direction = 'in' and m.at >= c.arrived_at
        and m.seq > coalesce((select max(o.seq) from contacts.message o
          where o.conversation_id = c.conversation_id and o.direction = 'out' and not o.automatic), 0)) unanswered on true
    where c.closed_at is null and c.state = 'active' and c.channel = 'chat' and ${followable(actor)}
    order by ${times ? sql`unanswered.since nulls last, handled.since,` : sql``} agent.name, c.number
    limit ${limit}`.execute(db);
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(
      ({ preview, lastDirection, supervisor, supervisorName, mode, total: _total, ...row }) => ({
        ...row,
        lastLine: { direction: lastDirection === 'in' ? ('in' as const) : ('out' as const), text: preview },
        listening: supervisor === null ? null : { supervisor, supervisorName, mode },
      }),
    ),
  };
}
