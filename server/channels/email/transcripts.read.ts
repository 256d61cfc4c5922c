import type { Db } from '#server/platform/index.ts';

/** What the customer saw of a chat, the oldest first: never notes, never what was taken back. */
export async function publicLines(db: Db, conversationId: string, limit: number) {
  const rows = await db
    .selectFrom('contacts.message as m')
    .leftJoin('access.staff as s', 's.id', 'm.authorStaff')
    .select(['m.id', 'm.direction', 'm.authorName', 's.publicName', 'm.text', 'm.at'])
    .where('m.conversationId', '=', conversationId)
    .where('m.direction', 'in', ['in', 'out'])
    .where((where) => where.or([where('m.delivery', 'is', null), where('m.delivery', '<>', 'undone')]))
    .orderBy('m.seq', 'desc')
    .limit(limit)
    .execute();
  const files =
    rows.length === 0
      ? []
      : await db
          .selectFrom('contacts.attachment')
          .select(['messageId', 'name'])
          .where(
            'messageId',
            'in',
            rows.map((row) => row.id),
          )
          .orderBy('position')
          .execute();
  const ofMessage = Map.groupBy(files, (file) => file.messageId);
  return rows.toReversed().map((row) => ({
    at: row.at,
    customer: row.direction === 'in',
    author: row.publicName ?? row.authorName,
    text: row.text,
    files: (ofMessage.get(row.id) ?? []).map((file) => file.name),
  }));
}

/** The service of a conversation and the number of its newest contact; null when there is none. */
export async function conversationPlace(db: Db, conversationId: string) {
  const row = await db
    .selectFrom('contacts.conversation as v')
    .select((select) => [
      'v.serviceId',
      select
        .selectFrom('contacts.contact as c')
        .select('c.number')
        .whereRef('c.conversationId', '=', 'v.id')
        .orderBy('c.arrivedAt', 'desc')
        .limit(1)
        .as('number'),
    ])
    .where('v.id', '=', conversationId)
    .executeTakeFirst();
  return row ?? null;
}
