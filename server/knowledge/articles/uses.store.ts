import type { Insertable } from 'kysely';
import type { DB, Tx } from '#server/platform/index.ts';

export type How = 'opened' | 'summary' | 'link' | 'walked';

export async function insertUse(tx: Tx, row: Insertable<DB['knowledge.use']>): Promise<void> {
  await tx.insertInto('knowledge.use').values(row).execute();
}

export async function insertFeedback(tx: Tx, row: Insertable<DB['knowledge.feedback']>): Promise<void> {
  await tx.insertInto('knowledge.feedback').values(row).execute();
}
