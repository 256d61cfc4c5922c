import type { ClockTurn, ClockUnit } from '#server/calendars/index.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Which open clocks a change concerns. */
export type Which =
  | { calendar: string }
  | { standard: string }
  | { service: string; calendar?: string | null }
  /** Those whose regulation a pack is of, received on its first day or later: they may have another standard by it. */
  | { pack: string };

/** An open clock as a change of its terms sees it. */
export interface OpenClock {
  id: string;
  subjectKind: 'case' | 'contact';
  subjectId: string;
  label: string;
  name: { it: string; en: string };
  serviceId: string;
  calendarId: string | null;
  standardId: string | null;
  standardCode: string | null;
  unit: ClockUnit;
  amount: number;
  paused: boolean;
  startedAt: Date;
  dueAt: Date | null;
  /** What moved it, its start among it. */
  turns: ClockTurn[];
}

/** Open clocks that a change concerns, some at a time, after an id. */
export async function openClocksOf(
  db: Db | Tx,
  which: Which,
  after: string | null,
  limit: number,
): Promise<OpenClock[]> {
  const concerned =
    'pack' in which
      ? sql`c.regulation = (select regulation from clocks.pack where id = ${which.pack}::uuid)`
      : 'standard' in which
        ? sql`c.standard_id = ${which.standard}::uuid`
        : 'service' in which
          ? sql`(c.service_id = ${which.service}::uuid or c.calendar_id = ${which.calendar ?? null}::uuid)`
          : sql`c.calendar_id = ${which.calendar}::uuid`;
  const { rows } = await sql<OpenClock & { turns: { kind: ClockTurn['kind']; at: string }[] }>`
    select c.id, c.subject_kind, c.subject_id, c.subject_label as label, c.name, c.service_id, c.calendar_id,
      c.standard_id, c.standard_code, c.unit, c.amount, c.state = 'paused' as paused, c.started_at, c.due_at, t.turns
    from clocks.clock as c cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at) order by e.seq), '[]') as turns
      from clocks.event as e where e.clock_id = c.id and e.kind in ('start', 'pause', 'resume')) as t
    where c.state in ('running', 'paused') and ${concerned} ${after === null ? sql`` : sql`and c.id > ${after}::uuid`}
    order by c.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...row,
    turns: row.turns.map(({ kind, at }) => ({ kind, at: new Date(at) })),
  }));
}
