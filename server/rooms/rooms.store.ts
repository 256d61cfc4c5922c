import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';

export type RoomRow = Selectable<DB['rooms.room']>;
export type PostRow = Selectable<DB['rooms.post']>;

/** A room; with `lock` held until the transaction ends. */
export async function findRoom(db: Db | Tx, id: string, lock = false): Promise<RoomRow | null> {
  const row = await db
    .selectFrom('rooms.room')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

/** The room of a case or team, made when there is none; two who open it at once get the same. */
export async function roomFor(
  tx: Tx,
  row: Insertable<DB['rooms.room']> & ({ caseId: string } | { teamId: string }),
): Promise<{ room: RoomRow; made: boolean }> {
  const made = await tx
    .insertInto('rooms.room')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made !== undefined) return { room: made, made: true };
  const room = await tx
    .selectFrom('rooms.room')
    .selectAll()
    .where('caseId' in row ? 'caseId' : 'teamId', '=', ('caseId' in row ? row.caseId : row.teamId)!)
    .executeTakeFirstOrThrow();
  return { room, made: false };
}

export const insertRoom = (tx: Tx, row: Insertable<DB['rooms.room']>): Promise<RoomRow> =>
  tx.insertInto('rooms.room').values(row).returningAll().executeTakeFirstOrThrow();

export async function updateRoom(tx: Tx, id: string, change: Updateable<DB['rooms.room']>): Promise<void> {
  await tx.updateTable('rooms.room').set(change).where('id', '=', id).execute();
}

/** Who of these was not in the room yet, and now is. What was said before they came counts as read. */
export async function addTo(tx: Tx, room: RoomRow, staff: readonly string[], at: Date): Promise<string[]> {
  if (staff.length === 0) return [];
  const rows = await tx
    .insertInto('rooms.member')
    .values(
      staff.map((staffId) => ({
        roomId: room.id,
        staffId,
        joinedAt: at,
        readSeq: room.lastSeq,
        muted: false,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('staffId')
    .execute();
  return rows.map(({ staffId }) => staffId);
}

/** @returns whether they were in it */
export async function takeOutOf(tx: Tx, roomId: string, staffId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('rooms.member')
    .where('roomId', '=', roomId)
    .where('staffId', '=', staffId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function setMuted(tx: Tx, roomId: string, staffId: string, muted: boolean): Promise<void> {
  await tx
    .updateTable('rooms.member')
    .set({ muted })
    .where('roomId', '=', roomId)
    .where('staffId', '=', staffId)
    .execute();
}

/** Notes how far somebody has read, never back, and that they have seen the posts until there that name them. */
export async function markRead(
  tx: Tx,
  { roomId, staffId, seq, at }: { roomId: string; staffId: string; seq: number; at: Date },
): Promise<void> {
  await sql`
    insert into rooms.member (room_id, staff_id, joined_at, read_seq)
    select r.id, ${staffId}::uuid, ${at}, least(${seq}::bigint, r.last_seq) from rooms.room as r where r.id = ${roomId}::uuid
    on conflict (room_id, staff_id) do update set read_seq = greatest(member.read_seq, excluded.read_seq)`.execute(
    tx,
  );
  await sql`
    update rooms.mention as n set read_at = ${at} from rooms.post as p
    where p.id = n.post_id and p.room_id = ${roomId}::uuid and p.seq <= ${seq}::bigint
      and n.staff_id = ${staffId}::uuid and n.read_at is null`.execute(tx);
}

/** Adds a post and gives it the next number of its room, which is held. */
export async function insertPost(
  tx: Tx,
  post: Omit<Insertable<DB['rooms.post']>, 'seq' | 'search'> & { at: Date },
): Promise<PostRow> {
  const { lastSeq } = await tx
    .updateTable('rooms.room')
    .set({ lastSeq: sql`last_seq + 1`, lastAt: post.at })
    .where('id', '=', post.roomId)
    .returning('lastSeq')
    .executeTakeFirstOrThrow();
  return tx
    .insertInto('rooms.post')
    .values({ ...post, seq: lastSeq })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findPostOf(db: Db | Tx, roomId: string, clientId: string): Promise<PostRow | null> {
  const row = await db
    .selectFrom('rooms.post')
    .selectAll()
    .where('roomId', '=', roomId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPost(db: Db | Tx, id: string, lock = false): Promise<PostRow | null> {
  const row = await db
    .selectFrom('rooms.post')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function updatePost(tx: Tx, id: string, change: Updateable<DB['rooms.post']>): Promise<void> {
  await tx.updateTable('rooms.post').set(change).where('id', '=', id).execute();
}

export async function addMentions(tx: Tx, postId: string, staff: readonly string[]): Promise<void> {
  if (staff.length > 0)
    await tx
      .insertInto('rooms.mention')
      .values(staff.map((staffId) => ({ postId, staffId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Nobody is called by what was taken back. */
export async function dropMentions(tx: Tx, postId: string): Promise<void> {
  await tx.deleteFrom('rooms.mention').where('postId', '=', postId).where('readAt', 'is', null).execute();
}

/** A mention that was not read and not mailed, held; null when there is none any more. */
export async function lockUnmailed(tx: Tx, postId: string, staffId: string) {
  const row = await tx
    .selectFrom('rooms.mention as n')
    .innerJoin('rooms.post as p', 'p.id', 'n.postId')
    .select(['p.roomId', 'p.authorName', 'p.text'])
    .where('n.postId', '=', postId)
    .where('n.staffId', '=', staffId)
    .where('n.readAt', 'is', null)
    .where('n.mailedAt', 'is', null)
    .where('p.removedAt', 'is', null)
    .forUpdate('n')
    .executeTakeFirst();
  return row ?? null;
}

export async function markMailed(tx: Tx, postId: string, staffId: string, at: Date): Promise<void> {
  await tx
    .updateTable('rooms.mention')
    .set({ mailedAt: at })
    .where('postId', '=', postId)
    .where('staffId', '=', staffId)
    .execute();
}

export async function insertFile(tx: Tx, row: Insertable<DB['rooms.attachment']>): Promise<void> {
  await tx.insertInto('rooms.attachment').values(row).execute();
}

/** Ties uploaded files to a post; only those that the same person has uploaded and nobody has used. Returns how many. */
export async function tieFiles(
  tx: Tx,
  postId: string,
  uploadedBy: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const { numUpdatedRows } = await tx
    .updateTable('rooms.attachment')
    .set({ postId })
    .where('id', 'in', [...ids])
    .where('uploadedBy', '=', uploadedBy)
    .where('postId', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Deletes uploads that no post has taken since `before`. @returns the ids of their files */
export async function dropUnusedFiles(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    delete from rooms.attachment where id in (
      select a.id from rooms.attachment as a where a.post_id is null and a.created_at < ${before}
      order by a.created_at limit ${limit} for update)
    returning file_id`.execute(tx);
  return rows.map((row) => row.fileId);
}

/** Deletes the files of a post. @returns the ids of their bytes */
export async function dropFilesOf(tx: Tx, postId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('rooms.attachment')
    .where('postId', '=', postId)
    .returning('fileId')
    .execute();
  return rows.map((row) => row.fileId);
}
