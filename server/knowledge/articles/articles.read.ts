import type { z } from 'zod';
import type { ArticleStep, articleRow } from '#contract/articles.ts';
import { decodeCursor, pageOf, sql, type Db, type Tx } from '#server/platform/index.ts';
import { lagsBehind, readable, validAt, type Reader } from './scope.read.ts';

export type ArticleRowView = z.input<typeof articleRow>;

export interface ListQuery {
  search?: string | undefined;
  language: string;
  audience?: string | undefined;
  kind?: string | undefined;
  state?: string | undefined;
  owner?: string | undefined;
  subject?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const names = sql`(select s.name from access.staff s where s.id = a.owner_id)`;

/** The articles that somebody may read, by code. Who writes sees those that are not published, too. */
export async function listArticleRows(
  db: Db | Tx,
  reader: Reader,
  query: ListQuery & { at: Date; writes: boolean; id?: string },
) {
  const { at } = query;
  const after = decodeCursor(query.cursor, 1);
  const published = sql`exists (select from knowledge.article_version v where v.article_id = a.id and ${validAt(at)})`;
  const open = (state: string) =>
    sql`exists (select from knowledge.article_version v where v.article_id = a.id and v.state = ${state})`;
  const stateTest = {
    published,
    draft: open('draft'),
    submitted: open('submitted'),
    review_due: sql`(a.active and a.review_on <= ${at}::date)`,
    out_of_date: sql`exists (select from knowledge.article_version v where v.article_id = a.id and ${validAt(at)} and ${lagsBehind(at)})`,
    missing: sql`not exists (select from knowledge.article_version v where v.article_id = a.id and v.language = ${query.language} and ${validAt(at)})`,
    withdrawn: sql`(not a.active or not ${published})`,
  };
  const like = `%${(query.search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const tests = [
    readable(reader),
    query.writes ? sql`true` : sql`a.active and ${published}`,
    ...(query.id === undefined ? [] : [sql`a.id = ${query.id}::uuid`]),
    ...(query.audience === undefined ? [] : [sql`a.audience = ${query.audience}`]),
    ...(query.kind === undefined ? [] : [sql`a.kind = ${query.kind}`]),
    ...(query.owner === undefined ? [] : [sql`a.owner_id = ${query.owner}::uuid`]),
    ...(query.subject === undefined
      ? []
      : [
          sql`a.classification_id in (with recursive down as (
            select id from knowledge.classification where id = ${query.subject}::uuid
            union all select c.id from down join knowledge.classification c on c.parent_id = down.id) select id from down)`,
        ]),
    ...(query.state === undefined ? [] : [stateTest[query.state as keyof typeof stateTest]]),
    ...(query.search === undefined
      ? []
      : [
          sql`(a.code ilike ${like} or exists (select from knowledge.article_version v where v.article_id = a.id
            and v.state <> 'withdrawn' and customers.folded(v.title || ' ' || v.keywords) like customers.folded(${like})))`,
        ]),
    ...(after === null ? [] : [sql`a.code > ${String(after[0])}`]),
  ];
  const { rows } = await sql<ArticleRowView>`
    select a.id, a.code, a.kind, a.language, a.audience, a.service_id, a.team_id, a.classification_id, a.owner_id,
      a.review_on, a.active, ${names} as owner_name, coalesce(w.title, '') as title, coalesce(w.summary, '') as summary,
      coalesce(w.language, a.language) as shown_in, coalesce(w.state, 'withdrawn') as state, coalesce(w.number, 0) as number,
      coalesce((select json_agg(l order by l.language <> a.language, l.language) from (
        select v.language, max(v.number) filter (where ${validAt(at)}) as published,
          min(v.state) filter (where v.state in ('draft', 'submitted')) as open,
          coalesce(bool_or(${lagsBehind(at)}) filter (where ${validAt(at)}), false) as "outOfDate"
        from knowledge.article_version v where v.article_id = a.id and v.state <> 'withdrawn' group by v.language) l), '[]') as languages,
      (select count(*)::int from knowledge.use u where u.article_id = a.id) as uses,
      (select count(*)::int from knowledge.feedback f where f.article_id = a.id and f.useful) as useful,
      (select count(*)::int from knowledge.feedback f where f.article_id = a.id and not f.useful) as useless,
      a.updated_at
    from knowledge.article a left join lateral (
      select v.title, v.summary, v.language, v.state, v.number from knowledge.article_version v where v.article_id = a.id
      order by v.state = 'withdrawn', v.language = ${query.language} desc, v.language = a.language desc, ${validAt(at)} desc, v.number desc limit 1
    ) w on true
    where ${sql.join(tests, sql` and `)} order by a.code limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.code]);
}

