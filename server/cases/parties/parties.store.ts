import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, DB, Tx } from '#server/platform/index.ts';

export type PartyRow = Selectable<DB['cases.party']>;

export async function insertParty(tx: Tx, row: Insertable<DB['cases.party']>): Promise<void> {
  await tx.insertInto('cases.party').values(row).execute();
}

export async function updateParty(tx: Tx, id: string, change: Updateable<DB['cases.party']>): Promise<void> {
  await tx.updateTable('cases.party').set(change).where('id', '=', id).execute();
}

export async function findParty(db: Db | Tx, caseId: string, id: string): Promise<PartyRow | null> {
  const row = await db
    .selectFrom('cases.party')
    .selectAll()
    .where('id', '=', id)
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  return row ?? null;
}

/** The parties of cases, those that have ended among them, in the order in which they were added. */
export async function partiesOf(db: Db | Tx, caseIds: readonly string[]): Promise<PartyRow[]> {
  if (caseIds.length === 0) return [];
  return db
    .selectFrom('cases.party')
    .selectAll()
    .where('caseId', 'in', [...caseIds])
    .orderBy('addedAt')
    .orderBy('id')
    .execute();
}

/** The parts of a customer in cases of others. */
export const partsOfCustomer = (db: Db | Tx, customerId: string): Promise<PartyRow[]> =>
  db.selectFrom('cases.party').selectAll().where('customerId', '=', customerId).execute();

/** What a stored file is, to keep it once more. */
export async function bytesOf(
  tx: Tx,
  fileId: string,
): Promise<{ sha256: string; size: number; type: string }> {
  const { size, ...file } = await tx
    .selectFrom('platform.file')
    .select(['sha256', 'size', 'type'])
    .where('id', '=', fileId)
    .executeTakeFirstOrThrow();
  return { ...file, size: Number(size) };
}

/** Whose cases these are, and where they lie. */
export const holdersOf = (
  db: Db | Tx,
  caseIds: readonly string[],
): Promise<{ id: string; customerId: string; serviceId: string }[]> =>
  db
    .selectFrom('cases.case')
    .select(['id', 'customerId', 'serviceId'])
    .where('id', 'in', [...caseIds])
    .execute();
