import { sql } from 'kysely';
import type { ChatFlow } from '#contract/widget.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export interface VisitorPage {
  url: string;
  title: string;
  referrer: string;
}
export interface Prefill {
  name: string;
  email: string;
  question: string;
}
export interface Visitor {
  id: string;
  entryPointId: string;
  customerId: string | null;
  conversationId: string | null;
  language: string;
  page: Partial<VisitorPage>;
  prefill: Partial<Prefill>;
  seenAt: Date;
  leftAt: Date | null;
  deliveredSeq: number;
  readSeq: number;
  transcriptAt: Date | null;
  /** The callback that they asked for here last. */
  callbackId: string | null;
  /** The sessions of the flow that they walked through here, the present one last. */
  flowSessions: string[];
  /** How it stands with that; null: none was begun. */
  flowState: Exclude<ChatFlow['state'], 'none'> | null;
  /** When they answered it last. */
  flowAt: Date | null;
  /** The turn that waits for an answer, and for how many seconds; null: nothing is answered by silence. */
  flowTurn: number | null;
  flowSeconds: number | null;
}

const columns = [
  'id',
  'entryPointId',
  'customerId',
  'conversationId',
  'language',
  'page',
  'prefill',
  'seenAt',
  'leftAt',
  'deliveredSeq',
  'readSeq',
  'transcriptAt',
  'callbackId',
  'flowSessions',
  'flowState',
  'flowAt',
  'flowTurn',
  'flowSeconds',
] as const;

export async function visitorByToken(
  db: Db | Tx,
  entryPointId: string,
  tokenHash: string,
): Promise<Visitor | null> {
  const row = await db
    .selectFrom('chat.visitor')
    .select(columns)
    .where('tokenHash', '=', tokenHash)
    .where('entryPointId', '=', entryPointId)
    .executeTakeFirst();
  return (row as Visitor | undefined) ?? null;
}

export async function insertVisitor(
  tx: Tx,
  row: {
    id: string;
    tokenHash: string;
    entryPointId: string;
    language: string;
    page: Partial<VisitorPage>;
    prefill: Partial<Prefill>;
    at: Date;
  },
): Promise<void> {
  const { at, page, prefill, ...rest } = row;
  await tx
    .insertInto('chat.visitor')
    .values({
      ...rest,
      page: JSON.stringify(page),
      prefill: JSON.stringify(prefill),
      createdAt: at,
      seenAt: at,
    })
    .execute();
}

export async function findVisitor(db: Db | Tx, id: string): Promise<Visitor | null> {
  const row = await db.selectFrom('chat.visitor').select(columns).where('id', '=', id).executeTakeFirst();
  return (row as Visitor | undefined) ?? null;
}

/** Locks a visitor: whatever its tabs send at once is done one after the other. */
export async function lockVisitor(tx: Tx, id: string): Promise<Visitor | null> {
  const row = await tx
    .selectFrom('chat.visitor')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as Visitor | undefined) ?? null;
}

export async function changeVisitor(
  tx: Tx,
  id: string,
  change: Partial<Omit<Visitor, 'id' | 'entryPointId'>>,
): Promise<void> {
  const { page, prefill, ...rest } = change;
  await tx
    .updateTable('chat.visitor')
    .set({
      ...rest,
      ...(page === undefined ? {} : { page: JSON.stringify(page) }),
      ...(prefill === undefined ? {} : { prefill: JSON.stringify(prefill) }),
    })
    .where('id', '=', id)
    .execute();
}

/** Signs of life of connected visitors; gives back the conversations that began meanwhile elsewhere. */
export async function touchVisitors(
  db: Db,
  ids: readonly string[],
  at: Date,
): Promise<{ id: string; conversationId: string | null; customerId: string | null }[]> {
  if (ids.length === 0) return [];
  return db
    .updateTable('chat.visitor')
    .set({ seenAt: at })
    .where('id', 'in', [...ids])
    .returning(['id', 'conversationId', 'customerId'])
    .execute();
}

