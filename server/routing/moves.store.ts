import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { Move } from './moves.rules.ts';

export interface MoveRow {
  id: string;
  staffId: string;
  queues: { queue: string; priority: number | null; delaySeconds: number }[];
  leaves: string[];
  skills: { skill: string; level: number }[];
  fromAt: Date;
  untilAt: Date;
  why: string;
  madeBy: string | null;
  madeByName: string;
  endedAt: Date | null;
  endedByName: string | null;
}

/** Moves that lie over the profiles of these agents, in the order in which they were made. */
export async function movesOver(db: Db, staffIds: readonly string[] | 'all'): Promise<Map<string, Move[]>> {
  const query = db
    .selectFrom('routing.agentMove')
    .select(['staffId', 'queues', 'leaves', 'skills'])
    .where('endedAt', 'is', null)
    .orderBy('fromAt')
    .orderBy('id');
  if (staffIds !== 'all' && staffIds.length === 0) return new Map();
  const rows = await (staffIds === 'all' ? query : query.where('staffId', 'in', staffIds)).execute();
  return Map.groupBy(rows as unknown as (Move & { staffId: string })[], (row) => row.staffId);
}

export async function saveMoves(tx: Tx, rows: readonly MoveRow[]): Promise<void> {
  await tx
    .insertInto('routing.agentMove')
    .values(
      rows.map((row) => ({
        ...row,
        queues: JSON.stringify(row.queues),
        leaves: [...row.leaves],
        skills: JSON.stringify(row.skills),
      })),
    )
    .execute();
}

/** Ends one move; null when it is unknown or over. */
export async function endMoveRow(
  tx: Tx,
  id: string,
  at: Date,
  by: string,
): Promise<{ staffId: string } | null> {
  const row = await tx
    .updateTable('routing.agentMove')
    .set({ endedAt: at, endedByName: by })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('staffId')
    .executeTakeFirst();
  return row ?? null;
}

/** Ends what is due. @returns what ended */
export function endDueRows(tx: Tx, at: Date): Promise<Pick<MoveRow, 'id' | 'staffId' | 'untilAt'>[]> {
  return tx
    .updateTable('routing.agentMove')
    .set({ endedAt: sql<Date>`until_at` })
    .where('endedAt', 'is', null)
    .where('untilAt', '<=', at)
    .returning(['id', 'staffId', 'untilAt'])
    .execute();
}
