import type { RawBuilder } from 'kysely';
import { sql, type Db } from '#server/platform/index.ts';
import { readable, validAt, type Reader } from './scope.read.ts';

export interface Glance {
  id: string;
  code: string;
  title: string;
  language: string;
  kind: 'article' | 'guide' | 'tree';
  at: Date;
  uses: number;
}
export interface Subject {
  id: string;
  name: { it: string; en: string };
  articles: number;
}

const most = 6;

/** What somebody finds who has not asked yet: what is used most, what is new, what is for their office, and the subjects. */
export async function overviewRows(
  db: Db,
  reader: Reader,
  { language, at, since }: { language: string; at: Date; since: Date },
): Promise<{ used: Glance[]; newest: Glance[]; office: Glance[]; subjects: Subject[] }> {
  const glances = async (where: RawBuilder<boolean>, order: RawBuilder<unknown>) => {
    const { rows } = await sql<Glance>`
      select g.id, g.code, g.title, g.language, g.kind, g.at, g.uses from (
        select a.id, a.code, a.kind, a.audience, v.title, v.language, coalesce(v.approved_at, v.changed_at) as at,
          (select count(*)::int from knowledge.use u where u.article_id = a.id and u.at >= ${since}) as uses
        from knowledge.article a join lateral (
          select v.* from knowledge.article_version v where v.article_id = a.id and ${validAt(at)}
          order by v.language = ${language} desc, v.language = a.language desc, v.language limit 1) v on true
        where a.active and ${readable(reader)}) g
      where ${where} order by ${order}, g.code limit ${most}`.execute(db);
    return rows;
  };
  const { rows: subjects } = await sql<Subject>`
    with recursive up as (
      select id, id as top, parent_id from knowledge.classification
      union all select up.id, c.id, c.parent_id from up join knowledge.classification c on c.id = up.parent_id
    )
    select top.id, top.name, count(*)::int as articles
    from knowledge.article a join up on up.id = a.classification_id and up.parent_id is null
      join knowledge.classification top on top.id = up.top
    where a.active and ${readable(reader)}
      and exists (select from knowledge.article_version v where v.article_id = a.id and ${validAt(at)})
    group by top.id, top.name, top.position order by top.position, top.id`.execute(db);
  return {
    used: await glances(sql<boolean>`g.uses > 0`, sql`g.uses desc`),
    newest: await glances(sql<boolean>`true`, sql`g.at desc`),
    office: await glances(sql<boolean>`g.audience = 'office'`, sql`g.at desc`),
    subjects,
  };
}
