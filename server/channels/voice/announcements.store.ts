import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';

export type AnnouncementRow = Omit<Selectable<DB['voice.announcement']>, 'texts'> & {
  texts: Record<string, string>;
};

export async function findAnnouncement(
  db: Db | Tx,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AnnouncementRow | null> {
  const row = await db
    .selectFrom('voice.announcement')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (one) => one.forUpdate())
    .executeTakeFirst();
  return (row as AnnouncementRow | undefined) ?? null;
}

/**
 * What is told now, the oldest first: to callers of a queue who dialled this number; where there is no queue yet, before the
 * flow of an entry point. In writing only what names it is told.
 */
export async function runningFor(
  db: Db | Tx,
  place: { serviceId: string; queueId: string | null; entryPointId: string | null; channel: string },
  now: Date,
): Promise<AnnouncementRow[]> {
  const rows = await db
    .selectFrom('voice.announcement')
    .selectAll()
    .where('serviceId', '=', place.serviceId)
    .where('endedAt', 'is', null)
    .where('fromAt', '<=', now)
    .where((eb) => eb.or([eb('untilAt', 'is', null), eb('untilAt', '>', now)]))
    .where(sql<boolean>`(queues = '{}' or ${place.queueId}::uuid = any (queues))`)
    .where(
      sql<boolean>`(entry_points = '{}' and ${place.channel} = 'phone' or ${place.entryPointId}::uuid = any (entry_points))`,
    )
    .orderBy('fromAt')
    .orderBy('id')
    .limit(5)
    .execute();
  return rows.map((row) => row as AnnouncementRow);
}

export const insertAnnouncement = async (
  tx: Tx,
  row: Insertable<DB['voice.announcement']>,
): Promise<void> => {
  await tx.insertInto('voice.announcement').values(row).execute();
};

export async function updateAnnouncement(
  tx: Tx,
  id: string,
  change: Updateable<DB['voice.announcement']>,
): Promise<void> {
  await tx.updateTable('voice.announcement').set(change).where('id', '=', id).execute();
}

/** A call has heard it, once. @returns false when it had before */
export async function noteHeard(
  tx: Tx,
  row: { announcementId: string; callId: string; queueId: string | null; heardAt: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('voice.announcementHeard')
    .values(row)
    .onConflict((conflict) => conflict.columns(['announcementId', 'callId']).doNothing())
    .returning('callId')
    .executeTakeFirst();
  return made !== undefined;
}

/** It stood in writing before a session of self-service. */
export const noteShown = async (
  tx: Tx,
  row: { announcementId: string; sessionId: string; shownAt: Date },
): Promise<void> => {
  await tx
    .insertInto('voice.announcementShown')
    .values(row)
    .onConflict((conflict) => conflict.columns(['announcementId', 'sessionId']).doNothing())
    .execute();
};

/** It answered the caller of a call. */
export async function noteAnswered(
  tx: Tx,
  announcementId: string,
  callId: string,
  answered: 'key' | 'hung_up',
): Promise<void> {
  await tx
    .updateTable('voice.announcementHeard')
    .set({ answered })
    .where('announcementId', '=', announcementId)
    .where('callId', '=', callId)
    .execute();
}
