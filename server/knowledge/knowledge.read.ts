import type { Names } from '#contract/route.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

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

/** A node of the classification, with where it lies. */
export interface ClassificationNode {
  id: string;
  name: Names;
  active: boolean;
  /** Itself and everything above it. */
  above: string[];
}

/** The whole classification by id, each node with everything above it. */
export async function classificationTree(db: Db | Tx): Promise<Map<string, ClassificationNode>> {
  const { rows } = await sql<ClassificationNode>`
    with recursive down as (
      select id, name, active, array[id] as above from knowledge.classification where parent_id is null
      union all select k.id, k.name, k.active, k.id || down.above from knowledge.classification as k join down on k.parent_id = down.id)
    select id, name, active, above from down`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
