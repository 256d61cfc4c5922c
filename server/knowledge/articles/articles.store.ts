import type { ArticleStep, articleAudiences, articleKinds } from '#contract/articles.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { VersionHead } from '../versions.rules.ts';

export interface ArticleRecord {
  id: string;
  code: string;
  kind: (typeof articleKinds)[number];
  language: string;
  audience: (typeof articleAudiences)[number];
  serviceId: string | null;
  teamId: string | null;
  classificationId: string | null;
  ownerId: string | null;
  reviewOn: string | null;
  active: boolean;
}
export interface VersionWords {
  title: string;
  summary: string;
  body: string;
  keywords: string;
  steps: ArticleStep[];
}
export interface VersionRecord extends VersionWords, VersionHead {
  articleId: string;
}

const articleColumns = sql`a.id, a.code, a.kind, a.language, a.audience, a.service_id, a.team_id, a.classification_id, a.owner_id,
  a.review_on, a.active`;

/** An article; with `lock`, nobody else changes it or its versions meanwhile. */
export async function findArticle(db: Db | Tx, id: string, lock = false): Promise<ArticleRecord | null> {
  const { rows } =
    await sql<ArticleRecord>`select ${articleColumns} from knowledge.article a where a.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db);
  return rows[0] ?? null;
}

export async function saveArticle(tx: Tx, row: ArticleRecord, at: Date): Promise<void> {
  const { id, ...fields } = row;
  await tx
    .insertInto('knowledge.article')
    .values({ id, ...fields, createdAt: at, updatedAt: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...fields, updatedAt: at }))
    .execute();
}

export async function versionsOf(db: Db | Tx, articleId: string): Promise<VersionRecord[]> {
  const rows = await db
    .selectFrom('knowledge.articleVersion')
    .selectAll()
    .where('articleId', '=', articleId)
    .orderBy('language')
    .orderBy('number', 'desc')
    .execute();
  return rows as unknown as VersionRecord[];
}

export async function saveVersion(tx: Tx, row: VersionRecord): Promise<void> {
  const { id, steps, ...rest } = row;
  const fields = { ...rest, steps: JSON.stringify(steps) };
  await tx
    .insertInto('knowledge.articleVersion')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

export async function deleteVersion(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('knowledge.articleVersion').where('id', '=', id).execute();
}
