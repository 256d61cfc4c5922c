import { sql, type Db } from '#server/platform/index.ts';
import type { MoveRow } from './moves.store.ts';

/** Moves in force, with the names and places of their agents, those that end first before the others. */
export async function movesInForce(
  db: Db,
): Promise<(MoveRow & { name: string; serviceId: string | null; teamId: string | null })[]> {
  const { rows } = await sql<MoveRow & { name: string; serviceId: string | null; teamId: string | null }>`
    select m.*, s.name, s.team_id, t.service_id
    from routing.agent_move as m join access.staff as s on s.id = m.staff_id left join access.team as t on t.id = s.team_id
    where m.ended_at is null order by m.until_at, s.name, m.id`.execute(db);
  return rows;
}
