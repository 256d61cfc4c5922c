import type { Db } from '#server/platform/index.ts';
import type { Requirement } from './engine/index.ts';

export interface QueueRow {
  id: string;
  code: string;
  name: string;
  serviceId: string;
  teamId: string | null;
  calendarId: string | null;
  active: boolean;
  emergencyClosed: boolean;
  priority: number;
  offerSeconds: Record<string, number>;
  idleClock: 'last_handled' | 'available_since';
  refusalSeconds: number;
  refusalsBeforeAlert: number;
  ttlSeconds: number | null;
  wrapUpMode: 'none' | 'optional' | 'mandatory' | 'mandatory_timed' | 'forced_timed';
  wrapUpSeconds: number;
  shortAbandonSeconds: number;
  serviceLevel: { formula: string; version: number; threshold: Record<string, number>; target: number };
  requires: Requirement[];
}

/** Queues by id, or all of them. */
export async function readQueues(db: Db, ids: readonly string[] | 'all' = 'all'): Promise<QueueRow[]> {
  const query = db.selectFrom('routing.queue').selectAll().orderBy('name');
  return (await (
    ids === 'all'
      ? query
      : query.where('id', 'in', ids.length === 0 ? ['00000000-0000-0000-0000-000000000000'] : ids)
  ).execute()) as unknown as QueueRow[];
}
