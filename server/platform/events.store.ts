import { sql, type Insertable } from 'kysely';
import { unlessAsleep, type Db, type DB, type Tx } from './db.ts';
import { actorLabel, type Actor } from './actor.ts';

/** What happened, as its writer tells it. Kinds are `module.thing-happened`, e.g. `contact.queued`. */
export interface NewEvent {
  kind: string;
  /** The row it is about. */
  subjectId?: string | null;
  /** Decides who may see it; both null: everybody with the kind's permission. */
  serviceId?: string | null;
  teamId?: string | null;
  /** A personal event: only this member of staff sees it. */
  staffId?: string | null;
  data?: Record<string, unknown>;
}

export interface PublishedEvent {
  seq: number;
  at: Date;
  kind: string;
  subjectId: string | null;
  serviceId: string | null;
  teamId: string | null;
  staffId: string | null;
  actor: string;
  data: Record<string, unknown>;
}

type Row = Insertable<DB['platform.event']>;
const waiting = new WeakMap<object, Row[]>();

/** From now on the events of this transaction are gathered; `writeGathered` must be called before its commit. */
export const gatherEvents = (tx: Tx): void => {
  waiting.set(tx, []);
};

/** Remembers what a transaction has gathered so far; what comes after is forgotten by the answer, with its savepoint. */
export function markGathered(tx: Tx): () => void {
  const rows = waiting.get(tx);
  const length = rows?.length ?? 0;
  return () => {
    if (rows !== undefined) rows.length = length;
  };
}

/** Writes what a transaction has gathered, in one statement. @returns whether there was any event */
export async function writeGathered(tx: Tx): Promise<boolean> {
  const rows = waiting.get(tx) ?? [];
  waiting.set(tx, []);
  if (rows.length > 0) await tx.insertInto('platform.event').values(rows).execute();
  return rows.length > 0;
}

/** Writes events in the transaction of the change they tell: committed together or not at all. */
export async function record(tx: Tx, actor: Actor, ...events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const label = actorLabel(actor);
  const rows = events.map((event): Row => ({
    kind: event.kind,
    subjectId: event.subjectId ?? null,
    serviceId: event.serviceId ?? null,
    teamId: event.teamId ?? null,
    staffId: event.staffId ?? null,
    actor: label,
    data: JSON.stringify(event.data ?? {}),
  }));
  const gathered = waiting.get(tx);
  // A verb of several steps tells several things: one statement at its end carries them all.
  if (gathered !== undefined) gathered.push(...rows);
  else await tx.insertInto('platform.event').values(rows).execute();
}

// Publishers of all processes take turns: numbers are given in commit order, with no gap a reader could fall into.
const publisherLock = 7_146_202_602;
// Nobody hears of anything while one of them holds the lock: it says its few statements at once or not at all.
const asleepMilliseconds = 2000;

/** Numbers what has been committed since the last call and tells all processes. Returns how many events it numbered. */
export async function publishEvents(db: Db, limit = 2000): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select ${unlessAsleep(asleepMilliseconds)}, pg_advisory_xact_lock(${publisherLock})`.execute(
      tx,
    );
    const { rows } = await sql<{ count: number; last: number }>`
      with batch as (
        select id, row_number() over (order by id) as place
        from (select id from platform.event where seq is null order by id limit ${limit}) as unpublished
      ), counter as (
        update platform.event_counter set last = last + (select count(*) from batch)
        where exists (select from batch) returning last
      ), numbered as (
        update platform.event as e set seq = counter.last - (select count(*) from batch) + batch.place
        from batch, counter where e.id = batch.id returning e.seq
      )
      select count(*) as count, coalesce(max(seq), 0) as last from numbered`.execute(tx);
    const { count, last } = rows[0]!;
    if (count > 0) await sql`select pg_notify('filo_published', ${String(last)})`.execute(tx);
    return count;
  });
}

/** Published events after `seq`, oldest first. */
export async function eventsAfter(db: Db, seq: number, limit = 1000): Promise<PublishedEvent[]> {
  const rows = await db
    .selectFrom('platform.event')
    .select(['seq', 'at', 'kind', 'subjectId', 'serviceId', 'teamId', 'staffId', 'actor', 'data'])
    .where('seq', '>', seq)
    .orderBy('seq')
    // Not "limit": the most frequent read of all is prepared, and any plan but the index is out of question.
    .fetch(limit)
    .execute();
  return rows.map((row) => ({ ...row, seq: row.seq!, data: row.data as Record<string, unknown> }));
}

/** The number of the newest published event; 0 when there is none. */
export async function lastEventSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('platform.eventCounter').select('last').executeTakeFirst();
  return row?.last ?? 0;
}
