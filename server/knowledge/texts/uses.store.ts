import type { Insertable } from 'kysely';
import { sql, type DB, type Tx } from '#server/platform/index.ts';

export async function insertUses(
  tx: Tx,
  rows: readonly Insertable<DB['knowledge.standardTextUse']>[],
): Promise<void> {
  await tx
    .insertInto('knowledge.standardTextUse')
    .values([...rows])
    .onConflict((conflict) => conflict.columns(['messageId', 'versionId']).doNothing())
    .execute();
}

/** @returns the texts of which a use is gone */
export async function deleteUses(tx: Tx, messageId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('knowledge.standardTextUse')
    .where('messageId', '=', messageId)
    .returning('textId')
    .execute();
  return rows.map(({ textId }) => textId);
}

export async function addUses(tx: Tx, texts: ReadonlySet<string>, count: 1 | -1): Promise<void> {
  if (texts.size === 0) return;
  // In one order, whoever counts: two answers with the same texts do not wait for each other in a circle.
  await sql`update knowledge.standard_text t set uses = greatest(0, t.uses + ${count}::int)
    from (select id from knowledge.standard_text where id = any (${[...texts]}::uuid[]) order by id for update) o
    where o.id = t.id`.execute(tx);
}
