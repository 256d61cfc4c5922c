import type { Db } from '#server/platform/index.ts';

/** What may be chosen of the classification, for naming by code. */
export async function classificationsByCode(db: Db): Promise<{ id: string; code: string; name: string }[]> {
  const rows = await db
    .selectFrom('knowledge.classification')
    .select(['id', 'code', 'name'])
    .where('active', '=', true)
    .orderBy('code')
    .execute();
  return rows.map(({ id, code, name }) => ({ id, code, name: (name as { it: string }).it }));
}
