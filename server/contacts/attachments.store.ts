import { sql, type Db, type Tx } from '#server/platform/index.ts';

export interface UploadRow {
  id: string;
  fileId: string;
  name: string;
  type: string;
  size: number;
  uploadedBy: string;
  createdAt: Date;
}

/** Keeps an uploaded file that no message has yet. */
export async function insertUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.insertInto('contacts.attachment').values(row).execute();
}

/** An attachment with its bytes' address and where it belongs; null when there is none. */
export async function findAttachment(db: Db | Tx, id: string) {
  const row = await db
    .selectFrom('contacts.attachment as a')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .leftJoin('contacts.message as m', 'm.id', 'a.messageId')
    .leftJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .select([
      'a.id',
      'a.name',
      'a.messageId',
      'a.uploadedBy',
      'f.sha256',
      'f.size',
      'f.type',
      'm.conversationId',
      'v.customerId',
    ])
    .where('a.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Deletes uploads that no message has taken since `before` and that no draft holds.
 * @returns the ids of their files
 */
export async function dropUnusedAttachments(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    delete from contacts.attachment where id in (
      select a.id from contacts.attachment as a
      where a.message_id is null and a.created_at < ${before} and not exists (
        select from contacts.draft as d
        where d.body -> 'attachments' @> jsonb_build_array(jsonb_build_object('id', a.id)))
      order by a.created_at limit ${limit} for update)
    returning file_id`.execute(tx);
  return rows.map((row) => row.fileId);
}
