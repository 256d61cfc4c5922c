import { sql, type Tx } from '#server/platform/index.ts';

/** How many compensations of a subject somebody has decided for its customer: approved, exported or paid. */
export async function decidedCompensations(tx: Tx, kind: string, subjectId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from clocks.compensation
    where subject_kind = ${kind} and subject_id = ${subjectId}::uuid and state in ('approved', 'exported', 'paid')`.execute(
    tx,
  );
  return rows[0]!.count;
}

/** The time limits of a subject, and what is only proposed of compensations, are those of another customer from now on. */
export async function putCustomerOf(
  tx: Tx,
  kind: string,
  subjectId: string,
  customerId: string,
): Promise<void> {
  await sql`update clocks.clock set customer_id = ${customerId}::uuid
    where subject_kind = ${kind} and subject_id = ${subjectId}::uuid`.execute(tx);
  await sql`update clocks.compensation set customer_id = ${customerId}::uuid
    where subject_kind = ${kind} and subject_id = ${subjectId}::uuid and state not in ('approved', 'exported', 'paid')`.execute(
    tx,
  );
}
