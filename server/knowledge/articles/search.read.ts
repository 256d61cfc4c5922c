import { sql, type Db, type Tx } from '#server/platform/index.ts';
import { lagsBehind, readable, validAt, type Reader } from './scope.read.ts';
import type { Known, Sought } from './search.rules.ts';

/** What the index knows of words: their stems, whether anybody has written them, and what looks like those it does not know. */
export async function lookUpWords(db: Db | Tx, language: string, words: readonly string[]): Promise<Known[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<Known>`
    select w.word, w.lexeme, w.written, case when w.written or w.lexeme is null or length(w.word) < 4 then '[]'::json else coalesce((
      select json_agg(json_build_object('word', s.word, 'lexeme', s.lexeme)) from (
        select k.word, k.lexeme from knowledge.word k
        where k.language = ${language} and (k.word operator(public.%) w.word or k.lexeme operator(public.%) w.lexeme)
          and exists (select from knowledge.posting p where p.language = k.language and p.lexeme = k.lexeme)
        order by greatest(public.similarity(k.word, w.word), public.similarity(k.lexeme, w.lexeme)) desc limit 16) s), '[]') end as similar
    from (select g.word, g.place, g.lexeme, exists (
        select from knowledge.posting p where p.language = ${language} and p.lexeme = g.lexeme) as written
      from (select word, place, knowledge.stem(${language}, word) as lexeme
        from unnest(${[...words]}::text[]) with ordinality as u (word, place)) g) w
    order by w.place`.execute(db);
  return rows;
}

export interface Scored {
  versionId: string;
  id: string;
  code: string;
  kind: 'article' | 'guide' | 'tree';
  audience: 'public' | 'staff' | 'office';
  language: string;
  number: number;
  title: string;
  summary: string;
  outOfDate: boolean;
  score: number;
  /** How much of what was asked it has: 1 is all, rare words count more. */
  covered: number;
}

/** Published articles by how well they have what is sought: rare words count more, the best way of each word counts once. */
export async function score(
  db: Db | Tx,
  reader: Reader,
  language: string,
  sought: readonly Sought[],
  options: { at: Date; limit: number },
): Promise<Scored[]> {
  if (sought.length === 0) return [];
  const { rows } = await sql<Scored>`
    with asked as materialized (
      select * from unnest(${sought.map((one) => one.term)}::int[], ${sought.map((one) => one.lexeme)}::text[],
        ${sought.map((one) => one.boost)}::real[]) as u (term, lexeme, boost)
    ), total as materialized (
      select greatest(count(*), 1)::float8 as n from knowledge.article_version where state = 'published' and language = ${language}
    ), counted as materialized (
      select l.lexeme, f.n, ln(1 + (total.n - least(f.n, total.n) + 0.5) / (f.n + 0.5)) as idf
      from (select distinct lexeme from asked) l, total,
        lateral (select count(*)::float8 as n from knowledge.posting p where p.language = ${language} and p.lexeme = l.lexeme) f
    ), rare as materialized (
      -- What stands everywhere tells nothing apart and costs most; it counts only where there is nothing else.
      select c.lexeme, c.idf from counted c, total
      where c.n <= greatest(total.n * 0.1, 40) or not exists (select from counted o where o.n between 1 and greatest(total.n * 0.1, 40))
    ), whole as (
      select sum(best) as idf from (
        select max(a.boost * r.idf) as best from asked a join rare r using (lexeme) group by a.term) t
    ), hit as (
      select a.term, p.version_id, max(a.boost * r.idf * p.weight * 2.2 / (p.weight + 1.2)) as points, max(a.boost * r.idf) as idf
      from asked a join rare r using (lexeme) join knowledge.posting p on p.language = ${language} and p.lexeme = a.lexeme
      group by a.term, p.version_id
    ), ranked as (
      select h.version_id, sum(h.points) as points, least(1, sum(h.idf) / greatest((select idf from whole), 0.0001)) as covered
      from hit h group by h.version_id
    )
    select v.id as version_id, a.id, a.code, a.kind, a.audience, v.language, v.number, v.title, v.summary,
      ${lagsBehind(options.at)} as out_of_date,
      (r.points * (0.4 + 0.6 * r.covered))::float8 as score, r.covered::float8 as covered
    from ranked r join knowledge.article_version v on v.id = r.version_id join knowledge.article a on a.id = v.article_id
    where a.active and ${validAt(options.at)} and ${readable(reader)}
    order by score desc, a.code limit ${options.limit}`.execute(db);
  return rows;
}
