import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';
import { handedOn } from '../visitors/hand-over.ts';

/** What a visitor may see of a message: never notes, never what was taken back. */
export interface LineRow {
  id: string;
  seq: number;
  direction: 'in' | 'out';
  author: string;
  automatic: boolean;
  text: string;
  at: Date;
  clientId: string | null;
  attachments: { id: string; name: string; type: string; size: number }[];
}

/** Lines of a conversation after `seq`, the oldest first; with `newest` the last ones instead. */
export async function linesOf(
  db: Db | Tx,
  conversationId: string,
  { after, limit, newest = false }: { after: number; limit: number; newest?: boolean },
): Promise<LineRow[]> {
  const rows = await db
    .selectFrom('contacts.message as m')
    .leftJoin('access.staff as s', 's.id', 'm.authorStaff')
    .select([
      'm.id',
      'm.seq',
      'm.direction',
      'm.authorName',
      's.publicName',
      'm.automatic',
      'm.text',
      'm.at',
      'm.clientId',
    ])
    .where('m.conversationId', '=', conversationId)
    .where('m.seq', '>', Math.min(after, 2_147_483_647))
    .where('m.direction', 'in', ['in', 'out'])
    .where((where) => where.or([where('m.delivery', 'is', null), where('m.delivery', '<>', 'undone')]))
    // What a flow handed on stands among its lines.
    .where((where) =>
      where.or([where('m.clientId', 'is', null), where('m.clientId', 'not like', `${handedOn}%`)]),
    )
    .orderBy('m.seq', newest ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  if (newest) rows.reverse();
  const files =
    rows.length === 0
      ? []
      : await db
          .selectFrom('contacts.attachment')
          .select(['id', 'messageId', 'name', 'type', 'size'])
          .where(
            'messageId',
            'in',
            rows.map((row) => row.id),
          )
          .orderBy('position')
          .orderBy('id')
          .execute();
  const ofMessage = Map.groupBy(files, (file) => file.messageId);
  return rows.map(({ direction, authorName, publicName, ...row }) => ({
    ...row,
    direction: direction as 'in' | 'out',
    author: direction === 'in' ? authorName : (publicName ?? ''),
    attachments: (ofMessage.get(row.id) ?? []).map(({ messageId: _message, ...file }) => file),
  }));
}

/** The line that a widget has sent under this id; null when it never arrived. */
export async function lineByClientId(
  db: Db | Tx,
  conversationId: string,
  clientId: string,
): Promise<{ seq: number; at: Date } | null> {
  const row = await db
    .selectFrom('contacts.message')
    .select(['seq', 'at'])
    .where('conversationId', '=', conversationId)
    .where('clientId', '=', clientId)
    .where('direction', '=', 'in')
    .executeTakeFirst();
  return row ?? null;
}

/** Messages of the organisation in a stretch of a conversation, whose delivery is not yet as far as `state`. */
export async function outgoingBetween(
  db: Db | Tx,
  conversationId: string,
  after: number,
  upTo: number,
  states: readonly ('sent' | 'queued' | 'delivered')[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('contacts.message')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'out')
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('delivery', 'in', [...states])
    .orderBy('seq')
    .limit(500)
    .execute();
  return rows.map((row) => row.id);
}

export interface Standing {
  conversationId: string;
  contactId: string;
  contactState: string;
  queueId: string | null;
  agentId: string | null;
  agentName: string | null;
  /** A supervisor who has stepped in and writes beside the agent. */
  alsoId: string | null;
  alsoName: string | null;
  serviceId: string;
  teamId: string | null;
  unread: boolean;
  lastIn: number;
  lastSeq: number;
}

/** How things stand with conversations: their newest contact, who handles it, whether their lines were read. */
export async function standingsOf(db: Db | Tx, conversations: readonly string[]): Promise<Standing[]> {
  if (conversations.length === 0) return [];
  const { rows } = await sql<Standing>`
    select v.id as conversation_id, c.id as contact_id, c.state as contact_state, c.queue_id, c.agent_id, s.public_name as agent_name,
      also.id as also_id, also.public_name as also_name,
      c.service_id, c.team_id, c.unread, v.message_count as last_seq,
      coalesce((select max(m.seq) from contacts.message m where m.conversation_id = v.id and m.direction = 'in'), 0) as last_in
    from contacts.conversation v
    cross join lateral (select * from contacts.contact where conversation_id = v.id order by arrived_at desc, id desc limit 1) c
    left join access.staff s on s.id = c.agent_id
    left join contacts.listening l on l.contact_id = c.id and l.ended_at is null and l.mode = 'stepped_in'
    left join access.staff also on also.id = l.supervisor_id
    where v.id = any(${[...conversations]}::uuid[])`.execute(db);
  return rows;
}

export interface Place {
  contactId: string;
  queueId: string;
  /** Place among the chats of the queue, from 1. */
  position: number;
}

/** The order in which waiting chats of queues will be served. */
export async function placesIn(db: Db | Tx, queues: readonly string[]): Promise<Place[]> {
  if (queues.length === 0) return [];
  const { rows } = await sql<Place>`
    select id as contact_id, queue_id,
      row_number() over (partition by queue_id order by queued_at - make_interval(secs => boost_seconds), id)::int as position
    from routing.work_item
    where kind <> 'consult' and queue_id = any(${[...queues]}::uuid[]) and channel = 'chat' and state in ('waiting', 'offered')`.execute(
    db,
  );
  return rows;
}

/** An attachment of a message that this visitor may see. */
export async function visibleAttachment(
  db: Db | Tx,
  id: string,
): Promise<{ conversationId: string; name: string; type: string; size: number; sha256: string } | null> {
  const row = await db
    .selectFrom('contacts.attachment as a')
    .innerJoin('contacts.message as m', 'm.id', 'a.messageId')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .select(['m.conversationId', 'a.name', 'f.type', 'f.size', 'f.sha256'])
    .where('a.id', '=', id)
    .where('m.direction', 'in', ['in', 'out'])
    .executeTakeFirst();
  return row ?? null;
}

/** Chat entry points with their settings, for the look after those who left. */
export async function chatEntryPoints(db: Db): Promise<{ id: string; settings: unknown }[]> {
  return db
    .selectFrom('contacts.entryPoint')
    .select(['id', 'settings'])
    .where('channel', '=', 'chat')
    .execute();
}