/** Claims a visitor of an entry point who is gone since before `gone` and whose leaving nobody has told yet. */
export async function claimGone(tx: Tx, entryPointId: string, gone: Date, at: Date): Promise<Visitor | null> {
  const { rows } = await sql<Visitor>`
    update chat.visitor set left_at = ${at} where id in (
      select id from chat.visitor where left_at is null and (conversation_id is not null or flow_state = 'open')
        and entry_point_id = ${entryPointId} and seen_at < ${gone} order by seen_at limit 1 for update skip locked)
    returning ${sql.join(columns.map((column) => sql.ref(column)))}`.execute(tx);
  return rows[0] ?? null;
}

/** Claims a visitor who has not answered the flow of an entry point since `before`. */
export async function claimIdle(tx: Tx, entryPointId: string, before: Date): Promise<Visitor | null> {
  const { rows } = await sql<Visitor>`
    update chat.visitor set flow_state = 'idle' where id in (
      select id from chat.visitor where flow_state = 'open' and entry_point_id = ${entryPointId} and flow_at < ${before}
      order by flow_at limit 1 for update skip locked)
    returning ${sql.join(columns.map((column) => sql.ref(column)))}`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Claims a visitor of an entry point who is there, and has written nothing for as long as the question of their flow waits.
 * @param since who was seen after it is there
 */
export async function claimSilent(
  tx: Tx,
  entryPointId: string,
  since: Date,
  now: Date,
): Promise<{ id: string; flowTurn: number; conversationId: string | null } | null> {
  const { rows } = await sql<{ id: string; flowTurn: number; conversationId: string | null }>`
    update chat.visitor set flow_seconds = null where id in (
      select id from chat.visitor where flow_state = 'open' and flow_seconds is not null and left_at is null
        and entry_point_id = ${entryPointId} and seen_at >= ${since}
        and flow_at <= ${now}::timestamptz - make_interval(secs => flow_seconds)
      order by flow_at limit 1 for update skip locked)
    returning id, flow_turn, conversation_id`.execute(tx);
  return rows[0] ?? null;
}

/** Whoever writes is not silent: the question of their flow waits from now on. */
export async function writesStill(db: Db, visitorId: string, at: Date): Promise<void> {
  await db
    .updateTable('chat.visitor')
    .set({ flowAt: at })
    .where('id', '=', visitorId)
    .where('flowState', '=', 'open')
    .execute();
}

/** Forgets browsers that opened the chat and never wrote. */
export async function dropUnused(db: Db, before: Date): Promise<void> {
  await sql`delete from chat.visitor where id in
    (select id from chat.visitor where conversation_id is null and seen_at < ${before} limit 500)`.execute(
    db,
  );
}

export interface Upload {
  id: string;
  visitorId: string;
  fileId: string;
  name: string;
  type: string;
  size: number;
}

export async function insertUpload(tx: Tx, row: Upload & { createdAt: Date }): Promise<void> {
  await tx.insertInto('chat.upload').values(row).execute();
}

/** How many files of a visitor wait for a line. */
export async function waitingUploads(db: Db | Tx, visitorId: string): Promise<number> {
  const row = await db
    .selectFrom('chat.upload')
    .select(sql<number>`count(*)`.as('count'))
    .where('visitorId', '=', visitorId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Gives uploads to a line, each once, and only the visitor's own; in the order of `ids`. */
export async function claimUploads(
  tx: Tx,
  visitorId: string,
  ids: readonly string[],
  at: Date,
): Promise<Upload[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .updateTable('chat.upload')
    .set({ usedAt: at })
    .where('id', 'in', [...ids])
    .where('visitorId', '=', visitorId)
    .where('usedAt', 'is', null)
    .returning(['id', 'visitorId', 'fileId', 'name', 'type', 'size'])
    .execute();
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

/**
 * Deletes uploads of visitors that no line has used since `before`.
 * @returns the ids of their files
 */
export async function dropUnusedUploads(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    delete from chat.upload where id in (
      select id from chat.upload where used_at is null and created_at < ${before}
      order by created_at limit ${limit} for update)
    returning file_id`.execute(tx);
  return rows.map((row) => row.fileId);
}
