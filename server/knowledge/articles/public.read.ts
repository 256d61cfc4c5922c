import type { PublicNames } from '#contract/route.ts';
import { sql, type Db } from '#server/platform/index.ts';
import { readVersion, type ReadVersion } from './articles.read.ts';
import { readable, thePublic, validAt } from './scope.read.ts';

/** An article as a list of the help site shows it. */
export interface PublicArticle {
  code: string;
  kind: 'article' | 'guide' | 'tree';
  language: string;
  title: string;
  summary: string;
  changedAt: Date;
  /** The first level of the classification; null: unclassified. */
  topic: PublicNames | null;
}

/** Everything that is published for the public, in all languages: what the help site and its map are made of. */
export async function publicArticles(db: Db, at: Date): Promise<PublicArticle[]> {
  const { rows } = await sql<PublicArticle>`
    with recursive up as (
      select id, id as top, parent_id from knowledge.classification
      union all select up.id, c.id, c.parent_id from up join knowledge.classification c on c.id = up.parent_id
    )
    select a.code, a.kind, v.language, v.title, v.summary, coalesce(v.approved_at, v.changed_at) as changed_at, top.name as topic
    from knowledge.article a join knowledge.article_version v on v.article_id = a.id
      left join up on up.id = a.classification_id and up.parent_id is null
      left join knowledge.classification top on top.id = up.top
    where ${readable(thePublic)} and ${validAt(at)}
    order by top.position nulls last, v.title, a.code limit 20000`.execute(db);
  return rows;
}

/** Whether there is anything for the public. */
export async function anythingPublic(db: Db, at: Date): Promise<boolean> {
  const { rows } =
    await sql`select from knowledge.article a join knowledge.article_version v on v.article_id = a.id
    where ${readable(thePublic)} and a.active and ${validAt(at)} limit 1`.execute(db);
  return rows.length > 0;
}

/** One article for the public, by its code: in the language or the nearest; null when there is none for them. */
export const readPublic = (db: Db, code: string, language: string, at: Date): Promise<ReadVersion | null> =>
  readVersion(db, thePublic, { code }, language, at);
