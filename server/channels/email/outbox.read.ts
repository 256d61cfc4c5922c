import { pageOf, scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';
import { instantPlace } from './quarantine.read.ts';

// A mail of the local outbox belongs to the service of the address that it went out from.
const outboxRows = (db: Db, actor: Actor) =>
  db
    .selectFrom('email.outbox as b')
    .leftJoin('email.outbound as o', 'o.id', 'b.id')
    .leftJoin('contacts.entryPoint as e', 'e.id', 'o.entryPointId')
    .leftJoin('email.transcript as t', 't.id', 'b.id')
    .leftJoin('contacts.conversation as v', 'v.id', 't.conversationId')
    .where(
      scopeFilter(scopeOf(actor, 'admin.read'), sql`coalesce(e.service_id, v.service_id)`, sql`null::uuid`),
    );

/** Mails of the local outbox, the newest first; `to` is part of a recipient's address. */
export async function outboxMails(
  db: Db,
  actor: Actor,
  { to, limit, cursor }: { to?: string | undefined; limit: number; cursor?: string | undefined },
) {
  const after = instantPlace(cursor);
  const rows = await outboxRows(db, actor)
    .select(['b.id', 'b.at', 'b.sender', 'b.recipients', 'b.subject', sql<string>`b.at::text`.as('place')])
    .$if(to !== undefined && to.trim() !== '', (query) =>
      query.where(
        sql<boolean>`exists (select from unnest(b.recipients) r where strpos(lower(r), ${to!.trim().toLowerCase()}) > 0)`,
      ),
    )
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(b.at, b.id) < (${after!.at}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy('b.at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = pageOf(rows, limit, (row) => [row.place, row.id]);
  return { items: items.map(viewOf), next };
}

/** One of them with its bytes; null when there is none that the actor may see. */
export async function outboxMail(db: Db, actor: Actor, id: string) {
  const row = await outboxRows(db, actor)
    .select(['b.id', 'b.at', 'b.sender', 'b.recipients', 'b.subject', 'b.content'])
    .where('b.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { view: viewOf(row), content: row.content };
}

const viewOf = ({
  id,
  at,
  sender,
  recipients,
  subject,
}: {
  id: string;
  at: Date;
  sender: string;
  recipients: string[];
  subject: string;
}) => ({ id, at, from: sender, to: recipients, subject });
