import type { Insertable, Selectable, Updateable } from 'kysely';
import { scopeFilter, sql, type DB, type Scope, type Tx } from '#server/platform/index.ts';

export type CompensationRow = Selectable<DB['clocks.compensation']>;

// What counts towards a year's cap: what is or will be paid.
const counting = ['proposed', 'approved', 'exported', 'paid'] as const;

/** A lock by customer and standard, so that two cases that end at once are counted one after the other. */
export async function countedThisYear(
  tx: Tx,
  one: { customerId: string; regulation: string; standardCode: string; year: number },
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`clocks.cap ${one.customerId} ${one.standardCode}`}, 0))`.execute(
    tx,
  );
  const row = await tx
    .selectFrom('clocks.compensation')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('customerId', '=', one.customerId)
    .where('regulation', '=', one.regulation)
    .where('standardCode', '=', one.standardCode)
    .where('year', '=', one.year)
    .where('state', 'in', [...counting])
    .executeTakeFirstOrThrow();
  return row.count;
}

/** @returns false where the clock has its compensation already */
export async function insertCompensation(
  tx: Tx,
  row: Insertable<DB['clocks.compensation']>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('clocks.compensation')
    .values(row)
    .onConflict((conflict) => conflict.column('clockId').doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function lockCompensation(tx: Tx, scope: Scope, id: string): Promise<CompensationRow | null> {
  const row = await tx
    .selectFrom('clocks.compensation as c')
    .selectAll()
    .where('c.id', '=', id)
    .where(scopeFilter(scope, sql.ref('c.serviceId'), sql.ref('c.teamId')))
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function changeCompensation(
  tx: Tx,
  id: string,
  change: Updateable<DB['clocks.compensation']>,
): Promise<void> {
  await tx.updateTable('clocks.compensation').set(change).where('id', '=', id).execute();
}

/** Takes everything approved in the scope into one export. @returns what was taken */
export async function exportApproved(
  tx: Tx,
  scope: Scope,
  made: { id: string; at: Date; byId: string | null; byName: string },
): Promise<CompensationRow[]> {
  const rows = await tx
    .updateTable('clocks.compensation as c')
    .set({ state: 'exported', exportId: made.id, exportedAt: made.at })
    .where('c.state', '=', 'approved')
    .where(scopeFilter(scope, sql.ref('c.serviceId'), sql.ref('c.teamId')))
    .returningAll()
    .execute();
  if (rows.length > 0)
    await tx
      .insertInto('clocks.export')
      .values({
        ...made,
        count: rows.length,
        totalCents: rows.reduce((sum, one) => sum + one.amountCents, 0),
      })
      .execute();
  return rows;
}
