import { sql, type Tx } from '#server/platform/index.ts';
import type { PackDays } from './packs.rules.ts';

export interface NewPack {
  id: string;
  code: string;
  regulation: string;
  name: { it: string; en: string };
  validFrom: string;
  validTo: string | null;
  source: string;
}
/** A pack that counts for nothing yet. */
export async function insertDraft(tx: Tx, { name, ...pack }: NewPack): Promise<void> {
  await tx
    .insertInto('clocks.pack')
    .values({ ...pack, name: JSON.stringify(name), state: 'draft' })
    .execute();
}

export async function changePackRow(
  tx: Tx,
  id: string,
  { name, ...change }: Partial<Omit<NewPack, 'id' | 'code'>> & { state?: 'in_force' },
): Promise<void> {
  await tx
    .updateTable('clocks.pack')
    .set({
      ...change,
      ...(name === undefined ? {} : { name: JSON.stringify(name) }),
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute();
}

/** With its standards. */
export async function deletePackRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('clocks.pack').where('id', '=', id).execute();
}
export async function deleteStandardsOf(tx: Tx, packId: string): Promise<void> {
  await tx.deleteFrom('clocks.standard').where('packId', '=', packId).execute();
}

/** The packs of a regulation that are in force on some day, but for one; locked, lest two make room at once. */
export async function othersInForce(tx: Tx, regulation: string, but: string): Promise<PackDays[]> {
  return tx
    .selectFrom('clocks.pack')
    .select([
      'id',
      sql<string>`valid_from::text`.as('validFrom'),
      sql<string | null>`valid_to::text`.as('validTo'),
    ])
    .where('regulation', '=', regulation)
    .where('state', '=', 'in_force')
    .where('id', '<>', but)
    .orderBy('validFrom')
    .forUpdate()
    .execute();
}

/** Gives an open clock the standard that holds for it now; its terms are counted anew by the caller. */
export async function changeStandardOfClock(
  tx: Tx,
  clockId: string,
  standard: { id: string; regulation: string; code: string },
): Promise<void> {
  await tx
    .updateTable('clocks.clock')
    .set({ standardId: standard.id, regulation: standard.regulation, standardCode: standard.code })
    .where('id', '=', clockId)
    .execute();
}
