import { sql, type Db } from '#server/platform/index.ts';

/** The time limit of a case that is up first; null when none runs. */
export async function nextDue(db: Db, caseId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(c.due_at) as at from clocks.clock c
    where c.subject_kind = 'case' and c.subject_id = ${caseId}::uuid and c.state = 'running'`.execute(db);
  return rows[0]?.at ?? null;
}

/** The name by which a member of staff signs to customers. */
export async function publicNameOf(db: Db, staffId: string): Promise<string | null> {
  const row = await db
    .selectFrom('access.staff')
    .select('publicName')
    .where('id', '=', staffId)
    .executeTakeFirst();
  return row?.publicName ?? null;
}
