import type { Db, Tx } from '#server/platform/index.ts';

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
