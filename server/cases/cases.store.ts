import type { caseEntryKinds } from '#contract/cases.ts';
import type { Insertable, Updateable } from 'kysely';
import { newId, sql, type DB, type Tx } from '#server/platform/index.ts';

/** The next number of the sequence that case numbers are made of. */
export async function nextCaseNumber(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select nextval('cases.case_number') as n`.execute(tx);
  return Number(rows[0]!.n);
}

export async function insertCase(tx: Tx, row: Insertable<DB['cases.case']>): Promise<void> {
  await tx.insertInto('cases.case').values(row).execute();
}

/** Changes a case and answers its new version. */
export async function changeCase(tx: Tx, id: string, change: Updateable<DB['cases.case']>): Promise<number> {
  const row = await tx
    .updateTable('cases.case')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

export interface NewEntry {
  caseId: string;
  at: Date;
  kind: (typeof caseEntryKinds)[number];
  actor: string;
  authorName: string;
  body?: string;
  data?: Record<string, unknown>;
}

/** Writes down what happened to a case. Returns the entry's id. */
export async function addEntry(tx: Tx, { data, ...entry }: NewEntry): Promise<string> {
  const id = newId();
  await tx
    .insertInto('cases.entry')
    .values({ id, ...entry, data: JSON.stringify(data ?? {}) })
    .execute();
  return id;
}
