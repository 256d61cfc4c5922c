import type { Insertable, Selectable, Updateable } from 'kysely';
import { newId, saveFiles, sql, type Db, type DB, type Tx } from '#server/platform/index.ts';
import { escalationNumber } from './escalations.rules.ts';

export type CentreRow = Selectable<DB['cases.centre']>;
export type EscalationRow = Selectable<DB['cases.escalation']>;
export type ReminderRow = Selectable<DB['cases.reminder']>;

export const allCentres = (db: Db): Promise<CentreRow[]> =>
  db.selectFrom('cases.centre').selectAll().orderBy('name').execute();

export async function findCentre(db: Db | Tx, id: string, lock = false): Promise<CentreRow | null> {
  const row = await db
    .selectFrom('cases.centre')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function saveCentre(tx: Tx, row: CentreRow): Promise<void> {
  const { id: _id, ...rest } = row;
  await tx
    .insertInto('cases.centre')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

/** The next number of the sequence that escalations are named by. */
export async function nextEscalationNumber(tx: Tx, at: Date): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('cases.escalation_number') as n`.execute(tx);
  return escalationNumber(Number(rows[0]!.n), at);
}

export async function insertEscalation(tx: Tx, row: Insertable<DB['cases.escalation']>): Promise<void> {
  await tx.insertInto('cases.escalation').values(row).execute();
}

/** Changes an escalation that is not over. @returns whether there was one */
export async function changeOpenEscalation(
  tx: Tx,
  id: string,
  change: Updateable<DB['cases.escalation']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('cases.escalation')
    .set(change)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findEscalation(db: Db | Tx, id: string): Promise<EscalationRow | null> {
  const row = await db.selectFrom('cases.escalation').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** The open escalation that a step carries; null for none. */
export async function escalationOfStep(tx: Tx, stepId: string): Promise<EscalationRow | null> {
  const row = await tx
    .selectFrom('cases.escalation')
    .selectAll()
    .where('stepId', '=', stepId)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** The open escalations of a case, or that of one centre. */
export const openEscalations = (db: Db | Tx, caseId: string, centreId?: string): Promise<EscalationRow[]> =>
  db
    .selectFrom('cases.escalation')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('closedAt', 'is', null)
    .$if(centreId !== undefined, (query) => query.where('centreId', '=', centreId!))
    .orderBy('askedAt')
    .execute();

/** A file as it goes with a question or comes with an answer. */
export interface PaperFile {
  sha256: string;
  name: string;
  type: string;
  size: number;
}

/** Keeps papers with files of their own: what happens to the message they came from does not touch them. */
export async function insertPapers(
  tx: Tx,
  escalationId: string,
  side: 'asked' | 'answered',
  files: readonly PaperFile[],
): Promise<void> {
  if (files.length === 0) return;
  const kept = await saveFiles(
    tx,
    files.map(({ sha256, size, type }) => ({ sha256, size, type })),
  );
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.paper where escalation_id = ${escalationId}::uuid and side = ${side}`.execute(
    tx,
  );
  await tx
    .insertInto('cases.paper')
    .values(
      files.map(({ name, type, size }, index) => ({
        id: newId(),
        escalationId,
        side,
        fileId: kept[index]!.id,
        name,
        type,
        size,
        position: rows[0]!.n + index,
      })),
    )
    .execute();
}

/** What somebody must see of an escalation: the last of it, until they have. */
export async function keepNews(
  tx: Tx,
  news: { escalationId: string; staffId: string; about: string; at: Date },
): Promise<void> {
  const { about, at } = news;
  await tx
    .insertInto('cases.escalationNews')
    .values(news)
    .onConflict((conflict) =>
      conflict.columns(['escalationId', 'staffId']).doUpdateSet({ about, at, seenAt: null }),
    )
    .execute();
}

export async function seeNews(
  tx: Tx,
  { escalations, staffId, at }: { escalations: readonly string[]; staffId: string; at: Date },
): Promise<void> {
  await tx
    .updateTable('cases.escalationNews')
    .set({ seenAt: at })
    .where('staffId', '=', staffId)
    .where('escalationId', 'in', [...escalations])
    .where('seenAt', 'is', null)
    .execute();
}

export async function insertReminders(
  tx: Tx,
  rows: readonly Insertable<DB['cases.reminder']>[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('cases.reminder')
      .values([...rows])
      .execute();
}

export type WordRow = Selectable<DB['cases.word']>;

/** Keeps what came besides an answer; the same mail again changes nothing. @returns whether it is new */
export async function insertWord(
  tx: Tx,
  { files, ...row }: Omit<Insertable<DB['cases.word']>, 'files'> & { files: readonly PaperFile[] },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('cases.word')
    .values({ ...row, files: JSON.stringify(files) })
    .onConflict((conflict) => conflict.column('replyId').doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** What came about an escalation and is not believed yet, locked; null when there is none or somebody has judged it. */
export async function lockDoubtful(tx: Tx, escalationId: string, id: string): Promise<WordRow | null> {
  const row = await tx
    .selectFrom('cases.word')
    .selectAll()
    .where('id', '=', id)
    .where('escalationId', '=', escalationId)
    .where('kind', '=', 'doubtful')
    .where('judged', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function judgeWord(
  tx: Tx,
  id: string,
  change: { judged: 'taken' | 'dropped'; judgedByName: string; judgedAt: Date },
): Promise<void> {
  await tx.updateTable('cases.word').set(change).where('id', '=', id).execute();
}

export async function lockReminder(tx: Tx, id: string): Promise<ReminderRow | null> {
  const row = await tx
    .selectFrom('cases.reminder')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function changeReminder(
  tx: Tx,
  id: string,
  change: { sentAt: Date; sentTo: string },
): Promise<void> {
  await tx.updateTable('cases.reminder').set(change).where('id', '=', id).execute();
}

/** Forgets planned reminders that were due before another that has been sent now. */
export async function dropOlderReminders(
  tx: Tx,
  { escalationId, whom, before }: { escalationId: string; whom: string; before: Date },
): Promise<void> {
  await tx
    .deleteFrom('cases.reminder')
    .where('escalationId', '=', escalationId)
    .where('whom', '=', whom)
    .where('sentAt', 'is', null)
    .where('plannedAt', '<=', before)
    .execute();
}

/** When an escalation was last reminded by hand or by itself; null for never. */
export async function lastReminder(tx: Tx, escalationId: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('cases.reminder')
    .select('sentAt')
    .where('escalationId', '=', escalationId)
    .where('sentAt', 'is not', null)
    .orderBy('sentAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sentAt ?? null;
}
