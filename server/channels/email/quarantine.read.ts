import {
  decodeCursor,
  invalid,
  isUuid,
  pageOf,
  scopeFilter,
  scopeOf,
  sql,
  type Actor,
  type Db,
} from '#server/platform/index.ts';

/** A place in a list that is sorted by an instant and an id, the newest first. @throws Problem 422 naming `cursor` */
export function instantPlace(cursor: string | undefined): { at: string; id: string } | null {
  const values = decodeCursor(cursor, 2);
  if (values === null) return null;
  const [at, id] = values.map(String) as [string, string];
  if (!isUuid(id) || Number.isNaN(Date.parse(at)))
    throw invalid('cursor', 'use the `next` of an earlier answer');
  return { at, id };
}

const quarantinedRows = (db: Db, actor: Actor, permission: string | readonly string[]) =>
  db
    .selectFrom('email.raw as r')
    .leftJoin('contacts.entryPoint as e', 'e.id', 'r.entryPointId')
    .select([
      'r.id',
      'r.entryPointId as entryPoint',
      'r.source',
      'r.envelopeFrom',
      'r.envelopeTo as to',
      'r.subject',
      'r.size',
      'r.receivedAt',
      'r.reason',
      'r.reasonCode',
      'r.attempts',
      'e.serviceId',
      // Text, so that the cursor keeps the microseconds.
      sql<string>`r.received_at::text`.as('place'),
    ])
    .where('r.state', '=', 'quarantined')
    .where(scopeFilter(scopeOf(actor, permission), sql.ref('e.serviceId'), sql`null::uuid`));

type Row = Awaited<ReturnType<ReturnType<typeof quarantinedRows>['execute']>>[number];

const viewOf = ({ envelopeFrom, place: _place, serviceId: _service, reason, reasonCode, ...row }: Row) => ({
  ...row,
  from: envelopeFrom,
  reason: reason ?? '',
  reasonCode: reasonCode ?? '',
});

/** Mails that could not be filed, of the services the actor looks after or whose settings it may see, the newest first. */
export async function quarantinedMails(
  db: Db,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const after = instantPlace(cursor);
  const rows = await quarantinedRows(db, actor, ['email.quarantine', 'admin.read'])
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(r.received_at, r.id) < (${after!.at}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy('r.receivedAt', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = pageOf(rows, limit, (row) => [row.place, row.id]);
  return { items: items.map(viewOf), next };
}

/** One of them, for who looks after them, with the service it belongs to; null when there is none that the actor may see. */
export async function quarantinedMail(db: Db, actor: Actor, id: string) {
  const row = await quarantinedRows(db, actor, 'email.quarantine').where('r.id', '=', id).executeTakeFirst();
  return row === undefined ? null : { view: viewOf(row), serviceId: row.serviceId };
}
