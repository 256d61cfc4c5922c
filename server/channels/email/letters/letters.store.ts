import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, DB, Tx } from '#server/platform/index.ts';

export type LetterRow = Selectable<DB['email.letter']>;

export interface LetterFile {
  sha256: string;
  name: string;
  type: string;
}
export interface ReplyFile extends LetterFile {
  size: number;
}

export async function insertLetter(
  tx: Tx,
  { files, ...row }: Omit<Insertable<DB['email.letter']>, 'files'> & { files: LetterFile[] },
): Promise<void> {
  await tx
    .insertInto('email.letter')
    .values({ ...row, files: JSON.stringify(files) })
    .execute();
}

export async function lockLetter(tx: Tx, id: string): Promise<LetterRow | null> {
  const row = await tx
    .selectFrom('email.letter')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function changeLetter(
  tx: Tx,
  id: string,
  change: Updateable<DB['email.letter']>,
): Promise<void> {
  await tx.updateTable('email.letter').set(change).where('id', '=', id).execute();
}

/** The Message-IDs of the letters of a thread, oldest first. */
export async function threadIds(db: Db | Tx, thread: string): Promise<string[]> {
  const rows = await db
    .selectFrom('email.letter')
    .select('messageId')
    .where('thread', '=', thread)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.messageId);
}

export async function insertReply(
  tx: Tx,
  { files, ...row }: Omit<Insertable<DB['email.letterReply']>, 'files'> & { files: ReplyFile[] },
): Promise<void> {
  await tx
    .insertInto('email.letterReply')
    .values({ ...row, files: JSON.stringify(files) })
    .execute();
}
