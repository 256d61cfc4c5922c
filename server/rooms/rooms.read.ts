import type { z } from 'zod';
import type { roomFile, roomMention, roomPost, roomView } from '#contract/rooms.ts';
import { decodeCursor, pageOf, sql, type Db, type Tx } from '#server/platform/index.ts';

type PostOut = z.input<typeof roomPost>;
/** A room as its list shows it, before it is called by its case. */
export type RoomOut = Omit<z.input<typeof roomView>, 'name' | 'arranges'> & {
  name: string | null;
  createdBy: string | null;
};

export async function isMember(db: Db | Tx, roomId: string, staffId: string): Promise<boolean> {
  const row = await db
    .selectFrom('rooms.member')
    .select('staffId')
    .where('roomId', '=', roomId)
    .where('staffId', '=', staffId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Ids of the members of a room: for a team its people, too. */
export async function membersOf(db: Db | Tx, roomId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.staff_id as id from rooms.member as m where m.room_id = ${roomId}::uuid
    union
    select s.id from rooms.room as r join access.staff as s on s.team_id = r.team_id and s.active
    where r.id = ${roomId}::uuid order by id`.execute(db);
  return rows.map(({ id }) => id);
}

const mine = (me: string) =>
  sql`(m.staff_id is not null or coalesce(r.team_id = (select s.team_id from access.staff as s where s.id = ${me}::uuid), false))`;

const rooms = (me: string) => sql`
  select r.id, r.kind, coalesce(r.name, team.name) as name, r.topic, r.case_id as case, r.team_id as team,
    r.service_id as service, r.open, ${mine(me)} as joined, coalesce(m.muted, false) as muted,
    (select count(*)::int from (
      select o.staff_id from rooms.member as o where o.room_id = r.id
      union select s.id from access.staff as s where s.team_id = r.team_id and s.active) as o) as members,
    case when not ${mine(me)} or coalesce(m.muted, false) then 0 else (
      select count(*)::int from rooms.post as p where p.room_id = r.id and p.seq > coalesce(m.read_seq, r.last_seq)
        and p.author_id <> ${me}::uuid and p.removed_at is null) end as unread,
    (select count(*)::int from rooms.mention as n join rooms.post as p on p.id = n.post_id
      where p.room_id = r.id and n.staff_id = ${me}::uuid and n.read_at is null and p.removed_at is null) as mentions,
    r.last_seq::float8 as last_seq, coalesce(m.read_seq, 0)::float8 as read_seq, r.last_at, r.closed_at, r.created_by
  from rooms.room as r left join access.team as team on team.id = r.team_id
    left join rooms.member as m on m.room_id = r.id and m.staff_id = ${me}::uuid`;

/** Open rooms on subjects of these services and of none (null: of all). */
const openTo = (services: readonly string[] | null) =>
  sql`(r.kind = 'subject' and r.open and r.closed_at is null
    and (r.service_id is null or ${services === null} or r.service_id = any (${[...(services ?? [])]}::uuid[])))`;

/** All rooms that somebody is in or could enter, without counts: where is searched. */
export async function reachableRooms(
  db: Db | Tx,
  me: string,
  services: readonly string[] | null,
): Promise<{ id: string; name: string | null; case: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string | null; case: string | null }>`
    select r.id, coalesce(r.name, team.name) as name, r.case_id as case
    from rooms.room as r left join access.team as team on team.id = r.team_id
      left join rooms.member as m on m.room_id = r.id and m.staff_id = ${me}::uuid
    where ${mine(me)} or ${openTo(services)}`.execute(db);
  return rows;
}

/**
 * The rooms of somebody: of which they are a member, and of their team; with `services` also the open ones on subjects
 * of these services and of none (null: of all).
 */
export async function roomsOf(
  db: Db | Tx,
  me: string,
  others: { services: readonly string[] | null } | null,
): Promise<RoomOut[]> {
  const also = others === null ? sql`false` : openTo(others.services);
  const { rows } = await sql<RoomOut>`${rooms(me)}
    where ${mine(me)} or ${also} order by r.last_at desc nulls last, r.created_at desc limit 300`.execute(db);
  return rows;
}

/** The room of a case, as somebody has read it; none or one. */
export async function roomsOfCase(db: Db | Tx, me: string, caseId: string): Promise<RoomOut[]> {
  const { rows } = await sql<RoomOut>`${rooms(me)} where r.case_id = ${caseId}::uuid`.execute(db);
  return rows;
}

export async function roomById(db: Db | Tx, me: string, id: string): Promise<RoomOut | null> {
  const { rows } = await sql<RoomOut>`${rooms(me)} where r.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** The address of a file of a post. */
export const fileUrl = (id: string): string => `/api/v1/rooms/files/${id}`;

const posts = sql`
  select p.id, p.room_id as room, p.seq::float8 as seq, p.thread_id as thread, p.author_id as author, p.author_name,
    case when p.removed_at is null then p.text else '' end as text, p.at, p.edited_at, p.removed_at,
    coalesce((select array_agg(n.staff_id) from rooms.mention as n where n.post_id = p.id), '{}') as mentions,
    coalesce((select json_agg(json_build_object('id', a.id, 'name', a.name, 'type', a.type, 'size', a.size) order by a.created_at, a.id)
      from rooms.attachment as a where a.post_id = p.id), '[]'::json) as files,
    (select count(*)::int from rooms.post as r where r.thread_id = p.id) as replies,
    (select max(r.at) from rooms.post as r where r.thread_id = p.id) as last_reply_at
  from rooms.post as p`;
type Raw = Omit<PostOut, 'files'> & { files: Omit<z.input<typeof roomFile>, 'url'>[] };
const outOf = (row: Raw): PostOut => ({
  ...row,
  files: row.files.map((file) => ({ ...file, url: fileUrl(file.id) })),
});

/** So many later posts are shown with one that is looked for. */
const laterShown = 15;

/** Where a page begins: with the newest, or a little after the post that is looked for (an answer stands in its thread). */
const begins = (roomId: string, around: string | undefined) =>
  around === undefined
    ? sql`true`
    : sql`p.seq <= coalesce((
        select max(seq) from (
          select l.seq from rooms.post as l, (
            select coalesce(b.seq, w.seq) as seq from rooms.post as w left join rooms.post as b on b.id = w.thread_id
            where w.id = ${around}::uuid and w.room_id = ${roomId}::uuid) as wanted
          where l.room_id = ${roomId}::uuid and l.thread_id is null and l.seq >= wanted.seq
          order by l.seq limit ${laterShown + 1}) as later), (select last_seq from rooms.room where id = ${roomId}::uuid))`;

/** What was said in a room, the newest first; in a thread the post that began it and its answers, the oldest first. */
export async function postPage(
  db: Db | Tx,
  roomId: string,
  query: {
    thread?: string | undefined;
    around?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
) {
  const after = decodeCursor(query.cursor, 1);
  const place = after === null ? null : Number(after[0]);
  const from = place === null || !Number.isFinite(place) ? null : place;
  const { rows } =
    query.thread === undefined
      ? await sql<Raw>`${posts} where p.room_id = ${roomId}::uuid and p.thread_id is null
          and ${from === null ? begins(roomId, query.around) : sql`p.seq < ${from}`} order by p.seq desc limit ${query.limit + 1}`.execute(
          db,
        )
      : await sql<Raw>`${posts} where p.room_id = ${roomId}::uuid
          and (p.id = ${query.thread}::uuid or p.thread_id = ${query.thread}::uuid)
          and ${from === null ? sql`true` : sql`p.seq > ${from}`} order by p.seq limit ${query.limit + 1}`.execute(
          db,
        );
  const page = pageOf(rows, query.limit, (row) => [row.seq]);
  return { items: page.items.map(outOf), next: page.next };
}

export async function postById(db: Db | Tx, id: string): Promise<PostOut | null> {
  const { rows } = await sql<Raw>`${posts} where p.id = ${id}::uuid`.execute(db);
  return rows[0] === undefined ? null : outOf(rows[0]);
}

/** Posts of these rooms with all these words, the newest first. */
export async function foundPosts(
  db: Db | Tx,
  roomIds: readonly string[],
  query: { search?: string | undefined; limit: number; cursor?: string | undefined },
) {
  const after = decodeCursor(query.cursor, 2);
  const { rows } = await sql<Raw & { place: string }>`
    select found.* from (${posts}) as base, lateral (select base.*, base.at::text as place) as found
    where base.room = any (${[...roomIds]}::uuid[]) and base.removed_at is null
      and ${
        query.search === undefined
          ? sql`true`
          : sql`base.id in (select q.id from rooms.post as q
        where q.search @@ websearch_to_tsquery('contacts.words', ${query.search.replace(/[’‘ʼ]/g, "'")}))`
      }
      and ${after === null ? sql`true` : sql`(base.at, base.id::text) < (${String(after[0])}::timestamptz, ${String(after[1])})`}
    order by base.at desc, base.id::text desc limit ${query.limit + 1}`.execute(db);
  const page = pageOf(rows, query.limit, (row) => [row.place, row.id]);
  return { items: page.items.map(({ place: _place, ...row }) => outOf(row)), next: page.next };
}

/** Posts of these rooms that name somebody, the newest first. */
export async function mentionPage(
  db: Db | Tx,
  me: string,
  query: { limit: number; cursor?: string | undefined },
) {
  const after = decodeCursor(query.cursor, 2);
  const { rows } = await sql<Omit<z.input<typeof roomMention>, 'roomName'> & { place: string }>`
    select p.id as post, p.room_id as room, p.author_name as by, left(p.text, 500) as text, p.at, n.read_at,
      p.at::text as place
    from rooms.mention as n join rooms.post as p on p.id = n.post_id
    where n.staff_id = ${me}::uuid and p.removed_at is null
      and ${after === null ? sql`true` : sql`(p.at, p.id::text) < (${String(after[0])}::timestamptz, ${String(after[1])})`}
    order by p.at desc, p.id::text desc limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.place, row.post]);
}

/** A file with its bytes' address and the room it is in; null when there is none. */
export async function findFile(db: Db | Tx, id: string) {
  const row = await db
    .selectFrom('rooms.attachment as a')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .leftJoin('rooms.post as p', 'p.id', 'a.postId')
    .select(['a.id', 'a.name', 'a.type', 'a.uploadedBy', 'f.sha256', 'f.size', 'p.roomId'])
    .where('a.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}
