import { sql } from 'kysely';
import type { Db, Tx } from '#server/platform/index.ts';

export interface AgreementRow {
  id: string;
  reference: string;
  signedOn: string;
  sites: string;
  purposes: string;
  retentionDays: number;
  validUntil: string | null;
  recordedBy: string | null;
  recordedAt: Date;
  endedBy: string | null;
  endedAt: Date | null;
}

export const insertAgreement = async (tx: Tx, row: AgreementRow): Promise<void> => {
  await tx.insertInto('insight.agreement').values(row).execute();
};

/** All that were ever recorded, the newest first, with the names of who recorded and ended them. */
export const allAgreements = (
  db: Db,
): Promise<(AgreementRow & { recordedByName: string | null; endedByName: string | null })[]> =>
  db
    .selectFrom('insight.agreement as a')
    .leftJoin('access.staff as r', 'r.id', 'a.recordedBy')
    .leftJoin('access.staff as e', 'e.id', 'a.endedBy')
    .selectAll('a')
    .select(['r.name as recordedByName', 'e.name as endedByName'])
    .orderBy('a.recordedAt', 'desc')
    .execute();

/** The agreement in force on a day: recorded, not ended, its date come and not past. */
export async function agreementOn(db: Db, day: string): Promise<AgreementRow | null> {
  const row = await db
    .selectFrom('insight.agreement')
    .selectAll()
    .where('endedAt', 'is', null)
    .where('signedOn', '<=', day)
    .where((where) => where.or([where('validUntil', 'is', null), where('validUntil', '>=', day)]))
    .orderBy('recordedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function endAgreement(
  tx: Tx,
  id: string,
  by: string | null,
  at: Date,
): Promise<AgreementRow | null> {
  const row = await tx
    .updateTable('insight.agreement')
    .set({ endedBy: by, endedAt: at })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Notes that a member of staff has read that single agents are seen; the first time counts. */
export async function noteRead(tx: Tx, agreementId: string, staffId: string, at: Date): Promise<void> {
  await sql`insert into insight.agreement_read (agreement_id, staff_id, at)
    values (${agreementId}::uuid, ${staffId}::uuid, ${at}) on conflict do nothing`.execute(tx);
}

export async function hasRead(db: Db, agreementId: string, staffId: string): Promise<boolean> {
  const row = await db
    .selectFrom('insight.agreementRead')
    .select('at')
    .where('agreementId', '=', agreementId)
    .where('staffId', '=', staffId)
    .executeTakeFirst();
  return row !== undefined;
}
