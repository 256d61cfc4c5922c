import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql, type Db, type DB, type Tx } from '#server/platform/index.ts';

export type SupplierRow = Selectable<DB['cases.supplier']>;
export type ChargeRuleRow = Selectable<DB['cases.chargeRule']>;

export const allSuppliers = (db: Db | Tx): Promise<SupplierRow[]> =>
  db.selectFrom('cases.supplier').selectAll().orderBy('name').execute();

export async function findSupplier(db: Db | Tx, id: string, lock = false): Promise<SupplierRow | null> {
  const row = await db
    .selectFrom('cases.supplier')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function saveSupplier(tx: Tx, row: SupplierRow): Promise<void> {
  const { id: _id, ...rest } = row;
  await tx
    .insertInto('cases.supplier')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

/** The rules of charge in the order in which they are asked. */
export const allChargeRules = (db: Db | Tx): Promise<ChargeRuleRow[]> =>
  db.selectFrom('cases.chargeRule').selectAll().orderBy('position').orderBy('id').execute();

/** Whoever changes the rules does it alone: their order is one thing. */
export async function lockChargeRules(tx: Tx): Promise<ChargeRuleRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('cases.charge_rule', 0))`.execute(tx);
  return allChargeRules(tx);
}

export async function saveChargeRule(tx: Tx, row: ChargeRuleRow): Promise<void> {
  const { id: _id, ...rest } = row;
  await tx
    .insertInto('cases.chargeRule')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

export async function removeChargeRule(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cases.chargeRule').where('id', '=', id).execute();
}

export async function placeChargeRules(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update cases.charge_rule as r set position = o.n::int
    from unnest(${[...ids]}::uuid[]) with ordinality as o (id, n) where r.id = o.id`.execute(tx);
}

export type HandoverRow = Selectable<DB['cases.handover']>;

export async function insertHandover(tx: Tx, row: Insertable<DB['cases.handover']>): Promise<void> {
  await tx.insertInto('cases.handover').values(row).execute();
}

export async function findHandover(db: Db | Tx, stepId: string): Promise<HandoverRow | null> {
  const row = await db
    .selectFrom('cases.handover')
    .selectAll()
    .where('stepId', '=', stepId)
    .executeTakeFirst();
  return row ?? null;
}

export async function changeHandover(
  tx: Tx,
  stepId: string,
  change: Updateable<DB['cases.handover']>,
): Promise<void> {
  await tx.updateTable('cases.handover').set(change).where('stepId', '=', stepId).execute();
}

export type HolderRow = Selectable<DB['cases.holder']>;

/** Who has a case by what was written down; null where nothing was yet. */
export async function openHolder(tx: Tx, caseId: string): Promise<HolderRow | null> {
  const row = await tx
    .selectFrom('cases.holder')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('until', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertHolder(tx: Tx, row: HolderRow): Promise<void> {
  await tx.insertInto('cases.holder').values(row).execute();
}

export async function endHolder(tx: Tx, id: string, until: Date): Promise<void> {
  await tx.updateTable('cases.holder').set({ until }).where('id', '=', id).execute();
}

/** The level of a case follows from who has it: no change that somebody makes, so no version of it. */
export async function setLevel(tx: Tx, caseId: string, level: HolderRow['level']): Promise<void> {
  await tx
    .updateTable('cases.case')
    .set({ level })
    .where('id', '=', caseId)
    .where('level', '<>', level)
    .execute();
}

/** Whether a case counts as solved at first contact follows from what happens to it: no version of it. */
export async function setFirstContact(
  tx: Tx,
  caseId: string,
  change: Pick<Updateable<DB['cases.case']>, 'firstContact' | 'firstContactAt' | 'firstContactWhy'>,
): Promise<void> {
  await tx.updateTable('cases.case').set(change).where('id', '=', caseId).execute();
}
