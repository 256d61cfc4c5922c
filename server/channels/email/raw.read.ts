import type { Db, FileStore } from '#server/platform/index.ts';
import { findRaw } from './raw.store.ts';

/** The bytes of a kept raw mail. */
export async function rawContent(db: Db, files: FileStore, id: string): Promise<Buffer | null> {
  const row = await findRaw(db, id);
  if (row === null) return null;
  return row.content ?? (row.fileSha256 === null ? null : files.read(row.fileSha256));
}

/** A message as it travelled: the raw mail it was filed from, or what went to the outbox. Null when it has no such form. */
export async function rawOfMessage(db: Db, files: FileStore, messageId: string): Promise<Buffer | null> {
  const incoming = await db
    .selectFrom('email.raw')
    .select('id')
    .where('messageId', '=', messageId)
    .executeTakeFirst();
  if (incoming !== undefined) return rawContent(db, files, incoming.id);
  const outgoing = await db
    .selectFrom('email.outbox')
    .select('content')
    .where('id', '=', messageId)
    .executeTakeFirst();
  return outgoing?.content ?? null;
}
