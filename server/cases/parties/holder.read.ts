import { sql, type Tx } from '#server/platform/index.ts';

/** How many calls are owed about a case. */
export async function openCallsOf(tx: Tx, caseId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from contacts.contact as c join contacts.callback as b on b.contact_id = c.id
    where c.case_id = ${caseId}::uuid and b.state = 'open'`.execute(tx);
  return rows[0]!.count;
}

/** The steps of a case that are not answered yet, each a contact. */
export async function openStepsOf(tx: Tx, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from cases.step as s where s.case_id = ${caseId}::uuid and s.closed_at is null order by s.id`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
