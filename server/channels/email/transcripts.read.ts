import { linesBefore } from '#server/flows/index.ts';
import type { Db } from '#server/platform/index.ts';
import { handedOn } from '../visitors/hand-over.ts';

export interface CopiedLine {
  at: Date;
  from: 'customer' | 'staff' | 'flow';
  author: string | null;
  text: string;
  files: string[];
}

/**
 * What the customer saw of a chat, the oldest first: what a flow and they said before a person came, then everything but
 * notes and what was taken back.
 */
export async function publicLines(db: Db, conversationId: string, limit: number): Promise<CopiedLine[]> {
  const contacts = await db
    .selectFrom('contacts.contact')
    .select('id')
    .where('conversationId', '=', conversationId)
    .execute();
  const before = await linesBefore(
    db,
    contacts.map(({ id }) => id),
  );
  // What the flow handed on stands among its lines.
  const told = new Set(before.map(({ session }) => `${handedOn}${session}`));
  const rows = await db
    .selectFrom('contacts.message as m')
    .leftJoin('access.staff as s', 's.id', 'm.authorStaff')
    .select(['m.id', 'm.clientId', 'm.direction', 'm.authorName', 's.publicName', 'm.text', 'm.at'])
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
  const said = before.map(({ at, from, text }): CopiedLine => ({ at, from, author: null, text, files: [] }));
  const shown = rows.toReversed().filter(({ clientId }) => clientId === null || !told.has(clientId));
  const written = shown.map((row): CopiedLine => ({
    at: row.at,
    from: row.direction === 'in' ? 'customer' : 'staff',
    author: row.publicName ?? row.authorName,
    text: row.text,
    files: (ofMessage.get(row.id) ?? []).map((file) => file.name),
  }));
  return [...said, ...written].toSorted((one, other) => one.at.getTime() - other.at.getTime());
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
