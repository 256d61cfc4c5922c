import { sql } from 'kysely';
import type { z } from 'zod';
import type { attachment, mentionItem, message } from '#contract/conversations.ts';
import { pageOf, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import { visibleConversation } from './access.read.ts';
import { placeOf, type Page } from './contacts.read.ts';
import { displayed } from './display.ts';

export type MessageView = z.input<typeof message>;
export type AttachmentView = z.input<typeof attachment>;

export const attachmentUrl = (id: string): string => `/api/v1/attachments/${id}`;

const messageRows = (db: Db | Tx) =>
  db
    .selectFrom('contacts.message as m')
    .select([
      'm.id',
      'm.seq',
      'm.direction',
      'm.channel',
      'm.contactId',
      'm.conversationId',
      'm.authorStaff',
      'm.authorCustomer',
      'm.authorName',
      'm.sender',
      'm.recipients',
      'm.cc',
      'm.subject',
      'm.text',
      'm.html',
      'm.messageId',
      'm.clientId',
      'm.automatic',
      'm.mentions',
      'm.consultId',
      'm.at',
      'm.receivedAt',
      'm.delivery',
      'm.deliveryDetail',
      'm.deliveryAt',
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof messageRows>['execute']>>[number];
interface Attached extends AttachmentView {
  messageId: string | null;
  contentId: string | null;
}

/**
 * Messages of a conversation, the oldest first: those after `after`, or the last ones (before `before`). `next` is the
 * number to go on from in the same direction. Access to the conversation is the caller's to check.
 */
export async function messagesOf(
  db: Db | Tx,
  conversation: string,
  { before, after, limit }: { before?: number | undefined; after?: number | undefined; limit: number },
): Promise<Page<MessageView>> {
  // A number that no counter reaches finds nothing; the database must not be asked to hold it.
  const bounded = (seq: number) => Math.max(-1, Math.min(seq, 2_147_483_647));
  const forwards = after !== undefined;
  const rows = await messageRows(db)
    .where('m.conversationId', '=', conversation)
    .$if(forwards, (query) => query.where('m.seq', '>', bounded(after!)))
    .$if(before !== undefined, (query) => query.where('m.seq', '<', bounded(before!)))
    .orderBy('m.seq', forwards ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? String(shown.at(-1)!.seq) : null;
  if (!forwards) shown.reverse();
  return { items: await withAttachments(db, shown), next };
}

/** One message as the contract has it; null when there is none. Access is the caller's to check. */
export async function messageView(db: Db | Tx, id: string): Promise<MessageView | null> {
  const row = await messageRows(db).where('m.id', '=', id).executeTakeFirst();
  return row === undefined ? null : (await withAttachments(db, [row]))[0]!;
}

/** Where a message belongs, for the check of access; null when there is none. */
export async function messagePlace(db: Db | Tx, id: string) {
  const row = await db
    .selectFrom('contacts.message')
    .innerJoin('contacts.conversation', 'contacts.conversation.id', 'contacts.message.conversationId')
    .select([
      'contacts.message.id',
      'contacts.message.conversationId',
      'contacts.message.direction',
      'contacts.message.channel',
      'contacts.conversation.customerId',
    ])
    .where('contacts.message.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

async function withAttachments(db: Db | Tx, rows: readonly Row[]): Promise<MessageView[]> {
  const ofMessage = Map.groupBy(
    await attachmentsOf(
      db,
      rows.map((row) => row.id),
    ),
    (one) => one.messageId,
  );
  return rows.map((row) => viewOf(row, ofMessage.get(row.id) ?? []));
}

async function attachmentsOf(db: Db | Tx, messages: readonly string[]): Promise<Attached[]> {
  if (messages.length === 0) return [];
  const rows = await db
    .selectFrom('contacts.attachment as a')
    .select(['a.id', 'a.messageId', 'a.name', 'a.type', 'a.size', 'a.inline', 'a.contentId'])
    .where('a.messageId', 'in', [...messages])
    .orderBy('a.position')
    .orderBy('a.id')
    .execute();
  return rows.map((row) => ({ ...row, url: attachmentUrl(row.id) }));
}

function viewOf(row: Row, attachments: readonly Attached[]): MessageView {
  const picture = (contentId: string) => {
    const found = attachments.find(
      (one) => one.contentId !== null && bare(one.contentId) === bare(contentId),
    );
    return found === undefined ? null : `${found.url}?inline=1`;
  };
  const { html, remoteImages } = displayed(row.id, row.html, picture);
  return {
    id: row.id,
    seq: row.seq,
    direction: row.direction as MessageView['direction'],
    channel: row.channel as MessageView['channel'],
    contact: row.contactId,
    author: {
      kind: row.authorStaff !== null ? 'staff' : row.direction === 'in' ? 'customer' : 'system',
      id: row.authorStaff ?? row.authorCustomer,
      name: row.authorName,
    },
    from: row.sender,
    to: row.recipients,
    cc: row.cc,
    subject: row.subject,
    text: row.text,
    html,
    remoteImages,
    attachments: attachments.map(({ messageId: _message, contentId: _contentId, ...view }) => view),
    messageId: row.messageId,
    clientId: row.clientId,
    automatic: row.automatic,
    mentions: row.mentions,
    consult: row.consultId,
    at: row.at,
    receivedAt: row.receivedAt,
    delivery:
      row.delivery === null
        ? null
        : {
            state: row.delivery as NonNullable<MessageView['delivery']>['state'],
            detail: row.deliveryDetail,
            at: row.deliveryAt,
          },
  };
}

const bare = (contentId: string) => contentId.replace(/^<|>$/g, '');

/** Notes that mention a member of staff, in conversations they may see, the newest first. */
export async function mentionsOf(
  db: Db | Tx,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<z.input<typeof mentionItem>>> {
  if (actor.kind !== 'staff' || actor.id === null) return { items: [], next: null };
  const after = placeOf(cursor);
  const rows = await db
    .selectFrom('contacts.mention as n')
    .innerJoin('contacts.message as m', 'm.id', 'n.messageId')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .select([
      'm.id as message',
      'm.conversationId as conversation',
      'm.contactId as contact',
      'm.authorName as by',
      sql<string>`left(m.text, 500)`.as('text'),
      'm.at',
      'n.readAt',
      sql<string>`to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('place'),
    ])
    .where('n.staffId', '=', actor.id)
    .where(visibleConversation(actor, 'contact.read', 'v'))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(m.at, m.id) < (${after!.at}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy('m.at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, (row) => [row.place, row.message]);
  return { items: page.items.map(({ place: _place, ...item }) => item), next: page.next };
}