export interface ReadVersion {
  id: string;
  articleId: string;
  code: string;
  kind: 'article' | 'guide' | 'tree';
  audience: 'public' | 'staff' | 'office';
  original: string;
  language: string;
  number: number;
  title: string;
  summary: string;
  body: string;
  keywords: string;
  steps: ArticleStep[];
  changedAt: Date;
  approvedAt: Date | null;
  validFrom: Date;
  validTo: Date | null;
  outOfDate: boolean;
}

/** What a reader gets of an article: the wording in force in a language; else in the article's own; else in any. */
export async function readVersion(
  db: Db | Tx,
  reader: Reader,
  which: { id: string } | { code: string },
  language: string,
  at: Date,
): Promise<ReadVersion | null> {
  const found = 'id' in which ? sql`a.id = ${which.id}::uuid` : sql`a.code = ${which.code}`;
  const { rows } = await sql<ReadVersion>`
    select v.id, a.id as article_id, a.code, a.kind, a.audience, a.language as original, v.language, v.number, v.title, v.summary,
      v.body, v.keywords, v.steps, v.changed_at, v.approved_at, v.valid_from, v.valid_to, ${lagsBehind(at)} as out_of_date
    from knowledge.article a join knowledge.article_version v on v.article_id = a.id
    where ${found} and a.active and ${validAt(at)} and ${readable(reader)}
    order by v.language = ${language} desc, v.language = a.language desc, v.language, v.number desc limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** What was looked for, put together by its words, those first that gave nothing most often. */
export async function missingRows(
  db: Db,
  query: { since: Date; language?: string | undefined },
): Promise<{
  searches: number;
  withoutResult: number;
  items: {
    words: string;
    language: string;
    times: number;
    withoutResult: number;
    notOpened: number;
    last: Date;
  }[];
}> {
  const where = sql`s.at >= ${query.since} and ${query.language === undefined ? sql`true` : sql`s.language = ${query.language}`}`;
  const [all, items] = [
    await sql<{ searches: number; withoutResult: number }>`
      select count(*)::int as searches, (count(*) filter (where s.hits = 0))::int as without_result
      from knowledge.search s where ${where}`.execute(db),
    await sql<{
      words: string;
      language: string;
      times: number;
      withoutResult: number;
      notOpened: number;
      last: Date;
    }>`
      select s.words, s.language, count(*)::int as times, (count(*) filter (where s.hits = 0))::int as without_result,
        (count(*) filter (where s.hits > 0 and s.chosen_id is null and s.place <> 'flow'))::int as not_opened, max(s.at) as last
      from knowledge.search s
        left join knowledge.search_settled d on d.language = s.language and d.words = s.words
      where ${where} and s.words <> '' and (d.settled_at is null or s.at > d.settled_at)
      group by s.words, s.language having bool_or(s.hits = 0) or bool_and(s.chosen_id is null)
      order by count(*) filter (where s.hits = 0) desc, count(*) desc, s.words limit 100`.execute(db),
  ];
  return { ...all.rows[0]!, items: items.rows };
}
