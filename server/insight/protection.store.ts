import { sql } from 'kysely';
import type { StaffView } from '#server/access/index.ts';
import type { Db, Tx } from '#server/platform/index.ts';

export interface AgreementRow {
  id: string;
  covers: StaffView[];
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
    .$castTo<AgreementRow & { recordedByName: string | null; endedByName: string | null }>()
    .execute();

/** The agreements in force on a day, the newest first: recorded, not ended, their date come and not past. */
export const agreementsOn = (db: Db, day: string): Promise<AgreementRow[]> =>
  db
    .selectFrom('insight.agreement')
    .selectAll()
    .where('endedAt', 'is', null)
    .where('signedOn', '<=', day)
    .where((where) => where.or([where('validUntil', 'is', null), where('validUntil', '>=', day)]))
    .orderBy('recordedAt', 'desc')
    .$castTo<AgreementRow>()
    .execute();

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
    .$castTo<AgreementRow>()
    .executeTakeFirst();
  return row ?? null;
}

/** Notes that a member of staff has read how they are seen; the first time counts. */
export async function noteRead(tx: Tx, agreementId: string, staffId: string, at: Date): Promise<void> {
  await sql`insert into insight.agreement_read (agreement_id, staff_id, at)
    values (${agreementId}::uuid, ${staffId}::uuid, ${at}) on conflict do nothing`.execute(tx);
}

/** Which of these agreements a member of staff has read. */
export async function readBy(db: Db, staffId: string, agreements: readonly string[]): Promise<Set<string>> {
  if (agreements.length === 0) return new Set();
  const rows = await db
    .selectFrom('insight.agreementRead')
    .select('agreementId')
    .where('agreementId', 'in', [...agreements])
    .where('staffId', '=', staffId)
    .execute();
  return new Set(rows.map(({ agreementId }) => agreementId));
}
