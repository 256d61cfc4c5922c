import type { z } from 'zod';
import type { queueRules } from '#contract/routing-plans.ts';
import type { Db, Tx } from '#server/platform/index.ts';
import type { Requirement } from './engine/index.ts';

/** How a queue looks for agents and helps itself: plan, help, overflow, limit, branches. */
type QueueRules = { [Name in keyof typeof queueRules]: z.output<(typeof queueRules)[Name]> };

export interface QueueRow extends QueueRules {
  id: string;
  code: string;
  name: string;
  serviceId: string;
  teamId: string | null;
  calendarId: string | null;
  active: boolean;
  emergencyClosed: boolean;
  emergencyText: { it: string; en: string } | null;
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
  const rows = await (
    ids === 'all'
      ? query
      : query.where('id', 'in', ids.length === 0 ? ['00000000-0000-0000-0000-000000000000'] : ids)
  ).execute();
  // LIMIT is a word of SQL, so the column has another name.
  return rows.map(({ entryLimit, ...row }) => ({ ...row, limit: entryLimit }) as unknown as QueueRow);
}

export async function saveQueue(tx: Tx, row: QueueRow): Promise<void> {
  const { id, limit, ...rest } = row;
  const fields = {
    ...rest,
    offerSeconds: JSON.stringify(row.offerSeconds),
    serviceLevel: JSON.stringify(row.serviceLevel),
    requires: JSON.stringify(row.requires),
    help: JSON.stringify(row.help),
    overflow: JSON.stringify(row.overflow),
    entryLimit: limit === null ? null : JSON.stringify(limit),
    branches: JSON.stringify(row.branches),
    emergencyText: row.emergencyText === null ? null : JSON.stringify(row.emergencyText),
    preferred: JSON.stringify(row.preferred),
    callback: JSON.stringify(row.callback),
    consult: JSON.stringify(row.consult),
  };
  await tx
    .insertInto('routing.queue')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}
